import { type RawBuilder, sql } from 'kysely';
import { agreedShare } from '#modules/agreements/queries/measures.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { cut, placeOf } from '#platform/shared/paging.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getNoticeTerms, listChangeNotices, listConfirmations } from '../contract/changes.ts';
import { confirmationState } from '../rules/launch.ts';
import { type Concerns, type Terms, USUAL_TERMS } from '../schema.ts';
import { claimDifferenceOf, claimVersionsNamed, differenceOf, versionsNamed } from './versions.ts';

/** What both sides promised, by version of the agreement; null where the settings stand in. */
interface Agreed {
  confirm: number | null;
  ahead: number | null;
}

/**
 * What counts for changes that are announced now: the promises of the agreement in force, and the settings for what nobody promised. The share that Sales
 * promised to confirm in time is the share that lets an offer start.
 */
export async function termsOf(ctx: ReadCtx): Promise<Terms & { usual: boolean; changedBy: string | null; agreed: Agreed }> {
  const settings = await settingsOf(ctx);
  const confirmed = await agreedShare(ctx, 'changes_confirmed');
  const ahead = await agreedShare(ctx, 'announced_ahead');
  return {
    ...settings,
    ...(confirmed ? { share: confirmed.target, confirmSeconds: confirmed.withinSeconds } : {}),
    ...(ahead ? { leadSeconds: ahead.withinSeconds } : {}),
    agreed: { confirm: confirmed?.version ?? null, ahead: ahead?.version ?? null },
  };
}

async function settingsOf(ctx: ReadCtx): Promise<Terms & { usual: boolean; changedBy: string | null }> {
  const { rows } = await sql<Terms & { changedBy: string | null }>`select t.share::float8 as share, t.lead_seconds as "leadSeconds",
      t.confirm_seconds as "confirmSeconds", m.name as "changedBy"
    from change_notice_term t left join member m on m.workspace_id = t.workspace_id and m.id = t.changed_by
    where t.workspace_id = ${ctx.scope.workspaceId}`.execute(ctx.tx);
  return rows[0] ? { ...rows[0], usual: false } : { ...USUAL_TERMS, usual: true, changedBy: null };
}

export async function readTerms(ctx: ReadCtx): Promise<OutputOf<typeof getNoticeTerms>> {
  return { ...(await termsOf(ctx)), mayChange: ctx.scope.permissions.has('agreement:write') };
}

export interface NoticeRow {
  id: string;
  offerVersionId: string | null;
  offerBeforeId: string | null;
  claimVersionId: string | null;
  claimBeforeId: string | null;
  document: { id: string; name: string; number: number; changes: string | null } | null;
  concerns: Concerns;
  announcedBy: string | null;
  announcedAt: string;
  dueAt: string;
  closedAt: string | null;
  share: number;
  leadSeconds: number;
  /** Of those who were asked and still have access. */
  confirmed: number;
  asked: number;
}

/** Notices with how many confirmed. */
export function noticesWhere(ctx: ReadCtx, condition: RawBuilder<unknown>): RawBuilder<NoticeRow> {
  return sql<NoticeRow>`select n.id, n.offer_version_id as "offerVersionId", n.offer_before_id as "offerBeforeId", n.claim_version_id as "claimVersionId",
      n.claim_before_id as "claimBeforeId", case when n.asset_id is not null then jsonb_build_object('id', n.asset_id, 'name', n.asset_name,
        'number', n.asset_number, 'changes', n.asset_changes) end as document, n.concerns, m.name as "announcedBy", n.announced_at as "announcedAt", n.due_at as "dueAt", n.closed_at as "closedAt",
      n.share::float8 as share, n.lead_seconds as "leadSeconds", a.confirmed, a.asked
    from change_notice n left join member m on m.workspace_id = n.workspace_id and m.id = n.announced_by
    cross join lateral (select count(k.confirmed_at)::int as confirmed, count(*)::int as asked from change_confirmation k
      join member x on x.workspace_id = k.workspace_id and x.id = k.member_id and (x.status = 'active' or k.confirmed_at is not null)
      where k.workspace_id = n.workspace_id and k.notice_id = n.id) a
    where n.workspace_id = ${ctx.scope.workspaceId} and ${condition} order by n.announced_at desc, n.id desc`;
}

/** The notices of versions of offers, by version. */
export async function noticesOfVersions(ctx: ReadCtx, versionIds: readonly string[]): Promise<Map<string, NoticeRow>> {
  const { rows } = await noticesWhere(ctx, sql`n.offer_version_id = any (${versionIds}::uuid[])`).execute(ctx.tx);
  return new Map(rows.map((row) => [row.offerVersionId ?? '', row]));
}

export async function noticesOfClaims(ctx: ReadCtx, versionIds: readonly string[]): Promise<Map<string, NoticeRow>> {
  const { rows } = await noticesWhere(ctx, sql`n.claim_version_id = any (${versionIds}::uuid[])`).execute(ctx.tx);
  return new Map(rows.map((row) => [row.claimVersionId ?? '', row]));
}

type Item = OutputOf<typeof listChangeNotices>['items'][number];

export async function readNotices(
  ctx: ReadCtx,
  { show, cursor, limit }: ParsedOf<typeof listChangeNotices>,
): Promise<OutputOf<typeof listChangeNotices>> {
  const { memberId } = ctx.scope.actor;
  const place = cursor === undefined ? null : placeOf(cursor);
  const forMe = sql`exists (select from change_confirmation k where k.workspace_id = n.workspace_id and k.notice_id = n.id
    and k.member_id = ${memberId} and k.confirmed_at is null) and n.closed_at is null`;
  const before = place === null ? sql`true` : sql`(n.announced_at, n.id) < (${place.at}::timestamptz, ${place.id}::uuid)`;
  const rows = (
    await sql<NoticeRow>`${noticesWhere(ctx, sql`${show === 'waiting' ? forMe : sql`true`} and ${before}`)} limit ${limit + 1}`.execute(
      ctx.tx,
    )
  ).rows;
  const { items, next } = cut(rows, limit, (row) => ({ at: row.announcedAt, id: row.id }));
  const waiting = await sql<{
    n: number;
  }>`select count(*)::int as n from change_notice n where n.workspace_id = ${ctx.scope.workspaceId} and ${forMe}`.execute(ctx.tx);
  return { items: await shownNotices(ctx, items), waiting: waiting.rows[0]?.n ?? 0, next };
}

async function shownNotices(ctx: ReadCtx, rows: readonly NoticeRow[]): Promise<Item[]> {
  const offers = await aboutOffers(ctx, rows);
  const claims = await aboutClaims(ctx, rows);
  const mine = await ownConfirmations(ctx, rows);
  return rows.flatMap((row) => {
    const about = offers.get(row.id) ?? claims.get(row.id) ?? aboutDocument(row);
    if (!about) return [];
    const { id, concerns, announcedBy, announcedAt, dueAt, closedAt, confirmed, asked } = row;
    const own = mine.get(id);
    return [
      {
        ...about,
        ...{ id, concerns, announcedBy, announcedAt, dueAt, closedAt, confirmed, asked },
        mine: own === undefined ? null : { state: confirmationState({ dueAt, closedAt, confirmedAt: own }, ctx.now), confirmedAt: own },
      },
    ];
  });
}

type About = Map<string, Pick<Item, 'about' | 'difference'>>;
const present = (ids: readonly (string | null)[]) => ids.filter((id): id is string => id !== null);

async function aboutOffers(ctx: ReadCtx, rows: readonly NoticeRow[]): Promise<About> {
  const ids = present(rows.flatMap(({ offerVersionId, offerBeforeId }) => [offerVersionId, offerBeforeId]));
  if (ids.length === 0) return new Map();
  const versions = new Map((await versionsNamed(ctx, ids)).map((version) => [version.id, version]));
  const names = await sql<{ id: string; name: string }>`select id, name from offer where workspace_id = ${ctx.scope.workspaceId}
    and id = any (${[...versions.values()].map(({ offerId }) => offerId)}::uuid[])`.execute(ctx.tx);
  const nameOf = new Map(names.rows.map(({ id, name }) => [id, name]));
  return new Map(
    rows.flatMap((row) => {
      const version = versions.get(row.offerVersionId ?? '');
      if (!version) return [];
      const { offerId, number, talkingPoints } = version;
      const about = { kind: 'offer' as const, offer: { id: offerId, name: nameOf.get(offerId) ?? '' }, number, talkingPoints };
      return [[row.id, { about, difference: differenceOf(versions.get(row.offerBeforeId ?? ''), version) }]];
    }),
  );
}

async function aboutClaims(ctx: ReadCtx, rows: readonly NoticeRow[]): Promise<About> {
  const ids = present(rows.flatMap(({ claimVersionId, claimBeforeId }) => [claimVersionId, claimBeforeId]));
  if (ids.length === 0) return new Map();
  const versions = new Map((await claimVersionsNamed(ctx, ids)).map((version) => [version.id, version]));
  return new Map(
    rows.flatMap((row) => {
      const version = versions.get(row.claimVersionId ?? '');
      if (!version) return [];
      const { claimId, number, statement, why } = version;
      const about = { kind: 'claim' as const, claimId, number, statement, why };
      return [[row.id, { about, difference: claimDifferenceOf(versions.get(row.claimBeforeId ?? ''), version) }]];
    }),
  );
}

function aboutDocument({ document }: NoticeRow): Pick<Item, 'about' | 'difference'> | undefined {
  if (!document) return undefined;
  const { id, name, number, changes } = document;
  return { about: { kind: 'document', document: { id, name }, number, changes }, difference: [] };
}

/** The caller's own confirmations by notice: when, or null where it is still owed. */
async function ownConfirmations(ctx: ReadCtx, rows: readonly NoticeRow[]): Promise<Map<string, string | null>> {
  const found = await sql<{ notice_id: string; confirmed_at: string | null }>`select notice_id, confirmed_at from change_confirmation
    where workspace_id = ${ctx.scope.workspaceId} and member_id = ${ctx.scope.actor.memberId} and notice_id = any (${rows.map(({ id }) => id)}::uuid[])`.execute(
    ctx.tx,
  );
  return new Map(found.rows.map((row) => [row.notice_id, row.confirmed_at]));
}

export async function readConfirmations(ctx: ReadCtx, { id }: { id: string }): Promise<OutputOf<typeof listConfirmations> | Refusal> {
  const [notice] = (await noticesWhere(ctx, sql`n.id = ${id}`).execute(ctx.tx)).rows;
  if (!notice) return refuse('not_found', 'This change notice is not here.');
  const { rows } = await sql<{
    id: string;
    name: string;
    confirmedAt: string | null;
    active: boolean;
  }>`select m.id, m.name, k.confirmed_at as "confirmedAt",
      m.status = 'active' as active
    from change_confirmation k join member m on m.workspace_id = k.workspace_id and m.id = k.member_id
    where k.workspace_id = ${ctx.scope.workspaceId} and k.notice_id = ${id} order by k.confirmed_at is not null, m.name, m.id`.execute(
    ctx.tx,
  );
  return {
    items: rows.map(({ id: memberId, name, confirmedAt, active }) => ({
      member: { id: memberId, name },
      state: confirmationState({ dueAt: notice.dueAt, closedAt: notice.closedAt, confirmedAt }, ctx.now),
      confirmedAt,
      active,
    })),
  };
}
