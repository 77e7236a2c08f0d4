import { sql } from 'kysely';
import type { z } from 'zod';
import { askedFor } from '#modules/reports/queries/asked.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { costPer } from '#platform/shared/lifetimes.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { monthsWithin, spendWithin } from '#platform/shared/spend.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { ChannelLine, getChannels as GetChannels } from '../contract.ts';
import type { ChannelGroup } from '../schema.ts';

type Report = z.output<(typeof GetChannels)['output']>;

interface Counted {
  key: string;
  total: number;
  valid: number;
  unreviewed: number;
}

interface Campaign {
  id: string;
  name: string;
  channel: string;
  costMinor: number | null;
  currency: string;
  startsOn: string | null;
  endsOn: string | null;
}

type Spend = Map<string, Map<string, number>>;

/** Conversions by channel, campaign or month with what they cost; the campaigns' cost is spread evenly over their days. */
export async function channels(ctx: ReadCtx, { by, ...days }: { by: ChannelGroup; from?: string; to?: string }): Promise<Report | Refusal> {
  const asked = await askedFor(ctx, days);
  if (isRefusal(asked)) return asked;
  const { period, span } = asked;
  const counted = await countConversions(ctx, { by, span, timeZone: period.timeZone });
  const campaigns = await campaignsOf(ctx);
  const sees = !ctx.scope.hidden.has('campaign.cost');
  const spend = spendBy(campaigns, by, period);
  const names = new Map(campaigns.map(({ id, name }) => [id, name]));
  const keys = [...new Set([...counted.map(({ key }) => key), ...(sees ? spend.keys() : [])])];
  const lines = keys.map((key) => {
    const found = counted.find((one) => one.key === key) ?? { total: 0, valid: 0, unreviewed: 0 };
    return lineOf(
      { key, label: by === 'campaign' ? (names.get(key) ?? null) : key || null, ...found },
      sees ? (spend.get(key) ?? new Map()) : null,
    );
  });
  const sum = (of: (one: Counted) => number) => counted.reduce((total, one) => total + of(one), 0);
  const all = new Map<string, number>();
  for (const amounts of spend.values()) for (const [currency, amount] of amounts) all.set(currency, (all.get(currency) ?? 0) + amount);
  const whole = {
    key: '',
    label: null,
    total: sum((one) => one.total),
    valid: sum((one) => one.valid),
    unreviewed: sum((one) => one.unreviewed),
  };
  return {
    period: { ...period, ...span },
    lines: lines.sort((a, b) => (by === 'month' ? (a.key < b.key ? -1 : 1) : b.total - a.total || (a.key < b.key ? -1 : 1))),
    total: lineOf(whole, sees ? all : null),
    unplaced: sees ? campaigns.filter((one) => (one.costMinor ?? 0) > 0 && one.startsOn === null).length : 0,
  };
}

function lineOf(counted: Counted & { label: string | null }, amounts: ReadonlyMap<string, number> | null): ChannelLine {
  const { total, valid, unreviewed } = counted;
  const sums =
    amounts &&
    [...amounts].map(([currency, amount]) => ({ currency, amountMinor: Math.round(amount) })).filter((one) => one.amountMinor > 0);
  const [only] = sums?.length === 1 ? sums : [];
  return {
    ...counted,
    notLeads: total - valid - unreviewed,
    validRate: rateOf(valid, total - unreviewed),
    spend: sums?.sort((a, b) => b.amountMinor - a.amountMinor) ?? null,
    costPerConversion: only ? costPer(only.amountMinor, total) : null,
    costPerValidated: only ? costPer(only.amountMinor, valid) : null,
  };
}

async function countConversions(
  { tx, scope }: ReadCtx,
  { by, span, timeZone }: { by: ChannelGroup; span: { start: string; end: string }; timeZone: string },
): Promise<Counted[]> {
  const key = {
    channel: sql`coalesce(v.channel, '')`,
    campaign: sql`coalesce(v.campaign_id::text, '')`,
    month: sql`to_char(v.occurred_at at time zone ${timeZone}::text, 'YYYY-MM')`,
  }[by];
  const { rows } =
    await sql<Counted>`select ${key} as key, count(*)::int as total, count(*) filter (where v.validation = 'sales_lead')::int as valid,
      count(*) filter (where v.validation = 'unreviewed')::int as unreviewed
    from conversion v left join contact on contact.workspace_id = v.workspace_id and contact.id = v.contact_id
    where v.workspace_id = ${scope.workspaceId} and v.occurred_at >= ${span.start}::timestamptz and v.occurred_at < ${span.end}::timestamptz
      and (contact.id is null or (contact.deleted_at is null and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'contact.owner_id' })}))
    group by 1`.execute(tx);
  return rows;
}

/** Those in the trash as well: what they cost is spent. */
async function campaignsOf({ tx, scope }: ReadCtx): Promise<Campaign[]> {
  const { rows } =
    await sql<Campaign>`select campaign.id, campaign.name, coalesce(campaign.channel, '') as channel, campaign.cost_minor as "costMinor",
      coalesce(campaign.currency, w.base_currency) as currency, campaign.starts_on as "startsOn", campaign.ends_on as "endsOn"
    from campaign join workspace w on w.id = campaign.workspace_id
    where campaign.workspace_id = ${scope.workspaceId} and ${reachable(scope, 'campaign', { to: 'read', ownerColumn: 'campaign.owner_id' })}`.execute(
      tx,
    );
  return rows;
}

function spendBy(campaigns: readonly Campaign[], by: ChannelGroup, period: { from: string; to: string }): Spend {
  const spend: Spend = new Map();
  const parts = by === 'month' ? monthsWithin(period) : [{ month: '', ...period }];
  for (const { id, channel, costMinor, currency, startsOn, endsOn } of campaigns) {
    if (!costMinor || startsOn === null) continue;
    for (const part of parts) {
      const amount = spendWithin({ costMinor, startsOn, endsOn }, part);
      if (amount === 0) continue;
      const key = { channel, campaign: id, month: part.month }[by];
      const amounts = spend.get(key) ?? new Map<string, number>();
      amounts.set(currency, (amounts.get(currency) ?? 0) + amount);
      spend.set(key, amounts);
    }
  }
  return spend;
}
