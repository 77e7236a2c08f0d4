import { type RawBuilder, sql } from 'kysely';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Tables, Tx } from './db.ts';

/** A row that an input names by its id. */
export interface Reference {
  /** Where in the input it is named. */
  field: string;
  table: keyof Tables & string;
  id: string | null | undefined;
  /** Further conditions on the row, which goes by the table's name: `not deleted`, `may be reached`. */
  where?: RawBuilder<boolean>;
}

/** A refusal for the first row named that is not in the workspace or does not meet its conditions; one statement for all. */
export async function missingReference(tx: Tx, workspaceId: string, references: readonly Reference[]): Promise<Refusal | null> {
  const named = references.filter((one) => one.id !== null && one.id !== undefined);
  if (named.length === 0) return null;
  const checks = named.map(
    ({ table, id, where }, place) =>
      sql`select ${place}::int as place where not exists (select from ${sql.table(table)} where ${sql.ref(`${table}.workspace_id`)} = ${workspaceId}
        and ${sql.ref(`${table}.id`)} = ${id} and ${where ?? sql`true`})`,
  );
  const { rows } = await sql<{ place: number }>`${sql.join(checks, sql` union all `)} order by 1 limit 1`.execute(tx);
  const missing = rows[0] && named[rows[0].place];
  return missing
    ? refuse('invalid', 'What was chosen here is not there any more, or it is not yours to see.', { field: missing.field })
    : null;
}
