import { moveDay, periodAround } from '#platform/shared/calendar.ts';
import type { Zoom } from '../schema.ts';

/** A part of the axis: from its first day until the first day after it. */
export interface Column {
  from: string;
  until: string;
}

const DAYS = 14;
const WEEKS = 13;
/** Quarters after the running one. */
const QUARTERS = 4;

/**
 * The columns of the axis, the first one with the day in it: two weeks by day, thirteen weeks by week, and the running month with all that follow to the end of
 * the fourth quarter after the running one by month. Weeks start on Monday.
 */
export function columnsOf(today: string, zoom: Zoom): Column[] {
  if (zoom === 'year') {
    const ends = moveDay(periodAround(today, 'quarter', 0).until, 3 * QUARTERS, 'month') ?? today;
    return columnsFrom(periodAround(today, 'month', 0).from, 'month', ({ from }) => from < ends);
  }
  const monday = periodAround(today, 'week', 0).from;
  return zoom === 'week'
    ? columnsFrom(monday, 'day', (_one, place) => place < DAYS)
    : columnsFrom(monday, 'week', (_one, place) => place < WEEKS);
}

function columnsFrom(first: string, unit: 'day' | 'week' | 'month', goesOn: (column: Column, place: number) => boolean): Column[] {
  const columns: Column[] = [];
  const at = (place: number) => moveDay(first, place, unit) ?? first;
  for (let place = 0; ; place += 1) {
    const column = { from: at(place), until: at(place + 1) };
    // The years end somewhere: a column without a length has none after it.
    if (!goesOn(column, place) || column.until <= column.from) return columns;
    columns.push(column);
  }
}

/** The column of a day; undefined outside the axis. */
export const columnOf = (columns: readonly Column[], day: string): number | undefined => {
  const place = columns.findIndex(({ from, until }) => day >= from && day < until);
  return place < 0 ? undefined : place;
};
