import { sql } from 'kysely';
import { peopleOf } from '#modules/agreements/commands/notices.ts';
import { currentCalendars } from '#modules/agreements/queries/calendars.ts';
import { setLeadOwner } from '#modules/leads/commands/leads.ts';
import { notify } from '#modules/notices/commands.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { addBusinessTime } from '#platform/shared/businesstime.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { handoffsOfTheAway } from '../queries/pools.ts';
import { seats, today } from '../queries/seats.ts';
import { hindrance } from '../rules/routing.ts';
import { holdTheTurn, routeLead } from './routing.ts';
import { passOn } from './settle.ts';
import { lockHandoff } from './verdict.ts';

export interface Pool {
  name: string;
  teamId: string | null;
  reclaimSeconds: number;
  calendarId: string | null;
}

type Done = Record<string, never>;
const columns = ({ name, teamId, reclaimSeconds, calendarId }: Pool) => ({
  name,
  team_id: teamId,
  reclaim_seconds: reclaimSeconds,
  calendar_id: calendarId,
});

async function problemOf(ctx: Ctx, pool: Pool): Promise<Refusal | null> {
  if (pool.calendarId && !(await currentCalendars(ctx.tx, ctx.scope)).has(pool.calendarId))
    return refuse('invalid', 'This calendar does not exist any more.', { field: 'calendarId' });
  if (!pool.teamId) return null;
  const { rows } = await sql`select from team where workspace_id = ${ctx.scope.workspaceId} and id = ${pool.teamId}`.execute(ctx.tx);
  return rows.length > 0 ? null : refuse('invalid', 'This team does not exist any more.', { field: 'teamId' });
}

export async function createPool(ctx: Ctx, pool: Pool): Promise<{ id: string } | Refusal> {
  const problem = await problemOf(ctx, pool);
  if (problem) return problem;
  const made = await ctx.tx
    .insertInto('lead_pool')
    .values({ workspace_id: ctx.scope.workspaceId, ...columns(pool), created_at: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('territory');
  return made;
}

export async function changePool(ctx: Ctx, { id, ...pool }: Pool & { id: string }): Promise<Done | Refusal> {
  const problem = await problemOf(ctx, pool);
  if (problem) return problem;
  const changed = await ctx.tx
    .updateTable('lead_pool')
    .set(columns(pool))
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (Number(changed.numUpdatedRows) === 0) return refuse('not_found', 'This pool is not there any more.');
  ctx.changed('territory');
  return {};
}

/** A pool goes when no rule names it and nothing lies in it: no lead is ever left in a place that is gone. */
export async function deletePool(ctx: Ctx, id: string): Promise<Done | Refusal> {
  const { workspaceId } = ctx.scope;
  const { rows } = await sql<{
    used: boolean;
  }>`select exists (select from territory where workspace_id = ${workspaceId} and pool_id = ${id})
    or exists (select from handoff where workspace_id = ${workspaceId} and pool_id = ${id} and closed_at is null) as used`.execute(ctx.tx);
  if (rows[0]?.used) return refuse('conflict', 'A rule names this pool, or leads of it are open. Move them first.');
  const gone = await ctx.tx.deleteFrom('lead_pool').where('workspace_id', '=', workspaceId).where('id', '=', id).executeTakeFirst();
  if (Number(gone.numDeletedRows) === 0) return refuse('not_found', 'This pool is not there any more.');
  ctx.changed('territory');
  return {};
}

interface InPool {
  pool_id: string;
  team_id: string | null;
  reclaim_seconds: number;
  calendar_id: string | null;
}

/** Somebody of Sales takes a lead out of a pool. From then on it is theirs, for as long as they touch it in time. */
export async function takeFromPool(asker: Ctx, id: string): Promise<Done | Refusal> {
  const me = asker.scope.actor.memberId;
  const ctx: Ctx = { ...asker, scope: unlimited(asker.scope) };
  await holdTheTurn(ctx);
  const { rows } = await sql<InPool>`select h.pool_id, p.team_id, p.reclaim_seconds, p.calendar_id from handoff h
    join lead_pool p on p.workspace_id = h.workspace_id and p.id = h.pool_id
    where h.workspace_id = ${ctx.scope.workspaceId} and h.id = ${id} and h.closed_at is null and h.assignee_id is null`.execute(ctx.tx);
  const [pooled] = rows;
  const seat = (await seats(ctx)).find(({ memberId }) => memberId === me);
  if (!pooled || !me || !seat || (pooled.team_id && pooled.team_id !== seat.teamId))
    return refuse('not_found', 'This lead is not in a pool that you take from. Somebody may have taken it.');
  const why = hindrance(seat);
  if (why === 'full') return refuse('not_now', `${seat.waiting} leads wait for you already. Work one of them first.`);
  if (why) return refuse('not_now', why === 'away' ? 'You are on leave today.' : 'You are off duty. The sales lead can put you on.');
  const handoff = await lockHandoff(ctx, id);
  if (!handoff) return refuse('not_found', 'This lead is not here any more.');
  const calendar = pooled.calendar_id ? (await currentCalendars(ctx.tx, ctx.scope)).get(pooled.calendar_id)?.hours : undefined;
  const reclaimAt = calendar
    ? addBusinessTime(ctx.now, pooled.reclaim_seconds, calendar)
    : new Date(Date.parse(ctx.now) + pooled.reclaim_seconds * 1000).toISOString();
  const owned = await setLeadOwner(ctx, { leadId: handoff.lead_id, ownerId: me, cause: 'taken_from_pool' });
  if (isRefusal(owned)) return owned;
  await passOn(ctx, handoff, { memberId: me, reason: 'Taken from the pool.' });
  await sql`update handoff set taken_at = ${ctx.now}, reclaim_at = ${reclaimAt} where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(
    ctx.tx,
  );
  return {};
}

/** Leads that were taken and not touched in time lie in their pool again; whoever had them hears of it. */
export async function reclaim(ctx: Ctx): Promise<void> {
  const { rows } = await sql<{ id: string; taker: string | null; touched: boolean }>`
    select h.id, h.assignee_id as taker, l.last_touch_at >= h.taken_at as touched from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id
    where h.workspace_id = ${ctx.scope.workspaceId} and h.reclaim_at <= ${ctx.now} order by h.reclaim_at limit 200 for update of h skip locked`.execute(
    ctx.tx,
  );
  for (const { id, taker, touched } of rows) {
    await sql`update handoff set reclaim_at = null where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
    const handoff = await lockHandoff(ctx, id);
    if (!handoff || touched || handoff.closed_at !== null || handoff.decision === 'accepted') continue;
    await setLeadOwner(ctx, { leadId: handoff.lead_id, ownerId: null, cause: 'reclaimed' });
    await passOn(ctx, handoff, { memberId: null, reason: 'Nobody touched it in time.' });
    if (taker)
      await notify(ctx, {
        memberId: taker,
        kind: 'handoff.reclaimed',
        title: `${handoff.name} lies in the pool again`,
        body: 'The time in which a taken lead is touched has passed. Anyone may take it now, you too.',
        link: '/pool',
        dedupeKey: `reclaim:${id}:${ctx.now}`,
      });
  }
}

/** Gives a lead of someone who is away to whoever the rules find instead. Its clocks go on. */
export async function rerouteHandoff(asker: Ctx, id: string): Promise<{ assigneeId: string | null } | Refusal> {
  const mine = await lockHandoff(asker, id);
  if (!mine) return refuse('not_found', 'This hand-off is not here any more, or it is not yours to see.');
  if (mine.closed_at !== null) return refuse('conflict', 'This hand-off is closed.');
  const ctx: Ctx = { ...asker, scope: unlimited(asker.scope) };
  const { memberId, poolId, route, passed, through, ruleId } = await routeLead(ctx, {
    leadId: mine.lead_id,
    ownerId: null,
    exceptId: mine.assignee_id,
  });
  if (!memberId && !poolId) return refuse('not_now', 'Nobody of Sales can take it now.');
  const owned = await setLeadOwner(ctx, { leadId: mine.lead_id, ownerId: memberId, cause: 'rerouted' });
  if (isRefusal(owned)) return owned;
  await passOn(ctx, mine, { memberId, reason: 'Given on by the rules of routing.' });
  await sql`update handoff set route = ${route}, territory_id = ${ruleId}, pool_id = ${poolId}, routing = ${JSON.stringify({ through, passed })}::jsonb
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  return { assigneeId: memberId };
}

/** Once a day, where open leads lie with people who are away: the sales lead can give them to others. */
export async function tellOfTheAway(ctx: Ctx): Promise<void> {
  const { items } = await handoffsOfTheAway(ctx);
  if (items.length === 0) return;
  const names = [...new Set(items.map(({ assignee }) => assignee.name))].join(', ');
  for (const memberId of await peopleOf(ctx, 'sales_lead'))
    await notify(ctx, {
      memberId,
      kind: 'handoffs.away',
      title: items.length === 1 ? 'A lead waits for someone who is away' : `${items.length} leads wait for people who are away`,
      body: `${names}. Their clocks run on. Give the leads to others.`,
      link: '/settings/routing',
      dedupeKey: `away:${await today(ctx)}`,
    });
}
