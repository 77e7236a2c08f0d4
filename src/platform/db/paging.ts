import { type RawBuilder, sql } from 'kysely';
import { placeOf } from '#platform/shared/paging.ts';

interface Order {
  /** Milliseconds at most: a mark holds no more, and a row between two of them would be lost. */
  at: RawBuilder<unknown>;
  id: RawBuilder<unknown>;
  ascending?: boolean;
}

/** The rows behind a page mark, all of them without one. The list is ordered by `at` and `id`, the newest first unless ascending. */
export function beyond(mark: string | undefined, { at, id, ascending = false }: Order): RawBuilder<boolean> {
  if (mark === undefined) return sql`true`;
  const place = placeOf(mark);
  return sql`(${at}, ${id}) ${ascending ? sql`>` : sql`<`} (${place.at}::timestamptz, ${place.id}::uuid)`;
}
