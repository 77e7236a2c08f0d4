import { type RawBuilder, sql } from 'kysely';
import type { Source } from './sources.ts';

/** Days of call blitzes, with how many people each works through. */
const blitzes: Source = ({ scope, now }, { from, to, timeZone }) => {
  const today = sql`(${now}::timestamptz at time zone ${timeZone})::date`;
  return sql`select 'blitz' as kind, b.id, b.title as name, 'sales' as side, null as audience, null::uuid as offer_id,
      case when b.to_day < ${today} then 'done' when b.from_day <= ${today} then 'running' else 'planned' end as state,
      b.from_day, b.to_day, null::timestamptz as at,
      (select count(*)::int from call_blitz_person p where p.workspace_id = b.workspace_id and p.blitz_id = b.id) as people,
      null::timestamptz as moved_from, null as date, null::int as number
    from call_blitz b where b.workspace_id = ${scope.workspaceId} and b.cancelled_at is null and b.from_day <= ${to}::date and b.to_day >= ${from}::date`;
};

/** Meetings; one of a series that was moved says from when, one that was called off stays where it was. */
const meetings: Source = ({ scope, now }, { from, to, timeZone }) => {
  const day = sql`(m.starts_at at time zone ${timeZone})::date`;
  return sql`select 'meeting', m.id, m.title, m.side, null, null::uuid,
      case when m.cancelled_at is not null then 'cancelled' when m.closed_at is not null then 'done' when m.opened_at is not null then 'running'
        when m.starts_at + make_interval(mins => m.minutes) < ${now}::timestamptz then 'done' else 'planned' end,
      ${day}, ${day}, m.starts_at, null::int, case when m.slot_at <> m.starts_at then m.slot_at end, null, null::int
    from meeting m where m.workspace_id = ${scope.workspaceId} and ${day} between ${from}::date and ${to}::date`;
};

/** The days of what both sides signed and decided, one row a day: `kind, id, name, state, day, date, number` of every day there is. */
const days =
  (rows: (asked: { workspaceId: string; timeZone: string; today: RawBuilder<string> }) => RawBuilder<unknown>): Source =>
  ({ scope, now }, { from, to, timeZone }) => {
    const today = sql<string>`(${now}::timestamptz at time zone ${timeZone})::date`;
    return sql`select d.kind, d.id, d.name, null, null, null::uuid, d.state, d.day, d.day, null::timestamptz, null::int, null::timestamptz, d.date, d.number
      from (${rows({ workspaceId: scope.workspaceId, timeZone, today })}) as d(kind, id, name, state, day, date, number)
      where d.day between ${from}::date and ${to}::date`;
  };

const come = (day: RawBuilder<unknown>, today: RawBuilder<string>) => sql`case when ${day} > ${today} then 'planned' else 'done' end`;

const agreements = days(({ workspaceId, timeZone, today }) => {
  const day = sql`coalesce((v.in_force_at at time zone ${timeZone})::date, v.effective_on)`;
  return sql`select 'agreement', v.id, v.title, ${come(day, today)}, ${day}, 'in_force', v.number
    from agreement_version v where v.workspace_id = ${workspaceId} and v.status = 'signed'`;
});

const profiles = days(({ workspaceId, timeZone, today }) => {
  const begins = sql`(v.active_from at time zone ${timeZone})::date`;
  return sql`select 'profile', v.id, v.name, ${come(begins, today)}, ${begins}, 'in_force', v.number
      from profile_version v where v.workspace_id = ${workspaceId} and v.active_from is not null
    union all select 'profile', v.id, v.name, ${come(sql`v.review_on`, today)}, v.review_on, 'review', v.number
      from profile_version v where v.workspace_id = ${workspaceId} and v.active_from is not null and v.superseded_at is null and v.review_on is not null`;
});

const thresholds = days(({ workspaceId, timeZone, today }) => {
  const begins = sql`(t.in_force_from at time zone ${timeZone})::date`;
  return sql`select 'threshold', t.id, 'Threshold ' || t.number, ${come(begins, today)}, ${begins}, 'in_force', t.number
      from threshold t where t.workspace_id = ${workspaceId} and t.in_force_from is not null
    union all select 'threshold', t.id, 'Threshold ' || t.number, ${come(sql`t.expires_on`, today)}, t.expires_on, 'ends', t.number
      from threshold t where t.workspace_id = ${workspaceId} and t.status = 'in_force' and t.expires_on is not null`;
});

/** A plan is of a quarter; it holds from its first day, or from its signatures where they came later. */
const plans = days(({ workspaceId, timeZone, today }) => {
  const begins = sql`greatest(p.quarter_on, (p.signed_at at time zone ${timeZone})::date)`;
  const ends = sql`(p.quarter_on + interval '3 months' - interval '1 day')::date`;
  const signed = sql`from joint_plan p where p.workspace_id = ${workspaceId} and p.signed_at is not null and p.superseded_at is null`;
  return sql`select 'plan', p.id, 'Plan of the quarter', ${come(begins, today)}, ${begins}, 'in_force', p.number ${signed}
    union all select 'plan', p.id, 'Plan of the quarter', ${come(ends, today)}, ${ends}, 'ends', p.number ${signed}`;
});

const decisions = days(
  ({
    workspaceId,
  }) => sql`select 'decision', d.id, d.title, case when d.checked_at is null then 'planned' else 'done' end, d.check_on, 'check', d.number
    from decision d where d.workspace_id = ${workspaceId} and d.withdrawn_at is null`,
);

export const APPOINTMENTS: readonly Source[] = [blitzes, meetings, agreements, profiles, thresholds, plans, decisions];
