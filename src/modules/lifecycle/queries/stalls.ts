import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { PATH_STAGES, type PathStage } from '#modules/leads/schema.ts';
import { amountsOf, amountsSum, moneyBehind } from '#modules/leadvalues/queries/behind.ts';
import type { Amounts } from '#modules/leadvalues/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import { groupBy } from '#platform/shared/group.ts';
import { type LifeStep, lifeAt, lifeCourse, lifePercentile, type Spell } from '#platform/shared/lifetimes.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { ENOUGH } from '#platform/shared/statistics.ts';
import type { getStalls as GetStalls, StallLine } from '../contract.ts';
import type { LeadFilter, StallGroup, StallRule } from '../schema.ts';
import { type AskedLeads, askedLeads } from './leads.ts';
import { stallRuleOf } from './rule.ts';
import { STAY_ENDS, type Stay, type StayEnd, staysBy, WORKED_STAGES } from './stays.ts';

type Report = z.output<(typeof GetStalls)['output']>;
const DAYS = 90;
const MOST_GROUPS = 40;
const MOST_POINTS = 60;

/** By what leads are told apart: the key, what it needs joined, and its name. */
export function groupKey(by: StallGroup): { key: RawBuilder<unknown>; join: RawBuilder<unknown> } {
  switch (by) {
    case 'channel':
      return { key: sql`coalesce(lead.source_channel, '')`, join: sql`` };
    case 'campaign':
      return { key: sql`coalesce(lead.campaign_id::text, '')`, join: sql`` };
    case 'reason':
      return { key: sql`coalesce(lead.reason_id::text, '')`, join: sql`` };
    case 'source_team':
      return { key: sql`lead.source_team`, join: sql`` };
    case 'team':
      return {
        key: sql`coalesce(o.team_id::text, '')`,
        join: sql`left join member o on o.workspace_id = lead.workspace_id and o.id = lead.owner_id`,
      };
    case 'content':
      return { key: sql`coalesce(t.address, '')`, join: contentBefore('lead') };
  }
}

/**
 * What the person looked at last before the lead under `row` began, as `t.address`: a page, a form, a download. The bounds let PostgreSQL look into
 * few months.
 */
export function contentBefore(row: string): RawBuilder<unknown> {
  const of = (column: string) => sql.ref(`${row}.${column}`);
  return sql`left join lateral (select lower(left(coalesce(a.data ->> 'path', a.data ->> 'url', a.data ->> 'file', a.data ->> 'asset', a.subject), 200)) as address
  from activity a where a.workspace_id = ${of('workspace_id')} and a.contact_id = ${of('contact_id')} and a.kind in ('page_visit', 'file_download', 'form')
    and a.traffic is distinct from 'machine' and a.occurred_at > ${of('opened_at')} - interval '30 days' and a.occurred_at <= ${of('opened_at')} + interval '1 hour'
  order by a.occurred_at desc limit 1) t on true`;
}

const NAMES: Readonly<Partial<Record<StallGroup, RawBuilder<unknown>>>> = {
  campaign: sql`select id::text, name from campaign`,
  reason: sql`select id::text, label as name from reason`,
  team: sql`select id::text, name from team`,
};

/** Where and when leads stall, told apart by one of their marks. */
export async function stalls(
  ctx: ReadCtx,
  { by, stage, ...filter }: LeadFilter & { by: StallGroup; stage?: PathStage },
): Promise<Report | Refusal> {
  const asked = await askedLeads(ctx, filter);
  if (isRefusal(asked)) return asked;
  const rule = await stallRuleOf(ctx);
  const { key, join } = groupKey(by);
  const stays = await staysBy(asked, key, join);
  const thresholds = thresholdsOf(stays, rule);
  const standing = await standingBy(asked, { key, join, thresholds, rule });
  const lives = await livesBy(asked, key, join);
  const names = await namesOf(ctx, by);
  const counted = groupBy(standing, (one) => one.key);
  const groups = [...counted].map(([name, found]): StallLine => {
    const leads = found.reduce((sum, { n }) => sum + n, 0);
    const life = lifeAt(
      lifeCourse(
        lives.filter((one) => one.key === name),
        ['won', 'lost'] as const,
      ),
      DAYS,
    );
    const label = NAMES[by] ? (names.get(name) ?? null) : name || null;
    return {
      key: name,
      label,
      leads,
      stalled: found.reduce((sum, one) => sum + one.stalled, 0),
      behind: { leads: amountsSum(found.map((one) => one.behind)), stalled: stalledBehind(found) },
      wonBy90: leads >= ENOUGH ? (life?.ended.won ?? 0) : null,
      lostBy90: leads >= ENOUGH ? (life?.ended.lost ?? 0) : null,
      worst: worstOf({ stays: stays.filter((one) => one.key === name), found, only: stage }),
    };
  });
  const sum = (stages: typeof standing) => stages.reduce((total, one) => total + one.stalled, 0);
  return {
    period: asked.period,
    currency: asked.currency,
    rule,
    thresholds,
    stages: WORKED_STAGES.map((one) => ({
      stage: one,
      stalled: sum(standing.filter((found) => found.stage === one)),
      behind: stalledBehind(standing.filter((found) => found.stage === one)),
    })),
    stalled: sum(standing),
    leads: standing.reduce((total, { n }) => total + n, 0),
    groups: groups.sort((a, b) => b.leads - a.leads || (a.key < b.key ? -1 : 1)).slice(0, MOST_GROUPS),
  };
}

const stalledBehind = (found: readonly Standing[]) => amountsSum(found.map(({ behindStalled }) => behindStalled));

export function thresholdsOf(stays: readonly Stay[], rule: StallRule): Report['thresholds'] {
  const byStage = groupBy(stays, ({ stage }) => stage);
  return WORKED_STAGES.map((stage) => {
    const mine = byStage.get(stage) ?? [];
    const n = mine.reduce((sum, one) => sum + one.n, 0);
    return { stage, stays: n, days: n >= ENOUGH ? lifePercentile(lifeCourse(merged(mine), STAY_ENDS), rule.share) : null };
  });
}

/** Spells of several groups as one. */
const merged = (stays: readonly Stay[]): Spell<StayEnd>[] => stays.map(({ duration, cause, n, entry }) => ({ duration, cause, n, entry }));

interface Standing {
  key: string;
  stage: string;
  n: number;
  stalled: number;
  /** Null: the role may not see amounts. */
  behind: Amounts | null;
  behindStalled: Amounts | null;
}

/** A lead that stands on the path and has for too long, or that nobody has heard of for too long. */
export function isStalled(thresholds: Report['thresholds'], { rule, asOf }: { rule: StallRule; asOf: string }): RawBuilder<boolean> {
  const known = thresholds.flatMap(({ stage, days }) =>
    days === null ? [] : [sql`when ${stage} then ${asOf}::timestamptz - make_interval(secs => ${days * 86_400})`],
  );
  const tooLong = known.length > 0 ? sql`lead.stage_since < case lead.stage ${sql.join(known, sql` `)} end` : sql`false`;
  return sql<boolean>`(lead.closed_at is null and lead.stage = any (${WORKED_STAGES as string[]}) and coalesce(${tooLong}
    or greatest(lead.stage_since, lead.last_touch_at, contact.last_activity_at) < ${asOf}::timestamptz - make_interval(days => ${rule.quietDays}), false))`;
}

export const WITH_CONTACT = sql`join contact on contact.workspace_id = lead.workspace_id and contact.id = lead.contact_id`;

async function standingBy(
  { ctx, where, period }: AskedLeads,
  {
    key,
    join,
    thresholds,
    rule,
  }: { key: RawBuilder<unknown>; join: RawBuilder<unknown>; thresholds: Report['thresholds']; rule: StallRule },
): Promise<Standing[]> {
  const stalled = isStalled(thresholds, { rule, asOf: period.asOf });
  const money = moneyBehind({ scope: ctx.scope, period }, sql`lead.id`);
  const behindStalled = amountsOf(money.behind, (column) => sql`(sum(${column}) filter (where ${stalled}))::bigint`);
  const { rows } =
    await sql<Standing>`select ${key} as key, lead.stage, count(*)::int as n, count(*) filter (where ${stalled})::int as stalled,
      ${amountsOf(money.behind, (column) => sql`sum(${column})::bigint`)} as behind, ${behindStalled} as "behindStalled"
    from lead ${WITH_CONTACT} ${join} ${money.join} where ${where} group by 1, 2`.execute(ctx.tx);
  return rows;
}

/** Days from opening to the end: won, lost, or not yet. A recycled lead can still come back. */
async function livesBy({ ctx, where, period }: AskedLeads, key: RawBuilder<unknown>, join: RawBuilder<unknown>) {
  const { rows } = await sql<Spell<'won' | 'lost'> & { key: string }>`select ${key} as key,
      ceil(extract(epoch from least(coalesce(lead.closed_at, ${period.asOf}::timestamptz), greatest(${period.asOf}::timestamptz, lead.opened_at)) - lead.opened_at) / 86400)::float8 as duration,
      case when lead.closed_at is null then null when lead.stage = 'customer' then 'won' else 'lost' end as cause,
      case when lead.imported and lead.closed_at is null then ceil(greatest(0, extract(epoch from lead.created_at - lead.opened_at) / 86400)) else 0 end::float8 as entry, count(*)::int as n
    from lead ${join} where ${where} group by 1, 2, 3, 4`.execute(ctx.tx);
  return rows;
}

interface Found {
  stays: readonly Stay[];
  found: readonly Standing[];
  only: PathStage | undefined;
}

/** The stage from which most leads of the group went off the path, those that stall there now counted in. */
function worstOf({ stays, found, only }: Found): StallLine['worst'] {
  const ranked = WORKED_STAGES.filter((stage) => only === undefined || stage === only).map((stage) => {
    const mine = stays.filter((one) => one.stage === stage);
    const stalled = found.find((one) => one.stage === stage)?.stalled ?? 0;
    const gone = mine.reduce((sum, { cause, n }) => sum + (cause === 'gone' ? n : 0), 0);
    return { stage, mine, stalled, n: mine.reduce((sum, { n }) => sum + n, 0), ended: gone + stalled };
  });
  const worst = ranked.filter(({ ended }) => ended > 0).sort((a, b) => b.ended - a.ended)[0];
  if (!worst) return null;
  const steps = lifeCourse(merged(worst.mine), STAY_ENDS);
  return {
    stage: worst.stage,
    n: worst.n,
    stalled: worst.stalled,
    medianDays: lifePercentile(steps, 0.5),
    halfGoneDays: steps.find((step) => step.ended.gone >= 0.5)?.duration ?? null,
    goneShare: lifeAt(steps, DAYS)?.ended.gone ?? 0,
    enough: worst.n >= ENOUGH,
    points: pointsOf(steps),
  };
}

/** Few enough to draw; the first and the last are always among them. */
function pointsOf(steps: readonly LifeStep<StayEnd>[]) {
  const every = Math.max(1, Math.ceil(steps.length / MOST_POINTS));
  return steps
    .filter((_, place) => place % every === 0 || place === steps.length - 1)
    .map(({ duration, atRisk, remaining, low, high, ended }) => ({
      day: duration,
      atRisk,
      remaining,
      low,
      high,
      onward: ended.onward,
      gone: ended.gone,
    }));
}

async function namesOf({ tx, scope }: ReadCtx, by: StallGroup): Promise<Map<string, string>> {
  const names = NAMES[by];
  if (!names) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`${names} where workspace_id = ${scope.workspaceId}`.execute(tx);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export const STAGE_PLACES = new Map(PATH_STAGES.map((stage, place) => [stage, place + 1]));
