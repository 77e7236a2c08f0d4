import { z } from 'zod';

/** Where a page of a list begins: behind the row of this instant and id. `infinity` stands for rows without an instant, at the end of time. */
export interface Place {
  at: string;
  id: string;
}

const MARK = /^(infinity|\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** What is said of a mark that its list did not give. */
export const NOT_OURS = 'This page mark is not one of ours. Start again from the first page.';

/** A list whose order no index keeps is read on from the row of this number. */
export const RowNumberMark = z.string().regex(/^\d{1,7}$/, NOT_OURS);

/** How many rows a page has. */
export const PageLimit = z.int().min(1).max(200).default(50);

/** A list that is read by instant and id takes these; `cursor` is the `next` of the page before. */
export const Paged = {
  cursor: z.string().max(80).regex(MARK, NOT_OURS).optional(),
  limit: PageLimit,
};

export function markOf({ at, id }: Place): string {
  return `${at}_${id}`;
}

/** The place of a mark that its contract has let through. */
export function placeOf(mark: string): Place {
  const [, at, id] = MARK.exec(mark) ?? [];
  if (!at || !id) throw new Error('a page mark that no contract lets through');
  return { at, id };
}

/** One page of rows that were read one further than asked: the page, and the mark of the next one. */
export function cut<R>(rows: readonly R[], limit: number, placed: (row: R) => Place): { items: R[]; next: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? markOf(placed(last)) : null };
}
