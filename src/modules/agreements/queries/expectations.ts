import { type RawBuilder, sql } from 'kysely';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { ExpectationSource, Party } from '../schema.ts';

/** What one side told the other to expect by a day, as a module's own records have it. */
export interface Expectation {
  source: ExpectationSource;
  /** Columns `id`, `by`, `by_id` (the person, where one promised it; else null), `what` (null: the scope may not read more), `due_on` and `done_on` (days of the workspace, the second null until it is there), `made_at`, `link`. */
  rows(of: { scope: Scope; zone: string }): RawBuilder<unknown>;
}

export interface Expected {
  id: string;
  source: ExpectationSource;
  by: Party;
  byId: string | null;
  what: string | null;
  dueOn: string;
  doneOn: string | null;
  madeAt: string;
  link: string;
}

let installed: readonly Expectation[] = [];

/** Called once by `product.ts` with what the modules keep. */
export function installExpectations(expectations: readonly Expectation[]): void {
  installed = expectations;
}

const MOST = 500;

/** What is expected by the records of every module, of each the last due ones. */
export async function readExpectations(ctx: ReadCtx): Promise<Expected[]> {
  const zone = await timeZoneOf(ctx);
  const found: Expected[] = [];
  for (const { source, rows } of installed) {
    const { rows: mine } =
      await sql<Expected>`select x.id, ${source}::text as source, x.by, x.by_id as "byId", left(x.what, 300) as what, x.due_on::text as "dueOn", x.done_on::text as "doneOn",
        x.made_at as "madeAt", x.link from (${rows({ scope: ctx.scope, zone })}) x where x.by in ('sales', 'marketing') order by x.due_on desc, x.id limit ${MOST}`.execute(
        ctx.tx,
      );
    found.push(...mine);
  }
  return found;
}
