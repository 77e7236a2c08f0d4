import type { ReactNode } from 'react';
import { useStored } from '../stored.ts';

export interface Column<Row> {
  /** Also the name by which the server sorts. */
  id: string;
  title: string;
  render: (row: Row) => ReactNode;
  /** Pixels, 160 where absent. */
  width?: number;
  sort?: boolean;
  /** Numbers stand at the end. */
  align?: 'start' | 'end';
  /** Not shown until someone chooses it. */
  optional?: boolean;
}

export interface Sort {
  by: string;
  direction: 'asc' | 'desc';
}

export interface Layout {
  hidden: Readonly<Record<string, boolean>>;
  widths: Readonly<Record<string, number>>;
  dense: boolean;
}

export const NARROWEST = 64;
const WIDEST = 640;
const EMPTY: Layout = { hidden: {}, widths: {}, dense: false };

export function clampWidth(width: number): number {
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
}

export function isShown(column: Pick<Column<never>, 'id' | 'optional'>, layout: Layout): boolean {
  return !(layout.hidden[column.id] ?? column.optional ?? false);
}

export function widthOf(column: Pick<Column<never>, 'id' | 'width'>, layout: Layout): number {
  return layout.widths[column.id] ?? column.width ?? 160;
}

/** What this browser remembers of a table: which columns, how wide, how close. */
export function useLayout<Row>(tableId: string, columns: readonly Column<Row>[]) {
  const [layout, change] = useStored<Layout>(`truce.table.${tableId}`, EMPTY);
  const [first, ...rest] = columns;
  const shown = [...(first ? [first] : []), ...rest.filter((column) => isShown(column, layout))];
  return {
    layout,
    shown,
    setShown: (id: string, visible: boolean) => change((before) => ({ ...before, hidden: { ...before.hidden, [id]: !visible } })),
    setWidth: (id: string, width: number) => change((before) => ({ ...before, widths: { ...before.widths, [id]: clampWidth(width) } })),
    setDense: (dense: boolean) => change((before) => ({ ...before, dense })),
    reset: () => change(EMPTY),
  };
}

export type TableLayout<Row> = ReturnType<typeof useLayout<Row>>;

/** The order after a press on a heading: ascending, descending, then the list's own. */
export function nextSort(sort: Sort | undefined, by: string): Sort | undefined {
  if (sort?.by !== by) return { by, direction: 'asc' };
  return sort.direction === 'asc' ? { by, direction: 'desc' } : undefined;
}
