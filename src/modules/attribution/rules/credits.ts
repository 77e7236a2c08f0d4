import { splitMinor } from '#platform/shared/money.ts';
import { MODELS, type Model, PATH_MODELS, type PathModel, type RuleModel, type Terms } from '../schema.ts';
import { type Anchors, sharesOf } from './shares.ts';

/** A touch as far as models look at it. In order of time, ties by id. */
export interface Counted {
  place: number;
  /** ISO. */
  at: string;
  channel: string;
  direct: boolean;
  /** What Sales does once the deal is open: the models that learn leave it out. */
  process: boolean;
}

/** What one channel brings by a model that learns from paths; can be below 0. */
export type Weights = Readonly<Record<PathModel, ReadonlyMap<string, number>>>;
export const NO_WEIGHTS: Weights = { markov: new Map(), shapley: new Map() };

export interface Way {
  touches: readonly Counted[];
  /** Places of touches, in the whole path. */
  anchors: Anchors;
  /** ISO: the end of the deal, or now. */
  closedAt: string;
}

const DAY_MS = 86_400_000;

/** Touches within the window before the end. What came after the end is none. */
export function inWindow<T extends { at: string }>(touches: readonly T[], closedAt: string, lookbackDays: number): T[] {
  const end = Date.parse(closedAt);
  return touches.filter(({ at }) => Date.parse(at) <= end && end - Date.parse(at) <= lookbackDays * DAY_MS);
}

/** The last touch at or before an instant: that with which something came about. Null where all came later, or where it never did. */
export function placeAt(touches: readonly { at: string }[], at: string | null): number | null {
  if (at === null) return null;
  const found = touches.findLastIndex((touch) => touch.at <= at);
  return found < 0 ? null : found;
}

/** By place, the share of each touch; touches without a share are left out. They sum to 1, or there is none. */
export function sharesBy(model: Model, way: Way, { terms, weights }: { terms: Terms; weights: Weights }): Map<number, number> {
  const touches = inWindow(way.touches, way.closedAt, terms.lookbackDays);
  const shares = isLearned(model) ? learnedShares(touches, weights[model]) : ruleShares(model, { ...way, touches }, terms);
  return new Map(touches.flatMap(({ place }, index) => ((shares[index] ?? 0) > 0 ? [[place, shares[index] ?? 0]] : [])));
}

const isLearned = (model: Model): model is PathModel => PATH_MODELS.some((one) => one === model);

function ruleShares(model: RuleModel, { touches, anchors, closedAt }: Way, { halfLifeDays }: Terms): number[] {
  const within = (place: number | null) => {
    const found = touches.findIndex((touch) => touch.place === place);
    return found < 0 ? null : found;
  };
  return sharesOf(model, {
    touches,
    anchors: { lead: within(anchors.lead), opportunity: within(anchors.opportunity), close: within(anchors.close) },
    closedAt,
    halfLifeDays,
  });
}

/** Each channel of the path by what it brings, divided among its touches. Where nothing was learned of any of them, all alike. */
function learnedShares(touches: readonly Counted[], weights: ReadonlyMap<string, number>): number[] {
  const own = touches.some(({ process }) => !process) ? touches.map(({ process }) => !process) : touches.map(() => true);
  const times = new Map<string, number>();
  for (const [index, { channel }] of touches.entries()) if (own[index]) times.set(channel, (times.get(channel) ?? 0) + 1);
  const raw = touches.map(({ channel }, index) => (own[index] ? Math.max(0, weights.get(channel) ?? 0) / (times.get(channel) ?? 1) : 0));
  const sum = raw.reduce((total, one) => total + one, 0);
  if (sum > 0) return raw.map((one) => one / sum);
  const n = own.filter(Boolean).length;
  return own.map((counts) => (counts ? 1 / n : 0));
}

export interface Sums {
  booked: number;
  invoiced: number;
  paid: number;
}

export interface Credit extends Sums {
  model: Model;
  place: number;
  share: number;
}

/** A deal's money shared out by one model, to the cent: the parts add up to each of the three sums, or there are none. */
export function creditsBy(model: Model, shares: ReadonlyMap<number, number>, money: Sums): Credit[] {
  const weights = [...shares.values()];
  const [booked, invoiced, paid] = [money.booked, money.invoiced, money.paid].map((amount) => splitMinor(amount, weights));
  return [...shares].map(([place, share], index) => ({
    ...{ model, place, share },
    ...{ booked: booked?.[index] ?? 0, invoiced: invoiced?.[index] ?? 0, paid: paid?.[index] ?? 0 },
  }));
}

/** By every model. */
export function allCredits(way: Way, money: Sums, by: { terms: Terms; weights: Weights }): Credit[] {
  return MODELS.flatMap((model) => creditsBy(model, sharesBy(model, way, by), money));
}
