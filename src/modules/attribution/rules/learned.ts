import { FEW_CONVERSIONS, type PathModel } from '../schema.ts';
import { intervalsOf } from './intervals.ts';
import { type Journey, markov } from './markov.ts';
import { shapley } from './shapley.ts';

export interface Learned {
  model: PathModel;
  channel: string;
  /** Removal effect, or mean marginal contribution to the rate. */
  weight: number;
  conversions: number;
  /** Where a removal effect lies by chance alone, 95 %; null with conversions enough to go without, or too few to say. */
  low: number | null;
  high: number | null;
}

type Reading = ReadonlyMap<string, { weight: number; conversions: number }>;

/** What each model reads from paths, by channel. */
const READ: Readonly<Record<PathModel, (ways: readonly Journey[]) => Reading>> = {
  markov: (ways) => new Map(markov(ways).channels.map(({ channel, effect, conversions }) => [channel, { weight: effect, conversions }])),
  shapley: (ways) =>
    new Map(shapley(ways, 'rate').map(({ channel, contribution, conversions }) => [channel, { weight: contribution, conversions }])),
};

/** What each channel brings, from the paths of won deals against those of lost ones. Paths without a touch teach nothing. */
export function learnFrom(journeys: readonly Journey[]): Learned[] {
  const ways = journeys.filter(({ path }) => path.length > 0);
  const won = ways.reduce((sum, { conversions }) => sum + conversions, 0);
  if (won === 0) return [];
  return (Object.keys(READ) as PathModel[]).flatMap((model) => {
    const read = READ[model];
    const weights = (drawn: readonly Journey[]) => new Map([...read(drawn)].map(([channel, { weight }]) => [channel, weight]));
    // Shapley values take too long to be drawn so often; they are read beside the removal effects.
    const intervals = model === 'markov' && won < FEW_CONVERSIONS ? intervalsOf(ways, weights) : null;
    return [...read(ways)].map(([channel, of]) => ({
      ...{ model, channel, ...of },
      ...(intervals?.get(channel) ?? { low: null, high: null }),
    }));
  });
}
