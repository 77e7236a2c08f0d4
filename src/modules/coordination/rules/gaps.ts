import type { Area } from '#modules/team/schema.ts';
import type { Decision, Gap, Side } from '../schema.ts';

export interface GapFacts {
  gap: Gap;
  missing: number;
  total: number;
}

interface Meaning {
  /** Who could give it, and who needs it. */
  giver: Side;
  needer: Side;
  area: Area;
  blocks: readonly Decision[];
}

export const MEANING: Readonly<Record<Gap, Meaning>> = {
  why_now: { giver: 'marketing', needer: 'sales', area: 'handoffs', blocks: ['verdict', 'message'] },
  lead_facts: { giver: 'marketing', needer: 'sales', area: 'handoffs', blocks: ['verdict', 'routing'] },
  verdict_reason: { giver: 'sales', needer: 'marketing', area: 'handoffs', blocks: ['recycling', 'profile', 'budget'] },
  win_motive: { giver: 'sales', needer: 'marketing', area: 'handoffs', blocks: ['message', 'profile'] },
  deal_money: { giver: 'sales', needer: 'marketing', area: 'figures', blocks: ['forecast', 'returns'] },
  campaign_cost: { giver: 'marketing', needer: 'sales', area: 'figures', blocks: ['budget', 'returns'] },
  asset_use: { giver: 'marketing', needer: 'sales', area: 'content', blocks: ['use'] },
  deal_debrief: { giver: 'sales', needer: 'marketing', area: 'handoffs', blocks: ['message', 'profile'] },
  sales_signature: { giver: 'sales', needer: 'marketing', area: 'figures', blocks: ['forecast', 'returns'] },
  marketing_signature: { giver: 'marketing', needer: 'sales', area: 'figures', blocks: ['forecast', 'returns'] },
  sales_challenge: { giver: 'sales', needer: 'marketing', area: 'meetings', blocks: ['remedy'] },
  marketing_challenge: { giver: 'marketing', needer: 'sales', area: 'meetings', blocks: ['remedy'] },
  open_question: { giver: 'marketing', needer: 'sales', area: 'handoffs', blocks: ['verdict'] },
};

/** One decision for each missing value and each thing that is decided by it. */
export function decisionsBlocked({ gap, missing }: GapFacts): number {
  return missing * MEANING[gap].blocks.length;
}

/** What holds up most first; what is complete is no gap. */
export function ranked<T extends GapFacts>(gaps: readonly T[]): T[] {
  return gaps.filter(({ missing }) => missing > 0).sort((a, b) => decisionsBlocked(b) - decisionsBlocked(a) || a.gap.localeCompare(b.gap));
}
