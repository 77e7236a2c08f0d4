import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Content, TemplateKind } from '../schema.ts';
import type { CompiledMail } from './mail.ts';

type Read = Pick<ReadCtx, 'tx' | 'scope'>;
interface Named {
  id: string;
  name: string;
}

export interface TemplateRow {
  id: string;
  name: string;
  kind: TemplateKind;
  language: string;
  folder: string;
  tags: string[];
  subject: string;
  published: { number: number; at: string; by: Named | null } | null;
  hasDraft: boolean;
  changedAt: string;
  archivedAt: string | null;
}

export const GONE = refuse('not_found', 'This template is not here (any more).');
const NO_VERSION = refuse('not_found', 'This version of the template is not here.');
const MOST = 500;

const named = (alias: string) =>
  sql`case when ${sql.ref(`${alias}.id`)} is not null then jsonb_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${sql.ref(`${alias}.name`)}) end`;

const row = sql`t.id, t.name, t.kind, t.language, t.folder, t.tags, coalesce(d.content, p.content) ->> 'subject' as subject,
  case when p.id is not null then jsonb_build_object('number', p.number, 'at', p.published_at, 'by', ${named('pm')}) end as published,
  d.id is not null as "hasDraft", coalesce(d.saved_at, p.published_at, t.created_at) as "changedAt", t.archived_at as "archivedAt"`;

const from = sql`template t
  left join template_version d on d.workspace_id = t.workspace_id and d.template_id = t.id and d.number is null
  left join lateral (select v.* from template_version v where v.workspace_id = t.workspace_id and v.template_id = t.id and v.number is not null
    order by v.number desc limit 1) p on true
  left join member pm on pm.workspace_id = t.workspace_id and pm.id = p.published_by
  left join member dm on dm.workspace_id = t.workspace_id and dm.id = d.saved_by`;

export interface Filter {
  q?: string | undefined;
  kind?: TemplateKind | undefined;
  folder?: string | undefined;
  tag?: string | undefined;
  published?: boolean | undefined;
  archived: boolean;
}

export async function listTemplates({ tx, scope }: Read, filter: Filter) {
  const wanted = [sql<boolean>`t.workspace_id = ${scope.workspaceId}`, sql<boolean>`(t.archived_at is not null) = ${filter.archived}`];
  const like = filter.q ? `%${filter.q.replace(/[\\%_]/g, '\\$&')}%` : null;
  if (like) wanted.push(sql`(t.name ilike ${like} or coalesce(d.content, p.content) ->> 'subject' ilike ${like})`);
  if (filter.kind) wanted.push(sql`t.kind = ${filter.kind}`);
  if (filter.folder) wanted.push(sql`t.folder = ${filter.folder}`);
  if (filter.tag) wanted.push(sql`${filter.tag} = any (t.tags)`);
  if (filter.published) wanted.push(sql`p.id is not null`);
  const { rows } = await sql<TemplateRow>`select ${row} from ${from} where ${sql.join(wanted, sql` and `)}
    order by coalesce(d.saved_at, p.published_at, t.created_at) desc, t.id desc limit ${MOST}`.execute(tx);
  const { rows: names } = await sql<{ folders: string[] | null; tags: string[] | null }>`select
    (select array_agg(distinct folder order by folder) from template where workspace_id = ${scope.workspaceId} and folder <> '') as folders,
    (select array_agg(distinct tag order by tag) from template, unnest(tags) tag where workspace_id = ${scope.workspaceId}) as tags`.execute(
    tx,
  );
  return { items: rows, folders: names[0]?.folders ?? [], tags: names[0]?.tags ?? [] };
}

export interface TemplateRead extends TemplateRow {
  content: Content;
  revision: number;
  savedAt: string;
  savedBy: Named | null;
}

/** A template with its draft; where there is none, with what was published last, as revision 0. */
export async function readTemplate({ tx, scope }: Read, id: string): Promise<TemplateRead | Refusal> {
  const { rows } = await sql<TemplateRead>`select ${row}, coalesce(d.content, p.content) as content, coalesce(d.revision, 0) as revision,
      coalesce(d.saved_at, p.published_at) as "savedAt", case when d.id is not null then ${named('dm')} else ${named('pm')} end as "savedBy"
    from ${from} where t.workspace_id = ${scope.workspaceId} and t.id = ${id}`.execute(tx);
  return rows[0] ?? GONE;
}

export interface PublishedMail {
  versionId: string;
  number: number;
  kind: TemplateKind;
  language: string;
  archived: boolean;
  content: Content;
  compiled: CompiledMail;
}

/** What can be sent of a template: one version, or the newest. For whoever sends: it is filled with `fillingsOf` and `fillMail`. */
export async function publishedMail(
  { tx, scope }: Read,
  asked: { id: string; number?: number | undefined },
): Promise<PublishedMail | Refusal> {
  const { rows } =
    await sql<PublishedMail>`select v.id as "versionId", v.number, t.kind, t.language, t.archived_at is not null as archived, v.content, v.compiled
    from template_version v join template t on t.workspace_id = v.workspace_id and t.id = v.template_id
    where v.workspace_id = ${scope.workspaceId} and v.template_id = ${asked.id} and v.number is not null
      and ${asked.number === undefined ? sql`true` : sql`v.number = ${asked.number}`} order by v.number desc limit 1`.execute(tx);
  return rows[0] ?? NO_VERSION;
}

export interface VersionRead {
  id: string;
  number: number;
  subject: string;
  content: Content;
  publishedAt: string;
  publishedBy: Named | null;
  contentHash: string;
}

export async function versionsOf({ tx, scope }: Read, asked: { id: string; number?: number }): Promise<VersionRead[]> {
  const { rows } =
    await sql<VersionRead>`select v.id, v.number, v.content ->> 'subject' as subject, v.content, v.published_at as "publishedAt",
      ${named('m')} as "publishedBy", v.content_hash as "contentHash"
    from template_version v left join member m on m.workspace_id = v.workspace_id and m.id = v.published_by
    where v.workspace_id = ${scope.workspaceId} and v.template_id = ${asked.id} and v.number is not null
      and ${asked.number === undefined ? sql`true` : sql`v.number = ${asked.number}`} order by v.number desc limit ${MOST}`.execute(tx);
  return rows;
}

export async function readVersion(ctx: Read, asked: { id: string; number: number }): Promise<VersionRead | Refusal> {
  return (await versionsOf(ctx, asked))[0] ?? NO_VERSION;
}
