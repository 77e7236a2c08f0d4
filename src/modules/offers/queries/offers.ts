import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { groupBy } from '#platform/shared/group.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getOffer, listOffers } from '../contract/offers.ts';
import { launchStanding, offerState, versionState } from '../rules/launch.ts';
import type { OfferKind } from '../schema.ts';
import { type NoticeRow, noticesOfVersions } from './changes.ts';
import { briefOf, holdersOf } from './exposures.ts';
import { differenceOf, named, type VersionRow, versionsOf } from './versions.ts';

interface OfferRow {
  id: string;
  name: string;
  kind: OfferKind;
  ownerId: string | null;
  owner: string | null;
  endedAt: string | null;
  endedAs: 'ended' | 'withdrawn' | null;
  enderId: string | null;
  ender: string | null;
  endReason: string | null;
}

const OFFER = sql`select o.id, o.name, o.kind, o.owner_id as "ownerId", m.name as owner, o.ended_at as "endedAt", o.ended_as as "endedAs", o.ended_by as "enderId",
    e.name as ender, o.end_reason as "endReason"
  from offer o left join member m on m.workspace_id = o.workspace_id and m.id = o.owner_id left join member e on e.workspace_id = o.workspace_id and e.id = o.ended_by`;

const ORDER = ['running', 'announced', 'draft', 'ended', 'withdrawn'] as const;

export async function readOffers(ctx: ReadCtx, { state, limit }: ParsedOf<typeof listOffers>): Promise<OutputOf<typeof listOffers>> {
  const { rows } =
    await sql<OfferRow>`${OFFER} where o.workspace_id = ${ctx.scope.workspaceId} order by o.ended_at is not null, o.created_at desc, o.id desc
    limit 500`.execute(ctx.tx);
  const ids = rows.map(({ id }) => id);
  const versions = groupBy(await versionsOf(ctx, ids), ({ offerId }) => offerId);
  const notices = await noticesOfVersions(
    ctx,
    [...versions.values()].flat().map(({ id }) => id),
  );
  const holders = await holdersOf(ctx, ids);
  const items = rows.flatMap((row) => listed(row, { versions: versions.get(row.id) ?? [], notices, holders }) ?? []);
  return {
    items: items
      .filter((item) => state === undefined || item.state === state)
      .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
      .slice(0, limit),
    mayWrite: ctx.scope.permissions.has('campaign:write'),
  };
}

interface Around {
  versions: readonly VersionRow[];
  notices: ReadonlyMap<string, NoticeRow>;
  holders: ReadonlyMap<string, number>;
}

function listed(row: OfferRow, { versions, notices, holders }: Around): OutputOf<typeof listOffers>['items'][number] | undefined {
  const alive = versions.filter(({ supersededAt }) => supersededAt === null);
  const running = alive.find(({ launchedAt }) => launchedAt !== null);
  const shown = running ?? alive.find(({ announcedAt }) => announcedAt !== null) ?? versions[0];
  if (!shown) return undefined;
  const next = running && row.endedAs === null ? alive.find(({ number }) => number > running.number) : undefined;
  const notice = notices.get((next?.announcedAt ? next : shown).id);
  const toldOf = (some: readonly VersionRow[]) => some.reduce((sum, { id }) => sum + (holders.get(id) ?? 0), 0);
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    owner: named(row.ownerId, row.owner),
    state: offerState(versions, row.endedAs),
    shown: briefOf(shown),
    coming: next ? (next.announcedAt === null ? 'draft' : 'announced') : null,
    confirmed: notice ? { noticeId: notice.id, k: notice.confirmed, n: notice.asked } : null,
    told: toldOf(versions),
    toldOlder: running ? toldOf(versions.filter(({ number }) => number < running.number)) : 0,
  };
}

export async function offerRow(ctx: ReadCtx, id: string): Promise<OfferRow | Refusal> {
  const { rows } = await sql<OfferRow>`${OFFER} where o.workspace_id = ${ctx.scope.workspaceId} and o.id = ${id}`.execute(ctx.tx);
  return rows[0] ?? refuse('not_found', 'This offer is not here.');
}

export async function readOffer(ctx: ReadCtx, { id }: { id: string }): Promise<OutputOf<typeof getOffer> | Refusal> {
  const row = await offerRow(ctx, id);
  if ('refused' in row) return row;
  const versions = await versionsOf(ctx, [id]);
  const notices = await noticesOfVersions(
    ctx,
    versions.map((version) => version.id),
  );
  const holders = await holdersOf(ctx, [id]);
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    owner: named(row.ownerId, row.owner),
    state: offerState(versions, row.endedAs),
    endedAt: row.endedAt,
    endedBy: named(row.enderId, row.ender),
    endReason: row.endReason,
    versions: versions.map((version) => shownVersion(version, { versions, notices, holders, endedAs: row.endedAs })),
    waiting: row.endedAs === null ? await waitingOf(ctx, versions, notices) : null,
    mayWrite: ctx.scope.permissions.has('campaign:write'),
  };
}

/** What a version is held against: what ran last before it, as customers know that; else what was announced last before it. */
export function versionBefore(versions: readonly VersionRow[], { number }: { number: number }): VersionRow | undefined {
  const before = versions.filter((one) => one.number < number && one.announcedAt !== null).sort((a, b) => b.number - a.number);
  return before.find(({ launchedAt }) => launchedAt !== null) ?? before[0];
}

function shownVersion(
  version: VersionRow,
  { versions, notices, holders, endedAs }: Around & { endedAs: OfferRow['endedAs'] },
): OutputOf<typeof getOffer>['versions'][number] {
  const {
    id,
    number,
    replacesOfferId,
    replacesName,
    announcedAt,
    launchAskedAt,
    launchedAt,
    launchedBecause,
    overrideReason,
    supersededAt,
  } = version;
  const notice = notices.get(id);
  return {
    ...{ id, number, announcedAt, launchAskedAt, launchedAt, launchedBecause, overrideReason, supersededAt },
    state: versionState(version, endedAs),
    said: saidOf(version, { replacesOfferId, replaces: named(replacesOfferId, replacesName) }),
    difference: differenceOf(versionBefore(versions, version), version),
    createdBy: named(version.creatorId, version.creator),
    announcedBy: named(version.announcerId, version.announcer),
    launchedBy: named(version.launcherId, version.launcher),
    confirmed: notice ? { noticeId: notice.id, k: notice.confirmed, n: notice.asked } : null,
    holders: holders.get(id) ?? 0,
  };
}

function saidOf<R>(version: VersionRow, replaced: R) {
  const { audience, criteria, summary, fromOn, untilOn, priceMinor, currency, discountPercent, terms, talkingPoints } = version;
  return { audience, criteria, summary, fromOn, untilOn, priceMinor, currency, discountPercent, terms, talkingPoints, ...replaced };
}

/** The version that was announced and has not started, if there is one. */
export function waitingVersion(versions: readonly VersionRow[]): VersionRow | undefined {
  return versions.find(({ announcedAt, launchedAt, supersededAt }) => announcedAt !== null && launchedAt === null && supersededAt === null);
}

/** What the announced version waits for. */
export async function waitingOf(
  ctx: ReadCtx,
  versions: readonly VersionRow[],
  notices: ReadonlyMap<string, NoticeRow>,
): Promise<OutputOf<typeof getOffer>['waiting']> {
  const version = waitingVersion(versions);
  const notice = version && notices.get(version.id);
  if (!version || !notice) return null;
  const { rows } = await sql<{ today: string }>`select (${ctx.now}::timestamptz at time zone time_zone)::date as today from workspace
    where id = ${ctx.scope.workspaceId}`.execute(ctx.tx);
  const today = rows[0]?.today ?? '';
  return {
    versionId: version.id,
    share: notice.share,
    ...launchStanding(notice, ctx.now),
    notBefore: version.fromOn !== null && version.fromOn > today ? version.fromOn : null,
  };
}
