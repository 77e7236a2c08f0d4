import { type RawBuilder, sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { Standing } from '../rules/standing.ts';
import { BLOCKS } from '../schema.ts';
import { counts, plainSql } from './address.ts';

export interface StandingRow extends Standing {
  /** As it is kept: lower case, without blanks around it. */
  email: string;
}

export interface Asked {
  workspaceId: string;
  purposeId: string;
  /** ISO; pauses end. */
  now: string;
  /** A query with one column `email`: `select email from contact where …`. */
  addresses: RawBuilder<unknown>;
}

/**
 * The standing of every address of a query as a sub-select, for a join: `email, allowed, reason, basis, since, "evidenceId"`, one row per distinct
 * address. It says what `standingOf` of the rules says, set-wise.
 */
export function standingSql({ workspaceId: ws, purposeId, now, addresses }: Asked): RawBuilder<StandingRow> {
  const latest = (test: RawBuilder<unknown>) =>
    sql`(array_agg(w.place order by w.at desc, w.recorded_at desc, w.id desc) filter (where ${test}))[1]`;
  const isGo = sql`w.own and w.word in ('given', 'confirmed')`;
  const weight = sql`array_position(${sql.lit(`{${BLOCKS.join(',')}}`)}::text[], x.reason)`;
  return sql<StandingRow>`(
    with asked as materialized (select distinct lower(btrim(a.email)) as email from (${addresses}) a where a.email is not null),
    purpose as (select id, ground, double_opt_in from mail_purpose where workspace_id = ${ws} and id = ${purposeId} and retired_at is null),
    holder as materialized (
      select a.email, address_hash(${ws}, a.email) as hash, split_part(a.email, '@', 2) as domain, e.contact_id
      from asked a left join contact_email e on e.workspace_id = ${ws} and e.email = a.email),
    kin as materialized (
      select email, hash, true as own from holder
      union all select h.email, address_hash(${ws}, e.email), false from holder h
        join contact_email e on e.workspace_id = ${ws} and e.contact_id = h.contact_id and e.email <> h.email),
    heard as (
      select k.email, k.own, c.id, c.word, c.by_kind, c.at, c.recorded_at, c.until from kin k
        join consent_entry c on c.workspace_id = ${ws} and c.hash = k.hash and (c.purpose_id is null or c.purpose_id = ${purposeId}) and ${counts(ws)}
      union all select h.email, false, c.id, c.word, c.by_kind, c.at, c.recorded_at, c.until from holder h
        join consent_entry c on c.workspace_id = ${ws} and c.contact_id = h.contact_id and c.hash <> h.hash
          and (c.purpose_id is null or c.purpose_id = ${purposeId}) and ${counts(ws)}),
    words as (select *, row(at, recorded_at, id, word, until)::consent_place as place from heard),
    told as (
      select w.email, ${latest(sql`w.word in ('withdrawn', 'objected')`)} as no, ${latest(sql`${isGo} and w.by_kind = 'person'`)} as proven,
        ${latest(sql`${isGo} and (w.by_kind <> 'form' or w.word = 'confirmed' or not (select double_opt_in from purpose))`)} as yes,
        ${latest(sql`${isGo} and w.by_kind = 'form'`)} as pending, ${latest(sql`w.word in ('paused', 'resumed')`)} as pause
      from words w group by w.email),
    blocked_domain as (
      select d.domain, s.id, s.since from (select distinct domain from holder) d
        join suppression s on s.workspace_id = ${ws} and s.domain is not null and s.released_at is null and (d.domain = s.domain or d.domain like '%.' || s.domain)),
    barred as (
      select k.email, s.cause, s.since, s.id from kin k join suppression s on s.workspace_id = ${ws} and s.hash = k.hash and s.released_at is null
        and (k.own or s.cause in ('complained', 'erased'))
      union all select h.email, 'blocked_by_hand', b.since, b.id from holder h join blocked_domain b on b.domain = h.domain),
    judged as (
      select h.email, t.no, t.proven, t.yes, t.pending, t.pause,
        (t.proven).at is not null and ((t.proven).at, (t.proven).recorded_at, (t.proven).id) > ((t.no).at, (t.no).recorded_at, (t.no).id) as lifted,
        case when p.ground = 'interest' then 'interest' when p.ground = 'relation' and exists (
          select from contact c join company o on o.workspace_id = ${ws} and o.id = c.company_id
          where c.workspace_id = ${ws} and c.id = h.contact_id and o.customer_status = 'customer') then 'relation' end as ground
      from holder h left join told t on t.email = h.email left join purpose p on true),
    stops as (
      select h.email, 'invalid_address' as reason, null::timestamptz as since, null::uuid as id from holder h where not ${plainSql(sql`h.email`)}
      union all select b.email, b.cause, b.since, b.id from barred b left join told t on t.email = b.email
        where b.cause not in ('complained', 'erased') or (t.proven).at is null or (t.proven).at <= b.since
      union all select email, (no).word, (no).at, (no).id from judged where (no).id is not null and not lifted
      union all select email, 'paused', (pause).at, (pause).id from judged where (pause).word = 'paused' and (pause).until > ${now}::timestamptz
      union all select h.email, 'no_consent', null, null from holder h where not exists (select from purpose)
      union all select email, case when (pending).id is not null then 'not_confirmed' else 'no_consent' end, (pending).at, (pending).id
        from judged where ground is null and case when (no).id is null then (yes).id is null else not lifted end),
    first_stop as (select distinct on (x.email) x.email, x.reason, x.since, x.id from stops x order by x.email, ${weight}, x.since, x.id)
    select j.email, f.email is null as allowed, f.reason,
      case when f.email is null then case when agreed.id is not null then 'consent' else j.ground end end as basis,
      case when f.email is null then agreed.at else f.since end as since, case when f.email is null then agreed.id else f.id end as "evidenceId"
    from judged j left join first_stop f on f.email = j.email
      cross join lateral (select case when (j.no).id is null then (j.yes).id when j.lifted then (j.proven).id end as id,
        case when (j.no).id is null then (j.yes).at when j.lifted then (j.proven).at end as at) agreed)`;
}

/** May these addresses be written to for this purpose? One row each, in no order. */
export async function standingOf(read: ReadCtx, asked: { addresses: readonly string[]; purposeId: string }): Promise<StandingRow[]> {
  const { rows } = await sql<StandingRow>`select s.* from ${standingSql({
    workspaceId: read.scope.workspaceId,
    purposeId: asked.purposeId,
    now: read.now,
    addresses: sql`select unnest(${asked.addresses}::text[]) as email`,
  })} s`.execute(read.tx);
  return rows;
}
