import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { record } from '#modules/activities/commands/record.ts';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { uuid7 } from '#platform/db/uuid7.ts';
import { documentOpened } from '../events.ts';
import { firstReader, type Given } from '../queries/given.ts';
import { type Beat, lasting, pagesRead, type Reading, read, wasLookedAt } from '../rules/reading.ts';

/** How a request was judged, as visits are. */
export interface Judged {
  verdict: 'human' | 'suspected' | 'machine';
  reason: string;
}

export interface Visitor extends Judged {
  ip: string;
  agent: string | null;
}

/** A name for whoever opens a link, of this link alone: neither the address nor the browser is kept in it. */
export function visitorName(salt: string, { ip, agent }: Pick<Visitor, 'ip' | 'agent'>): string {
  return createHmac('sha256', salt)
    .update(`${ip}\n${agent ?? ''}`)
    .digest('base64url')
    .slice(0, 22);
}

/** Appends that a link was opened, downloaded or followed. That alone makes nobody a reader: machines open links as well. @returns the view it belongs to */
export async function keepHit(
  ctx: Ctx,
  given: Given,
  { kind, viewId, visitor }: { kind: 'open' | 'download' | 'follow'; viewId: string | null; visitor: Visitor },
): Promise<string> {
  const id = uuid7();
  await ctx.tx
    .insertInto('asset_hit')
    .values({
      workspace_id: ctx.scope.workspaceId,
      id,
      share_id: given.shareId,
      view_id: viewId ?? id,
      kind,
      at: ctx.now,
      visitor: visitorName(given.salt, visitor),
      agent: visitor.agent,
      verdict: visitor.verdict,
      reason: visitor.reason,
    })
    .execute();
  return viewId ?? id;
}

export interface Told extends Beat {
  viewId: string;
  downloaded: boolean;
  /** The page is being left. */
  ends: boolean;
}

interface View extends Reading, Judged {
  openedAt: string;
  visitor: string;
  isOther: boolean;
  downloadedAt: string | null;
  activityId: string | null;
}

/**
 * Takes what a page tells while it is read. From the first sign of a person on it stands on the timeline, and whoever gave the link sees it. The
 * duration there is that of the end, see `settleViews`.
 */
export async function takeBeat(ctx: Ctx, given: Given, { told, judged }: { told: Told; judged: Judged }): Promise<boolean> {
  const before = await openView(ctx, given, told.viewId);
  if (!before || told.n <= before.beat) return false;
  const reading = read(before, told, (Date.parse(ctx.now) - Date.parse(before.openedAt)) / 1000);
  const { verdict, reason } = judgedView(before, judged, reading);
  const isFirst = verdict === 'human' && before.verdict !== 'human';
  const isOther = isFirst ? !(await isFirstReader(ctx, given, before.visitor)) : before.isOther;
  const view: View = {
    ...before,
    ...reading,
    verdict,
    reason,
    isOther,
    downloadedAt: before.downloadedAt ?? (told.downloaded ? ctx.now : null),
  };
  const activityId = view.activityId ?? (isFirst ? await tellLedger(ctx, given, { id: told.viewId, view }) : null);
  await sql`update asset_view set last_at = ${ctx.now}, verdict = ${view.verdict}, reason = ${view.reason}, seconds = ${view.seconds}, pages = ${JSON.stringify(view.pages)}::jsonb,
      touched = ${view.touched}, beat = ${view.beat}, is_other = ${view.isOther}, downloaded_at = ${view.downloadedAt}, activity_id = ${activityId}, settled_at = null
    where workspace_id = ${ctx.scope.workspaceId} and id = ${told.viewId}`.execute(ctx.tx);
  if (view.verdict === 'human' && view.downloadedAt) await tellDownload(ctx, given, { id: told.viewId, view });
  ctx.changed('asset_share', given.shareId);
  if (isFirst) {
    ctx.changed('asset', given.assetId);
    const { shareId, assetId, versionId, contactId, memberId } = given;
    if (contactId) await ctx.announce(documentOpened, { shareId, assetId, versionId, contactId, memberId, at: before.openedAt });
  }
  if (told.ends) await settleViews(ctx, { viewId: told.viewId });
  return true;
}

/** The stay that an opening began, locked; only what our page was opened for can tell anything. */
async function openView(ctx: Ctx, given: Given, viewId: string): Promise<View | null> {
  const ws = ctx.scope.workspaceId;
  await sql`insert into asset_view (workspace_id, id, share_id, opened_at, last_at, visitor, verdict, reason)
    select ${ws}, h.id, h.share_id, h.at, ${ctx.now}, h.visitor, case when h.verdict = 'human' then 'suspected' else h.verdict end,
      case when h.verdict = 'human' then 'no_script_signals' else h.reason end
    from asset_hit h where h.workspace_id = ${ws} and h.id = ${viewId} and h.share_id = ${given.shareId} and h.kind = 'open' on conflict do nothing`.execute(
    ctx.tx,
  );
  const { rows } =
    await sql<View>`select opened_at as "openedAt", visitor, verdict, reason, seconds, pages, touched, beat, is_other as "isOther",
      downloaded_at as "downloadedAt", activity_id as "activityId"
    from asset_view where workspace_id = ${ws} and id = ${viewId} and share_id = ${given.shareId} for update`.execute(ctx.tx);
  return rows[0] ?? null;
}

/** Once a machine, always a machine. A person is who is not known to be none, and has looked or moved. */
function judgedView(before: Judged, now: Judged, reading: Reading): Judged {
  const machine = [before, now].find(({ verdict }) => verdict === 'machine');
  if (machine) return machine;
  if (before.verdict === 'human') return before;
  if (now.verdict === 'human' && wasLookedAt(reading)) return { verdict: 'human', reason: reading.touched ? 'person_acted' : 'no_sign' };
  return { verdict: 'suspected', reason: now.verdict === 'human' ? 'no_script_signals' : now.reason };
}

/** Whether nobody else, and not the same person elsewhere, opened the link before. */
async function isFirstReader(ctx: Ctx, { shareId }: Given, visitor: string): Promise<boolean> {
  const first = await firstReader(ctx, shareId);
  return first === null || first === visitor;
}

interface Seen {
  id: string;
  view: View;
  corrects?: string;
}

/** Who it was is known by the link alone: what another reader does with it does not count as the person's. */
const trafficOf = ({ isOther }: View) => (isOther ? ('suspected' as const) : ('human' as const));

async function tellLedger(ctx: Ctx, given: Given, { id, view, corrects }: Seen): Promise<string | null> {
  if (!given.contactId) return null;
  const [activity] = await record(ctx, [
    {
      kind: 'page_visit',
      occurredAt: view.openedAt,
      direction: 'in',
      side: 'customer',
      evidence: 'system',
      traffic: trafficOf(view),
      subject: given.name,
      durationSeconds: view.seconds,
      contactId: given.contactId,
      leadId: given.leadId,
      dealId: given.dealId,
      data: {
        asset: given.name,
        assetId: given.assetId,
        versionId: given.versionId,
        version: given.number,
        shareId: given.shareId,
        pages: view.pages,
      },
      ...(corrects ? { correctsId: corrects } : { dedupeKey: `asset_view:${id}` }),
    },
  ]);
  ctx.changed('contact', given.contactId);
  return activity ?? null;
}

async function tellDownload(ctx: Ctx, given: Given, { id, view }: Seen): Promise<void> {
  if (!given.contactId || !view.downloadedAt) return;
  await record(ctx, [
    {
      kind: 'file_download',
      occurredAt: view.downloadedAt,
      direction: 'in',
      side: 'customer',
      evidence: 'system',
      traffic: trafficOf(view),
      subject: given.name,
      contactId: given.contactId,
      leadId: given.leadId,
      dealId: given.dealId,
      data: { asset: given.name, assetId: given.assetId, versionId: given.versionId, version: given.number, shareId: given.shareId },
      dedupeKey: `asset_download:${id}`,
    },
  ]);
}

/** After so long without a word a stay is over. */
const QUIET_MINUTES = 2;
const MOST = 200;

interface Unsettled extends View, Given {
  viewId: string;
  firstName: string;
  toldAt: string | null;
  /** Of a mailing's own link for this reader: who looks after the contact. */
  ownerId: string | null;
  fromMailing: boolean;
}

/** Ends stays: the ledger gets their whole duration, and whoever gave the link one word of it. @returns whether there may be more */
export async function settleViews(ctx: Ctx, only?: { viewId: string }): Promise<boolean> {
  const ws = ctx.scope.workspaceId;
  const which = only ? sql`w.id = ${only.viewId}` : sql`w.last_at < ${ctx.now}::timestamptz - make_interval(mins => ${QUIET_MINUTES})`;
  const { rows } =
    await sql<Unsettled>`with over as (select w.id from asset_view w where w.workspace_id = ${ws} and w.settled_at is null and ${which} limit ${MOST} for update skip locked),
      done as (update asset_view w set settled_at = ${ctx.now}, told_at = case when w.verdict = 'human' then coalesce(w.told_at, ${ctx.now}) else w.told_at end
        from over, asset_view was where w.workspace_id = ${ws} and w.id = over.id and was.workspace_id = ${ws} and was.id = w.id returning w.*, was.told_at as was_told)
    select w.id as "viewId", w.opened_at as "openedAt", w.visitor, w.verdict, w.reason, w.seconds, w.pages, w.touched, w.beat, w.is_other as "isOther",
      w.downloaded_at as "downloadedAt", w.activity_id as "activityId", w.was_told as "toldAt", s.id as "shareId", s.salt, s.asset_id as "assetId", s.version_id as "versionId",
      s.contact_id as "contactId", s.lead_id as "leadId", s.deal_id as "dealId", s.member_id as "memberId", a.name, v.number,
      coalesce(nullif(c.first_name, ''), nullif(c.name, ''), 'Somebody') as "firstName", c.owner_id as "ownerId",
      s.from_share_id is not null as "fromMailing"
    from done w join asset_share s on s.workspace_id = ${ws} and s.id = w.share_id join asset a on a.workspace_id = ${ws} and a.id = s.asset_id
    join asset_version v on v.workspace_id = ${ws} and v.id = s.version_id left join contact c on c.workspace_id = ${ws} and c.id = s.contact_id`.execute(
      ctx.tx,
    );
  for (const view of rows) await settle(ctx, view);
  return rows.length === MOST;
}

async function settle(ctx: Ctx, view: Unsettled): Promise<void> {
  ctx.changed('asset_share', view.shareId);
  if (view.verdict !== 'human' || !view.contactId) return;
  if (view.activityId) await tellLedger(ctx, view, { id: view.viewId, view, corrects: view.activityId });
  // Of a mailing the owner of the contact hears once; its sender reads the report.
  const memberId = view.fromMailing ? view.ownerId : view.memberId;
  if (memberId === null || view.toldAt !== null) return;
  const pages = pagesRead(view.pages);
  const parts = [
    lasting(view.seconds),
    ...(pages && pages.last > 1 ? [`to page ${pages.last}, longest on page ${pages.longest}`] : []),
    ...(view.downloadedAt ? ['downloaded'] : []),
    ...(view.isOther ? ['in another browser or place than before: perhaps passed on'] : []),
  ];
  await notify(ctx, {
    memberId,
    kind: 'library.opened',
    title: `${view.isOther ? `The link for ${view.firstName} was opened again: “${view.name}”` : `${view.firstName} opened “${view.name}”`}`,
    body: parts.join(' · '),
    link: `/contacts/${view.contactId}`,
    dedupeKey: view.fromMailing ? `asset_share:${view.shareId}` : `asset_view:${view.viewId}`,
  });
}
