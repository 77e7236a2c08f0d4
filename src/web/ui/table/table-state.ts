import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useKeys } from '../keys.ts';
import { isSelected, type Selection, withSelected } from './selection.ts';

interface WindowOptions<Row> {
  rows: readonly Row[] | undefined;
  hasMore?: boolean;
  loadingMore?: boolean;
  onMore?: () => void;
  scroller: RefObject<HTMLDivElement | null>;
  height: number;
}

const AHEAD = 20;

/** The rows in sight, the room of those that are not, and the next page when the end comes near. */
export function useWindow<Row>({ rows = [], hasMore, loadingMore, onMore, scroller, height }: WindowOptions<Row>) {
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another row height makes all sizes wrong
  useEffect(() => virtual.measure(), [height]);
  const seen = virtual.getVirtualItems();
  const last = seen[seen.length - 1];
  const nearEnd = last !== undefined && last.index >= rows.length - AHEAD;
  useEffect(() => {
    if (nearEnd && hasMore && !loadingMore) onMore?.();
  }, [nearEnd, hasMore, loadingMore, onMore]);
  return {
    items: seen.flatMap(({ index }) => {
      const row = rows[index];
      return row === undefined ? [] : [{ row, index }];
    }),
    before: seen[0]?.start ?? 0,
    after: last ? virtual.getTotalSize() - last.end : 0,
    scrollTo: (index: number) => virtual.scrollToIndex(index),
    measure: virtual.measureElement,
  };
}

interface PickOptions<Row> {
  rows: readonly Row[] | undefined;
  rowId: (row: Row) => string;
  selection?: Selection;
  onSelection?: (selection: Selection) => void;
}

/** Choosing rows: one, a range with Shift, all shown. Undefined where the table has no selection. */
export function usePicking<Row>({ rows = [], rowId, selection, onSelection }: PickOptions<Row>) {
  const anchor = useRef<number | null>(null);
  if (!selection || !onSelection) return undefined;
  const ids = rows.map(rowId);
  const chosen = ids.filter((id) => isSelected(selection, id)).length;
  const allShown = ids.length > 0 && chosen === ids.length;
  const change = (index: number, selected: boolean, range: boolean) => {
    const from = range && anchor.current !== null ? anchor.current : index;
    anchor.current = index;
    onSelection(withSelected(selection, ids.slice(Math.min(from, index), Math.max(from, index) + 1), selected));
  };
  return {
    allShown,
    head: {
      state: (allShown ? 'all' : chosen > 0 ? 'some' : 'none') as 'none' | 'some' | 'all',
      onChange: (selected: boolean) => onSelection(selected ? withSelected(selection, ids, true) : { kind: 'some', ids: new Set() }),
    },
    toggle: (index: number) => change(index, !isSelected(selection, ids[index] ?? ''), false),
    of: (row: Row, index: number) => ({
      selected: isSelected(selection, rowId(row)),
      onChange: (selected: boolean, range: boolean) => change(index, selected, range),
    }),
  };
}

interface KeyOptions<Row> {
  rows: readonly Row[];
  scroller: RefObject<HTMLDivElement | null>;
  scrollTo: (index: number) => void;
  open: (row: Row) => void;
  toggle: ((index: number) => void) | undefined;
}

/** j and k (or the arrows, on a row) move, Enter opens, x chooses. One row at a time takes part in the tab order. */
export function useRowKeys<Row>({ rows, scroller, scrollTo, open, toggle }: KeyOptions<Row>) {
  const [active, setActive] = useState(0);
  const toFocus = useRef<number | null>(null);
  // A row far away is drawn only after the scroll: the focus follows it.
  useEffect(() => {
    if (toFocus.current === null) return;
    const row = scroller.current?.querySelector<HTMLElement>(`tr[data-index="${toFocus.current}"], li[data-index="${toFocus.current}"] a`);
    if (!row) return;
    row.focus();
    toFocus.current = null;
  });
  const inTable = () => scroller.current?.contains(document.activeElement) ?? false;
  const move = (step: number) => {
    const next = Math.min(rows.length - 1, Math.max(0, inTable() ? active + step : active));
    toFocus.current = next;
    setActive(next);
    scrollTo(next);
    scroller.current?.querySelector<HTMLElement>(`tr[data-index="${next}"]`)?.focus();
  };
  const row = rows[active];
  const byArrow = (step: number) => (event: KeyboardEvent) => {
    if (inTable()) move(step);
    else scroller.current?.scrollBy({ top: event.key === 'ArrowDown' ? 36 : -36 });
  };
  useKeys(
    {
      j: () => move(1),
      k: () => move(-1),
      ArrowDown: byArrow(1),
      ArrowUp: byArrow(-1),
      Enter: row && inTable ? () => inTable() && open(row) : undefined,
      x: toggle && row ? () => toggle(active) : undefined,
    },
    { when: rows.length > 0 },
  );
  return { active: Math.min(active, Math.max(0, rows.length - 1)), setActive };
}
