import { type RawBuilder, sql } from 'kysely';
import { attainmentByLine } from '#modules/agreements/queries/attainment.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { startOfDay } from '#platform/shared/calendar.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { Measured, Metric } from '../schema.ts';

export interface Asked {
  metric: Metric;
  lineId: string | null;
  /** Days of the workspace's zone, the last one excluded. */
  from: string;
  to: string;
}

interface Span {
  ws: string;
  from: string;
  to: string;
}

const DAY_MS = 86_400_000;

const ofVerdicts = ({ ws, from, to }: Span, k: RawBuilder<unknown>) => sql<{
  k: number;
  n: number;
}>`select count(*) filter (where ${k})::int as k, count(*)::int as n
  from handoff where workspace_id = ${ws} and decided_at >= ${from} and decided_at < ${to} and decision is not null and decision <> 'withdrawn'`;

/** Where the counts of a metric come from: k of n over a span. */
const COUNTS: Readonly<Record<Exclude<Metric, 'attainment'>, (span: Span) => RawBuilder<{ k: number; n: number }>>> = {
  accepted: (span) => ofVerdicts(span, sql`decision in ('accepted', 'accepted_by_default') and returned_at is null`),
  returned: (span) => ofVerdicts(span, sql`returned_at is not null or decision in ('rejected', 'recycled')`),
  won: ({ ws, from, to }) => sql`select count(*) filter (where l.stage = 'customer')::int as k, count(*)::int as n
    from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id and l.deleted_at is null
    where h.workspace_id = ${ws} and h.handed_at >= ${from} and h.handed_at < ${to}`,
  handoffs: ({ ws, from, to }) =>
    sql`select count(*)::int as k, count(*)::int as n from handoff where workspace_id = ${ws} and handed_at >= ${from} and handed_at < ${to}`,
  confirmed: ({ ws, from, to }) => sql`select count(*) filter (where k.confirmed_at <= c.due_at)::int as k, count(*)::int as n
    from change_notice c join change_confirmation k on k.workspace_id = c.workspace_id and k.notice_id = c.id
    where c.workspace_id = ${ws} and c.announced_at >= ${from} and c.announced_at < ${to}`,
};

/** A metric over a span, counted from the record as it is now. */
export async function measure(ctx: ReadCtx, { metric, lineId, from, to }: Asked): Promise<Measured> {
  const zone = await timeZoneOf(ctx);
  const span = { ws: ctx.scope.workspaceId, from: startOfDay(zone, from), to: startOfDay(zone, to) };
  const counted =
    metric === 'attainment' ? await ofLine(ctx, span, lineId) : ((await COUNTS[metric](span).execute(ctx.tx)).rows[0] ?? { k: 0, n: 0 });
  if (metric === 'handoffs') {
    const weeks = Math.max(1 / 7, (Date.parse(to) - Date.parse(from)) / DAY_MS / 7);
    return { value: counted.k / weeks, ...counted, low: null, high: null, from, to };
  }
  const { rate, low, high } = rateOf(counted.k, counted.n);
  return { value: rate, ...counted, low: counted.n > 0 ? low : null, high: counted.n > 0 ? high : null, from, to };
}

async function ofLine(ctx: ReadCtx, { from, to }: Span, lineId: string | null): Promise<{ k: number; n: number }> {
  const lines = await attainmentByLine(ctx.tx, ctx.scope, { from, to, now: ctx.now });
  const line = lines.find((one) => one.lineId === lineId);
  return { k: line?.k ?? 0, n: line?.n ?? 0 };
}
