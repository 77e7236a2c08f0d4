import { type RawBuilder, sql } from 'kysely';
import { newest, visible } from '#modules/activities/queries/access.ts';
import { reachableContact } from '#modules/contacts/queries/contacts.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { cut } from '#platform/shared/paging.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { getEngagement, listShares, Share } from '../contract/shares.ts';
import { pagesRead } from '../rules/reading.ts';
import { named } from './assets.ts';
import { OPENINGS, REACHED, touches } from './rows.ts';

/** A stay that told something within so many seconds is going on. */
const NOW_SECONDS = 30;

interface Row extends Omit<Share, 'asset' | 'contact' | 'member' | 'pages' | 'mine'> {
  assetId: string;
  assetName: string;
  contactId: string | null;
  contactName: string | null;
  memberId: string | null;
  memberName: string | null;
  read: Record<string, number> | null;
}

type Which = ParsedOf<typeof listShares>['which'];

function whichOf(scope: Scope, which: Which): RawBuilder<unknown> {
  const dealt = (status: RawBuilder<unknown>) => sql`exists (select from deal d where ${touches(scope)} and ${status})`;
  const conditions: Readonly<Record<Which, RawBuilder<unknown>>> = {
    all: sql`true`,
    opened: sql`${REACHED} and o.openings > 0`,
    unopened: sql`${REACHED} and o.openings = 0`,
    shared_on: sql`${REACHED} and o.shared_on`,
    downloaded: sql`${REACHED} and o.downloaded`,
    as_meant: sql`${REACHED} and s.fits`,
    not_as_meant: sql`${REACHED} and not s.fits`,
    won: sql`${REACHED} and ${dealt(sql`d.status = 'won'`)}`,
    in_deal: sql`${REACHED} and ${dealt(sql`d.status = 'open'`)}`,
  };
  return conditions[which];
}

export async function readShares(ctx: ReadCtx, asked: ParsedOf<typeof listShares>): Promise<OutputOf<typeof listShares>> {
  const { tx, scope, now } = ctx;
  const ws = scope.workspaceId;
  const named_ = [
    ...(asked.assetId ? [sql`s.asset_id = ${asked.assetId}`] : []),
    ...(asked.versionId ? [sql`s.version_id = ${asked.versionId}`] : []),
    ...(asked.contactId ? [sql`s.contact_id = ${asked.contactId}`] : []),
  ];
  const { rows } =
    await sql<Row>`select s.id, a.id as "assetId", a.name as "assetName", v.number, c.id as "contactId", c.name as "contactName",
      m.id as "memberId", m.name as "memberName", s.way, s.shared_at as "sharedAt", s.sent_at as "sentAt", s.stopped_as as "stoppedAs", s.fits, s.misses,
      s.expires_at as "expiresAt", s.withdrawn_at as "withdrawnAt", o.first_at as "openedAt", o.last_at as "lastOpenedAt", o.openings, o.seconds,
      o.downloaded, o.shared_on as "sharedOn", coalesce(o.last_at > ${now}::timestamptz - make_interval(secs => ${NOW_SECONDS}), false)
        and exists (select from asset_view w where w.workspace_id = s.workspace_id and w.share_id = s.id and w.settled_at is null) as "readingNow",
      (select count(*)::int from asset_hit h where h.workspace_id = s.workspace_id and h.share_id = s.id and h.kind = 'open'
        and not exists (select from asset_view w where w.workspace_id = h.workspace_id and w.id = h.view_id and w.verdict = 'human')) as machines,
      (select jsonb_object_agg(p.key, p.n) from (select e.key, sum(e.value::int) as n from asset_view w, jsonb_each_text(w.pages) e
        where w.workspace_id = s.workspace_id and w.share_id = s.id and w.verdict = 'human' group by e.key) p) as read
    from asset_share s join asset a on a.workspace_id = s.workspace_id and a.id = s.asset_id join asset_version v on v.workspace_id = s.workspace_id and v.id = s.version_id
    left join contact c on c.workspace_id = s.workspace_id and c.id = s.contact_id and c.deleted_at is null
      and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}
    left join member m on m.workspace_id = s.workspace_id and m.id = s.member_id ${OPENINGS}
    where s.workspace_id = ${ws} and (s.contact_id is null or c.id is not null) and ${sql.join([sql`true`, ...named_], sql` and `)}
      and ${whichOf(scope, asked.which)} and ${beyond(asked.cursor, { at: sql`s.shared_at`, id: sql`s.id` })}
    order by s.shared_at desc, s.id desc limit ${asked.limit + 1}`.execute(tx);
  const { items, next } = cut(rows, asked.limit, (row) => ({ at: row.sharedAt, id: row.id }));
  return { items: items.map((row) => shown(scope, row)), next };
}

function shown(scope: Scope, { assetId, assetName, contactId, contactName, memberId, memberName, read, ...row }: Row): Share {
  return {
    ...row,
    asset: { id: assetId, name: assetName },
    contact: named(contactId, scope.hidden.has('contact.name') ? '' : contactName),
    member: named(memberId, memberName),
    pages: pagesRead(read ?? {}),
    mine: memberId !== null && memberId === scope.actor.memberId,
  };
}

/** The kinds of the ledger in which somebody deals with what Marketing makes, as they are shown. */
const KINDS = { page_visit: 'page', file_download: 'download', form: 'form', campaign_response: 'response', mail_event: 'mail' } as const;
const MOST_ITEMS = 12;

/** What a person looked at, the latest first; the same thing once, with how often and for how long altogether. People's acts alone. */
export async function readEngagement(
  ctx: ReadCtx,
  { contactId }: { contactId: string },
): Promise<OutputOf<typeof getEngagement> | Refusal> {
  const contact = await reachableContact(ctx.tx, ctx.scope, { id: contactId, to: 'read' });
  if (isRefusal(contact)) return contact;
  const { scope } = ctx;
  const dataHidden = scope.hidden.has('activity.data');
  const what = dataHidden
    ? sql`a.subject`
    : sql`coalesce(a.data ->> 'asset', a.data ->> 'title', a.data ->> 'path', a.data ->> 'url', a.data ->> 'file', a.subject)`;
  const asset = dataHidden ? sql`false` : sql`a.data ? 'assetId'`;
  const { rows } = await sql<OutputOf<typeof getEngagement>['items'][number] & { was: keyof typeof KINDS; isAsset: boolean }>`
    select e.was, e."isAsset", e.what, max(e.number) as number, max(e.at) as at, sum(e.seconds)::int as seconds, count(*)::int as times
    from (select a.kind as was, ${asset} as "isAsset", left(coalesce(${what}, ''), 200) as what, a.occurred_at as at, coalesce(a.duration_seconds, 0) as seconds,
        ${dataHidden ? sql`null::int` : sql`(a.data ->> 'version')::int`} as number
      from activity a where a.workspace_id = ${scope.workspaceId} and a.contact_id = ${contactId} and a.kind = any (${Object.keys(KINDS)})
        and (a.side = 'customer' or a.outcome in ('clicked', 'replied')) and not a.retracted and coalesce(a.traffic, 'human') = 'human'
        and a.occurred_at > ${ctx.now}::timestamptz - interval '400 days' and ${newest(scope, 'a')} and ${visible(scope, 'a')}) e
    where e.what <> '' group by 1, 2, 3 order by max(e.at) desc limit ${MOST_ITEMS}`.execute(ctx.tx);
  return {
    items: rows.map(({ was, isAsset, seconds, ...row }) => ({
      ...row,
      kind: isAsset && was === 'page_visit' ? ('asset' as const) : KINDS[was],
      seconds: seconds || null,
    })),
  };
}
