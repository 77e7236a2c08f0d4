import { sql } from 'kysely';
import type { z } from 'zod';
import { baseCurrencyOf, inBase } from '#modules/currencies/queries.ts';
import { readScorecard } from '#modules/handoffs/queries/scorecard.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn, moveDay, startOfDay } from '#platform/shared/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import { COMPARED, type Compared, type Components, type getAlignmentCourse, type getAlignmentReport } from '../contract/report.ts';
import { coursesOf } from '../rules/course.ts';
import type { Lane } from '../rules/lane.ts';
import { trendOf } from '../rules/trend.ts';
import { SIDES, type Side } from '../schema.ts';
import { type OpenAsk, openAsks } from './asks.ts';
import { readGaps } from './gaps.ts';
import { laneOf } from './lane.ts';

type Report = OutputOf<typeof getAlignmentReport>;
type Parts = z.output<typeof Components>;
interface Span {
  from: string;
  until: string;
  zone: string;
  money: boolean;
}

/** Months of the course, the last one with them. */
const COURSE_MONTHS = 12;

/** The same components month by month, so that before and after can be seen. */
export async function readCourse(ctx: ReadCtx, { month: day }: { month: string }): Promise<OutputOf<typeof getAlignmentCourse>> {
  const zone = await timeZoneOf(ctx);
  const money = seesMoney(ctx, await laneOf(ctx));
  const months: Parts[] = [];
  for (let back = COURSE_MONTHS - 1; back >= 0; back -= 1) {
    const from = moveDay(`${day.slice(0, 7)}-01`, -back, 'month') ?? day;
    months.push(await componentsOf(ctx, { from, until: moveDay(from, 1, 'month') ?? from, zone, money }));
  }
  return { months, lines: coursesOf(months) };
}

const seesMoney = ({ scope }: ReadCtx, { areas }: Pick<Lane, 'areas'>) =>
  areas.includes('figures') && !scope.hidden.has('deal.amount') && !scope.hidden.has('invoice.total');

export async function readReport(ctx: ReadCtx, { month: day }: { month: string }): Promise<Report> {
  const month = day.slice(0, 7);
  const zone = await timeZoneOf(ctx);
  const lane = await laneOf(ctx);
  const from = `${month}-01`;
  const until = moveDay(from, 1, 'month') ?? from;
  const before = moveDay(from, -3, 'month') ?? from;
  const money = seesMoney(ctx, lane);
  const asks = await openAsks(ctx, lane);
  const parts = await componentsOf(ctx, { from, until, zone, money });
  const earlier = await componentsOf(ctx, { from: before, until: from, zone, money });
  return {
    month,
    running: dayIn(zone, ctx.now) < until,
    now: parts,
    before: earlier,
    trends: COMPARED.map((of) => ({ of, ...trendOf(shareOf(parts, of), shareOf(earlier, of)) })),
    openAsks: SIDES.map((side) => owedBy(asks, { side, now: ctx.now })),
    gaps: (await readGaps(ctx)).items.map(({ gap, missing, total }) => ({ gap, missing, total })),
    decisions: await decisionsOf(ctx, { from: startOfDay(zone, before), to: startOfDay(zone, until), lane }),
  };
}

async function componentsOf(ctx: ReadCtx, span: Span): Promise<Parts> {
  const period = { from: startOfDay(span.zone, span.from), to: startOfDay(span.zone, span.until) };
  const { lines, handoffs } = await readScorecard(ctx, period);
  const kept = (side: (typeof SIDES)[number]) => {
    const own = lines.filter(({ party }) => party === side);
    return rateOf(sum(own, 'k'), sum(own, 'n'));
  };
  return {
    from: span.from,
    until: span.until,
    sides: SIDES.map((side) => ({ side, kept: kept(side) })),
    accepted: handoffs.acceptance,
    silent: rateOf(handoffs.acceptedByDefault, handoffs.decided),
    ...(await talkOf(ctx, period)),
    money: span.money ? await moneyOf(ctx, { ...period, zone: span.zone }) : null,
  };
}

const shareOf = (parts: Parts, of: Compared) =>
  of === 'sales' || of === 'marketing' ? (parts.sides.find(({ side }) => side === of)?.kept ?? rateOf(0, 0)) : parts[of];

function owedBy(asks: readonly OpenAsk[], { side, now }: { side: Side; now: string }): Report['openAsks'][number] {
  const count = (own: readonly OpenAsk[]) => ({
    open: own.length,
    overdue: own.filter(({ dueAt }) => dueAt !== null && dueAt < now).length,
  });
  const all = asks.filter((ask) => ask.side === side);
  const kinds = [...new Set(all.map(({ kind }) => kind))].map((kind) => {
    const own = all.filter((ask) => ask.kind === kind);
    return { kind, ...count(own), oldest: own.map(({ since }) => since).sort()[0] ?? now };
  });
  return { side, ...count(all), kinds: kinds.sort((a, b) => b.overdue - a.overdue || b.open - a.open || a.kind.localeCompare(b.kind)) };
}

const sum = <K extends string>(rows: readonly Record<K, number>[], key: K) => rows.reduce((all, row) => all + row[key], 0);

interface Talk {
  returned: number;
  reasoned: number;
  verdicts: number;
  verdict: number | null;
  settled: number;
  nudge: number | null;
  nudges: number;
  disputes: number;
  opened: number;
  answered: number;
}

type Told = Pick<Parts, 'reasoned' | 'verdictSeconds' | 'nudgeSeconds' | 'nudges' | 'disputes' | 'discussions'>;

/** What the teams told each other in a span: verdicts by when they fell, discussions by when they began, reminders by when they went out. */
async function talkOf({ tx, scope }: ReadCtx, { from, to }: { from: string; to: string }): Promise<Told> {
  const ws = scope.workspaceId;
  const within = (column: string) => sql`${sql.ref(column)} >= ${from} and ${sql.ref(column)} < ${to}`;
  const { rows } =
    await sql<Talk>`select v.*, n.*, d.*, (select count(*)::int from dispute x where x.workspace_id = ${ws} and ${within('x.raised_at')}) as disputes
    from (select count(*) filter (where v.decision in ('rejected', 'recycled'))::int as returned,
        count(*) filter (where v.decision in ('rejected', 'recycled') and v.reason_id is not null and (r.code <> 'other' or length(coalesce(v.note, '')) >= 20))::int as reasoned,
        count(*)::int as verdicts, percentile_cont(0.5) within group (order by v.took_seconds)::float8 as verdict
      from verdict v left join reason r on r.workspace_id = v.workspace_id and r.id = v.reason_id
      where v.workspace_id = ${ws} and v.decided_by is not null and ${within('v.decided_at')}) v,
    (select count(*)::int as nudges, count(settled_at)::int as settled,
        (percentile_cont(0.5) within group (order by extract(epoch from settled_at - nudged_at)) filter (where settled_at is not null))::float8 as nudge
      from ask_nudge where workspace_id = ${ws} and ${within('nudged_at')}) n,
    (select count(*)::int as opened, count(answered_at)::int as answered from discussion where workspace_id = ${ws} and ${within('raised_at')}) d`.execute(
      tx,
    );
  const row = rows[0];
  return {
    reasoned: rateOf(row?.reasoned ?? 0, row?.returned ?? 0),
    verdictSeconds: { median: row?.verdict ?? null, n: row?.verdicts ?? 0 },
    nudgeSeconds: { median: row?.nudge ?? null, n: row?.settled ?? 0 },
    nudges: row?.nudges ?? 0,
    disputes: row?.disputes ?? 0,
    discussions: { opened: row?.opened ?? 0, answered: row?.answered ?? 0 },
  };
}

/** Won deals and invoices that were not cancelled, in the base currency; what has no rate is counted, not added. */
async function moneyOf(ctx: ReadCtx, { from, to, zone }: { from: string; to: string; zone: string }): Promise<NonNullable<Parts['money']>> {
  const ws = ctx.scope.workspaceId;
  const worth = (amount: string, at: string) =>
    inBase(ctx.scope, { amount: sql.ref(amount), currency: sql`currency`, day: sql`(${sql.ref(at)} at time zone ${zone})::date` });
  const { rows } = await sql<{ booked: number; invoiced: number; deals: number; invoices: number; without: number }>`
    with won as (select amount_minor as amount, ${worth('amount_minor', 'closed_at')} as worth from deal
        where workspace_id = ${ws} and deleted_at is null and status = 'won' and closed_at >= ${from} and closed_at < ${to}),
      billed as (select total_minor as amount, ${worth('total_minor', 'invoiced_at')} as worth from invoice
        where workspace_id = ${ws} and cancelled_at is null and invoiced_at >= ${from} and invoiced_at < ${to})
    select (select coalesce(sum(worth), 0)::float8 from won) as booked, (select coalesce(sum(worth), 0)::float8 from billed) as invoiced,
      (select count(*)::int from won) as deals, (select count(*)::int from billed) as invoices,
      (select count(*)::int from (select * from won union all select * from billed) x where amount is not null and worth is null) as without`.execute(
    ctx.tx,
  );
  const row = rows[0] ?? { booked: 0, invoiced: 0, deals: 0, invoices: 0, without: 0 };
  const { without, ...known } = row;
  return { ...known, withoutRate: without, currency: await baseCurrencyOf(ctx) };
}

/** What both agreed on, and what came of it. */
async function decisionsOf(
  { tx, scope }: ReadCtx,
  { from, to, lane }: { from: string; to: string; lane: Pick<Lane, 'areas'> },
): Promise<Report['decisions']> {
  const { rows } = await sql<
    Report['decisions'][number]
  >`select id, title, agreed_at as "agreedAt", measure, check_on as "checkOn", outcome, outcome_note as "outcomeNote"
    from coordination_draft where workspace_id = ${scope.workspaceId} and state = 'agreed' and (kind <> 'ruling' or ${lane.areas.includes('handoffs')}) and agreed_at >= ${from} and agreed_at < ${to}
    order by agreed_at desc limit 50`.execute(tx);
  return rows;
}
