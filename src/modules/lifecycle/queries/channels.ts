import { sql } from 'kysely';
import type { z } from 'zod';
import { askedFor } from '#modules/reports/queries/asked.ts';
import type { Asked } from '#modules/reports/queries/sources/source.ts';
import { countOf, tallies, valuesOf } from '#modules/reports/queries/tally.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { costPer } from '#platform/shared/lifetimes.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { monthsWithin, spendWithin } from '#platform/shared/spend.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { ChannelLine, getChannels as GetChannels } from '../contract.ts';
import type { ChannelGroup } from '../schema.ts';

type Report = z.output<(typeof GetChannels)['output']>;

type Counted = Pick<ChannelLine, 'total' | 'valid' | 'unreviewed' | 'behind'>;

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
  const { keys: found, of } = await countConversions(ctx, asked, by);
  const campaigns = await campaignsOf(ctx);
  const sees = !ctx.scope.hidden.has('campaign.cost');
  const spend = spendBy(campaigns, by, period);
  const names = new Map(campaigns.map(({ id, name }) => [id, name]));
  const keys = [...new Set([...found, ...(sees ? spend.keys() : [])])];
  const lines = keys.map((key) => {
    const label = by === 'campaign' ? (names.get(key) ?? null) : key || null;
    return lineOf({ key, label, ...of(key) }, sees ? (spend.get(key) ?? new Map()) : null);
  });
  const all = new Map<string, number>();
  for (const amounts of spend.values()) for (const [currency, amount] of amounts) all.set(currency, (all.get(currency) ?? 0) + amount);
  return {
    period: { ...period, ...span },
    lines: lines.sort((a, b) => (by === 'month' ? (a.key < b.key ? -1 : 1) : b.total - a.total || (a.key < b.key ? -1 : 1))),
    total: lineOf({ key: '', label: null, ...of() }, sees ? all : null),
    unplaced: sees ? campaigns.filter((one) => (one.costMinor ?? 0) > 0 && one.startsOn === null).length : 0,
  };
}

function lineOf(counted: Counted & Pick<ChannelLine, 'key' | 'label'>, amounts: ReadonlyMap<string, number> | null): ChannelLine {
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

const KEYS = { channel: 'channel', campaign: 'campaignId', month: 'month' } as const;
const FIGURES = ['conversions', 'conversions_valid', 'conversions_unreviewed'] as const;

/** The figures of the reports, cut by one of their keys: what is counted here opens the same rows there. `of()`: all of them. */
async function countConversions(
  { tx }: ReadCtx,
  asked: Asked,
  by: ChannelGroup,
): Promise<{ keys: string[]; of: (key?: string) => Counted }> {
  const name = KEYS[by];
  const counted = await tallies(tx, asked, { figures: FIGURES, by: [name], money: true });
  const of = (key?: string): Counted => {
    const cut = key === undefined ? {} : { [name]: by === 'campaign' && key === '' ? null : key };
    const total = countOf(counted.conversions, cut);
    const valid = countOf(counted.conversions_valid, cut);
    const unreviewed = countOf(counted.conversions_unreviewed, cut);
    const behind = { total: total.behind, valid: valid.behind, unreviewed: unreviewed.behind };
    return { total: total.n, valid: valid.n, unreviewed: unreviewed.n, behind };
  };
  return { keys: valuesOf(name, [counted.conversions]).map((key) => key ?? ''), of };
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
