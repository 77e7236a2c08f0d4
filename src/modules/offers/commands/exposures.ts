import { type RawBuilder, sql } from 'kysely';
import { reachableContact } from '#modules/contacts/queries/contacts.ts';
import { signsFor } from '#modules/signatures/queries.ts';
import type { Ctx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { tellOffer } from '../contract/offers.ts';
import type { Way } from '../schema.ts';

/** Writes down that a contact was told of an announced version. */
export async function writeTelling(
  ctx: Ctx,
  { id, versionId, way, toldAt = ctx.now }: ParsedOf<typeof tellOffer>,
): Promise<OutputOf<typeof tellOffer> | Refusal> {
  const contact = await reachableContact(ctx.tx, ctx.scope, { id, to: 'write' });
  if (isRefusal(contact)) return contact;
  if (Date.parse(toldAt) > Date.parse(ctx.now)) return refuse('invalid', 'This is still to come.', { field: 'toldAt' });
  const { rows } = await sql<{
    offer_id: string;
  }>`select offer_id from offer_version where workspace_id = ${ctx.scope.workspaceId} and id = ${versionId}
    and announced_at is not null`.execute(ctx.tx);
  const [version] = rows;
  if (!version) return refuse('invalid', 'Choose a version that was announced.', { field: 'versionId' });
  const exposure = await ctx.tx
    .insertInto('offer_exposure')
    .values({
      workspace_id: ctx.scope.workspaceId,
      offer_id: version.offer_id,
      version_id: versionId,
      contact_id: id,
      // Whoever belongs to neither side speaks to customers as Sales does.
      side: (await signsFor(ctx, 'record:write')) ?? 'sales',
      way,
      member_id: ctx.scope.actor.memberId,
      told_at: toldAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('contact', id);
  ctx.changed('offer', version.offer_id);
  return exposure;
}

/** Mails that told people of an offer went out: of the version that runs. Nothing where none does. */
export async function noteMailed(
  ctx: Ctx,
  told: readonly { offerId: string; contactId: string; side: 'sales' | 'marketing'; memberId: string | null; at: string }[],
): Promise<void> {
  if (told.length === 0) return;
  const rows = told.map((one) => ({
    offer_id: one.offerId,
    contact_id: one.contactId,
    side: one.side,
    member_id: one.memberId,
    told_at: one.at,
  }));
  await sql`insert into offer_exposure (workspace_id, offer_id, version_id, contact_id, side, way, member_id, told_at)
    select ${ctx.scope.workspaceId}, r.offer_id, v.id, r.contact_id, r.side, 'mail', r.member_id, r.told_at
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(offer_id uuid, contact_id uuid, side text, member_id uuid, told_at timestamptz)
      join offer_version v on v.workspace_id = ${ctx.scope.workspaceId} and v.offer_id = r.offer_id and v.launched_at is not null and v.superseded_at is null`.execute(
    ctx.tx,
  );
  for (const id of new Set(told.map(({ offerId }) => offerId))) ctx.changed('offer', id);
}

/** Writes down that many people were told of the version that is announced last, set-wise; nobody where none is. `contacts`: a query with `contact_id`. */
export async function writeTellings(
  ctx: Ctx,
  told: { offerId: string; contacts: RawBuilder<unknown>; side: 'marketing' | 'sales'; way: Way },
): Promise<void> {
  const ws = ctx.scope.workspaceId;
  await sql`insert into offer_exposure (workspace_id, offer_id, version_id, contact_id, side, way, member_id, told_at)
    select ${ws}, v.offer_id, v.id, p.contact_id, ${told.side}, ${told.way}, ${ctx.scope.actor.memberId}, ${ctx.now}
    from (${told.contacts}) p cross join lateral (select v.id, v.offer_id from offer_version v where v.workspace_id = ${ws} and v.offer_id = ${told.offerId}
      and v.announced_at is not null order by v.number desc limit 1) v`.execute(ctx.tx);
  ctx.changed('offer', told.offerId);
}

/** Only whoever wrote it down takes it back; that it was there stays in the log. */
export async function takeBack(ctx: Ctx, { id }: { id: string }): Promise<Record<string, never> | Refusal> {
  const { rows } = await sql<{ contact_id: string; offer_id: string }>`update offer_exposure set taken_back_at = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} and member_id = ${ctx.scope.actor.memberId} and taken_back_at is null
    returning contact_id, offer_id`.execute(ctx.tx);
  const [exposure] = rows;
  if (!exposure) return refuse('not_found', 'This is not here any more, or somebody else wrote it down.');
  ctx.changed('contact', exposure.contact_id);
  ctx.changed('offer', exposure.offer_id);
  return {};
}
