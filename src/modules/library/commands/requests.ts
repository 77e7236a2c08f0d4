import { sql } from 'kysely';
import { peopleOf } from '#modules/agreements/commands/notices.ts';
import { agreedShare } from '#modules/agreements/queries/measures.ts';
import { notify } from '#modules/notices/commands.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { answerRequest, confirmRequest, createRequest, deliverRequest } from '../contract/requests.ts';
import { libraryAnswered, libraryDelivered, libraryRequested } from '../events.ts';
import { termsOf } from '../queries/assets.ts';
import { readySend } from '../queries/sendable.ts';
import type { RequestState } from '../schema.ts';

type Done = Record<string, never>;
const DAY_MS = 86_400_000;
const BOARD = '/library/requests';

export async function ask(ctx: Ctx, input: ParsedOf<typeof createRequest>): Promise<OutputOf<typeof createRequest> | Refusal> {
  const { answerDays, warnDays } = await termsOf(ctx);
  const promised = await agreedShare(ctx, 'requests_served');
  const usualMs = promised ? promised.withinSeconds * 1000 : answerDays * DAY_MS;
  const dueAt = input.dueAt ?? new Date(Date.parse(ctx.now) + usualMs).toISOString();
  if (Date.parse(dueAt) <= Date.parse(ctx.now)) return refuse('invalid', 'Choose a time to come.', { field: 'dueAt' });
  const dealIds = [...new Set(input.dealIds)];
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from deal d where d.workspace_id = ${ctx.scope.workspaceId} and d.id = any (${dealIds}::uuid[])
    and d.deleted_at is null and ${reachable(ctx.scope, 'deal', { to: 'read', ownerColumn: 'd.owner_id' })}`.execute(ctx.tx);
  if (rows[0]?.n !== dealIds.length)
    return refuse('invalid', 'A deal is not there any more, or it is not yours to see.', { field: 'dealIds' });
  const warnAt = Math.max(Date.parse(ctx.now), Date.parse(dueAt) - warnDays * DAY_MS);
  const { id } = await ctx.tx
    .insertInto('asset_request')
    .values({
      workspace_id: ctx.scope.workspaceId,
      need: input.need,
      persona: input.persona,
      stage: input.stage,
      asked_by: ctx.scope.actor.memberId,
      asked_at: ctx.now,
      due_at: dueAt,
      warn_at: new Date(warnAt).toISOString(),
      status: 'asked',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (dealIds.length > 0)
    await ctx.tx
      .insertInto('asset_request_deal')
      .values(dealIds.map((dealId) => ({ workspace_id: ctx.scope.workspaceId, request_id: id, deal_id: dealId })))
      .execute();
  await ctx.announce(libraryRequested, { requestId: id, at: ctx.now, byMemberId: ctx.scope.actor.memberId, dueAt, dealIds });
  for (const memberId of await peopleOf(ctx, 'marketing_lead'))
    await notify(ctx, {
      memberId,
      kind: 'library.requested',
      title: `${ctx.scope.actor.label} asks for content`,
      body: input.need,
      link: BOARD,
      dedupeKey: `asset_request:${id}`,
    });
  ctx.changed('asset_request', id);
  return { id, dueAt };
}

interface Locked {
  status: RequestState;
  need: string;
  askedBy: string | null;
  dueAt: string;
  dealIds: string[];
}

async function lock(ctx: Ctx, id: string): Promise<Locked | Refusal> {
  const { rows } = await sql<Locked>`select r.status, r.need, r.asked_by as "askedBy", r.due_at as "dueAt",
      array(select x.deal_id from asset_request_deal x where x.workspace_id = r.workspace_id and x.request_id = r.id) as "dealIds"
    from asset_request r where r.workspace_id = ${ctx.scope.workspaceId} and r.id = ${id} for update`.execute(ctx.tx);
  return rows[0] ?? refuse('not_found', 'This request is not here.');
}

const isOpen = (status: RequestState) => status === 'asked' || status === 'accepted';

async function set(ctx: Ctx, id: string, values: Readonly<Record<string, string | null>>): Promise<Done> {
  await ctx.tx.updateTable('asset_request').set(values).where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).execute();
  ctx.changed('asset_request', id);
  return {};
}

export async function answer(ctx: Ctx, { id, accept, reason }: ParsedOf<typeof answerRequest>): Promise<Done | Refusal> {
  const request = await lock(ctx, id);
  if (isRefusal(request)) return request;
  if (request.status !== 'asked') return refuse('conflict', 'This request is answered already.');
  if (!accept && !reason) return refuse('invalid', 'Say why not: whoever asked has deals that wait.', { field: 'reason' });
  await set(ctx, id, {
    status: accept ? 'accepted' : 'declined',
    answered_by: ctx.scope.actor.memberId,
    answered_at: ctx.now,
    reason: reason ?? null,
  });
  await ctx.announce(libraryAnswered, { ...stepOf(ctx, id, request), accepted: accept });
  await tellAsker(
    ctx,
    { id, askedBy: request.askedBy },
    {
      title: accept ? 'Marketing works on what you asked for' : 'Marketing does not make what you asked for',
      body: reason ?? request.need,
      key: 'answer',
    },
  );
  return {};
}

export async function deliver(ctx: Ctx, { id, assetId }: ParsedOf<typeof deliverRequest>): Promise<Done | Refusal> {
  const request = await lock(ctx, id);
  if (isRefusal(request)) return request;
  if (!isOpen(request.status)) return refuse('conflict', 'This request waits for nothing any more.');
  const asset = await readySend(ctx, assetId);
  // A battle card is an answer as well: what Sales asked for may be for Sales.
  const internal = isRefusal(asset) && (await isPublishedInternal(ctx, assetId));
  if (isRefusal(asset) && !internal) return asset;
  const answered: Record<string, string | null> =
    request.status === 'asked' ? { answered_by: ctx.scope.actor.memberId, answered_at: ctx.now } : {};
  await set(ctx, id, {
    ...answered,
    status: 'delivered',
    asset_id: assetId,
    delivered_by: ctx.scope.actor.memberId,
    delivered_at: ctx.now,
  });
  await ctx.announce(libraryDelivered, { ...stepOf(ctx, id, request), assetId });
  await tellAsker(
    ctx,
    { id, askedBy: request.askedBy },
    {
      title: 'What you asked for is in the library',
      body: request.need,
      key: `delivery:${ctx.now}`,
      link: `/library/${assetId}`,
    },
  );
  return {};
}

async function isPublishedInternal({ tx, scope }: Ctx, assetId: string): Promise<boolean> {
  const { rows } =
    await sql`select from asset a where a.workspace_id = ${scope.workspaceId} and a.id = ${assetId} and a.audience = 'internal' and a.retired_at is null
    and exists (select from asset_version v where v.workspace_id = a.workspace_id and v.asset_id = a.id and v.number is not null)`.execute(
      tx,
    );
  return rows.length > 0;
}

/** The asker alone closes it, or says what is still missing. */
export async function confirm(ctx: Ctx, { id, fits, reason }: ParsedOf<typeof confirmRequest>): Promise<Done | Refusal> {
  const request = await lock(ctx, id);
  if (isRefusal(request)) return request;
  if (request.askedBy !== ctx.scope.actor.memberId) return refuse('forbidden', 'Whoever asked says whether it is what was needed.');
  if (request.status !== 'delivered') return refuse('conflict', 'Nothing was delivered that could be confirmed.');
  if (!fits && !reason) return refuse('invalid', 'Say what is still missing.', { field: 'reason' });
  return fits
    ? set(ctx, id, { status: 'confirmed', confirmed_at: ctx.now })
    : set(ctx, id, { status: 'accepted', asset_id: null, delivered_by: null, delivered_at: null, reason: reason ?? null });
}

export async function withdrawRequest(ctx: Ctx, { id }: { id: string }): Promise<Done | Refusal> {
  const request = await lock(ctx, id);
  if (isRefusal(request)) return request;
  if (request.askedBy !== ctx.scope.actor.memberId) return refuse('forbidden', 'Only whoever asked takes it back.');
  if (!isOpen(request.status)) return refuse('conflict', 'This request waits for nothing any more.');
  return set(ctx, id, { status: 'withdrawn' });
}

const stepOf = (ctx: Ctx, requestId: string, { dueAt, dealIds }: Locked) => ({
  requestId,
  at: ctx.now,
  byMemberId: ctx.scope.actor.memberId,
  dueAt,
  dealIds,
});

interface Words {
  title: string;
  body: string;
  key: string;
  link?: string;
}

async function tellAsker(
  ctx: Ctx,
  { id, askedBy }: { id: string; askedBy: string | null },
  { title, body, key, link = BOARD }: Words,
): Promise<void> {
  if (askedBy && askedBy !== ctx.scope.actor.memberId)
    await notify(ctx, { memberId: askedBy, kind: 'library.answered', title, body, link, dedupeKey: `asset_request:${id}:${key}` });
}
