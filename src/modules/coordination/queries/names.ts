import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';

/** Contacts and companies that a text names: whoever knows no names reads it without them. */
export async function namesIn({ tx, scope }: ReadCtx, text: string): Promise<string[]> {
  const low = text.toLowerCase();
  const words = [...new Set(low.match(/[\p{L}\p{N}]+/gu))];
  if (words.length === 0) return [];
  // Few names begin with a word of the text: those alone are looked for in it.
  const occurs = (column: string) => sql`length(${sql.ref(column)}) >= 3
    and split_part(translate(lower(${sql.ref(column)}), '-''’.,', '     '), ' ', 1) = any (${words}) and strpos(${low}, lower(${sql.ref(column)})) > 0`;
  const { rows } = await sql<{
    name: string;
  }>`select distinct last_name as name from contact where workspace_id = ${scope.workspaceId} and ${occurs('last_name')}
    union select distinct first_name from contact where workspace_id = ${scope.workspaceId} and ${occurs('first_name')}
    union select name from company where workspace_id = ${scope.workspaceId} and ${occurs('name')}`.execute(tx);
  return rows.map(({ name }) => name);
}
