import { sql } from 'kysely';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { CALL_REACH_DAYS } from '../../schema.ts';
import { dealSource, invoiceSource } from './money.ts';
import { type Asked, type Source, type Sql, seen, within } from './source.ts';

/** What stands of a conversation today: a correction is a row of its own that says everything anew. */
const newestOf = (
  scope: Scope,
): Sql => sql`(select distinct on (c.corrects_id) c.corrects_id as root, c.retracted, c.outcome, c.duration_seconds from activity c
  where c.workspace_id = ${scope.workspaceId} and c.corrects_id is not null order by c.corrects_id, c.logged_at desc, c.id desc)`;

// Kinds are written into the statement, not bound: the partial indexes on conversations are only found by their own words.
const ours = (
  scope: Scope,
  kind: 'call' | 'meeting',
): Sql => sql`a.workspace_id = ${scope.workspaceId} and a.kind = ${sql.lit(kind)} and a.kind in ('call', 'mail', 'meeting', 'chat')
  and a.corrects_id is null and (a.data ->> 'automated') is distinct from 'true' and newest.retracted is not true`;

function conversations({ scope }: Asked, kind: 'call' | 'meeting', where: Sql): Source {
  return {
    entity: 'contact',
    from: sql`activity a left join ${newestOf(scope)} newest on newest.root = a.id
      left join contact on contact.workspace_id = a.workspace_id and contact.id = a.contact_id and contact.deleted_at is null
      left join company on company.workspace_id = a.workspace_id and company.id = coalesce(contact.company_id, a.company_id) and company.deleted_at is null`,
    where: sql`${ours(scope, kind)} and ${seen(scope, 'contact')} and ${where}`,
    rowId: sql`a.id`,
    opens: sql`contact.id`,
    title: sql`coalesce(contact.name, company.name, '')`,
    company: sql`company.name`,
    detail: sql`coalesce(newest.outcome, a.outcome, '')`,
    at: sql`a.occurred_at`,
    keys: {},
  };
}

// Neither is coalesced: PostgreSQL would take it for one row in two hundred, and then look for what followed row by row.
const BY_SALES = sql`a.side = 'sales' and (a.direction is null or a.direction = 'out')`;

function calls(asked: Asked, only: Sql): Source {
  return { ...conversations(asked, 'call', sql`${BY_SALES} and ${within(sql`a.occurred_at`, asked.span)}`), family: 'calls', only };
}

/** Seconds that were talked of the calls of a source and how many said so, their people (put together by hash: counting different ones sorts); `young`: too new to have brought all. */
export const effortOf = ({ from, where }: Source, asOf: string): Sql => sql`select
    sum(one.talked)::int as talked, coalesce(sum(one.timed), 0)::int as timed, count(one.contact_id)::int as people, coalesce(sum(one.young), 0)::int as young
  from (select a.contact_id, sum(coalesce(newest.duration_seconds, a.duration_seconds)) as talked,
      count(coalesce(newest.duration_seconds, a.duration_seconds)) as timed,
      count(*) filter (where a.occurred_at > ${asOf}::timestamptz - make_interval(days => ${CALL_REACH_DAYS})) as young
    from ${from} where ${where} group by a.contact_id) one`;

/** Minutes of preparation that were told, and with how many calls. Read alone: few calls say it, and an index finds them. */
export const preparationOf = ({ from, where }: Source): Sql => sql`select
    sum((a.data ->> 'preparationMinutes')::int)::int as prepared, count(a.data ->> 'preparationMinutes')::int as told
  from ${from} where ${where} and a.data ? 'preparationMinutes'`;

const HELD = sql`(newest.outcome = 'held' or (newest.outcome is null and (a.outcome is null or a.outcome = 'held')))`;

/** To whom the calls of the period went, and when: what may have followed is looked for among them. */
const callsOf = ({
  scope,
  span,
}: Asked): Sql => sql`select a.contact_id, a.company_id, a.deal_id, a.occurred_at from activity a left join ${newestOf(scope)} newest on newest.root = a.id
  where ${ours(scope, 'call')} and ${BY_SALES} and ${within(sql`a.occurred_at`, span)}`;

/** The call went within the days before `at`. */
const before = (at: Sql): Sql =>
  sql`called.occurred_at <= ${at} and called.occurred_at > ${at} - make_interval(days => ${CALL_REACH_DAYS})`;

const later = ({ span }: Asked, at: Sql): Sql =>
  sql`${at} >= ${span.start}::timestamptz and ${at} < ${span.end}::timestamptz + make_interval(days => ${CALL_REACH_DAYS})`;

/** Held with a person after a call of the period to them. The calls are read once, not looked for meeting by meeting. */
function heldAfter(asked: Asked): Source {
  const source = conversations(asked, 'meeting', sql`${HELD} and ${later(asked, sql`a.occurred_at`)}`);
  return {
    ...source,
    where: sql`${source.where} and exists (select from (with read as materialized (${callsOf(asked)}) select * from read) called where called.contact_id = a.contact_id and ${before(sql`a.occurred_at`)})`,
  };
}

/** Ids of the deals opened after a call of the period to their person, to their company, or about themselves. */
function opened(asked: Asked): Sql {
  const at = sql`d.created_at`;
  const ways = [sql`called.contact_id = d.contact_id`, sql`called.company_id = d.company_id`, sql`called.deal_id = d.id`];
  const found = ways.map((who) => sql`select d.id from opened d join called on ${who} and ${before(at)}`);
  return sql`with called as materialized (${callsOf(asked)}), opened as materialized (select d.id, d.contact_id, d.company_id, d.created_at from deal d
      where d.workspace_id = ${asked.scope.workspaceId} and ${later(asked, at)})
    ${sql.join(found, sql` union `)}`;
}

/** The same, read now: for a report that asks for several figures of them. */
export async function withFollowed(db: Db, asked: Asked): Promise<Asked> {
  const { rows } = await opened(asked).$castTo<{ id: string }>().execute(db);
  return { ...asked, followed: rows.map(({ id }) => id) };
}

const followed = (asked: Asked): Sql =>
  asked.followed ? sql`deal.id = any (${asked.followed}::uuid[])` : sql`deal.id in (${opened(asked)})`;

/** Deals that followed calls, and those of them that were won: one reading. */
const calledDeals = (asked: Asked, only: Sql): Source => ({ ...dealSource(asked, followed(asked)), family: 'call_deals', only });

export const callFigures = {
  calls: (asked: Asked) => calls(asked, sql`true`),
  calls_reached: (asked: Asked) => calls(asked, sql`coalesce(newest.outcome, a.outcome) = 'connected'`),
  call_meetings: heldAfter,
  call_deals: (asked: Asked) => calledDeals(asked, sql`true`),
  call_deals_won: (asked: Asked) => calledDeals(asked, sql`deal.status = 'won'`),
  call_invoices: (asked: Asked) => invoiceSource(asked, sql`deal.id is not null and ${followed(asked)}`),
} as const;
