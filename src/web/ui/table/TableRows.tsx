import { Checkbox, Skeleton } from '@mantine/core';
import type { MouseEvent, ReactNode } from 'react';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../Go.tsx';
import type { Column } from './columns.ts';
import classes from './table.module.css';

export interface RowProps<Row> {
  row: Row;
  index: number;
  columns: readonly Column<Row>[];
  name: string;
  href: string | undefined;
  onOpen: (() => void) | undefined;
  active: boolean;
  onFocus: () => void;
  /** Absent where rows cannot be chosen. */
  pick: { selected: boolean; onChange: (selected: boolean, range: boolean) => void } | undefined;
}

const isOnControl = (event: MouseEvent) => (event.target as HTMLElement).closest('a, button, input, label, select') !== null;

interface NameProps {
  href: string | undefined;
  onOpen: (() => void) | undefined;
  /** On a card the name itself takes part in the tab order; in a table its row does. */
  onFocus?: () => void;
  children: ReactNode;
}

function Name({ href, onOpen, onFocus, children }: NameProps) {
  const tabIndex = onFocus ? 0 : -1;
  if (href) {
    return (
      <Go to={href} className={classes.name} tabIndex={tabIndex} onFocus={onFocus}>
        {children}
      </Go>
    );
  }
  if (!onOpen) return children;
  return (
    <button type="button" className={classes.name} onClick={onOpen} tabIndex={tabIndex} onFocus={onFocus}>
      {children}
    </button>
  );
}

function Pick({ name, pick }: { name: string; pick: NonNullable<RowProps<never>['pick']> }) {
  const { table } = useTexts().ui;
  return (
    <Checkbox
      size="xs"
      aria-label={table.selectRow(name)}
      checked={pick.selected}
      onChange={(event) => pick.onChange(event.currentTarget.checked, (event.nativeEvent as PointerEvent).shiftKey === true)}
    />
  );
}

export function TableRow<Row>({ row, index, columns, name, href, onOpen, active, onFocus, pick }: RowProps<Row>) {
  return (
    <tr
      className={classes.row}
      data-index={index}
      data-active={active || undefined}
      data-selected={pick?.selected || undefined}
      aria-rowindex={index + 2}
      tabIndex={active ? 0 : -1}
      onFocus={onFocus}
      onClick={(event) => {
        if (!isOnControl(event) && onOpen && getSelection()?.isCollapsed !== false) onOpen();
      }}
    >
      {pick && (
        <td className={classes.pick}>
          <Pick name={name} pick={pick} />
        </td>
      )}
      {columns.map((column, place) => (
        <td key={column.id} className={classes.cell} data-align={column.align}>
          {place === 0 ? (
            <Name href={href} onOpen={onOpen}>
              {column.render(row)}
            </Name>
          ) : (
            column.render(row)
          )}
        </td>
      ))}
      <td aria-hidden />
    </tr>
  );
}

const CARD_LINES = 4;

/** A row on a phone: its name, then the first columns with their titles. */
export function TableCard<Row>({ row, columns, name, href, onOpen, onFocus, pick, card }: RowProps<Row> & { card: ReactNode }) {
  const [first, ...rest] = columns;
  return (
    <div className={classes.card} data-selected={pick?.selected || undefined}>
      <div className={classes.cardTop}>
        {pick && <Pick name={name} pick={pick} />}
        <Name href={href} onOpen={onOpen} onFocus={onFocus}>
          {first?.render(row)}
        </Name>
      </div>
      {card ?? (
        <dl className={classes.cardLines}>
          {rest.slice(0, CARD_LINES).map((column) => (
            <div key={column.id}>
              <dt>{column.title}</dt>
              <dd>{column.render(row)}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

const SKELETON_ROWS = Array.from({ length: 14 }, (_, index) => `row-${index}`);
const WIDTHS = ['70%', '50%', '82%', '60%'];

/** The table's shape while its rows are on the way. */
export function SkeletonRows<Row>({ columns, pick, shown }: { columns: readonly Column<Row>[]; pick: boolean; shown: boolean }) {
  return SKELETON_ROWS.map((key, index) => (
    <tr key={key} className={classes.row} aria-hidden>
      {pick && <td className={classes.pick} />}
      {columns.map((column, place) => (
        <td key={column.id} className={classes.cell}>
          {shown && <Skeleton height={10} width={WIDTHS[(index + place) % WIDTHS.length]} />}
        </td>
      ))}
      <td />
    </tr>
  ));
}
