import type { PathModel } from '../schema.ts';
import { type Journey, markov } from './markov.ts';
import { shapley } from './shapley.ts';

export interface Learned {
  model: PathModel;
  channel: string;
  /** Removal effect, or mean marginal contribution to the rate. */
  weight: number;
  conversions: number;
}

/** What each channel brings, from the paths of won deals against those of lost ones. Paths without a touch teach nothing. */
export function learnFrom(journeys: readonly Journey[]): Learned[] {
  const ways = journeys.filter(({ path }) => path.length > 0);
  if (!ways.some(({ conversions }) => conversions > 0)) return [];
  return [
    ...markov(ways).channels.map(({ channel, effect, conversions }) => ({
      model: 'markov' as const,
      channel,
      weight: effect,
      conversions,
    })),
    ...shapley(ways, 'rate').map(({ channel, contribution, conversions }) => ({
      ...{ model: 'shapley' as const, channel, weight: contribution, conversions },
    })),
  ];
}
