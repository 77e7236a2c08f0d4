import { sql } from 'kysely';
import type { z } from 'zod';
import { notify } from '#modules/notices/commands.ts';
import { reachable, unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { decideSupport } from '../contract/around.ts';
import { liveTrack } from '../queries/contents.ts';
import { groupOf } from '../queries/support.ts';
import { SAID } from '../rules/entry.ts';
import { enrol } from './enrol.ts';
import { leave, lockOnTrack } from './leave.ts';

const NO_DEAL = refuse('not_found', 'This deal is not here any more, or it is not yours to see.');
const NO_REQUEST = refuse('not_found', 'This request is not here any more, or its deal is not yours to see.');

export async function askForSupport(ctx: Ctx, { id, wish }: { id: string; wish: string }): Promise<{ id: string } | Refusal> {
  const { rows } = await sql<{
    name: string;
    status: string;
  }>`select name, status from deal where workspace_id = ${ctx.scope.workspaceId} and id = ${id} and deleted_at is null
    and ${reachable(ctx.scope, 'deal', { to: 'write', ownerColumn: 'owner_id' })} for update`.execute(ctx.tx);
  const [deal] = rows;
  if (!deal) return NO_DEAL;
  if (deal.status !== 'open') return refuse('not_now', 'This deal is closed.');
  const made = await sql<{ id: string }>`insert into nurture_support (workspace_id, deal_id, wish, requested_by, requested_at)
    values (${ctx.scope.workspaceId}, ${id}, ${wish}, ${ctx.scope.actor.memberId}, ${ctx.now})
    on conflict (workspace_id, deal_id) where state in ('requested', 'running') do nothing returning id`.execute(ctx.tx);
  const [request] = made.rows;
  if (!request) return refuse('conflict', 'Marketing was asked for support on this deal already.');
  const people = await sql<{
    id: string;
  }>`select id from member where workspace_id = ${ctx.scope.workspaceId} and status = 'active' and roles && '{marketer,marketing_lead}'::text[]`.execute(
    ctx.tx,
  );
  for (const { id: memberId } of people.rows)
    await notify(ctx, {
      memberId,
      kind: 'support.requested',
      title: `${ctx.scope.actor.label} asks for support on ${deal.name}`,
      body: wish,
      link: '/deal-support',
      dedupeKey: `support:${request.id}`,
    });
  told(ctx, request.id, id);
  return request;
}

interface Request {
  id: string;
  dealId: string;
  deal: string;
  dealStatus: string;
  state: string;
  requestedBy: string | null;
}

async function lockRequest(ctx: Ctx, id: string, to: 'read' | 'write'): Promise<Request | Refusal> {
  const { rows } =
    await sql<Request>`select s.id, s.deal_id as "dealId", d.name as deal, d.status as "dealStatus", s.state, s.requested_by as "requestedBy"
    from nurture_support s join deal d on d.workspace_id = s.workspace_id and d.id = s.deal_id and d.deleted_at is null
    where s.workspace_id = ${ctx.scope.workspaceId} and s.id = ${id} and ${reachable(ctx.scope, 'deal', { to, ownerColumn: 'd.owner_id' })} for update of s`.execute(
      ctx.tx,
    );
  return rows[0] ?? NO_REQUEST;
}

type Decided = { enrolled: number; refused: { name: string; says: string }[] };

/** Marketing takes a request with a track, which the people of the deal come onto, or declines it with a word to the rep. */
export async function decideRequest(asker: Ctx, asked: z.output<typeof decideSupport.input>): Promise<Decided | Refusal> {
  const request = await lockRequest(asker, asked.id, 'read');
  if (isRefusal(request)) return request;
  if (request.state !== 'requested') return refuse('not_now', 'This request has been decided already.');
  if (asked.decision === 'decline') {
    if (asked.answer.length === 0) return refuse('invalid', 'Say in a sentence why not, or what instead.', { field: 'answer' });
    await write(asker, request, { state: 'declined', trackId: null, answer: asked.answer });
    return { enrolled: 0, refused: [] };
  }
  return accept({ ...asker, scope: unlimited(asker.scope) }, request, asked);
}

async function accept(
  ctx: Ctx,
  request: Request,
  { trackId, contactIds, answer }: z.output<typeof decideSupport.input>,
): Promise<Decided | Refusal> {
  const track = trackId ? await liveTrack(ctx, trackId) : undefined;
  if (track?.kind !== 'deal_support') return refuse('invalid', 'Choose a track of deal support.', { field: 'trackId' });
  if (track.state !== 'running') return refuse('not_now', 'This track does not run. Start it first.', { field: 'trackId' });
  if (request.dealStatus !== 'open') return refuse('not_now', 'This deal is closed.');
  const group = (await groupOf(ctx, request.dealId)).map(({ contactId }) => contactId);
  const chosen = contactIds ?? group;
  if (chosen.some((one) => !group.includes(one)))
    return refuse('invalid', 'Choose people of the deal or its company.', { field: 'contactIds' });
  const { enrolled, refused } = await enrol(ctx, {
    track,
    contactIds: chosen,
    by: 'deal_support',
    memberId: ctx.scope.actor.memberId,
    dealId: request.dealId,
  });
  await write(ctx, request, { state: 'running', trackId: track.id, answer });
  return { enrolled: enrolled.length, refused: refused.map(({ name, why }) => ({ name, says: SAID[why] })) };
}

async function write(
  ctx: Ctx,
  request: Request,
  how: { state: 'running' | 'declined'; trackId: string | null; answer: string },
): Promise<void> {
  await sql`update nurture_support set state = ${how.state}, track_id = ${how.trackId}, answer = ${how.answer || null}, decided_by = ${ctx.scope.actor.memberId}, decided_at = ${ctx.now},
      ended_at = ${how.state === 'declined' ? ctx.now : null} where workspace_id = ${ctx.scope.workspaceId} and id = ${request.id}`.execute(
    ctx.tx,
  );
  if (request.requestedBy)
    await notify(ctx, {
      memberId: request.requestedBy,
      kind: 'support.decided',
      title: how.state === 'running' ? `Marketing supports ${request.deal}` : `Marketing can’t support ${request.deal} now`,
      body: how.answer || null,
      link: `/deals/${request.dealId}`,
      dedupeKey: `support:${request.id}:decided`,
    });
  told(ctx, request.id, request.dealId);
}

export async function withdraw(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const request = await lockRequest(ctx, id, 'write');
  if (isRefusal(request)) return request;
  if (request.state !== 'requested' && request.state !== 'running') return refuse('not_now', 'This request is over already.');
  await end(ctx, request.dealId, { as: 'withdrawn' });
  return {};
}

/** Support ends with its deal, or because the rep takes it back: the people leave its track. */
export async function end(ctx: Ctx, dealId: string, { as }: { as: 'withdrawn' | 'ended' }): Promise<void> {
  const { rows } = await sql<{ id: string }>`update nurture_support set state = ${as}, ended_at = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and deal_id = ${dealId} and state in ('requested', 'running') returning id`.execute(
    ctx.tx,
  );
  for (const { id } of rows) told(ctx, id, dealId);
  await leave(ctx, await lockOnTrack(ctx, sql<boolean>`e.deal_id = ${dealId} and t.kind = 'deal_support'`), 'deal_closed');
}

function told(ctx: Ctx, id: string, dealId: string): void {
  ctx.changed('support_request', id);
  ctx.changed('deal', dealId);
}
