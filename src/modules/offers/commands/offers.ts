import { sql } from 'kysely';
import { conditionOf } from '#modules/criteria/queries/lens.ts';
import type { Ctx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { createOffer, draftOfferVersion, updateOffer } from '../contract/offers.ts';
import type { VersionContent } from '../schema.ts';

type Done = Record<string, never>;

/** A new offer with its first draft. */
export async function writeOffer(
  ctx: Ctx,
  { name, kind, ownerId, content }: ParsedOf<typeof createOffer>,
): Promise<OutputOf<typeof createOffer> | Refusal> {
  const owner = ownerId === undefined ? ctx.scope.actor.memberId : ownerId;
  const wrong = (await ownerProblem(ctx, owner)) ?? (await contentProblem(ctx, content, null));
  if (wrong) return wrong;
  const { id } = await ctx.tx
    .insertInto('offer')
    .values({
      workspace_id: ctx.scope.workspaceId,
      name,
      kind,
      owner_id: owner,
      created_by: ctx.scope.actor.memberId,
      created_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await writeVersion(ctx, { offerId: id, number: 1, content });
  ctx.changed('offer', id);
  return { id };
}

export async function changeOffer(ctx: Ctx, { id, name, kind, ownerId }: ParsedOf<typeof updateOffer>): Promise<Done | Refusal> {
  const offer = await openOffer(ctx, id);
  if (isRefusal(offer)) return offer;
  const wrong = ownerId === undefined ? null : await ownerProblem(ctx, ownerId);
  if (wrong) return wrong;
  const changes = {
    ...(name === undefined ? {} : { name }),
    ...(kind === undefined ? {} : { kind }),
    ...(ownerId === undefined ? {} : { owner_id: ownerId }),
  };
  if (Object.keys(changes).length > 0)
    await ctx.tx.updateTable('offer').set(changes).where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).execute();
  ctx.changed('offer', id);
  return {};
}

/** The next version as a draft, or the draft that is there written anew. What was announced stays as it is. */
export async function draftVersion(
  ctx: Ctx,
  { id, content }: ParsedOf<typeof draftOfferVersion>,
): Promise<OutputOf<typeof draftOfferVersion> | Refusal> {
  const offer = await openOffer(ctx, id);
  if (isRefusal(offer)) return offer;
  const wrong = await contentProblem(ctx, content, id);
  if (wrong) return wrong;
  const { rows } = await sql<{ id: string; number: number; announced_at: string | null }>`select id, number, announced_at from offer_version
    where workspace_id = ${ctx.scope.workspaceId} and offer_id = ${id} order by number desc limit 1`.execute(ctx.tx);
  const [newest] = rows;
  const number = newest && newest.announced_at === null ? newest.number : (newest?.number ?? 0) + 1;
  const versionId =
    newest?.number === number ? await rewriteVersion(ctx, newest.id, content) : await writeVersion(ctx, { offerId: id, number, content });
  ctx.changed('offer', id);
  return { versionId, number };
}

const columnsOf = (content: VersionContent) => ({
  audience: content.audience,
  criteria: JSON.stringify(content.criteria),
  summary: content.summary,
  from_on: content.fromOn,
  until_on: content.untilOn,
  price_minor: content.priceMinor,
  currency: content.currency,
  discount_percent: content.discountPercent,
  terms: content.terms || null,
  talking_points: content.talkingPoints,
  replaces_offer_id: content.replacesOfferId,
});

async function writeVersion(
  ctx: Ctx,
  { offerId, number, content }: { offerId: string; number: number; content: VersionContent },
): Promise<string> {
  const { id } = await ctx.tx
    .insertInto('offer_version')
    .values({
      workspace_id: ctx.scope.workspaceId,
      offer_id: offerId,
      number,
      ...columnsOf(content),
      created_by: ctx.scope.actor.memberId,
      created_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

async function rewriteVersion(ctx: Ctx, id: string, content: VersionContent): Promise<string> {
  await ctx.tx
    .updateTable('offer_version')
    .set({ ...columnsOf(content), created_by: ctx.scope.actor.memberId, created_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .where('announced_at', 'is', null)
    .execute();
  return id;
}

/** The offer, locked until the end of the transaction, as long as it has not ended. */
export async function openOffer(ctx: Ctx, id: string): Promise<{ name: string; ownerId: string | null } | Refusal> {
  const { rows } = await sql<{
    name: string;
    ownerId: string | null;
    ended: boolean;
  }>`select name, owner_id as "ownerId", ended_at is not null as ended from offer
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  const [offer] = rows;
  if (!offer) return refuse('not_found', 'This offer is not here.');
  return offer.ended ? refuse('conflict', 'This offer is over. Write a new one; it can say that it replaces this one.') : offer;
}

async function ownerProblem(ctx: Ctx, ownerId: string | null): Promise<Refusal | null> {
  if (ownerId === null) return null;
  const { rows } =
    await sql`select from member where workspace_id = ${ctx.scope.workspaceId} and id = ${ownerId} and status = 'active'`.execute(ctx.tx);
  return rows.length > 0 ? null : refuse('invalid', 'Choose somebody who has access.', { field: 'ownerId' });
}

async function contentProblem(ctx: Ctx, { criteria, replacesOfferId }: VersionContent, offerId: string | null): Promise<Refusal | null> {
  const condition = await conditionOf(ctx.tx, ctx.scope, { criteria, entity: 'contact', row: 'c', now: ctx.now, path: 'content.criteria' });
  if (isRefusal(condition)) return condition;
  if (replacesOfferId === null) return null;
  const { rows } = await sql`select from offer where workspace_id = ${ctx.scope.workspaceId} and id = ${replacesOfferId}`.execute(ctx.tx);
  return rows.length > 0 && replacesOfferId !== offerId
    ? null
    : refuse('invalid', 'Choose another offer.', { field: 'content.replacesOfferId' });
}
