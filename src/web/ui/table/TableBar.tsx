import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { type Count, useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import type { Column, TableLayout } from './columns.ts';
import { NOTHING_SELECTED, nothingSelected, type Selection, selectedCount } from './selection.ts';
import { TableMenu } from './TableMenu.tsx';
import classes from './table.module.css';

export interface TableBarProps<Row> {
  columns: readonly Column<Row>[];
  rows: readonly Row[] | undefined;
  count?: Count | undefined;
  hasMore?: boolean;
  selection?: Selection;
  onSelection?: (selection: Selection) => void;
  bulk?: ReactNode;
  tools?: ReactNode;
  more?: ReactNode;
  table: TableLayout<Row>;
  picking: { allShown: boolean } | undefined;
}

/** Above a table: what it shows and how many; while rows are chosen, what can be done with them, in the same place. */
export function TableBar<Row>(props: TableBarProps<Row>) {
  const { columns, rows, count, hasMore, selection, onSelection, bulk, tools, more, table, picking } = props;
  const { table: texts } = useTexts().ui;
  const format = useFormat();
  // Where the server does not count, what is loaded is all only when nothing more is waiting.
  const total = count ?? (rows && !hasMore ? { value: rows.length, exact: true } : undefined);
  if (selection && onSelection && !nothingSelected(selection)) {
    const chosen = { value: selectedCount(selection, total?.value ?? 0), exact: selection.kind === 'some' || total?.exact !== false };
    const offerAll = selection.kind === 'some' && picking?.allShown && total && total.value > (rows?.length ?? 0);
    return (
      <section className={classes.bar} data-bulk aria-label={texts.selected(format.count(chosen))}>
        <strong aria-live="polite">{texts.selected(format.count(chosen))}</strong>
        {offerAll && (
          <Button variant="subtle" size="compact-sm" onClick={() => onSelection({ kind: 'all', except: new Set() })}>
            {texts.selectAll(format.count(total))}
          </Button>
        )}
        <Button variant="subtle" size="compact-sm" leftSection={<IconX size={14} />} onClick={() => onSelection(NOTHING_SELECTED)}>
          {texts.clearSelection}
        </Button>
        <div className={classes.barEnd}>{bulk}</div>
      </section>
    );
  }
  return (
    <div className={classes.bar}>
      {tools}
      <div className={classes.barEnd}>
        <span className={classes.count}>{total && format.count(total)}</span>
        {more}
        <TableMenu columns={columns} table={table} />
      </div>
    </div>
  );
}
