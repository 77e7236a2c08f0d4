import { type RawBuilder, sql } from 'kysely';
import { signsFor } from '#modules/signatures/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { getAsset, getLibraryTerms, listAssets } from '../contract/assets.ts';
import { type Guidance, USUAL_TERMS } from '../schema.ts';
import { figuresOf } from './figures.ts';
import { CURRENT, OPENINGS, REACHED, STATE, sendableOn, sourceOf, todayAt, uses } from './rows.ts';

export const GONE = refuse('not_found', 'This asset is not here.');

type Listed = OutputOf<typeof listAssets>;
type Item = Listed['items'][number];
type Read = OutputOf<typeof getAsset>;

/** Days after which an asset that nobody has given to anybody counts as unused. */
const UNUSED_DAYS = 30;

const GUIDANCE = sql`a.id, a.name, a.kind, a.audience, a.language, a.personas, a.stages, a.buying_jobs as "buyingJobs", a.topics, a.industries,
  a.how_to as "howTo", a.dos, a.donts, a.owner_id as "ownerId", a.review_on as "reviewOn", a.expires_on as "expiresOn"`;

interface Row extends Guidance {
  id: string;
  ownerName: string | null;
  state: Item['state'];
  number: number | null;
  publishedAt: string | null;
  source: Item['source'];
  hasDraft: boolean;
  stale: boolean;
  expired: boolean;
  sendable: boolean;
}

/** Everything of a summary; `a` the asset, `v` its version that is sent now. */
function summaries({ scope, now }: ReadCtx): RawBuilder<unknown> {
  const today = todayAt(scope, now);
  return sql`${GUIDANCE}, m.name as "ownerName", ${STATE} as state, v.number, v.published_at as "publishedAt", ${sourceOf('v')} as source,
    exists (select from asset_version x where x.workspace_id = a.workspace_id and x.asset_id = a.id and x.number is null) as "hasDraft",
    (a.retired_at is null and a.review_on is not null and a.review_on <= ${today}) as stale,
    (a.expires_on is not null and a.expires_on < ${today}) as expired, ${sendableOn(today)} as sendable`;
}

const FROM = sql`asset a left join member m on m.workspace_id = a.workspace_id and m.id = a.owner_id ${CURRENT}`;

/** Drafts are for those who write them. */
const seen = (scope: Scope) => (scope.permissions.has('template:write') ? sql`true` : sql`v.id is not null`);

const unused = (now: string) => sql`(a.retired_at is null and a.audience <> 'internal'
  and exists (select from asset_version f where f.workspace_id = a.workspace_id and f.asset_id = a.id and f.number = 1
    and f.published_at < ${now}::timestamptz - make_interval(days => ${UNUSED_DAYS}))
  and not exists (select from asset_share s where s.workspace_id = a.workspace_id and s.asset_id = a.id))`;

function filtersOf(ctx: ReadCtx, asked: ParsedOf<typeof listAssets>): RawBuilder<unknown> {
  const { text, kind, persona, stage, buyingJob, topic, state, only } = asked;
  const today = todayAt(ctx.scope, ctx.now);
  const like = text && `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  const among = (column: string, value: string) => sql`(cardinality(${sql.ref(column)}) = 0 or ${value} = any (${sql.ref(column)}))`;
  const which = {
    stale: sql`(a.retired_at is null and a.review_on <= ${today})`,
    expired: sql`a.expires_on < ${today}`,
    unused: unused(ctx.now),
    sendable: sendableOn(today),
    disputed: sql`exists (select from asset_dispute q where q.workspace_id = a.workspace_id and q.asset_id = a.id and q.decided_at is null)`,
  };
  const conditions = [
    seen(ctx.scope),
    ...(like
      ? [
          sql`(lower(a.name) like ${like} or lower(coalesce(a.how_to, '')) like ${like} or lower(array_to_string(a.topics, ' ')) like ${like})`,
        ]
      : []),
    ...(kind ? [sql`a.kind = ${kind}`] : []),
    ...(persona ? [among('a.personas', persona)] : []),
    ...(stage ? [among('a.stages', stage)] : []),
    ...(buyingJob ? [among('a.buying_jobs', buyingJob)] : []),
    ...(topic ? [sql`lower(${topic}) in (select lower(x) from unnest(a.topics) x)`] : []),
    ...(state ? [sql`${STATE} = ${state}`] : [sql`a.retired_at is null`]),
    ...(only ? [which[only]] : []),
  ];
  return sql.join(conditions, sql` and `);
}

export async function readAssets(ctx: ReadCtx, asked: ParsedOf<typeof listAssets>): Promise<Listed> {
  const { tx, scope } = ctx;
  const ws = scope.workspaceId;
  const { rows } = await sql<Row & { sent: number; opened: number; disputes: number }>`select ${summaries(ctx)}, u.sent, u.opened,
      (select count(*)::int from asset_dispute q where q.workspace_id = ${ws} and q.asset_id = a.id and q.decided_at is null) as disputes
    from ${FROM} left join lateral (select count(*)::int as sent, (count(*) filter (where o.openings > 0))::int as opened
      from ${uses(scope)} ${OPENINGS} where s.workspace_id = ${ws} and s.asset_id = a.id and ${REACHED}) u on true
    where a.workspace_id = ${ws} and ${filtersOf(ctx, asked)} order by lower(a.name), a.id limit ${asked.limit}`.execute(tx);
  const counts = await sql<
    Listed['counts']
  >`select count(*)::int as "all", count(*) filter (where a.review_on <= ${todayAt(scope, ctx.now)})::int as stale,
      count(*) filter (where a.expires_on < ${todayAt(scope, ctx.now)})::int as expired, count(*) filter (where ${unused(ctx.now)})::int as unused,
      count(*) filter (where exists (select from asset_share s where s.workspace_id = ${ws} and s.asset_id = a.id))::int as used
    from ${FROM} where a.workspace_id = ${ws} and a.retired_at is null and ${seen(scope)}`.execute(tx);
  return {
    items: rows.map(({ sent, opened, disputes, ...row }) => ({ ...shown(row), sent, opened, disputes })),
    counts: counts.rows[0] ?? { all: 0, stale: 0, expired: 0, unused: 0, used: 0 },
    mayWrite: scope.permissions.has('template:write'),
    mayPublish: scope.permissions.has('template:publish'),
  };
}

function shown({ ownerName, ...row }: Row) {
  return { ...row, owner: row.ownerId && ownerName ? { id: row.ownerId, name: ownerName } : null };
}

export async function readAsset(ctx: ReadCtx, { id }: { id: string }): Promise<Read | Refusal> {
  const { tx, scope } = ctx;
  const { rows } = await sql<Row & { retiredAt: string | null; retireReason: string | null }>`select ${summaries(ctx)},
      a.retired_at as "retiredAt", a.retire_reason as "retireReason"
    from ${FROM} where a.workspace_id = ${scope.workspaceId} and a.id = ${id} and ${seen(scope)}`.execute(tx);
  const [row] = rows;
  if (!row) return GONE;
  const write = scope.permissions.has('template:write');
  return {
    ...shown(row),
    retiredAt: row.retiredAt,
    retireReason: row.retireReason,
    versions: await versionsOf(ctx, id),
    figures: await figuresOf(ctx, id),
    may: {
      write,
      publish: scope.permissions.has('template:publish'),
      dispute: (await signsFor(ctx, 'lead:return')) !== null,
      propose: scope.permissions.has('record:write') && !write,
    },
  };
}

type Version = Read['versions'][number];
interface VersionRow extends Omit<Version, 'file' | 'template' | 'savedBy' | 'publishedBy'> {
  fileName: string | null;
  mediaType: string | null;
  sizeBytes: number | null;
  templateId: string | null;
  templateName: string | null;
  templateNumber: number | null;
  saver: string | null;
  saverId: string | null;
  publisher: string | null;
  publisherId: string | null;
}

async function versionsOf({ tx, scope }: ReadCtx, assetId: string): Promise<Version[]> {
  const ws = scope.workspaceId;
  const drafts = scope.permissions.has('template:write') ? sql`true` : sql`v.number is not null`;
  const { rows } =
    await sql<VersionRow>`select v.id, v.number, ${sourceOf('v')} as source, v.file_name as "fileName", v.media_type as "mediaType",
      v.size_bytes::int as "sizeBytes", v.url, t.id as "templateId", t.name as "templateName", tv.number as "templateNumber", v.changes,
      sm.id as "saverId", sm.name as saver, v.saved_at as "savedAt", pm.id as "publisherId", pm.name as publisher, v.published_at as "publishedAt",
      (select count(distinct s.contact_id)::int from ${uses(scope)} where s.workspace_id = ${ws} and s.version_id = v.id and ${REACHED}) as holders
    from asset_version v left join template_version tv on tv.workspace_id = ${ws} and tv.id = v.template_version_id
    left join template t on t.workspace_id = ${ws} and t.id = tv.template_id
    left join member sm on sm.workspace_id = ${ws} and sm.id = v.saved_by left join member pm on pm.workspace_id = ${ws} and pm.id = v.published_by
    where v.workspace_id = ${ws} and v.asset_id = ${assetId} and ${drafts} order by v.number desc nulls first`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    source: row.source,
    file: row.fileName && row.mediaType ? { name: row.fileName, mediaType: row.mediaType, sizeBytes: row.sizeBytes ?? 0 } : null,
    url: row.url,
    template: row.templateId ? { id: row.templateId, name: row.templateName ?? '', number: row.templateNumber ?? 0 } : null,
    changes: row.changes,
    savedBy: named(row.saverId, row.saver),
    savedAt: row.savedAt,
    publishedBy: named(row.publisherId, row.publisher),
    publishedAt: row.publishedAt,
    holders: row.holders,
  }));
}

export const named = (id: string | null, name: string | null) => (id && name !== null ? { id, name } : null);

/** The file of a version that the caller may look at. */
export async function fileOfVersion({ tx, scope }: ReadCtx, { id }: { id: string }): Promise<StoredDocument | Refusal> {
  const drafts = scope.permissions.has('template:write') ? sql`true` : sql`v.number is not null`;
  const { rows } =
    await sql<StoredDocument>`select v.file_id as "fileId", v.file_name as name, v.media_type as "mediaType", v.size_bytes::int as "sizeBytes"
    from asset_version v where v.workspace_id = ${scope.workspaceId} and v.id = ${id} and v.file_id is not null and ${drafts}`.execute(tx);
  return rows[0] ?? refuse('not_found', 'This file is not here.');
}

export interface StoredDocument {
  fileId: string;
  name: string;
  mediaType: string;
  sizeBytes: number;
}

export interface Terms {
  answerDays: number;
  warnDays: number;
  linkDays: number;
}

export async function termsOf({ tx, scope }: ReadCtx): Promise<Terms> {
  const row = await tx
    .selectFrom('library_terms')
    .select(['answer_days as answerDays', 'warn_days as warnDays', 'link_days as linkDays'])
    .where('workspace_id', '=', scope.workspaceId)
    .executeTakeFirst();
  return row ?? { ...USUAL_TERMS };
}

export async function readTerms(ctx: ReadCtx): Promise<OutputOf<typeof getLibraryTerms>> {
  return { ...(await termsOf(ctx)), mayChange: ctx.scope.permissions.has('template:publish') };
}
