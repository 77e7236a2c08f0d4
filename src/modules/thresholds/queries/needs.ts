import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { Needs } from '../rules/zone.ts';
import type { Need, Party } from '../schema.ts';

export interface NeedRow extends Need {
  party: Party;
  isOpen: boolean;
}

/**
 * What the sides need, as far as this transaction may see it: what lies open, and that of `party`. The database holds the rest back, whoever asks
 * and whatever is asked.
 * @param party the caller's own side, from their department and right; `both` only to tell whether both are in, and to lay them open
 */
export async function needsSeenBy(ctx: ReadCtx, thresholdId: string, party: Party | 'both' | null): Promise<NeedRow[]> {
  await sql`select set_config('truce.party', ${party ?? ''}, true)`.execute(ctx.tx);
  const { rows } = await sql<NeedRow>`select party, least_precision::float8 as "leastPrecision", most_per_week::float8 as "mostPerWeek",
      least_per_month::float8 as "leastPerMonth", least_value_minor::float8 as "leastValueMinor", is_open as "isOpen"
    from threshold_need where workspace_id = ${ctx.scope.workspaceId} and threshold_id = ${thresholdId}`.execute(ctx.tx);
  return rows;
}

/** Which sides have said what they need: all that the other may know before both have. */
export async function handedIn(ctx: ReadCtx, thresholdId: string): Promise<Record<Party, boolean>> {
  const rows = await needsSeenBy(ctx, thresholdId, 'both');
  await sql`select set_config('truce.party', '', true)`.execute(ctx.tx);
  return { sales: rows.some(({ party }) => party === 'sales'), marketing: rows.some(({ party }) => party === 'marketing') };
}

/** What both sides need in the negotiation that is open; null until both have said so. */
export async function openNeeds(ctx: ReadCtx): Promise<Needs | null> {
  const { rows } = await sql<{
    id: string;
  }>`select id from threshold where workspace_id = ${ctx.scope.workspaceId} and status = 'open'`.execute(ctx.tx);
  const seen = rows[0] ? (await needsSeenBy(ctx, rows[0].id, null)).filter(({ isOpen }) => isOpen) : [];
  const of = (party: Party) => seen.find((one) => one.party === party);
  const [sales, marketing] = [of('sales'), of('marketing')];
  return sales && marketing ? { sales, marketing } : null;
}
