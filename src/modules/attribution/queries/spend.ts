import { sql } from 'kysely';
import { inBase } from '#modules/currencies/queries.ts';
import { reachable } from '#modules/team/queries.ts';
import { spendWithin } from '#platform/shared/spend.ts';
import type { Dimension } from '../schema.ts';
import type { AskedReturns } from './asked.ts';

export interface CampaignSpend {
  id: string;
  name: string;
  channel: string;
  startsOn: string;
  /** Minor units of the workspace's currency that fall into the days; null where no rate is known. */
  spendMinor: number | null;
}

/** Campaigns of which something was spent in the days: their cost evenly over their days. Those in the trash as well: what they cost is spent. */
export async function spendIn({ ctx: { tx, scope }, period }: AskedReturns): Promise<{ campaigns: CampaignSpend[]; unplaced: number }> {
  const { rows } = await sql<{
    id: string;
    name: string;
    channel: string;
    cost: number | null;
    startsOn: string | null;
    endsOn: string | null;
  }>`select campaign.id, campaign.name, coalesce(campaign.channel, campaign.kind, 'campaign') as channel, campaign.starts_on as "startsOn", campaign.ends_on as "endsOn",
      ${inBase(scope, { amount: sql`campaign.cost_minor`, currency: sql`campaign.currency`, day: sql`campaign.starts_on` })} as cost
    from campaign join workspace w on w.id = campaign.workspace_id
    where campaign.workspace_id = ${scope.workspaceId} and campaign.cost_minor > 0 and ${reachable(scope, 'campaign', { to: 'read', ownerColumn: 'campaign.owner_id' })}
    order by campaign.id`.execute(tx);
  const campaigns = rows.flatMap(({ id, name, channel, cost, startsOn, endsOn }): CampaignSpend[] => {
    if (startsOn === null) return [];
    // A day alone says whether any of it falls into the period: where no rate is known there is no amount to spread.
    if (spendWithin({ costMinor: 1, startsOn, endsOn }, period) === 0) return [];
    const spendMinor = cost === null ? null : Math.round(spendWithin({ costMinor: cost, startsOn, endsOn }, period));
    return [{ id, name, channel, startsOn, spendMinor }];
  });
  return { campaigns, unplaced: rows.filter(({ startsOn }) => startsOn === null).length };
}

/** Documents and offers have no cost of their own. */
export const spendKey = (by: Dimension): ((campaign: CampaignSpend) => string) | null =>
  by === 'channel' ? ({ channel }) => channel : by === 'campaign' ? ({ id }) => id : null;
