import { sql } from 'kysely';

export const ANEW = '/* planned anew */';

/**
 * Put at the very head of a statement that reads a stretch of time out of much: it is planned with its values whenever it is asked. The plan for any values,
 * to which PostgreSQL turns after a few askings of a prepared statement, takes every stretch for half a percent of the rows and looks up one by one what is best read whole.
 */
export const plannedAnew = sql.raw(ANEW);

/** So often is a text asked for before it is prepared: texts that people put together (a list's filter) seldom come again. */
const OFTEN = 4;
/** A connection keeps the plans of all that it has prepared. */
const MOST_NAMED = 250;
const MOST_COUNTED = 5_000;

/** Gives statements their names: the name under which one is prepared on every connection, from its fourth use on; undefined for those that stay unprepared: rare ones, and those planned anew. */
export function statementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  return (text) => {
    if (text.startsWith(ANEW)) return undefined;
    const known = names.get(text);
    if (known !== undefined || names.size >= MOST_NAMED) return known;
    const count = (counts.get(text) ?? 0) + 1;
    if (count < OFTEN) {
      if (counts.size >= MOST_COUNTED) counts.clear();
      counts.set(text, count);
      return undefined;
    }
    counts.delete(text);
    const name = `truce_${names.size}`;
    names.set(text, name);
    return name;
  };
}

/** Of this process: its connections share the names. */
export const statementName = statementNames();
