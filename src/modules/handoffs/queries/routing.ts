import { sql } from 'kysely';
import { peopleOf } from '#modules/agreements/commands/notices.ts';
import { conditionOf } from '#modules/criteria/queries/lens.ts';
import { Criteria } from '#modules/criteria/schema.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import type { getRouting } from '../contract/routing.ts';
import { isFree } from '../rules/routing.ts';
import { forecastFlow } from './flow.ts';
import { pools } from './pools.ts';
import { seats } from './seats.ts';

interface Row {
  id: string;
  name: string;
  criteria: unknown;
  member_id: string | null;
  member: string | null;
  member_active: boolean | null;
  team_id: string | null;
  team: string | null;
  pool_id: string | null;
  pool: string | null;
}

export async function readRouting(ctx: ReadCtx): Promise<OutputOf<typeof getRouting>> {
  const { rows } =
    await sql<Row>`select t.id, t.name, t.criteria, t.member_id, m.name as member, m.status = 'active' as member_active, t.team_id, g.name as team, t.pool_id, p.name as pool from territory t
    left join member m on m.workspace_id = t.workspace_id and m.id = t.member_id left join team g on g.workspace_id = t.workspace_id and g.id = t.team_id left join lead_pool p on p.workspace_id = t.workspace_id and p.id = t.pool_id
    where t.workspace_id = ${ctx.scope.workspaceId} order by t.position, t.id`.execute(ctx.tx);
  const all = await seats(ctx);
  const forecasts = await forecastFlow(
    ctx,
    all.map(({ memberId }) => memberId),
  );
  const [catcherId] = await peopleOf(ctx, 'sales_lead');
  const catcher = await ctx.tx
    .selectFrom('member')
    .select(['id', 'name'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', catcherId ?? ctx.scope.workspaceId)
    .executeTakeFirst();
  const territories = [];
  for (const row of rows) territories.push(await territoryOf(ctx, row));
  return {
    territories,
    seats: all.map((seat) => ({
      member: { id: seat.memberId, name: seat.name },
      onDuty: seat.onDuty,
      away: seat.away,
      capacity: seat.capacity,
      waiting: seat.waiting,
      free: isFree(seat),
      lastRoutedAt: seat.lastRoutedAt,
      forecast: forecasts.get(seat.memberId) ?? [],
    })),
    pools: await pools(ctx),
    catcher: catcher ?? null,
    mayWrite: ctx.scope.permissions.has('lead:assign'),
  };
}

async function territoryOf(ctx: ReadCtx, row: Row) {
  const criteria = Criteria.parse(row.criteria);
  const condition = await conditionOf(ctx.tx, unlimited(ctx.scope), { criteria, entity: 'lead', row: 't', now: ctx.now });
  const gone = row.member_id !== null && !row.member_active ? 'This person takes no leads any more.' : null;
  return {
    id: row.id,
    name: row.name,
    criteria,
    member: row.member_id && row.member !== null ? { id: row.member_id, name: row.member } : null,
    team: row.team_id && row.team !== null ? { id: row.team_id, name: row.team } : null,
    pool: row.pool_id && row.pool !== null ? { id: row.pool_id, name: row.pool } : null,
    problem: isRefusal(condition) ? condition.message : gone,
  };
}
