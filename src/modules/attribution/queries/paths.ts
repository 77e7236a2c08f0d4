import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import { cut } from '#platform/shared/paging.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getPaths, listPathDeals } from '../contract/returns.ts';
import { type AskedReturns, askedReturns, seenDeal } from './asked.ts';

type Input = z.output<(typeof getPaths)['input']>;
type Paths = z.output<(typeof getPaths)['output']>;
type DealsInput = z.output<(typeof listPathDeals)['input']>;
type Deals = z.output<(typeof listPathDeals)['output']>;

/** Between the channels of a path that is asked for. */
export const SEPARATOR = ' > ';
const MOST_PATHS = 100;

function pathsIn({ ctx: { scope }, period }: AskedReturns, { status, channel, least, most }: Input): RawBuilder<unknown> {
  const conditions = [
    sql`p.workspace_id = ${scope.workspaceId} and p.closed_on >= ${period.from}::date and p.closed_on <= ${period.to}::date and deal.deleted_at is null and ${seenDeal(scope)}`,
    status === 'both' ? sql`p.status in ('won', 'lost')` : sql`p.status = ${status}`,
    ...(channel ? [sql`${channel} = any (p.channels)`] : []),
    ...(least === undefined ? [] : [sql`p.touches >= ${least}`]),
    ...(most === undefined ? [] : [sql`p.touches <= ${most}`]),
  ];
  return sql`deal_path p join deal on deal.workspace_id = p.workspace_id and deal.id = p.deal_id where ${sql.join(conditions, sql` and `)}`;
}

const MEDIAN = (of: RawBuilder<unknown>) => sql`percentile_cont(0.5) within group (order by ${of})`;

export async function paths(ctx: ReadCtx, input: Input): Promise<Paths | Refusal> {
  const asked = await askedReturns(ctx, input);
  if (isRefusal(asked)) return asked;
  const from = pathsIn(asked, input);
  const { rows } = await sql<{
    channels: string[];
    n: number;
    won: number;
    booked: number;
    days: number | null;
  }>`select p.channels, count(*)::int as n,
      count(*) filter (where p.status = 'won')::int as won, sum(p.booked_minor)::bigint as booked, ${MEDIAN(sql`p.days`)} as days
    from ${from} group by p.channels order by n desc, booked desc, p.channels limit ${MOST_PATHS}`.execute(ctx.tx);
  const { rows: all } = await sql<{
    deals: number;
    different: number;
    days: number | null;
    touches: number | null;
  }>`select count(*)::int as deals,
      count(distinct p.channels)::int as different, ${MEDIAN(sql`p.days`)} as days, ${MEDIAN(sql`p.touches`)} as touches from ${from}`.execute(
    ctx.tx,
  );
  const { rows: channels } = await sql<{
    channel: string;
  }>`select distinct unnest(p.channels) as channel from ${pathsIn(asked, { status: 'both' })} order by 1`.execute(ctx.tx);
  const [whole = { deals: 0, different: 0, days: null, touches: null }] = all;
  return {
    ...{ period: asked.period, currency: asked.currency, deals: whole.deals, different: whole.different },
    ...{ channels: channels.map((one) => one.channel), medianDays: whole.days, medianTouches: whole.touches },
    items: rows.map((row) => ({
      ...{ channels: row.channels, n: row.n, won: rateOf(row.won, row.n) },
      ...{ bookedMinor: asked.sees.booked ? row.booked : null, medianDays: row.days },
    })),
  };
}

export async function pathDeals(ctx: ReadCtx, { path, cursor, limit, ...input }: DealsInput): Promise<Deals | Refusal> {
  const asked = await askedReturns(ctx, input);
  if (isRefusal(asked)) return asked;
  const channels = path === '' ? [] : path?.split(SEPARATOR);
  const from = sql`${pathsIn(asked, input)} and ${channels ? sql`p.channels = ${channels}::text[]` : sql`true`}`;
  const at = sql`date_trunc('milliseconds', coalesce(p.closed_at, p.brought_at))`;
  const { rows } = await sql<Deals['items'][number]>`select deal.id, deal.name as title, p.status, ${at} as at, p.touches, p.days,
      ${asked.sees.booked ? sql`p.booked_minor` : sql`null::bigint`} as "bookedMinor",
      (select jsonb_build_object('id', c.id, 'name', c.name) from company c where c.workspace_id = p.workspace_id and c.id = deal.company_id and c.deleted_at is null) as company
    from ${from} and ${beyond(cursor, { at, id: sql`p.deal_id` })} order by ${at} desc, p.deal_id desc limit ${limit + 1}`.execute(ctx.tx);
  const counted = await sql<{ n: number }>`select count(*)::int as n from ${from}`.execute(ctx.tx);
  return { n: counted.rows[0]?.n ?? 0, ...cut(rows, limit, ({ at: day, id }) => ({ at: day, id })) };
}
