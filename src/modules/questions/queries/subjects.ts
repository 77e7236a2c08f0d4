import { type RawBuilder, sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { About, SubjectKind } from '../schema.ts';

/** Records that questions can be about. */
export interface Askable {
  kind: SubjectKind;
  /** Columns `id`, `name` (never null) and `owners` (uuid[]: who answers for it, the first first), of those the scope may read. */
  rows(scope: Scope): RawBuilder<unknown>;
}

let installed: readonly Askable[] = [];

/** Called once by `product.ts` with what the modules that keep the records say. */
export function installAskables(askables: readonly Askable[]): void {
  installed = askables;
}

/** The name of what the question `q` is about, in SQL; null where there is none that the scope may read. */
export function nameOf(scope: Scope): RawBuilder<string | null> {
  const cases = installed.map(
    ({ kind, rows }) => sql`when ${kind} then (select left(x.name, 200) from (${rows(scope)}) x where x.id = q.subject_id)`,
  );
  return cases.length === 0 ? sql`null::text` : sql<string | null>`case q.subject ${sql.join(cases, sql` `)} end`;
}

export interface Record {
  name: string;
  owners: string[];
}

/** The record, as far as the scope may read it. */
export async function recordOf({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>, { subject, id }: About): Promise<Record | null> {
  const askable = installed.find(({ kind }) => kind === subject);
  if (!askable) return null;
  const { rows } = await sql<Record>`select left(x.name, 200) as name, array_remove(x.owners, null) as owners
    from (${askable.rows(scope)}) x where x.id = ${id}`.execute(tx);
  return rows[0] ?? null;
}
