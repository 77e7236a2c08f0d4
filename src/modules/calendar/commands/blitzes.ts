import { sql } from 'kysely';
import { audienceOf } from '#modules/gate/queries/checks.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type * as contract from '../contract/blitzes.ts';
import { GONE } from '../queries/blitzes.ts';
import { MOST_BLITZ_DAYS, MOST_CALLED } from '../schema.ts';

const DAY_MS = 86_400_000;
type Made = ParsedOf<typeof contract.createBlitz>;

function daysProblem({ from, to }: { from: string; to: string }): Refusal | null {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (days < 1) return refuse('invalid', 'The last day comes before the first one.', { field: 'to' });
  return days > MOST_BLITZ_DAYS ? refuse('invalid', `A call blitz takes at most ${MOST_BLITZ_DAYS} days.`, { field: 'to' }) : null;
}

async function ownerProblem(ctx: Ctx, id: string): Promise<Refusal | null> {
  const { rows } = await sql`select from member where workspace_id = ${ctx.scope.workspaceId} and id = ${id} and department = 'sales'
    and status <> 'disabled'`.execute(ctx.tx);
  return rows.length > 0 ? null : refuse('invalid', 'Choose somebody of sales.', { field: 'ownerId' });
}

/** The people of a list or a campaign, in the caller's reach: a query with `contact_id`. */
async function peopleOf(ctx: Ctx, { viewId, campaignId }: Made) {
  if ((viewId === undefined) === (campaignId === undefined))
    return refuse('invalid', 'Choose a list or a campaign to work through.', { field: 'viewId' });
  if (viewId) {
    const audience = await audienceOf(ctx, { viewId });
    return isRefusal(audience) ? audience : sql`select contact_id from (${audience}) a`;
  }
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql`select from campaign c where c.workspace_id = ${ws} and c.id = ${campaignId} and c.deleted_at is null
    and ${reachable(ctx.scope, 'campaign', { to: 'read', ownerColumn: 'c.owner_id' })}`.execute(ctx.tx);
  if (rows.length === 0) return refuse('invalid', 'This campaign is not there any more.', { field: 'campaignId' });
  return sql`select m.contact_id from campaign_member m join contact t on t.workspace_id = m.workspace_id and t.id = m.contact_id and t.deleted_at is null
      and ${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 't.owner_id' })}
    where m.workspace_id = ${ws} and m.campaign_id = ${campaignId}`;
}

export async function createBlitz(ctx: Ctx, made: Made): Promise<OutputOf<typeof contract.createBlitz> | Refusal> {
  const problem = daysProblem(made) ?? (await ownerProblem(ctx, made.ownerId));
  if (problem) return problem;
  const people = await peopleOf(ctx, made);
  if (isRefusal(people)) return people;
  const ws = ctx.scope.workspaceId;
  const { id } = await ctx.tx
    .insertInto('call_blitz')
    .values({
      workspace_id: ws,
      title: made.title,
      from_day: made.from,
      to_day: made.to,
      owner_id: made.ownerId,
      view_id: made.viewId ?? null,
      campaign_id: made.campaignId ?? null,
      created_by: ctx.scope.actor.memberId,
      created_at: ctx.now,
      changed_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { rows } = await sql<{ n: number }>`with listed as (insert into call_blitz_person (workspace_id, blitz_id, contact_id)
      select ${ws}, ${id}, p.contact_id from (${people} limit ${MOST_CALLED + 1}) p returning contact_id)
    select count(*)::int as n from listed`.execute(ctx.tx);
  const n = rows[0]?.n ?? 0;
  if (n === 0) return refuse('invalid', 'Nobody stands on it within your reach.', { field: made.viewId ? 'viewId' : 'campaignId' });
  if (n > MOST_CALLED) return refuse('too_large', `A call blitz works through at most ${MOST_CALLED} people. Narrow the list down.`);
  ctx.changed('blitz', id);
  return { id, people: n };
}

async function locked(ctx: Ctx, id: string): Promise<{ from: string; to: string } | Refusal> {
  const { rows } = await sql<{
    from: string;
    to: string;
  }>`select to_char(from_day, 'YYYY-MM-DD') as from, to_char(to_day, 'YYYY-MM-DD') as to
    from call_blitz where workspace_id = ${ctx.scope.workspaceId} and id = ${id} and cancelled_at is null for update`.execute(ctx.tx);
  return rows[0] ?? GONE;
}

export async function changeBlitz(
  ctx: Ctx,
  { id, title, from, to, ownerId }: ParsedOf<typeof contract.changeBlitz>,
): Promise<Record<string, never> | Refusal> {
  const row = await locked(ctx, id);
  if (isRefusal(row)) return row;
  const days = { from: from ?? row.from, to: to ?? row.to };
  const problem = daysProblem(days) ?? (ownerId === undefined ? null : await ownerProblem(ctx, ownerId));
  if (problem) return problem;
  await ctx.tx
    .updateTable('call_blitz')
    .set({
      ...(title === undefined ? {} : { title }),
      ...(ownerId === undefined ? {} : { owner_id: ownerId }),
      from_day: days.from,
      to_day: days.to,
      changed_at: ctx.now,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('blitz', id);
  return {};
}

export async function cancelBlitz(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const row = await locked(ctx, id);
  if (isRefusal(row)) return row;
  await sql`update call_blitz set cancelled_at = ${ctx.now}, changed_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(
    ctx.tx,
  );
  ctx.changed('blitz', id);
  return {};
}
