import { sql } from 'kysely';
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

/** Who was told of an offer, by which team and how; `at` is ISO. */
export interface Told {
  offerId: string;
  contactId: string;
  side: 'marketing' | 'sales';
  way: Way;
  memberId: string | null;
  at: string;
}

/** Writes down that people were told of the version that runs; of the one announced last where none runs yet, and nothing where none is announced. */
export async function writeTellings(ctx: Ctx, told: readonly Told[]): Promise<void> {
  if (told.length === 0) return;
  const ws = ctx.scope.workspaceId;
  await sql`insert into offer_exposure (workspace_id, offer_id, version_id, contact_id, side, way, member_id, told_at)
    select ${ws}, r."offerId", v.id, r."contactId", r.side, r.way, r."memberId", r.at
    from json_to_recordset(${JSON.stringify(told)}::json) as r("offerId" uuid, "contactId" uuid, side text, way text, "memberId" uuid, at timestamptz)
      cross join lateral (select v.id from offer_version v where v.workspace_id = ${ws} and v.offer_id = r."offerId" and v.announced_at is not null
        order by (v.launched_at is not null and v.superseded_at is null) desc, v.number desc limit 1) v`.execute(ctx.tx);
  for (const id of new Set(told.map(({ offerId }) => offerId))) ctx.changed('offer', id);
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
