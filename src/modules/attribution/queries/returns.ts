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
import { type AskedReturns, askedReturns, endedIn, placeOf, wonIn } from './asked.ts';
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

/** Of a line, with the deals that ended with such a touch in the window. */
type Ended = Sums & { won: number; ended: number };

/** Of all won deals, of those without a touch, and amounts that are in none of the sums. */
interface Whole {
  all: Sums;
  none: Sums;
  withoutRate: number;
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
  lines: readonly Ended[];
  whole: Whole;
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
  const every = await linesOf(asked, by);
  const whole = await wholeOf(asked);
  const sums: Sums[] = [...every.filter(({ deals }) => deals > 0), ...(whole.none.deals > 0 ? [whole.none] : [])];
  const { campaigns, unplaced } = await spendIn(asked);
  const months = Math.max(1 / MONTH_DAYS, (Date.parse(period.end) - Date.parse(period.start)) / DAY_MS / MONTH_DAYS);
  const recorded = by === 'campaign' ? await recordedOf(asked) : null;
  const parts: Parts = { asked, by, months, spend: campaigns, leads: await leadsOf(asked, by), lines: every, whole, recorded };
  const spent = spendKey(by);
  const keys = new Set([
    ...sums.map((one) => one.key),
    ...(spent ? campaigns.map(spent) : []),
    ...(parts.leads ?? []).map((one) => one.key),
    ...(recorded ?? []).map((one) => one.key),
  ]);
  keys.delete(UNATTRIBUTED);
  const labels = await labelsOf(asked, by, [...keys]);
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
    total: totalOf(parts),
    withoutRate: whole.withoutRate,
    unplaced: asked.sees.spend ? unplaced : 0,
    outside: await outsideOf(asked),
  };
}

const WHOLE = sql.raw(
  'coalesce(sum(p.booked_minor), 0)::bigint as booked, coalesce(sum(p.invoiced_minor), 0)::bigint as invoiced, coalesce(sum(p.paid_minor), 0)::bigint as paid',
);

/** Every line of deals that ended in the days: what it has of those that were won, and how many were won of all. The arrays of lost deals are empty. */
async function linesOf(asked: AskedReturns, by: Dimension): Promise<Ended[]> {
  const at = placeOf(asked.terms.model);
  const { from, where } = endedIn(asked, sql`p.status in ('won', 'lost')`);
  const money = (column: string) => sql`coalesce(sum(${sql.ref(`s.${column}`)}[${at}]), 0)::bigint`;
  const { rows } = await sql<Ended>`select s.key, count(*) filter (where p.status = 'won')::int as won, count(*)::int as ended,
      count(*) filter (where s.shares[${at}] > 0)::int as deals, coalesce(sum(s.shares[${at}]), 0) as "dealsShared",
      coalesce(sum(s.shares[${at}]) filter (where p.first_of_company), 0) as customers,
      ${money('booked_minor')} as booked, ${money('invoiced_minor')} as invoiced, ${money('paid_minor')} as paid
    from ${from} join deal_share s on s.workspace_id = p.workspace_id and s.deal_id = p.deal_id and s.dimension = ${by} where ${where} group by 1`.execute(
    asked.ctx.tx,
  );
  return rows;
}

async function wholeOf(asked: AskedReturns): Promise<Whole> {
  const { from, where } = wonIn(asked);
  const { rows } = await sql<
    Omit<Sums, 'key'> & { without: boolean; noRate: number }
  >`select p.touches = 0 as without, count(*)::int as deals,
      count(*)::float8 as "dealsShared", count(*) filter (where p.first_of_company)::float8 as customers, ${WHOLE}, sum(p.without_rate)::int as "noRate"
    from ${from} where ${where} group by 1`.execute(asked.ctx.tx);
  const nothing = { deals: 0, dealsShared: 0, customers: 0, booked: 0, invoiced: 0, paid: 0 };
  const none = rows.find(({ without }) => without) ?? nothing;
  const all = rows.reduce(
    (sum, one) => ({
      ...{ deals: sum.deals + one.deals, dealsShared: sum.dealsShared + one.dealsShared, customers: sum.customers + one.customers },
      ...{ booked: sum.booked + one.booked, invoiced: sum.invoiced + one.invoiced, paid: sum.paid + one.paid },
    }),
    nothing,
  );
  const withoutRate = rows.reduce((sum, { noRate }) => sum + noRate, 0);
  return { all: { ...all, key: 'total' }, none: { ...none, key: UNATTRIBUTED }, withoutRate };
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

/** Names of what the lines are of; none for a campaign that is not the reader's to see. */
async function labelsOf({ ctx: { tx, scope } }: AskedReturns, by: Dimension, keys: readonly string[]): Promise<Map<string, string>> {
  if (by === 'channel') return new Map();
  const ids = keys.filter((key) => key !== NONE);
  if (ids.length === 0) return new Map();
  const seen = by === 'campaign' ? reachable(scope, by, { to: 'read', ownerColumn: 'campaign.owner_id' }) : sql<boolean>`true`;
  const rows = await tx
    .selectFrom(by)
    .select(['id', 'name'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', 'in', ids)
    .where(seen)
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function lineOf(parts: Parts, { key, label, sums }: { key: string; label: string | null; sums: readonly Sums[] }): ReturnLine {
  const { asked, by, spend, leads, lines, recorded } = parts;
  const found = sums.find((one) => one.key === key);
  const spent = key === UNATTRIBUTED ? null : spendKey(by);
  const own = spent ? spend.filter((one) => spent(one) === key) : null;
  const lead = key === UNATTRIBUTED ? null : (leads?.find((one) => one.key === key) ?? (leads && { n: 0, valid: 0, unreviewed: 0 }));
  const closed = key === UNATTRIBUTED ? undefined : lines.find((one) => one.key === key);
  const named =
    key === NONE || key === UNATTRIBUTED
      ? null
      : recorded && (recorded.find((one) => one.key === key) ?? { deals: 0, booked: 0, invoiced: 0 });
  return lineWith(parts, {
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

function lineWith({ asked: { sees, terms }, months }: Parts, line: Gathered): ReturnLine {
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

function totalOf(parts: Parts): ReturnLine {
  const { spend, leads, by, whole } = parts;
  const sum = (of: (one: Leads) => number) => leads?.reduce((total, one) => total + of(one), 0) ?? 0;
  return lineWith(parts, {
    ...{ ...whole.all, label: null, winRate: null, recorded: null },
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

async function outsideOf(asked: AskedReturns): Promise<Report['outside']> {
  const { from, where, amount } = outsideIn(asked);
  const { rows } = await sql<{ n: number; amount: number }>`select count(*)::int as n, coalesce(sum(${amount}), 0)::bigint as amount
    from ${from} where ${where}`.execute(asked.ctx.tx);
  const [{ n, amount: sum } = { n: 0, amount: 0 }] = rows;
  return { n, amountMinor: asked.sees.invoiced ? sum : null };
}
