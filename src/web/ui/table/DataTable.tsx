import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useRef } from 'react';
import type { Count } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { useGo } from '../Go.tsx';
import { useLate } from '../late.ts';
import { ProblemNotice } from '../ProblemNotice.tsx';
import { type Column, type Sort, useLayout, widthOf } from './columns.ts';
import type { Selection } from './selection.ts';
import { TableBar } from './TableBar.tsx';
import { TableHead } from './TableHead.tsx';
import { SkeletonRows, TableCard, TableRow } from './TableRows.tsx';
import classes from './table.module.css';
import { usePicking, useRowKeys, useWindow } from './table-state.ts';

export interface DataTableProps<Row> {
  /** What this browser remembers columns and density under. */
  id: string;
  /** Its accessible name, such as "Companies". */
  label: string;
  /** The first one names the row: it stays, and links to `href`. */
  columns: readonly Column<Row>[];
  /** Undefined while the first page is on the way. */
  rows: readonly Row[] | undefined;
  rowId: (row: Row) => string;
  rowName: (row: Row) => string;
  href?: (row: Row) => string;
  onOpen?: (row: Row) => void;
  count?: Count | undefined;
  sort?: Sort | undefined;
  onSort?: (sort: Sort | undefined) => void;
  hasMore?: boolean;
  loadingMore?: boolean;
  onMore?: () => void;
  /** Rows of an older question are on the screen while the new answer is on the way. */
  stale?: boolean;
  problem?: unknown;
  onRetry?: () => void;
  selection?: Selection;
  onSelection?: (selection: Selection) => void;
  /** Actions on what is chosen. */
  bulk?: ReactNode;
  /** Search, filters, views: on the left above the table. */
  tools?: ReactNode;
  /** On the right above the table: export. */
  more?: ReactNode;
  /** Instead of the table where there is no row. */
  empty?: ReactNode;
  /** Below the name, on a phone; the first four columns where absent. */
  card?: (row: Row) => ReactNode;
}

const CARD_HEIGHT = 112;

/**
 * The one table. Filtering, sorting and paging are the server's; this shows, moves by keyboard (j k Enter x), chooses and
 * remembers its columns. It fills its parent (`<Page fill>`).
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, rows, rowId, rowName, href, onOpen, sort, onSort, problem, onRetry, empty, card } = props;
  const { ui } = useTexts();
  const go = useGo();
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false }) ?? false;
  const scroller = useRef<HTMLDivElement>(null);
  const table = useLayout(props.id, columns);
  const late = useLate(rows === undefined && !problem);
  const picking = usePicking(props);
  const height = phone ? CARD_HEIGHT : table.layout.dense ? 28 : 36;
  const { items, before, after, scrollTo, measure } = useWindow({ ...props, scroller, height });

  const open = (row: Row) => (onOpen ? onOpen(row) : href && go(href(row)));
  const { active, setActive } = useRowKeys({ rows: rows ?? [], scroller, scrollTo, open, toggle: picking?.toggle });

  const rowProps = (row: Row, index: number) => ({
    row,
    index,
    columns: table.shown,
    name: rowName(row),
    href: href?.(row),
    onOpen: href || onOpen ? () => open(row) : undefined,
    active: index === active,
    onFocus: () => setActive(index),
    pick: picking?.of(row, index),
  });

  const body = () => {
    if (problem && !rows) return <ProblemNotice problem={problem} {...(onRetry ? { onRetry } : {})} />;
    if (rows?.length === 0) return <div className={classes.empty}>{empty ?? ui.table.nothing}</div>;
    if (phone) {
      return (
        <ul className={classes.cards} style={{ paddingTop: before, paddingBottom: after }}>
          {items.map(({ row, index }) => (
            <li key={rowId(row)} ref={measure} data-index={index}>
              <TableCard {...rowProps(row, index)} card={card?.(row)} />
            </li>
          ))}
        </ul>
      );
    }
    return (
      <table className={classes.table} aria-label={props.label} aria-rowcount={props.count?.exact ? props.count.value + 1 : -1}>
        <colgroup>
          {picking && <col style={{ width: 36 }} />}
          {table.shown.map((column) => (
            <col key={column.id} style={{ width: widthOf(column, table.layout) }} />
          ))}
          <col />
        </colgroup>
        <TableHead table={table} sort={sort} onSort={onSort} pick={picking?.head} />
        <tbody>
          {before > 0 && <tr aria-hidden style={{ height: before }} />}
          {rows ? (
            items.map(({ row, index }) => <TableRow key={rowId(row)} {...rowProps(row, index)} />)
          ) : (
            <SkeletonRows columns={table.shown} pick={Boolean(picking)} shown={late} />
          )}
          {after > 0 && <tr aria-hidden style={{ height: after }} />}
        </tbody>
      </table>
    );
  };

  return (
    <div className={classes.frame} data-dense={table.layout.dense || undefined}>
      <TableBar {...props} table={table} picking={picking} />
      <div
        ref={scroller}
        className={classes.scroller}
        data-phone={phone || undefined}
        {...(phone ? { role: 'region', 'aria-label': props.label, tabIndex: 0 } : {})}
        data-stale={props.stale || undefined}
        aria-busy={rows === undefined || props.stale}
      >
        {body()}
        {props.loadingMore && <div className={classes.more}>{ui.table.loadingMore}</div>}
      </div>
    </div>
  );
}
