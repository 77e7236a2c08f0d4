import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getForecast as GetForecast } from '../contract/money.ts';
import { type Pipeline, velocity, velocityBridge } from '../rules/velocity.ts';
import { type Cut, ENOUGH_WINS, STALE_DAYS } from '../schema.ts';
import type { Standing } from './kernel.ts';
import { inBase, WON_AT } from './metrics.ts';

const WINDOW_DAYS = 182;

interface Row {
  segment: string;
  open: number;
  openBefore: number;
  won: number;
  wonBefore: number;
  lost: number;
  lostBefore: number;
  minor: number | null;
  minorBefore: number | null;
  days: number | null;
  daysBefore: number | null;
}

const SEGMENTS: Readonly<Record<Cut, string>> = {
  team: "coalesce(l.source_team, d.source_team, '')",
  channel: "coalesce(l.source_channel, d.source_channel, '')",
  fit: "coalesce(l.fit, '?')",
};

/** Money a day that open deals come to, by segment: the half year that ends now against the one before it. Stale deals are no pipeline. */
export async function velocityBy(ctx: ReadCtx, { asOf }: Standing, cut: Cut): Promise<OutputOf<typeof GetForecast>['velocity']> {
  const back = (days: number) => new Date(Date.parse(asOf) - days * 86_400_000).toISOString();
  const [half, year, fresh] = [back(WINDOW_DAYS), back(2 * WINDOW_DAYS), back(STALE_DAYS)];
  const now = sql`d.closed_at >= ${half} and d.closed_at <= ${asOf}`;
  const before = sql`d.closed_at >= ${year} and d.closed_at < ${half}`;
  const amount = inBase(ctx.scope, { amount: sql`d.amount_minor`, currency: sql`d.currency`, at: WON_AT });
  const took = sql`extract(epoch from d.closed_at - least(d.created_at, d.closed_at)) / 86400.0`;
  const { rows } = await sql<Row>`select ${sql.raw(SEGMENTS[cut])} as segment,
      count(*) filter (where d.status = 'open' and coalesce(d.last_activity_at, d.created_at) >= ${fresh})::int as open,
      count(*) filter (where d.created_at < ${half} and (d.closed_at is null or d.closed_at >= ${half}) and coalesce(d.last_activity_at, d.created_at) >= ${half}::timestamptz - make_interval(days => ${STALE_DAYS}))::int as "openBefore",
      count(*) filter (where d.status = 'won' and ${now})::int as won, count(*) filter (where d.status = 'won' and ${before})::int as "wonBefore",
      count(*) filter (where d.status = 'lost' and ${now})::int as lost, count(*) filter (where d.status = 'lost' and ${before})::int as "lostBefore",
      avg(${amount}) filter (where d.status = 'won' and ${now})::float8 as minor, avg(${amount}) filter (where d.status = 'won' and ${before})::float8 as "minorBefore",
      percentile_cont(0.5) within group (order by ${took}) filter (where d.status = 'won' and ${now})::float8 as days,
      percentile_cont(0.5) within group (order by ${took}) filter (where d.status = 'won' and ${before})::float8 as "daysBefore"
    from deal d left join lead l on l.workspace_id = d.workspace_id and l.id = d.lead_id
    where d.workspace_id = ${ctx.scope.workspaceId} and d.deleted_at is null and (d.closed_at is null or d.closed_at >= ${year}) group by 1 order by 1`.execute(
    ctx.tx,
  );
  return rows.filter((row) => row.open + row.won + row.lost > 0).map(lineOf);
}

function lineOf(row: Row): OutputOf<typeof GetForecast>['velocity'][number] {
  const now = pipelineOf({ open: row.open, won: row.won, lost: row.lost, minor: row.minor, days: row.days });
  const before = pipelineOf({
    open: row.openBefore,
    won: row.wonBefore,
    lost: row.lostBefore,
    minor: row.minorBefore,
    days: row.daysBefore,
  });
  const change = now && before ? velocityBridge(before, now) : null;
  const [deals = 0, winRate = 0, size = 0, days = 0] = change?.effects ?? [];
  return {
    segment: row.segment,
    deals: row.open,
    won: rateOf(row.won, row.won + row.lost),
    averageMinor: row.minor ?? 0,
    medianDays: row.days,
    perDayMinor: now && velocity(now),
    change: change && { gap: change.gap, deals, winRate, size, days },
  };
}

/** Null where too few were won, or nothing took any time. */
function pipelineOf(of: { open: number; won: number; lost: number; minor: number | null; days: number | null }): Pipeline | null {
  if (of.won < ENOUGH_WINS || of.minor === null || !of.days) return null;
  return { deals: of.open, winRate: of.won / (of.won + of.lost), size: of.minor, days: of.days };
}
