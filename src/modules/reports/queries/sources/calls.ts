import { sql } from 'kysely';
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

const BY_SALES = sql`a.side = 'sales' and coalesce(a.direction, 'out') = 'out'`;

function calls(asked: Asked, only: Sql): Source {
  return { ...conversations(asked, 'call', sql`${BY_SALES} and ${within(sql`a.occurred_at`, asked.span)}`), family: 'calls', only };
}

/** Seconds that were talked, and minutes of preparation that were told, of the calls of a source, and how many said so; `young`: too new to have brought all. */
export const effortOf = ({ from, where }: Source, asOf: string): Sql => sql`select
    sum(coalesce(newest.duration_seconds, a.duration_seconds))::int as talked, count(coalesce(newest.duration_seconds, a.duration_seconds))::int as timed,
    sum((a.data ->> 'preparationMinutes')::int)::int as prepared, count(a.data ->> 'preparationMinutes')::int as told,
    count(distinct a.contact_id)::int as people,
    count(*) filter (where a.occurred_at > ${asOf}::timestamptz - make_interval(days => ${CALL_REACH_DAYS}))::int as young
  from ${from} where ${where}`;

/** A call of the period went, within the days before `at`, to whom `who` says. */
const calledBefore = (
  { scope, span }: Asked,
  { at, who }: { at: Sql; who: Sql },
): Sql => sql`exists (select from activity a left join ${newestOf(scope)} newest on newest.root = a.id
  where ${ours(scope, 'call')} and ${BY_SALES} and ${within(sql`a.occurred_at`, span)} and ${who}
    and a.occurred_at <= ${at} and a.occurred_at > ${at} - make_interval(days => ${CALL_REACH_DAYS}))`;

const later = ({ span }: Asked, at: Sql): Sql =>
  sql`${at} >= ${span.start}::timestamptz and ${at} < ${span.end}::timestamptz + make_interval(days => ${CALL_REACH_DAYS})`;

/** Opened after a call of the period to its person, or to its company. Three ways in, each with an index of its own. */
function followed(asked: Asked): Sql {
  const at = sql`deal.created_at`;
  const ways = [sql`a.contact_id = deal.contact_id`, sql`a.company_id = deal.company_id`, sql`a.deal_id = deal.id`];
  return sql`${later(asked, at)} and (${sql.join(
    ways.map((who) => calledBefore(asked, { at, who })),
    sql` or `,
  )})`;
}

export const callFigures = {
  calls: (asked: Asked) => calls(asked, sql`true`),
  calls_reached: (asked: Asked) => calls(asked, sql`coalesce(newest.outcome, a.outcome) = 'connected'`),
  call_meetings: (asked: Asked) => {
    const at = sql`m.occurred_at`;
    const source = conversations(
      asked,
      'meeting',
      sql`coalesce(newest.outcome, a.outcome, 'held') = 'held' and ${later(asked, sql`a.occurred_at`)}`,
    );
    return {
      ...source,
      // The meeting under a name of its own: within the question after its calls, `a` is a call.
      where: sql`${source.where} and exists (select from (select a.contact_id, a.occurred_at) m where ${calledBefore(asked, { at, who: sql`a.contact_id = m.contact_id` })})`,
    };
  },
  call_deals: (asked: Asked) => dealSource(asked, followed(asked)),
  call_deals_won: (asked: Asked) => dealSource(asked, sql`deal.status = 'won' and ${followed(asked)}`),
  call_invoices: (asked: Asked) => invoiceSource(asked, sql`deal.id is not null and ${followed(asked)}`),
} as const;
