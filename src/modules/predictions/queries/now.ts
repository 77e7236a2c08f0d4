import { sql } from 'kysely';
import { unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Value } from '../rules/facts.ts';
import { knowableOf, readFacts } from './facts.ts';

type Known = Readonly<Record<string, Value>>;

/** What is known of leads for a prediction: as it stood at the hand-off where there was one, like what the model learned from; else as it stands now. */
export async function factsNow(ctx: ReadCtx, ids: readonly string[]): Promise<Map<string, Known>> {
  if (ids.length === 0) return new Map();
  const scope = unlimited(ctx.scope);
  const { rows } = await sql<{ id: string; facts: Known | null; asOf: string }>`
    select l.id, s.facts, coalesce((select max(h.handed_at) from handoff h where h.workspace_id = l.workspace_id and h.lead_id = l.id), ${ctx.now}) as "asOf"
    from lead l left join lead_snapshot s on s.workspace_id = l.workspace_id and s.lead_id = l.id and s.cause = 'handed_off'
    where l.workspace_id = ${scope.workspaceId} and l.id = any (${ids}::uuid[])`.execute(ctx.tx);
  const known = new Map(rows.flatMap(({ id, facts }) => (facts ? [[id, facts] as const] : [])));
  const knowable = await knowableOf(ctx.tx, scope);
  const moments = rows.filter(({ facts }) => !facts).map(({ id, asOf }) => ({ id, asOf }));
  for (const [id, { facts }] of await readFacts(ctx.tx, scope, { moments, knowable })) known.set(id, facts);
  return known;
}
