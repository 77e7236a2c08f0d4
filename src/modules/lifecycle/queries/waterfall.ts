import { sql } from 'kysely';
import type { z } from 'zod';
import { baseCurrencyOf, inBase } from '#modules/currencies/queries.ts';
import { PATH_STAGES, PATH_TEAM } from '#modules/leads/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import { groupBy } from '#platform/shared/group.ts';
import { costPer, lifeCourse, lifePercentile } from '#platform/shared/lifetimes.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { ENOUGH, rateOf } from '#platform/shared/statistics.ts';
import type { getWaterfall as GetWaterfall, StageLine } from '../contract.ts';
import { type Cohort, matureOn, passing } from '../rules/cohorts.ts';
import { type LeadFilter, SETTLED_DAYS } from '../schema.ts';
import { type AskedLeads, askedLeads, monthOf, reachedTimes } from './leads.ts';
import { STAY_ENDS, type Stay, staysBy } from './stays.ts';

type Report = z.output<(typeof GetWaterfall)['output']>;
const ALL = 'all';
const PLACES = [2, 3, 4, 5, 6] as const;

/** Volume, conversion, velocity and value of every stage: one waterfall, cut by who found the leads and by month of opening. */
export async function waterfall(ctx: ReadCtx, filter: LeadFilter): Promise<Report | Refusal> {
  const asked = await askedLeads(ctx, filter);
  if (isRefusal(asked)) return asked;
  const { cohorts, channels, lags } = await cohortsOf(asked);
  const standing = await standingOf(asked);
  const stays = await staysBy(asked, sql`lead.source_team`);
  const won = await wonOf(asked);
  const today = dayIn(asked.period.timeZone, asked.period.asOf);
  const known = { lags, today };
  const sides = [ALL, ...new Set(cohorts.map(({ side }) => side))].map((side) => {
    const is = (one: string) => side === ALL || one === side;
    const mine = cohorts.filter((one) => is(one.side));
    const deals = won?.filter((one) => is(one.side)) ?? [];
    const booked = sumsOf(deals);
    const inBaseMinor = deals.reduce((sum, one) => sum + one.baseMinor, 0);
    const spells = groupBy(
      stays.filter((one) => is(one.key)),
      (one) => one.stage,
    );
    return {
      side,
      leads: mine.reduce((sum, { reached }) => sum + (reached[0] ?? 0), 0),
      stages: PATH_STAGES.map((stage, place): StageLine => {
        const reached = mine.reduce((sum, one) => sum + (one.reached[place] ?? 0), 0);
        const { k, n, immature, youngFrom } = passing(mine, place, known);
        const last = stage === 'customer';
        return {
          stage,
          ownedBy: PATH_TEAM[stage],
          reached,
          skipped: mine.reduce((sum, one) => sum + (one.skipped[place] ?? 0), 0),
          standing: standing.reduce((sum, one) => sum + (one.stage === stage && is(one.side) ? one.n : 0), 0),
          next: last ? null : rateOf(k, n),
          immature: last ? 0 : immature,
          youngFrom: last ? null : youngFrom,
          ...velocityOf(spells.get(stage) ?? []),
          bookedPerLead: won ? costPer(inBaseMinor, reached) : null,
        };
      }),
      won: { n: deals.reduce((sum, { n }) => sum + n, 0), sums: won ? booked : null },
    };
  });
  return {
    period: asked.period,
    currency: await baseCurrencyOf(ctx),
    lags: PATH_STAGES.map((stage, place) => ({ stage, days: lags[place] ?? null })),
    sides: sides.sort((a, b) => Number(b.side === ALL) - Number(a.side === ALL) || b.leads - a.leads),
    channels: channels.map(channelLine).sort((a, b) => b.leads - a.leads || (a.channel < b.channel ? -1 : 1)),
    cohorts: [...groupBy(cohorts, ({ month }) => month)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([month, parts]) => monthLine(month, parts, known)),
  };
}

function channelLine({ channel, reached }: { channel: string; reached: readonly number[] }): Report['channels'][number] {
  const leads = reached[0] ?? 0;
  const stages = PATH_STAGES.map((stage, place) => ({ stage, reached: reached[place] ?? 0 }));
  return { channel, leads, stages, won: rateOf(reached[PATH_STAGES.length - 1] ?? 0, leads) };
}

function monthLine(month: string, parts: readonly Cohort[], known: { lags: readonly (number | null)[]; today: string }) {
  const reached = PATH_STAGES.map((_, place) => parts.reduce((sum, one) => sum + (one.reached[place] ?? 0), 0));
  return {
    month,
    leads: reached[0] ?? 0,
    stages: PATH_STAGES.map((stage, place) => {
      if (stage === 'customer') return { stage, reached: reached[place] ?? 0, next: null, matureOn: null };
      const on = matureOn(month, known.lags[place + 1] ?? null);
      const next = on <= known.today ? rateOf(reached[place + 1] ?? 0, reached[place] ?? 0) : null;
      return { stage, reached: reached[place] ?? 0, next, matureOn: next ? null : on };
    }),
  };
}

function velocityOf(spells: readonly Stay[]): Pick<StageLine, 'stays' | 'medianDays' | 'p90Days'> {
  const steps = lifeCourse(spells, STAY_ENDS);
  return { stays: spells.reduce((sum, { n }) => sum + n, 0), medianDays: lifePercentile(steps, 0.5), p90Days: lifePercentile(steps, 0.9) };
}

interface Cohorts {
  cohorts: Cohort[];
  /** `''`: the channel is not known. */
  channels: { channel: string; reached: number[] }[];
  lags: (number | null)[];
}

/** Leads by month and team, and by channel, with how many reached each stage; and how long the way to each takes. */
async function cohortsOf(asked: AskedLeads): Promise<Cohorts> {
  const { ctx, period } = asked;
  const settled = sql`r.opened_at < ${period.asOf}::timestamptz - make_interval(days => ${SETTLED_DAYS})`;
  const time = (place: number) => sql.ref(`r.t${place}`);
  const lag = (place: number) => sql`extract(epoch from ${time(place)} - r.opened_at) / 86400`;
  const columns = PLACES.flatMap((place) => [
    sql`count(${time(place)})::int as ${sql.ref(`n${place}`)}`,
    sql`count(*) filter (where ${time(place)} is not null and not ${sql.ref(`r.s${place}`)})::int as ${sql.ref(`p${place}`)}`,
    sql`case when grouping(m.month, m.channel) = 3 then percentile_disc(0.9) within group (order by ${lag(place)}) filter (where ${time(place)} is not null) end::float8 as ${sql.ref(`lag${place}`)}`,
    sql`case when grouping(m.month, m.channel) = 3 then percentile_disc(0.9) within group (order by ${lag(place)}) filter (where ${time(place)} is not null and ${settled}) end::float8 as ${sql.ref(`old${place}`)}`,
    sql`count(*) filter (where ${time(place)} is not null and ${settled})::int as ${sql.ref(`many${place}`)}`,
  ]);
  const month = sql`m.month`;
  const { rows } = await sql<Record<string, number> & { month: string | null; side: string | null; channel: string | null; n: number }>`
    select ${month} as month, r.source_team as side, m.channel, count(*)::int as n, ${sql.join(columns)}
    from (${reachedTimes(asked)}) r cross join lateral (select ${monthOf(asked, 'r')} as month, coalesce(r.source_channel, '') as channel) m
    group by grouping sets ((${month}, r.source_team), (m.channel), ())`.execute(ctx.tx);
  const whole = rows.find((row) => row.month === null && row.channel === null);
  const lags = PLACES.map((place) => {
    if (!whole || (whole[`n${place}`] ?? 0) < ENOUGH) return null;
    return (whole[`many${place}`] ?? 0) >= ENOUGH ? (whole[`old${place}`] ?? null) : (whole[`lag${place}`] ?? null);
  });
  const counts = (row: (typeof rows)[number], letter: string) => PLACES.map((place) => row[`${letter}${place}`] ?? 0);
  const cohorts = rows.flatMap((row): Cohort[] =>
    row.month === null || row.side === null
      ? []
      : [{ month: row.month, side: row.side, reached: [row.n, ...counts(row, 'n')], skipped: [0, ...counts(row, 'p')] }],
  );
  const channels = rows.flatMap((row) => (row.channel === null ? [] : [{ channel: row.channel, reached: [row.n, ...counts(row, 'n')] }]));
  return { cohorts, channels, lags: [0, ...lags] };
}

async function standingOf({ ctx, where }: AskedLeads): Promise<{ side: string; stage: string; n: number }[]> {
  const { rows } = await sql<{ side: string; stage: string; n: number }>`select lead.source_team as side, lead.stage, count(*)::int as n
    from lead where ${where} group by 1, 2`.execute(ctx.tx);
  return rows;
}

interface Won {
  side: string;
  currency: string;
  amountMinor: number;
  /** In the currency of the workspace, by the rate of the day; what has no rate is not in it. */
  baseMinor: number;
  n: number;
}

/** Won deals of the leads; null where the role may not see amounts. */
async function wonOf({ ctx, where }: AskedLeads): Promise<Won[] | null> {
  if (ctx.scope.hidden.has('deal.amount')) return null;
  const day = sql`(coalesce(d.closed_at, d.created_at) at time zone w.time_zone)::date`;
  const worth = inBase(ctx.scope, { amount: sql`d.amount_minor`, currency: sql`d.currency`, day });
  const { rows } =
    await sql<Won>`select lead.source_team as side, coalesce(d.currency, w.base_currency) as currency, coalesce(sum(d.amount_minor), 0)::bigint as "amountMinor",
      coalesce(sum(${worth}), 0)::bigint as "baseMinor", count(*)::int as n
    from lead join deal d on d.workspace_id = lead.workspace_id and d.lead_id = lead.id join workspace w on w.id = lead.workspace_id
    where ${where} and d.workspace_id = ${ctx.scope.workspaceId} and d.status = 'won' and d.deleted_at is null group by 1, 2`.execute(
      ctx.tx,
    );
  return rows;
}

function sumsOf(won: readonly Won[]): { currency: string; amountMinor: number }[] {
  return [...groupBy(won, ({ currency }) => currency)]
    .map(([currency, parts]) => ({ currency, amountMinor: parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0) }))
    .sort((a, b) => b.amountMinor - a.amountMinor);
}
