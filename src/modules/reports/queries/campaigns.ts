import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Scope } from '#platform/shared/scope.ts';

interface Line {
  id: string;
  name: string;
  cost: { amountMinor: number; currency: string } | null;
}

export function seesCost(scope: Scope): boolean {
  return !scope.hidden.has('campaign.cost');
}

/** Names and costs of campaigns that the caller may see, those in the trash included: what they cost is spent. */
export async function campaignsOf({ tx, scope }: ReadCtx, ids: readonly (string | null)[]): Promise<Map<string, Line>> {
  const { rows } = await sql<{ id: string; name: string; cost: number | null; currency: string }>`
    select campaign.id, campaign.name, campaign.cost_minor as cost, coalesce(campaign.currency, w.base_currency) as currency
    from campaign join workspace w on w.id = campaign.workspace_id
    where campaign.workspace_id = ${scope.workspaceId} and campaign.id = any (${ids.filter((id) => id !== null)}::uuid[])
      and ${reachable(scope, 'campaign', { to: 'read', ownerColumn: 'campaign.owner_id' })}`.execute(tx);
  return new Map(
    rows.map(({ id, name, cost, currency }) => [id, { id, name, cost: cost === null ? null : { amountMinor: cost, currency } }]),
  );
}
