import { type RawBuilder, sql } from 'kysely';
import { newestOfMany } from '#modules/activities/queries/access.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { AMOUNT_MEASURES, type AmountMeasure, CHANNELS, type Channel, type Party } from '../schema.ts';
import type { MeasureClauseRow } from './agreement.ts';
import type { Measure, MeasureAsked } from './measures.ts';

type EachMeasure = { [M in AmountMeasure]: (typeof AMOUNT_MEASURES)[M]['each'] extends true ? M : never }[AmountMeasure];
type EachClause = Extract<MeasureClauseRow, { family: 'amount' }> & { measure: EachMeasure };

/** Whether each rep owes the amount. */
export function isEach(clause: MeasureClauseRow): clause is EachClause {
  return clause.family === 'amount' && AMOUNT_MEASURES[clause.measure].each;
}

/**
 * What reps do to reach people, by the person who did it: the first of a day with each person counts. Where the row names no lead, the
 * newest one that the person had then is meant.
 */
function reaching(kinds: readonly Channel[]): Measure['rows'] {
  // Kinds are written into the statement, not bound: the partial index on conversations is only found by its own words.
  const ofKind = sql.join(kinds.map((kind) => sql.lit(kind)));
  return ({ scope, party, from, to }: MeasureAsked) => sql`
    select a.id, a.occurred_at as at, row_number() over (partition by a.member_id, coalesce(a.contact_id, a.company_id, a.deal_id, a.lead_id, a.id),
        (a.occurred_at at time zone w.time_zone)::date order by a.occurred_at, a.id) = 1 as counts, 1 as weight,
      coalesce(a.lead_id, (select l.id from lead l where l.workspace_id = a.workspace_id and l.contact_id = a.contact_id and l.opened_at <= a.occurred_at
        order by l.opened_at desc, l.id desc limit 1)) as lead_id, a.contact_id, a.member_id
    from activity a join workspace w on w.id = a.workspace_id
      join member m on m.workspace_id = a.workspace_id and m.id = a.member_id and ${isRep('m', party)}
    where a.workspace_id = ${scope.workspaceId} and a.kind in (${ofKind}) and a.kind in ('call', 'mail', 'meeting', 'chat') and a.side = ${party}
      and (a.data ->> 'automated') is distinct from 'true' and coalesce(a.direction, 'out') = 'out' and not a.retracted
      and (a.kind <> 'meeting' or coalesce(a.outcome, 'held') = 'held') and a.occurred_at >= ${from} and a.occurred_at < ${to} and ${newestOfMany(scope, 'a')}`;
}

function isRep(row: string, party: Party): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${row}.${name}`);
  return sql`'rep' = any (${column('roles')}) and ${column('department')} = ${party} and ${column('status')} <> 'disabled'`;
}

export const outreach: readonly Measure[] = [
  { name: 'calls_each', rows: reaching(['call']) },
  { name: 'touches_each', rows: reaching(CHANNELS) },
];

export interface Minimum {
  scope: Scope;
  zone: string;
  party: Party;
  amount: number;
  from: string;
  to: string;
}

export async function minimumOf(ctx: ReadCtx, clause: EachClause, { from, to }: { from: string; to: string }): Promise<Minimum> {
  const { party, amount } = clause;
  return { scope: ctx.scope, zone: await timeZoneOf(ctx), party, amount, from, to };
}

/**
 * What each rep owes in the period: the minimum, less the share of its days on which they were away or not there yet. There since they were added here,
 * or since their first row of the period, whichever was sooner: people of an import did what they did before.
 */
function owedBy(rows: RawBuilder<unknown>, { scope, zone, party, amount, from, to }: Minimum): RawBuilder<unknown> {
  const local = (at: RawBuilder<unknown>) => sql`(${at} at time zone ${zone})::date`;
  return sql`select p.id, p.name, p.began, floor(${amount}::numeric * greatest(p.days - p.absent, 0) / p.days)::int as owed from (
    select m.id, m.name, d.days, d.began,
      (d.began - d.first) + (select count(distinct x.day)::int from member_leave v cross join lateral
        generate_series(greatest(v.starts_on, d.began), least(v.ends_on, d.last), interval '1 day') x (day)
        where v.workspace_id = m.workspace_id and v.member_id = m.id) as absent
    from member m
      left join (select r.member_id, min(r.at) as at from (${rows}) r group by 1) f on f.member_id = m.id
      cross join lateral (select s.first, s.last, s.last - s.first + 1 as days,
        greatest(s.first, least(${local(sql`m.created_at`)}, ${local(sql`f.at`)})) as began
        from (select ${local(sql`${from}::timestamptz`)} as first, ${local(sql`${to}::timestamptz`)} - 1 as last) s) d
    where m.workspace_id = ${scope.workspaceId} and ${isRep('m', party)} and d.began <= d.last) p`;
}

/** Rows of which each rep's count up to what that rep owes: nobody makes up for another. */
export function cappedByRep(rows: RawBuilder<unknown>, minimum: Minimum): RawBuilder<unknown> {
  return sql`select r.id, r.at, r.counts and count(*) filter (where r.counts) over (partition by r.member_id order by r.at, r.id) <= o.owed as counts,
      r.weight, r.lead_id, r.contact_id, r.member_id
    from (${rows}) r join (${owedBy(rows, minimum)}) o on o.id = r.member_id`;
}

export interface RepFigure {
  id: string;
  name: string;
  /** What counts, up to what was owed. */
  made: number;
  owed: number;
}

/** Each rep who owed something in the period; `rows` as `cappedByRep` gives them. */
export async function repsOf(ctx: ReadCtx, rows: RawBuilder<unknown>, minimum: Minimum): Promise<RepFigure[]> {
  const { rows: reps } =
    await sql<RepFigure>`select o.id, o.name, o.owed, coalesce(c.made, 0)::int as made from (${owedBy(rows, minimum)}) o
    left join (select r.member_id, count(*) filter (where r.counts) as made from (${rows}) r group by 1) c on c.member_id = o.id
    where o.owed > 0 order by o.name, o.id`.execute(ctx.tx);
  return reps;
}

const LEADS: Readonly<Record<Party, string>> = { sales: 'sales_lead', marketing: 'marketing_lead' };

/** The team's own lead and the one who leads both see whose a figure is; the other team sees the sum. */
export function seesAllOf(scope: Scope, party: Party): boolean {
  return scope.roles.some((role) => role === LEADS[party] || role === 'revenue_lead');
}

export function seesOwn(scope: Scope, { party, memberId }: { party: Party; memberId: string }): boolean {
  return seesAllOf(scope, party) || scope.actor.memberId === memberId;
}
