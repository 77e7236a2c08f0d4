import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Ground, RequestKind, Stop } from '../schema.ts';

export interface PurposeRow {
  id: string;
  name: string;
  description: string;
  ground: Ground;
  doubleOptIn: boolean;
  retiredAt: string | null;
  text: { id: string; number: number; body: string; hash: string; createdAt: string } | null;
  versions: number;
}

/** What mail the workspace sends, with the wording in use. */
export async function listPurposes({ tx, scope }: ReadCtx): Promise<PurposeRow[]> {
  const ws = scope.workspaceId;
  const { rows } = await sql<PurposeRow>`
    select p.id, p.name, p.description, p.ground, p.double_opt_in as "doubleOptIn", p.retired_at as "retiredAt",
      (select json_build_object('id', t.id, 'number', t.number, 'body', t.body, 'hash', t.hash, 'createdAt', t.created_at) from consent_text t
        where t.workspace_id = ${ws} and t.purpose_id = p.id order by t.number desc limit 1) as text,
      (select count(*)::int from consent_text t where t.workspace_id = ${ws} and t.purpose_id = p.id) as versions
    from mail_purpose p where p.workspace_id = ${ws} order by p.retired_at is not null, p.position, p.id`.execute(tx);
  return rows;
}

export async function textsOf({ tx, scope }: ReadCtx, purposeId: string) {
  const { rows } = await sql<{ id: string; number: number; body: string; hash: string; createdAt: string; createdBy: string | null }>`
    select t.id, t.number, t.body, t.hash, t.created_at as "createdAt", m.name as "createdBy" from consent_text t
      left join member m on m.workspace_id = t.workspace_id and m.id = t.created_by
    where t.workspace_id = ${scope.workspaceId} and t.purpose_id = ${purposeId} order by t.number desc`.execute(tx);
  return rows;
}

export interface StopRow {
  id: string;
  cause: Stop;
  /** An address or a domain; null where only its hash is left. */
  address: string | null;
  contact: { id: string; name: string } | null;
  since: string;
  by: string | null;
  note: string | null;
  releasedAt: string | null;
  releasedBy: string | null;
  releaseReason: string | null;
  releasable: boolean;
}

export interface StopFilter {
  text?: string;
  cause?: Stop;
  released?: boolean;
  cursor?: string;
  limit: number;
}

/** Addresses and domains that get no mail, and who objected to everything: the newest first. Names only of contacts in reach. */
export async function listStops({ tx, scope }: ReadCtx, { text, cause, released = false, cursor, limit }: StopFilter) {
  const ws = scope.workspaceId;
  const [at, id] = /^([\d:TZ.-]+)~([0-9a-f-]{36})$/.exec(cursor ?? '')?.slice(1) ?? [];
  const like = text
    ? `%${text
        .trim()
        .toLowerCase()
        .replace(/[\\%_]/g, '\\$&')}%`
    : null;
  const masked = scope.hidden.has('contact.email');
  const { rows } = await sql<StopRow>`
    with stops as (
      select s.id, s.cause, coalesce(a.email, s.domain) as address, s.since, s.member_id, coalesce(s.evidence ->> 'note', s.evidence ->> 'through') as note,
        s.released_at, s.released_by, s.release_reason, s.cause in ('bounced', 'blocked_by_hand') and s.released_at is null as releasable
      from suppression s left join mail_address a on a.workspace_id = ${ws} and a.hash = s.hash where s.workspace_id = ${ws} and (s.released_at is not null) = ${released}
      union all select c.id, 'objected', a.email, c.at, c.member_id, coalesce(c.proof ->> 'note', c.through), null, null, null, false from consent_entry c
        join mail_address a on a.workspace_id = ${ws} and a.hash = c.hash
      where c.workspace_id = ${ws} and c.word = 'objected' and c.through <> 'erasure' and not ${released} and not exists (
        select from consent_entry l where l.workspace_id = ${ws} and l.hash = c.hash and (
          l.word = 'objected' or (l.by_kind = 'person' and l.word in ('given', 'confirmed'))) and (l.at, l.recorded_at, l.id) > (c.at, c.recorded_at, c.id)))
    select s.id, s.cause, ${masked ? sql`null` : sql`s.address`} as address, s.since, m.name as by, s.note, s.released_at as "releasedAt", r.name as "releasedBy",
      s.release_reason as "releaseReason", s.releasable, case when p.id is not null then json_build_object('id', p.id, 'name', coalesce(nullif(p.name, ''), p.email)) end as contact
    from stops s left join member m on m.workspace_id = ${ws} and m.id = s.member_id left join member r on r.workspace_id = ${ws} and r.id = s.released_by
      left join contact_email e on e.workspace_id = ${ws} and e.email = s.address
      left join contact p on p.workspace_id = ${ws} and p.id = e.contact_id and p.deleted_at is null and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'p.owner_id' })}
    where ${like && !masked ? sql`s.address like ${like}` : sql`true`} and ${cause ? sql`s.cause = ${cause}` : sql`true`}
      and ${at && id ? sql`(date_trunc('milliseconds', s.since), s.id) < (${at}::timestamptz, ${id}::uuid)` : sql`true`}
    order by date_trunc('milliseconds', s.since) desc, s.id desc limit ${limit + 1}`.execute(tx);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? `${last.since}~${last.id}` : null };
}

export interface RequestRow {
  id: string;
  kind: RequestKind;
  email: string | null;
  contact: { id: string; name: string } | null;
  askedAt: string;
  doneAt: string | null;
  doneBy: string | null;
}

/** What people outside asked for: open ones first, then the newest. */
export async function listRequests({ tx, scope }: ReadCtx): Promise<RequestRow[]> {
  const ws = scope.workspaceId;
  const { rows } = await sql<RequestRow>`
    select r.id, r.kind, a.email, case when c.id is not null and c.erased_at is null then json_build_object('id', c.id, 'name', coalesce(nullif(c.name, ''), c.email)) end as contact,
      r.asked_at as "askedAt", r.done_at as "doneAt", m.name as "doneBy"
    from privacy_request r join mail_address a on a.workspace_id = ${ws} and a.hash = r.hash left join contact c on c.workspace_id = ${ws} and c.id = r.contact_id
      left join member m on m.workspace_id = ${ws} and m.id = r.done_by
    where r.workspace_id = ${ws} order by r.done_at is not null, r.asked_at desc, r.id desc limit 200`.execute(tx);
  return rows;
}
