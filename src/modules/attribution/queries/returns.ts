import { sql } from 'kysely';
import type { z } from 'zod';
import { inBase } from '#modules/currencies/queries.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getReturns, ReturnLine } from '../contract/returns.ts';
import { returned } from '../rules/returns.ts';
import { type Dimension, NONE, UNATTRIBUTED } from '../schema.ts';
import { type AskedReturns, askedReturns, creditsIn, seenDeal, unattributedIn, wonIn } from './asked.ts';
import { type CampaignSpend, spendIn, spendKey } from './spend.ts';

type Report = z.output<(typeof getReturns)['output']>;

interface Sums {
  key: string;
  deals: number;
  dealsShared: number;
  customers: number;
  booked: number;
  invoiced: number;
  paid: number;
}

interface Counts {
  key: string;
  won: number;
  ended: number;
}

interface Leads {
  key: string;
  n: number;
  valid: number;
  unreviewed: number;
}

interface Recorded {
  key: string;
  deals: number;
  booked: number;
  invoiced: number;
}

/** Everything that lines are made of, by key. */
interface Parts {
  asked: AskedReturns;
  by: Dimension;
  months: number;
  spend: readonly CampaignSpend[];
  leads: readonly Leads[] | null;
  ended: readonly Counts[];
  recorded: readonly Recorded[] | null;
}

const DAY_MS = 86_400_000;
const MONTH_DAYS = 365.25 / 12;

export async function returns(
  ctx: ReadCtx,
  { by, key, ...days }: { by: Dimension; key?: string | undefined; from?: string | undefined; to?: string | undefined },
): Promise<Report | Refusal> {
  const asked = await askedReturns(ctx, days);
  if (isRefusal(asked)) return asked;
  const { period, terms, number, currency } = asked;
  const sums = await sumsOf(asked, by);
  const { campaigns, unplaced } = await spendIn(asked);
  const months = Math.max(1 / MONTH_DAYS, (Date.parse(period.end) - Date.parse(period.start)) / DAY_MS / MONTH_DAYS);
  const recorded = by === 'campaign' ? await recordedOf(asked) : null;
  const parts: Parts = { asked, by, months, spend: campaigns, leads: await leadsOf(asked, by), ended: await endedOf(asked, by), recorded };
  const labels = await labelsOf(asked, by);
  const spent = spendKey(by);
  const keys = new Set([
    ...sums.map((one) => one.key),
    ...(spent ? campaigns.map(spent) : []),
    ...(parts.leads ?? []).map((one) => one.key),
    ...(recorded ?? []).map((one) => one.key),
  ]);
  keys.delete(UNATTRIBUTED);
  const lines = [...keys].map((one) =>
    lineOf(parts, { key: one, label: by === 'channel' ? one || null : (labels.get(one) ?? null), sums }),
  );
  const order = (a: ReturnLine, b: ReturnLine) =>
    (b.invoicedMinor ?? 0) - (a.invoicedMinor ?? 0) ||
    (b.bookedMinor ?? 0) - (a.bookedMinor ?? 0) ||
    (b.spendMinor ?? 0) - (a.spendMinor ?? 0) ||
    (a.key < b.key ? -1 : 1);
  const rest = sums.find((one) => one.key === UNATTRIBUTED);
  const all = [...lines.sort(order), ...(rest ? [lineOf(parts, { key: UNATTRIBUTED, label: null, sums })] : [])];
  return {
    ...{ period, months, currency, model: terms.model, number, grossMargin: terms.grossMargin },
    lines: key === undefined ? all : all.filter((line) => line.key === key),
    total: await totalOf(parts),
    unplaced: asked.sees.spend ? unplaced : 0,
    ...(await besides(asked)),
  };
}

const MONEY = sql.raw('sum(c.booked)::bigint as booked, sum(c.invoiced)::bigint as invoiced, sum(c.paid)::bigint as paid');
const WHOLE = sql.raw(
  'coalesce(sum(p.booked_minor), 0)::bigint as booked, coalesce(sum(p.invoiced_minor), 0)::bigint as invoiced, coalesce(sum(p.paid_minor), 0)::bigint as paid',
);

async function sumsOf(asked: AskedReturns, by: Dimension): Promise<Sums[]> {
  const credits = creditsIn(asked, { by, model: asked.terms.model });
  const none = unattributedIn(asked);
  const { rows } = await sql<Sums>`select c.key, count(*)::int as deals, sum(c.share) as "dealsShared",
      coalesce(sum(c.share) filter (where p.first_of_company), 0) as customers, ${MONEY} from ${credits.from} where ${credits.where} group by 1
    union all select ${UNATTRIBUTED}, count(*)::int, count(*)::float8, count(*) filter (where p.first_of_company)::float8, ${WHOLE}
    from ${none.from} where ${none.where} having count(*) > 0`.execute(asked.ctx.tx);
  return rows;
}

/** Deals that ended in the days with such a touch in the window: won, and all. */
async function endedOf({ ctx: { tx, scope }, period }: AskedReturns, by: Dimension): Promise<Counts[]> {
  const { rows } = await sql<Counts>`select s.key, count(*) filter (where p.status = 'won')::int as won, count(*)::int as ended
    from deal_path p join deal on deal.workspace_id = p.workspace_id and deal.id = p.deal_id
      join deal_share s on s.workspace_id = p.workspace_id and s.deal_id = p.deal_id and s.dimension = ${by}
    where p.workspace_id = ${scope.workspaceId} and p.status in ('won', 'lost') and p.closed_on >= ${period.from}::date and p.closed_on <= ${period.to}::date
      and deal.deleted_at is null and ${seenDeal(scope)} group by 1`.execute(tx);
  return rows;
}

async function leadsOf({ ctx: { tx, scope }, period }: AskedReturns, by: Dimension): Promise<Leads[] | null> {
  if (by !== 'channel' && by !== 'campaign') return null;
  const key = by === 'channel' ? sql`coalesce(v.channel, '')` : sql`coalesce(v.campaign_id::text, '')`;
  const { rows } =
    await sql<Leads>`select ${key} as key, count(*)::int as n, count(*) filter (where v.validation = 'sales_lead')::int as valid,
      count(*) filter (where v.validation = 'unreviewed')::int as unreviewed
    from conversion v left join contact on contact.workspace_id = v.workspace_id and contact.id = v.contact_id
    where v.workspace_id = ${scope.workspaceId} and v.occurred_at >= ${period.start}::timestamptz and v.occurred_at < ${period.end}::timestamptz
      and (contact.id is null or (contact.deleted_at is null and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'contact.owner_id' })}))
    group by 1`.execute(tx);
  return rows;
}

/** Won deals by the campaign that they name themselves: not shared, so one deal counts once. */
async function recordedOf(asked: AskedReturns): Promise<Recorded[]> {
  const { from, where } = wonIn(asked);
  const { rows } = await sql<Recorded>`select deal.campaign_id::text as key, count(*)::int as deals, ${WHOLE} from ${from}
    where ${where} and deal.campaign_id is not null group by 1`.execute(asked.ctx.tx);
  return rows;
}

async function labelsOf({ ctx: { tx, scope } }: AskedReturns, by: Dimension): Promise<Map<string, string>> {
  if (by === 'channel') return new Map();
  const rows = await tx.selectFrom(by).select(['id', 'name']).where('workspace_id', '=', scope.workspaceId).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function lineOf(parts: Parts, { key, label, sums }: { key: string; label: string | null; sums: readonly Sums[] }): ReturnLine {
  const { asked, by, spend, leads, ended, recorded } = parts;
  const found = sums.find((one) => one.key === key);
  const spent = key === UNATTRIBUTED ? null : spendKey(by);
  const own = spent ? spend.filter((one) => spent(one) === key) : null;
  const lead = key === UNATTRIBUTED ? null : (leads?.find((one) => one.key === key) ?? (leads && { n: 0, valid: 0, unreviewed: 0 }));
  const closed = key === UNATTRIBUTED ? undefined : ended.find((one) => one.key === key);
  const named =
    key === NONE || key === UNATTRIBUTED
      ? null
      : recorded && (recorded.find((one) => one.key === key) ?? { deals: 0, booked: 0, invoiced: 0 });
  return whole(parts, {
    ...{ key, label, deals: found?.deals ?? 0, dealsShared: found?.dealsShared ?? 0, customers: found?.customers ?? 0 },
    ...{ booked: found?.booked ?? 0, invoiced: found?.invoiced ?? 0, paid: found?.paid ?? 0 },
    spend: own && {
      minor: own.reduce((sum, one) => sum + (one.spendMinor ?? 0), 0),
      without: own.filter((one) => one.spendMinor === null).length,
    },
    leads: lead ?? null,
    winRate: closed ? rateOf(closed.won, closed.ended) : null,
    recorded: named && {
      deals: named.deals,
      bookedMinor: asked.sees.booked ? named.booked : null,
      invoicedMinor: asked.sees.invoiced ? named.invoiced : null,
    },
  });
}

interface Gathered extends Omit<Sums, 'key'> {
  key: string;
  label: string | null;
  spend: { minor: number; without: number } | null;
  leads: Omit<Leads, 'key'> | null;
  winRate: ReturnLine['winRate'];
  recorded: ReturnLine['recorded'];
}

function whole({ asked: { sees, terms }, months }: Parts, line: Gathered): ReturnLine {
  const { key, label, deals, dealsShared, customers, leads, winRate, recorded } = line;
  const spend = sees.spend ? line.spend : null;
  const brought = { spend: spend?.minor ?? null, leads: leads?.n ?? null, validated: leads?.valid ?? null, customers };
  return {
    ...{ key, label, deals, dealsShared, customers, winRate, recorded },
    spendMinor: spend?.minor ?? null,
    spendWithoutRate: spend?.without ?? 0,
    leads: leads?.n ?? null,
    validated: leads && rateOf(leads.valid, leads.n - leads.unreviewed),
    bookedMinor: sees.booked ? line.booked : null,
    invoicedMinor: sees.invoiced ? line.invoiced : null,
    paidMinor: sees.invoiced ? line.paid : null,
    ...returned({ ...brought, revenue: sees.invoiced ? line.invoiced : null }, { margin: terms.grossMargin, months }),
  };
}

async function totalOf(parts: Parts): Promise<ReturnLine> {
  const { asked, spend, leads, by } = parts;
  const { from, where } = wonIn(asked);
  const { rows } =
    await sql<Sums>`select count(*)::int as deals, count(*)::float8 as "dealsShared", count(*) filter (where p.first_of_company)::float8 as customers, ${WHOLE}
    from ${from} where ${where}`.execute(asked.ctx.tx);
  const [sums = { deals: 0, dealsShared: 0, customers: 0, booked: 0, invoiced: 0, paid: 0 }] = rows;
  const sum = (of: (one: Leads) => number) => leads?.reduce((total, one) => total + of(one), 0) ?? 0;
  return whole(parts, {
    ...{ ...sums, key: 'total', label: null, winRate: null, recorded: null },
    spend: spendKey(by) && {
      minor: spend.reduce((total, one) => total + (one.spendMinor ?? 0), 0),
      without: spend.filter((one) => one.spendMinor === null).length,
    },
    leads: leads && { n: sum((one) => one.n), valid: sum((one) => one.valid), unreviewed: sum((one) => one.unreviewed) },
  });
}

/** Invoices of the days that are no won deal's: by the day on which they were written. */
export function outsideIn({ ctx: { scope }, period }: AskedReturns) {
  return {
    from: sql`invoice join workspace w on w.id = invoice.workspace_id
      left join sales_order o on o.workspace_id = invoice.workspace_id and o.id = invoice.order_id
      left join company on company.workspace_id = invoice.workspace_id and company.id = invoice.company_id`,
    where: sql`invoice.workspace_id = ${scope.workspaceId} and invoice.cancelled_at is null
      and invoice.invoiced_at >= ${period.start}::timestamptz and invoice.invoiced_at < ${period.end}::timestamptz
      and ${reachable(scope, 'invoice', { to: 'read', ownerColumn: 'invoice.owner_id' })}
      and not exists (select from deal_path p where p.workspace_id = ${scope.workspaceId} and p.status = 'won'
        and p.deal_id = case when invoice.deal_id is null then o.deal_id else invoice.deal_id end)`,
    amount: inBase(scope, {
      ...{
        amount: sql`invoice.total_minor`,
        currency: sql`invoice.currency`,
        day: sql`(invoice.invoiced_at at time zone w.time_zone)::date`,
      },
    }),
  };
}

async function besides(asked: AskedReturns): Promise<Pick<Report, 'withoutRate' | 'outside'>> {
  const { from, where, amount } = outsideIn(asked);
  const won = wonIn(asked);
  const { rows } = await sql<{
    n: number;
    amount: number;
    without: number;
  }>`select count(*)::int as n, coalesce(sum(${amount}), 0)::bigint as amount,
      (select coalesce(sum(p.without_rate), 0)::int from ${won.from} where ${won.where}) as without from ${from} where ${where}`.execute(
    asked.ctx.tx,
  );
  const [{ n, amount: sum, without } = { n: 0, amount: 0, without: 0 }] = rows;
  return { withoutRate: without, outside: { n, amountMinor: asked.sees.invoiced ? sum : null } };
}
