import type { CriterionInput, Difference } from '../schema.ts';
import { sameText, topicsOf } from './conditions.ts';

export interface Pair {
  one: CriterionInput | null;
  other: CriterionInput | null;
}

/**
 * Puts two lists of criteria beside each other: each criterion with the one of the other list that is about the same, the most alike first.
 * In the order of the first list; what only the second has follows in its order.
 */
export function paired(one: readonly CriterionInput[], other: readonly CriterionInput[]): Pair[] {
  const candidates = one.flatMap((mine, place) => other.map((theirs, at) => ({ place, at, alike: likeness(mine, theirs) })));
  const taken = new Map<number, number>();
  for (const { place, at, alike } of candidates.sort((a, b) => b.alike - a.alike || a.place - b.place || a.at - b.at))
    if (alike > 0 && !taken.has(place) && ![...taken.values()].includes(at)) taken.set(place, at);
  const used = new Set(taken.values());
  return [
    ...one.map((mine, place) => ({ one: mine, other: other[taken.get(place) ?? -1] ?? null })),
    ...other.filter((_, at) => !used.has(at)).map((theirs) => ({ one: null, other: theirs })),
  ];
}

/** 0: not about the same. */
function likeness(one: CriterionInput, other: CriterionInput): number {
  const [mine, theirs] = [topicsOf(one.condition), topicsOf(other.condition)];
  const shared = [...mine].filter((topic) => theirs.has(topic)).length;
  const named = one.label.trim().toLowerCase() === other.label.trim().toLowerCase() ? 1 : 0;
  const topics = shared / (mine.size + theirs.size - shared || 1);
  // What one side wants and the other rules out by is a difference worth a line of its own.
  if (one.kind !== other.kind) return named > 0 && topics > 0 ? 0.1 : 0;
  return topics === 0 ? named * 0.2 : topics + named + (sameText(one.condition) === sameText(other.condition) ? 1 : 0);
}

/** Weights say something only within their list: 10 of 100 is 20 of 200. */
const NEXT_TO_NOTHING = 0.005;

/** In what two criteria of a pair differ; shares are of all the weight of their lists. */
export function differencesOf({ one, other }: Pair, shares: { one: number; other: number }): Difference[] {
  if (!one || !other) return [];
  const weighs = one.kind === 'weighted' && other.kind === 'weighted' && Math.abs(shares.one - shares.other) > NEXT_TO_NOTHING;
  return [
    ...(one.kind === other.kind ? [] : (['kind'] as const)),
    ...(sameText(one.condition) === sameText(other.condition) ? [] : (['condition'] as const)),
    ...(weighs ? (['weight'] as const) : []),
    ...(one.label.trim() === other.label.trim() ? [] : (['label'] as const)),
  ];
}

/** A criterion's part of all the weight of its list; 0 for what rules out. */
export function shareIn(
  list: readonly Pick<CriterionInput, 'kind' | 'weight'>[],
  one: Pick<CriterionInput, 'kind' | 'weight'> | null,
): number {
  if (one?.kind !== 'weighted') return 0;
  const all = list.reduce((sum, { kind, weight }) => sum + (kind === 'weighted' ? weight : 0), 0);
  return all > 0 ? one.weight / all : 0;
}
