import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { announceOffer } from '../contract/offers.ts';
import { versionBefore } from '../queries/offers.ts';
import { versionsOf } from '../queries/versions.ts';
import { closeNotices, tellChange } from './changes.ts';
import { openOffer } from './offers.ts';

/** Tells Sales of the draft, with what is different. A version that was announced before and has not started gives way to it. */
export async function announce(
  ctx: Ctx,
  { id, versionId, concerns }: ParsedOf<typeof announceOffer>,
): Promise<OutputOf<typeof announceOffer> | Refusal> {
  const offer = await openOffer(ctx, id);
  if (isRefusal(offer)) return offer;
  const versions = await versionsOf(ctx, [id]);
  const draft = versions.find((version) => version.id === versionId && version.announcedAt === null);
  if (!draft) return refuse('conflict', 'This version was announced already. Write the next one.', { field: 'versionId' });
  await giveWay(ctx, id);
  await ctx.tx
    .updateTable('offer_version')
    .set({ announced_at: ctx.now, announced_by: ctx.scope.actor.memberId })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', versionId)
    .execute();
  const told = await tellChange(ctx, {
    title: draft.number === 1 ? `New offer: “${offer.name}”` : `“${offer.name}” changes`,
    about: { offerVersionId: versionId, offerBeforeId: versionBefore(versions, draft)?.id ?? null },
    concerns,
    audience: draft.audience,
    criteria: draft.criteria,
  });
  ctx.changed('offer', id);
  return told;
}

async function giveWay(ctx: Ctx, offerId: string): Promise<void> {
  const { workspaceId } = ctx.scope;
  await sql`update offer_version set superseded_at = ${ctx.now} where workspace_id = ${workspaceId} and offer_id = ${offerId}
    and announced_at is not null and launched_at is null and superseded_at is null`.execute(ctx.tx);
  await closeNotices(
    ctx,
    sql`exists (select from offer_version v where v.workspace_id = n.workspace_id and v.id = n.offer_version_id and v.offer_id = ${offerId})`,
  );
}
