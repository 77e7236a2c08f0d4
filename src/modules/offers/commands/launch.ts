import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { endOffer, launchOffer } from '../contract/offers.ts';
import { noticesOfVersions } from '../queries/changes.ts';
import { waitingOf, waitingVersion } from '../queries/offers.ts';
import { versionsNamed, versionsOf } from '../queries/versions.ts';
import type { LaunchReason } from '../schema.ts';
import { openOffer } from './offers.ts';

type Done = Record<string, never>;

const GONE = refuse('conflict', 'Another version took the place of this one, or it has started already.', { field: 'versionId' });

/** Starts what was announced: because it may, because somebody says why it must, or by itself later. */
export async function launch(
  ctx: Ctx,
  { id, versionId, overrideReason, whenReady }: ParsedOf<typeof launchOffer>,
): Promise<OutputOf<typeof launchOffer> | Refusal> {
  const offer = await openOffer(ctx, id);
  if (isRefusal(offer)) return offer;
  const standing = await standingOf(ctx, id);
  if (!standing || standing.versionId !== versionId) return GONE;
  const { because, notBefore, needed } = standing;
  if (whenReady && (because === null || notBefore !== null)) {
    await askLaunch(ctx, versionId);
    ctx.changed('offer', id);
    return { launched: false };
  }
  if (notBefore !== null)
    return refuse('not_now', `It says that it begins on ${notBefore}. Let it start by itself, or announce a version with another day.`);
  const reason = because ?? (overrideReason === undefined ? null : 'override');
  if (reason === null)
    return refuse(
      'not_now',
      `Sales has not confirmed enough yet: ${needed} are needed, or the lead time has to pass. Starting it now takes a reason, which is kept.`,
      { field: 'overrideReason' },
    );
  await start(ctx, {
    offerId: id,
    versionId,
    by: ctx.scope.actor.memberId,
    because: reason,
    overrideReason: reason === 'override' ? (overrideReason ?? null) : null,
  });
  return { launched: true };
}

async function standingOf(ctx: Ctx, offerId: string) {
  const versions = await versionsOf(ctx, [offerId]);
  const version = waitingVersion(versions);
  return version ? waitingOf(ctx, versions, await noticesOfVersions(ctx, [version.id])) : null;
}

async function askLaunch(ctx: Ctx, versionId: string): Promise<void> {
  await ctx.tx
    .updateTable('offer_version')
    .set({ launch_asked_at: ctx.now, launch_asked_by: ctx.scope.actor.memberId })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', versionId)
    .execute();
}

interface Start {
  offerId: string;
  versionId: string;
  /** Whoever pressed, or asked that it starts by itself. */
  by: string | null;
  because: LaunchReason;
  overrideReason: string | null;
}

async function start(ctx: Ctx, { offerId, versionId, by, because, overrideReason }: Start): Promise<void> {
  const { workspaceId } = ctx.scope;
  await sql`update offer_version set superseded_at = ${ctx.now} where workspace_id = ${workspaceId} and offer_id = ${offerId} and launched_at is not null
    and superseded_at is null`.execute(ctx.tx);
  await sql`update offer_version set launched_at = ${ctx.now}, launched_by = ${by}, launched_because = ${because},
    override_reason = ${overrideReason} where workspace_id = ${workspaceId} and id = ${versionId}`.execute(ctx.tx);
  ctx.changed('offer', offerId);
  if (because === 'override') await tellOverride(ctx, { offerId, versionId, reason: overrideReason ?? '' });
}

/** Those who were asked hear that it starts before they all had confirmed, and why. */
async function tellOverride(
  ctx: Ctx,
  { offerId, versionId, reason }: { offerId: string; versionId: string; reason: string },
): Promise<void> {
  for (const { memberId, name } of await askedOf(ctx, offerId))
    await notify(ctx, {
      memberId,
      kind: 'offer.started_early',
      title: `“${name}” starts before everybody has confirmed it`,
      body: `${ctx.scope.actor.label}: ${reason}`,
      link: `/offers/${offerId}`,
      dedupeKey: `offer-early:${versionId}`,
    });
}

async function askedOf(ctx: Ctx, offerId: string): Promise<{ memberId: string; name: string }[]> {
  const { rows } = await sql<{
    memberId: string;
    name: string;
  }>`select distinct k.member_id as "memberId", o.name from change_confirmation k
    join change_notice n on n.workspace_id = k.workspace_id and n.id = k.notice_id
    join offer_version v on v.workspace_id = n.workspace_id and v.id = n.offer_version_id
    join offer o on o.workspace_id = v.workspace_id and o.id = v.offer_id
    where k.workspace_id = ${ctx.scope.workspaceId} and o.id = ${offerId} order by 1`.execute(ctx.tx);
  return rows;
}

/** Starts a version whose start was asked for, if it may now. */
export async function launchWaiting(ctx: Ctx, versionId: string): Promise<void> {
  const [version] = await versionsNamed(ctx, [versionId]);
  if (!version || version.launchAskedAt === null) return;
  const offer = await openOffer(ctx, version.offerId);
  if (isRefusal(offer)) return;
  const standing = await standingOf(ctx, version.offerId);
  if (standing?.versionId !== versionId || standing.because === null || standing.notBefore !== null) return;
  await start(ctx, { offerId: version.offerId, versionId, by: version.launchAskerId, because: standing.because, overrideReason: null });
  if (offer.ownerId !== null)
    await notify(ctx, {
      memberId: offer.ownerId,
      kind: 'offer.started',
      title: `“${offer.name}” runs now`,
      body: standing.because === 'share' ? 'Enough of Sales have confirmed it.' : 'The lead time has passed.',
      link: `/offers/${version.offerId}`,
      dedupeKey: `offer-started:${versionId}`,
    });
}

/** Takes back that it starts by itself. */
export async function cancelLaunch(ctx: Ctx, { id }: { id: string }): Promise<Done | Refusal> {
  const offer = await openOffer(ctx, id);
  if (isRefusal(offer)) return offer;
  await sql`update offer_version set launch_asked_at = null, launch_asked_by = null where workspace_id = ${ctx.scope.workspaceId} and offer_id = ${id}
    and launched_at is null`.execute(ctx.tx);
  ctx.changed('offer', id);
  return {};
}

/** Ends or withdraws an offer. Nobody has to confirm it any more; those who were asked hear so. */
export async function end(ctx: Ctx, { id, as, reason }: ParsedOf<typeof endOffer>): Promise<Done | Refusal> {
  const offer = await openOffer(ctx, id);
  if (isRefusal(offer)) return offer;
  await finish(ctx, { id, as, reason });
  return {};
}

async function finish(ctx: Ctx, { id, as, reason }: { id: string; as: 'ended' | 'withdrawn'; reason: string }): Promise<void> {
  const { workspaceId, actor } = ctx.scope;
  await ctx.tx
    .updateTable('offer')
    .set({ ended_at: ctx.now, ended_as: as, ended_by: actor.memberId, end_reason: reason })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
  await sql`update change_notice n set closed_at = ${ctx.now} where n.workspace_id = ${workspaceId} and n.closed_at is null
    and exists (select from offer_version v where v.workspace_id = n.workspace_id and v.id = n.offer_version_id and v.offer_id = ${id})`.execute(
    ctx.tx,
  );
  ctx.changed('offer', id);
  ctx.changed('change_notice');
  for (const { memberId, name } of await askedOf(ctx, id))
    await notify(ctx, {
      memberId,
      kind: 'offer.over',
      title: as === 'withdrawn' ? `“${name}” was withdrawn` : `“${name}” has ended`,
      body: reason,
      link: `/offers/${id}`,
      dedupeKey: `offer-over:${id}`,
    });
}

/** What time alone does: an offer whose last day has passed ends, one that waited for its lead time or its day starts. */
export async function settleOffers(ctx: Ctx): Promise<void> {
  const over = await sql<{ id: string }>`select o.id from offer o join workspace w on w.id = o.workspace_id
    join offer_version v on v.workspace_id = o.workspace_id and v.offer_id = o.id and v.launched_at is not null and v.superseded_at is null
    where o.workspace_id = ${ctx.scope.workspaceId} and o.ended_at is null and v.until_on < (${ctx.now}::timestamptz at time zone w.time_zone)::date
      and not exists (select from offer_version n where n.workspace_id = o.workspace_id and n.offer_id = o.id and n.announced_at is not null
        and n.launched_at is null and n.superseded_at is null)
    for update of o`.execute(ctx.tx);
  for (const { id } of over.rows) await finish(ctx, { id, as: 'ended', reason: 'Its last day has passed.' });
  const waiting = await sql<{
    id: string;
  }>`select id from offer_version where workspace_id = ${ctx.scope.workspaceId} and launch_asked_at is not null
    and launched_at is null and superseded_at is null`.execute(ctx.tx);
  for (const { id } of waiting.rows) await launchWaiting(ctx, id);
}
