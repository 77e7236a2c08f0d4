import { sql } from 'kysely';
import type { z } from 'zod';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn, moveDay, startOfDay } from '#platform/shared/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getDepth, listAttempted as ListAttempted } from '../contract.ts';
import { type AttemptCount, followUpDepth } from '../rules/depth.ts';
import { ALL, ENOUGH_LEADS, MOST_ATTEMPTS, type Split, USUAL_COST_MINOR, USUAL_MINUTES } from '../schema.ts';
import { attempted, type Span } from './history.ts';

type Shown = OutputOf<typeof getDepth>;
type Segment = Shown['all'];
type Days = { from?: string; to?: string };

interface Setting {
  zone: string;
  currency: string;
}

async function settingOf(ctx: ReadCtx): Promise<Setting> {
  const row = await ctx.tx
    .selectFrom('workspace')
    .select(['time_zone', 'base_currency'])
    .where('id', '=', ctx.scope.workspaceId)
    .executeTakeFirstOrThrow();
  return { zone: row.time_zone, currency: row.base_currency };
}

/** The days asked for; else the year up to today. */
function daysOf(ctx: ReadCtx, { zone }: Setting, asked: Days): { from: string; to: string } | Refusal {
  const to = asked.to ?? dayIn(zone, ctx.now);
  const from = asked.from ?? moveDay(to, -1, 'year') ?? to;
  return from > to ? refuse('invalid', 'The first day lies after the last.', { field: 'from' }) : { from, to };
}

function spanOf(ctx: ReadCtx, { zone }: Setting, days: { from: string; to: string }): Span {
  const at = (day: string) => new Date(startOfDay(zone, day)).toISOString();
  return { start: at(days.from), end: at(moveDay(days.to, 1, 'day') ?? days.to), now: ctx.now };
}

interface Tally {
  segment: string;
  attempts: number;
  reached: boolean;
  leads: number;
  won: number;
}

const sum = <T>(rows: readonly T[], of: (row: T) => number) => rows.reduce((all, row) => all + of(row), 0);

/** How often it pays to try, of all leads together and of each segment that is large enough to say. */
export async function readDepth(ctx: ReadCtx, asked: z.output<(typeof getDepth)['input']>): Promise<Shown | Refusal> {
  const setting = await settingOf(ctx);
  const days = daysOf(ctx, setting, asked);
  if ('refused' in days) return days;
  const span = spanOf(ctx, setting, days);
  const { rows } =
    await sql<Tally>`select segment, least(attempts, ${MOST_ATTEMPTS})::int as attempts, reached_at is not null as reached, count(*)::int as leads,
      count(*) filter (where won)::int as won from ${attempted(ctx.scope, span, asked.by)} t group by 1, 2, 3`.execute(ctx.tx);
  const average = await averageSale(ctx, span);
  const all = segmentOf(ALL, rows, { ...asked, average, pooled: null });
  const reached = rows.filter((row) => row.reached);
  const n = sum(reached, (row) => row.leads);
  const pooled = { ...all, wonOfReached: n === 0 ? null : sum(reached, (row) => row.won) / n };
  const names = asked.by === 'none' ? [] : [...new Set(rows.map(({ segment }) => segment))].sort();
  const months = (Date.parse(span.end) - Date.parse(span.start)) / (30.44 * 86_400_000);
  const leadsPerMonth = months > 0 ? all.leads / months : 0;
  return {
    ...days,
    currency: setting.currency,
    costMinor: asked.costMinor,
    minutes: asked.minutes,
    all,
    segments: names.map((name) =>
      segmentOf(
        name,
        rows.filter(({ segment }) => segment === name),
        { ...asked, average, pooled },
      ),
    ),
    load: { leadsPerMonth, hoursPerMonth: (leadsPerMonth * all.attemptsPerLead * asked.minutes) / 60 },
    asOf: ctx.now,
  };
}

/** What the year so far says for all leads together; null as long as too few leads were tried that often to say where it ends to pay. */
export async function measuredDepth(ctx: ReadCtx): Promise<{ attempts: number; leads: number } | null> {
  const read = await readDepth(ctx, { by: 'none', costMinor: USUAL_COST_MINOR, minutes: USUAL_MINUTES });
  if ('refused' in read) return null;
  const { depth, leads, open } = read.all;
  return depth !== null && depth > 0 && !open && leads >= ENOUGH_LEADS ? { attempts: depth, leads } : null;
}

interface Terms {
  costMinor: number;
  valueMinor?: number | undefined;
  average: number | null;
  /** Told by all leads together where the segment is too small. */
  pooled: (Segment & { wonOfReached: number | null }) | null;
}

function segmentOf(segment: string, rows: readonly Tally[], terms: Terms): Segment {
  const leads = sum(rows, (row) => row.leads);
  const reached = rows.filter((row) => row.reached);
  const won = sum(reached, (row) => row.won);
  const n = sum(reached, (row) => row.leads);
  const valueMinor = terms.valueMinor ?? worthOfReaching({ won, n, average: terms.average, pooled: terms.pooled?.wonOfReached ?? null });
  const counts = Array.from({ length: MOST_ATTEMPTS }, (_, index): AttemptCount => {
    const k = index + 1;
    return {
      k,
      atRisk: sum(rows, (row) => (row.attempts >= k ? row.leads : 0)),
      reached: sum(reached, (row) => (row.attempts === k ? row.leads : 0)),
    };
  }).filter(({ atRisk }) => atRisk > 0);
  const own = terms.pooled === null || leads >= ENOUGH_LEADS;
  const { steps, ...depth } = followUpDepth(counts, { valueMinor: valueMinor ?? 0, costMinor: terms.costMinor });
  const told = own || !terms.pooled ? depth : pick(terms.pooled);
  return {
    segment,
    leads,
    untried: sum(rows, (row) => (row.attempts === 0 && !row.reached ? row.leads : 0)),
    byThemselves: sum(reached, (row) => (row.attempts === 0 ? row.leads : 0)),
    valueMinor,
    own,
    ...told,
    ...(valueMinor === null ? { depth: null } : {}),
    steps,
  };
}

/** Won of the reached times the average sale; a segment with few reached ones leans to all leads together. */
function worthOfReaching(of: { won: number; n: number; average: number | null; pooled: number | null }): number | null {
  if (of.average === null || (of.n === 0 && of.pooled === null)) return null;
  const rate = of.pooled === null ? of.won / of.n : (of.won + LEANS_BY * of.pooled) / (of.n + LEANS_BY);
  return Math.round(rate * of.average);
}

/** Reached leads that the rate of all leads together weighs as much as. */
const LEANS_BY = 50;

function pick({ depth, reach, attemptsPerLead, open }: Segment) {
  return { depth, reach, attemptsPerLead, open };
}

/** Of won deals in the workspace's currency; null before the first. */
async function averageSale(ctx: ReadCtx, span: Span): Promise<number | null> {
  const { rows } = await sql<{
    average: number | null;
  }>`select avg(d.amount_minor)::float8 as average from deal d join workspace w on w.id = d.workspace_id
    where d.workspace_id = ${ctx.scope.workspaceId} and d.status = 'won' and d.deleted_at is null and d.amount_minor > 0 and d.currency = w.base_currency
      and d.closed_at >= ${span.start} and d.closed_at < ${span.end}`.execute(ctx.tx);
  return rows[0]?.average ?? null;
}

type Asked = z.output<(typeof ListAttempted)['input']>;
type Row = OutputOf<typeof ListAttempted>['items'][number];

/** By identifier. What the caller may not open is a row without a name, so that rows and counts agree. */
export async function listAttempted(ctx: ReadCtx, asked: Asked): Promise<OutputOf<typeof ListAttempted> | Refusal> {
  const setting = await settingOf(ctx);
  const days = daysOf(ctx, setting, asked);
  if ('refused' in days) return days;
  const { segment, attempt, reached, cursor, limit } = asked;
  const made = sql`least(t.attempts, ${MOST_ATTEMPTS})`;
  const where = [
    sql`true`,
    ...(segment && segment !== ALL ? [sql`t.segment = ${segment}`] : []),
    ...(attempt === undefined ? [] : [came(made, attempt, reached)]),
    ...(cursor ? [sql`t.id > ${cursor}`] : []),
  ];
  const { rows } =
    await sql<Row>`select t.id as "leadId", t.segment, t.start as "startedAt", t.attempts, t.reached_at as "reachedAt", t.won,
      case when ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 't.owner_id' })} then coalesce(nullif(c.name, ''), c.email, 'Someone') end as name
    from ${attempted(ctx.scope, spanOf(ctx, setting, days), asked.by as Split)} t
      join contact c on c.workspace_id = ${ctx.scope.workspaceId} and c.id = t.contact_id
    where ${sql.join(where, sql` and `)} order by t.id limit ${limit + 1}`.execute(ctx.tx);
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.leadId ?? null) : null };
}

/** The leads that a step counts: at attempt 0 those that nobody tried, else those that came to it. */
function came(made: ReturnType<typeof sql>, attempt: number, reached: boolean | undefined) {
  if (attempt === 0) return sql`${made} = 0 and (t.reached_at is not null) = ${reached ?? false}`;
  if (reached === undefined) return sql`${made} >= ${attempt}`;
  return reached
    ? sql`${made} = ${attempt} and t.reached_at is not null`
    : sql`${made} >= ${attempt} and not (${made} = ${attempt} and t.reached_at is not null)`;
}
