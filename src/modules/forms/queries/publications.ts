import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';

type Read = Pick<ReadCtx, 'tx' | 'scope'>;
interface Named {
  id: string;
  name: string;
}
export type Kind = 'form' | 'page';

export interface PublicationRow {
  id: string;
  name: string;
  publicId: string;
  published: { number: number; at: string; by: Named | null } | null;
  hasDraft: boolean;
  changedAt: string;
  archivedAt: string | null;
  counts: { seen: number; sent: number; aside: number };
}

export interface PublicationRead<C> extends PublicationRow {
  /** The draft; where there is none, what was published last, as revision 0. */
  content: C;
  revision: number;
  savedAt: string;
  savedBy: Named | null;
}

export const GONE = refuse('not_found', 'This is not here (any more).');
const MOST = 500;

const named = (alias: string) =>
  sql`case when ${sql.ref(`${alias}.id`)} is not null then jsonb_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${sql.ref(`${alias}.name`)}) end`;

const row = sql`t.id, t.name, t.public_id as "publicId",
  case when p.id is not null then jsonb_build_object('number', p.number, 'at', p.published_at, 'by', ${named('pm')}) end as published,
  d.id is not null as "hasDraft", coalesce(d.saved_at, p.published_at, t.created_at) as "changedAt", t.archived_at as "archivedAt",
  jsonb_build_object(
    'seen', coalesce((select sum(y.seen) from publication_tally y where y.workspace_id = t.workspace_id and y.publication_id = t.id), 0),
    'sent', (select count(*) from form_answer a where a.workspace_id = t.workspace_id and coalesce(case when t.kind = 'page' then a.page_id end, a.form_id) = t.id and a.state = 'taken'),
    'aside', (select count(*) from form_answer a where a.workspace_id = t.workspace_id and coalesce(case when t.kind = 'page' then a.page_id end, a.form_id) = t.id and a.state = 'aside')) as counts`;

const from = sql`publication t
  left join publication_version d on d.workspace_id = t.workspace_id and d.publication_id = t.id and d.number is null
  left join lateral (select v.* from publication_version v where v.workspace_id = t.workspace_id and v.publication_id = t.id and v.number is not null
    order by v.number desc limit 1) p on true
  left join member pm on pm.workspace_id = t.workspace_id and pm.id = p.published_by
  left join member dm on dm.workspace_id = t.workspace_id and dm.id = d.saved_by`;

export async function listPublications(
  { tx, scope }: Read,
  { kind, archived }: { kind: Kind; archived: boolean },
): Promise<PublicationRow[]> {
  const { rows } = await sql<PublicationRow>`select ${row} from ${from} where t.workspace_id = ${scope.workspaceId} and t.kind = ${kind}
      and (t.archived_at is not null) = ${archived} order by coalesce(d.saved_at, p.published_at, t.created_at) desc, t.id desc limit ${MOST}`.execute(
    tx,
  );
  return rows;
}

export async function readPublication<C>(
  { tx, scope }: Read,
  { kind, id }: { kind: Kind; id: string },
): Promise<PublicationRead<C> | Refusal> {
  const { rows } = await sql<
    PublicationRead<C>
  >`select ${row}, coalesce(d.content, p.content) as content, coalesce(d.revision, 0) as revision,
      coalesce(d.saved_at, p.published_at) as "savedAt", case when d.id is not null then ${named('dm')} else ${named('pm')} end as "savedBy"
    from ${from} where t.workspace_id = ${scope.workspaceId} and t.kind = ${kind} and t.id = ${id}`.execute(tx);
  return rows[0] ?? GONE;
}

export interface Live<C> {
  id: string;
  publicId: string;
  name: string;
  versionId: string;
  number: number;
  content: C;
}

/** What strangers get now: the newest published version of something that is not archived. */
export async function liveOf<C>({ tx, scope }: Read, asked: { id: string; kind: Kind }): Promise<Live<C> | null> {
  const { rows } = await sql<
    Live<C>
  >`select t.id, t.public_id as "publicId", t.name, v.id as "versionId", v.number, v.content from publication t
      join publication_version v on v.workspace_id = t.workspace_id and v.publication_id = t.id and v.number is not null
    where t.workspace_id = ${scope.workspaceId} and t.id = ${asked.id} and t.kind = ${asked.kind} and t.archived_at is null
    order by v.number desc limit 1`.execute(tx);
  return rows[0] ?? null;
}

/** A version that was published once, for what was filled in on a page of it. */
export async function versionOf<C>({ tx, scope }: Read, asked: { id: string; versionId: string }): Promise<Live<C> | null> {
  const { rows } = await sql<
    Live<C>
  >`select t.id, t.public_id as "publicId", t.name, v.id as "versionId", v.number, v.content from publication t
      join publication_version v on v.workspace_id = t.workspace_id and v.publication_id = t.id and v.number is not null
    where t.workspace_id = ${scope.workspaceId} and t.id = ${asked.id} and v.id = ${asked.versionId}`.execute(tx);
  return rows[0] ?? null;
}

export async function versionsOf({ tx, scope }: Read, id: string) {
  const { rows } = await sql<{ id: string; number: number; publishedAt: string; publishedBy: Named | null; answers: number }>`
    select v.id, v.number, v.published_at as "publishedAt", ${named('m')} as "publishedBy",
      (select count(*)::int from form_answer a where a.workspace_id = v.workspace_id and a.version_id = v.id) as answers
    from publication_version v left join member m on m.workspace_id = v.workspace_id and m.id = v.published_by
    where v.workspace_id = ${scope.workspaceId} and v.publication_id = ${id} and v.number is not null order by v.number desc limit ${MOST}`.execute(
    tx,
  );
  return rows;
}
