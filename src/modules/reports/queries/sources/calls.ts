import { sql } from 'kysely';
import type { Scope } from '#platform/shared/scope.ts';
import { CALL_REACH_DAYS } from '../../schema.ts';
import { dealSource, invoiceSource } from './money.ts';
import { type Asked, type Source, type Sql, seen, within } from './source.ts';

/** In hours: our connections know no other day than one of 24, and hours are taken off an instant without asking the calendar. */
const REACH = sql`make_interval(hours => ${CALL_REACH_DAYS * 24})`;

/** What stands of a conversation today: a correction is a row of its own that says everything anew. */
const newestOf = (
  scope: Scope,
): Sql => sql`(select distinct on (c.corrects_id) c.corrects_id as root, c.retracted, c.outcome, c.duration_seconds from activity c
  where c.workspace_id = ${scope.workspaceId} and c.corrects_id is not null order by c.corrects_id, c.logged_at desc, c.id desc)`;

// Kinds are written into the statement, not bound: the partial indexes on conversations are only found by their own words.
const ours = (scope: Scope, kind: 'call' | 'meeting'): Sql => sql`a.workspace_id = ${scope.workspaceId} and a.kind = ${sql.lit(kind)}
  and a.corrects_id is null and (a.data ->> 'automated') is distinct from 'true' and newest.retracted is not true`;

const spoken = (scope: Scope): Sql => sql`activity a left join ${newestOf(scope)} newest on newest.root = a.id
  left join contact on contact.workspace_id = a.workspace_id and contact.id = a.contact_id and contact.deleted_at is null
  left join company on company.workspace_id = a.workspace_id and company.id = coalesce(contact.company_id, a.company_id) and company.deleted_at is null`;

function conversations({ scope }: Asked, kind: 'call' | 'meeting', where: Sql): Source {
  return {
    entity: 'contact',
    from: spoken(scope),
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

const bySales = ({ span }: Asked): Sql => sql`${BY_SALES} and ${within(sql`a.occurred_at`, span)}`;

const REACHED = sql`coalesce(newest.outcome, a.outcome) = 'connected'`;

function calls(asked: Asked, only: Sql): Source {
  return { ...conversations(asked, 'call', bySales(asked)), family: 'calls', only };
}

/**
 * Of the calls that the caller sees (`callsOnce`): how many, and how many reached somebody; seconds talked and how many said so; their people (put together
 * by hash: counting different ones sorts); `young`: too new to have brought all.
 */
export const effortOf = ({ period }: Asked): Sql => sql`select count(*)::int as calls, (count(*) filter (where reached))::int as reached,
    sum(seconds)::int as talked, count(seconds)::int as timed,
    (count(*) filter (where occurred_at > ${period.asOf}::timestamptz - ${REACH}))::int as young,
    (select count(*) from (select distinct contact_id from called where mine and contact_id is not null) one)::int as people
  from called where mine`;

/** Minutes of preparation that were told, and with how many calls. Read alone: few calls say it, and an index finds them. */
export function preparationOf(asked: Asked): Sql {
  const { from, where } = calls(asked, sql`true`);
  return sql`select sum((a.data ->> 'preparationMinutes')::int)::int as prepared, count(a.data ->> 'preparationMinutes')::int as told
    from ${from} where ${where} and a.data ? 'preparationMinutes'`;
}

const HELD = sql`(newest.outcome = 'held' or (newest.outcome is null and (a.outcome is null or a.outcome = 'held')))`;

/** To whom the calls of the period went, and when: what may have followed is looked for among them. */
const callsOf = (asked: Asked): Sql => sql`select a.contact_id, a.company_id, a.deal_id, a.occurred_at
  from activity a left join ${newestOf(asked.scope)} newest on newest.root = a.id where ${ours(asked.scope, 'call')} and ${bySales(asked)}`;

/** The call went within the days before `at`. */
const before = (at: Sql): Sql => sql`called.occurred_at <= ${at} and called.occurred_at > ${at} - ${REACH}`;

const later = ({ span }: Asked, at: Sql): Sql => sql`${at} >= ${span.start}::timestamptz and ${at} < ${span.end}::timestamptz + ${REACH}`;

/** Held with a person after a call of the period to them. The calls are read once, not looked for meeting by meeting. */
function heldAfter(asked: Asked): Source {
  const source = conversations(asked, 'meeting', sql`${HELD} and ${later(asked, sql`a.occurred_at`)}`);
  const called = asked.callsOnce ? sql`called` : sql`(with read as materialized (${callsOf(asked)}) select * from read) called`;
  return {
    ...source,
    where: sql`${source.where} and exists (select from ${called} where called.contact_id = a.contact_id and ${before(sql`a.occurred_at`)})`,
  };
}

/** `opened` and `followed`: ids of the deals opened after a call of the period to their person, to their company, or about themselves. Of `called`. */
function dealsAfter(asked: Asked): Sql {
  const at = sql`d.created_at`;
  const ways = [
    sql`called.contact_id = d.contact_id`,
    sql`called.company_id = d.company_id`,
    sql`called.deal_id is not null and called.deal_id = d.id`,
  ];
  const found = ways.map((who) => sql`select d.id from opened d join called on ${who} and ${before(at)}`);
  return sql`opened as materialized (select d.id, d.contact_id, d.company_id, d.created_at from deal d
      where d.workspace_id = ${asked.scope.workspaceId} and d.deleted_at is null and ${later(asked, at)}),
    followed as materialized (${sql.join(found, sql` union `)})`;
}

/** `called` and `followed`, to be put behind `with` by a report of several figures: each call with what was told of it last, and whether the caller sees it. */
export const callsOnce = (asked: Asked): Sql => sql`called as materialized (select a.contact_id, a.company_id, a.deal_id, a.occurred_at,
      ${REACHED} as reached, coalesce(newest.duration_seconds, a.duration_seconds) as seconds, (${seen(asked.scope, 'contact')}) as mine
    from ${spoken(asked.scope)} where ${ours(asked.scope, 'call')} and ${bySales(asked)}), ${dealsAfter(asked)}`;

const followed = (asked: Asked): Sql =>
  asked.callsOnce
    ? sql`deal.id = any (array(select id from followed))`
    : sql`deal.id in (with called as materialized (${callsOf(asked)}), ${dealsAfter(asked)} select id from followed)`;

/** Deals that followed calls, and those of them that were won: one reading. */
const calledDeals = (asked: Asked, only: Sql): Source => ({ ...dealSource(asked, followed(asked)), family: 'call_deals', only });

export const callFigures = {
  calls: (asked: Asked) => calls(asked, sql`true`),
  calls_reached: (asked: Asked) => calls(asked, REACHED),
  call_meetings: heldAfter,
  call_deals: (asked: Asked) => calledDeals(asked, sql`true`),
  call_deals_won: (asked: Asked) => calledDeals(asked, sql`deal.status = 'won'`),
  call_invoices: (asked: Asked) => invoiceSource(asked, sql`deal.id is not null and ${followed(asked)}`),
} as const;
