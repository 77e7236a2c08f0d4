import { sql } from 'kysely';
import { conditionOf } from '#modules/criteria/queries/lens.ts';
import type { Criteria } from '#modules/criteria/schema.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { Ctx, ReadCtx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { isOfSales } from './handoff.ts';

export interface Territory {
  name: string;
  criteria: Criteria;
  memberId: string | null;
  teamId: string | null;
  poolId: string | null;
}

type Done = Record<string, never>;

/** Why a rule cannot be used as it is, at its field below `path`; null where it can. */
export async function problemOf(ctx: ReadCtx, territory: Omit<Territory, 'name'>, path = ''): Promise<Refusal | null> {
  const { memberId, teamId, poolId } = territory;
  if ([memberId, teamId, poolId].filter((one) => one !== null).length !== 1)
    return refuse('invalid', 'Choose a person, a team or a pool.', { field: `${path}memberId` });
  if (territory.memberId && !(await isOfSales(ctx, territory.memberId)))
    return refuse('invalid', 'Choose someone of Sales.', { field: `${path}memberId` });
  if (territory.teamId) {
    const team = await ctx.tx
      .selectFrom('team')
      .select('id')
      .where('workspace_id', '=', ctx.scope.workspaceId)
      .where('id', '=', territory.teamId)
      .executeTakeFirst();
    if (!team) return refuse('invalid', 'This team does not exist any more.', { field: `${path}teamId` });
  }
  if (poolId) {
    const pool = await ctx.tx
      .selectFrom('lead_pool')
      .select('id')
      .where('workspace_id', '=', ctx.scope.workspaceId)
      .where('id', '=', poolId)
      .executeTakeFirst();
    if (!pool) return refuse('invalid', 'This pool does not exist any more.', { field: `${path}poolId` });
  }
  const condition = await conditionOf(ctx.tx, unlimited(ctx.scope), {
    criteria: territory.criteria,
    entity: 'lead',
    row: 't',
    now: ctx.now,
    ...(path ? { path: `${path}criteria` } : {}),
  });
  return isRefusal(condition) ? condition : null;
}

const columns = ({ name, criteria, memberId, teamId, poolId }: Territory) => ({
  name,
  criteria: JSON.stringify(criteria),
  member_id: memberId,
  team_id: teamId,
  pool_id: poolId,
});

export async function createTerritory(ctx: Ctx, territory: Territory): Promise<{ id: string } | Refusal> {
  const problem = await problemOf(ctx, territory);
  if (problem) return problem;
  const { id } = await ctx.tx
    .insertInto('territory')
    .values({
      workspace_id: ctx.scope.workspaceId,
      ...columns(territory),
      position: sql<number>`(select coalesce(max(position), 0) + 1 from territory where workspace_id = ${ctx.scope.workspaceId})`,
      created_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('territory', id);
  return { id };
}

export async function changeTerritory(ctx: Ctx, { id, ...territory }: Territory & { id: string }): Promise<Done | Refusal> {
  const problem = await problemOf(ctx, territory);
  if (problem) return problem;
  const result = await ctx.tx
    .updateTable('territory')
    .set(columns(territory))
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (Number(result.numUpdatedRows) === 0) return refuse('not_found', 'This territory is not there any more.');
  ctx.changed('territory', id);
  return {};
}

export async function deleteTerritory(ctx: Ctx, id: string): Promise<Done | Refusal> {
  const result = await ctx.tx
    .deleteFrom('territory')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (Number(result.numDeletedRows) === 0) return refuse('not_found', 'This territory is not there any more.');
  ctx.changed('territory', id);
  return {};
}

export async function orderTerritories(ctx: Ctx, ids: readonly string[]): Promise<Done | Refusal> {
  const { rows } = await sql<{ id: string }>`select id from territory where workspace_id = ${ctx.scope.workspaceId} for update`.execute(
    ctx.tx,
  );
  if (rows.length !== new Set(ids).size || rows.some(({ id }) => !ids.includes(id)))
    return refuse('conflict', 'The list of territories changed meanwhile. Load it again.');
  await sql`update territory t set position = o.place from unnest(${ids}::uuid[]) with ordinality as o(id, place) where t.workspace_id = ${ctx.scope.workspaceId} and t.id = o.id`.execute(
    ctx.tx,
  );
  ctx.changed('territory');
  return {};
}

export async function setSeat(ctx: Ctx, seat: { id: string; onDuty: boolean; capacity: number | null }): Promise<Done | Refusal> {
  if (!(await isOfSales(ctx, seat.id))) return refuse('not_found', 'Only people of Sales take turns.');
  await sql`insert into routing_seat (workspace_id, member_id, on_duty, capacity) values (${ctx.scope.workspaceId}, ${seat.id}, ${seat.onDuty}, ${seat.capacity})
    on conflict (workspace_id, member_id) do update set on_duty = excluded.on_duty, capacity = excluded.capacity`.execute(ctx.tx);
  ctx.changed('territory');
  return {};
}

export interface Draft {
  territories: readonly (Territory & { id?: string | undefined })[];
  seats: readonly { memberId: string; onDuty: boolean; capacity: number | null }[];
}

/** Puts a whole draft of the rules into force: what is not in it is removed, the order is the draft's. */
export async function replaceRouting(ctx: Ctx, draft: Draft): Promise<Done | Refusal> {
  const { rows } = await sql<{ id: string }>`select id from territory where workspace_id = ${ctx.scope.workspaceId} for update`.execute(
    ctx.tx,
  );
  const kept = draft.territories.flatMap(({ id }) => id ?? []);
  if (kept.some((id) => !rows.some((row) => row.id === id)) || new Set(kept).size !== kept.length)
    return refuse('conflict', 'The rules changed meanwhile. Load them again.');
  for (const { id } of rows.filter((row) => !kept.includes(row.id))) await deleteTerritory(ctx, id);
  const ids: string[] = [];
  for (const { id, ...territory } of draft.territories) {
    const done = id ? await changeTerritory(ctx, { id, ...territory }) : await createTerritory(ctx, territory);
    if (isRefusal(done)) return done;
    ids.push(id ?? ('id' in done ? String(done.id) : ''));
  }
  for (const { memberId, ...seat } of draft.seats) {
    const done = await setSeat(ctx, { id: memberId, ...seat });
    if (isRefusal(done)) return done;
  }
  return orderTerritories(ctx, ids);
}
