import { type RawBuilder, sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { cut } from '#platform/shared/paging.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { listGoalRows as ListRows } from '../contract/goals.ts';
import { versionRows } from './goals.ts';
import { hidesMetric, metricRows } from './metrics.ts';
import { periodOf } from './time.ts';

type Listed = OutputOf<typeof ListRows>;

const ENTITIES = ['contact', 'lead', 'deal', 'invoice', 'campaign'] as const;

/** Whether the caller may open the row on alias `m`: it counts all the same, without its name. */
export const opensFor = (scope: Scope): RawBuilder<boolean> =>
  sql`(${sql.join(
    ENTITIES.map((entity) => sql`(m.entity = ${entity} and ${reachable(scope, entity, { to: 'read', ownerColumn: 'm.owner_id' })})`),
    sql` or `,
  )})`;

/** One page of rows of a query with the columns of `metricRows`. */
export async function pageOf(
  ctx: ReadCtx,
  from: RawBuilder<unknown>,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<Listed> {
  const at = sql`date_trunc('milliseconds', m.at)`;
  const { rows } = await sql<Listed['items'][number]>`select m.id, m.entity, case when ${opensFor(ctx.scope)} then m.opens end as opens,
      case when m.opens is null or ${opensFor(ctx.scope)} then m.title end as title, ${at} as at, m.side, m.value::float8 as value
    from ${from} m where ${beyond(cursor, { at, id: sql`m.id` })} order by ${at} desc, m.id desc limit ${limit + 1}`.execute(ctx.tx);
  return cut(rows, limit, ({ at: when, id }) => ({ at: when, id }));
}

export async function goalRows(ctx: ReadCtx, { id, ...page }: { id: string; cursor?: string; limit: number }): Promise<Listed | Refusal> {
  const rows = await versionRows(ctx, id);
  const current = rows.find(({ signed_at, superseded_at }) => signed_at && !superseded_at) ?? rows[0];
  if (!current) return refuse('not_found', 'This goal is not there any more.');
  if (hidesMetric(ctx, current.metric)) return { items: [], next: null };
  return pageOf(ctx, metricRows(ctx.scope, current.metric, await periodOf(ctx, current.starts_on, current.period)), page);
}
