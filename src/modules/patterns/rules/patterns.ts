import { adjusted, type Lift, liftOf, type Share } from '#platform/shared/comparison.ts';
import { sameRate } from '#platform/shared/exact.ts';
import { ENOUGH, type Rate, rateOf } from '#platform/shared/statistics.ts';
import { FALSE_SHARE, FEWEST_WITH, type PatternItem } from '../schema.ts';

/** One attribute of every case, in their order: the place of its value, -1 where it is not known. */
export interface Column {
  dimension: string;
  values: readonly string[];
  codes: Int32Array;
}

/** What became of every case: 1 where it ended as asked, 0 where it ended otherwise. */
export type Ended = Uint8Array;

export interface Pattern<What> {
  what: What;
  /** Of those that have it, so many ended as asked. */
  rate: Rate;
  /** Of those that ended as asked, how many have it, against all of which it is known. */
  lift: Lift;
  p: number;
  /** The same, taken that many things were looked at (Benjamini–Hochberg). */
  adjustedP: number;
}

interface Tested<What> {
  what: What;
  rate: Share;
  known: Share;
  p: number;
}

export interface Found<What> {
  /** So many things had enough cases to be looked at. */
  tested: number;
  patterns: Pattern<What>[];
}

const less = (all: Share, part: Share): Share => ({ k: all.k - part.k, n: all.n - part.n });
const share = ({ k, n }: Share) => (n > 0 ? k / n : 0);
/** Enough of both endings are known. */
const speaks = ({ k, n }: Share) => k >= ENOUGH && n - k >= ENOUGH;

/** What is over-represented after correcting for everything that was tested, the surest first: by the lower bound of its lift. */
export function overRepresented<What>(tests: readonly Tested<What>[]): Found<What> {
  const corrected = adjusted(tests.map(({ p }) => p));
  const patterns = tests.flatMap(({ what, rate, known, p }, index): Pattern<What>[] => {
    const adjustedP = corrected[index] ?? 1;
    if (adjustedP > FALSE_SHARE || share(rate) <= share(known)) return [];
    const lift = liftOf({ k: rate.k, n: known.k }, { k: rate.n - rate.k, n: known.n - known.k });
    return [{ what, rate: rateOf(rate.k, rate.n), lift, p, adjustedP }];
  });
  return { tested: tests.length, patterns: patterns.sort((a, b) => (b.lift.low ?? 0) - (a.lift.low ?? 0) || a.p - b.p) };
}

/** One thing that some of the cases have, against all others of which it is known whether they have it. */
export function test<What>(of: { what: What; rate: Share; known: Share; fewest: number }): Tested<What>[] {
  const { what, rate, known, fewest } = of;
  const rest = less(known, rate);
  if (rate.n < fewest || rest.n < fewest || !speaks(known)) return [];
  return [{ what, rate, known, p: sameRate(rate, rest) }];
}

interface Counts {
  known: Share;
  values: Share[];
}

function countsOf({ codes, values }: Column, ended: Ended): Counts {
  const counts: Counts = { known: { k: 0, n: 0 }, values: values.map(() => ({ k: 0, n: 0 })) };
  for (let place = 0; place < ended.length; place++) {
    const value = counts.values[codes[place] ?? -1];
    if (!value) continue;
    const hit = ended[place] ?? 0;
    value.n++;
    value.k += hit;
    counts.known.n++;
    counts.known.k += hit;
  }
  return counts;
}

function singles(column: Column, ended: Ended): Tested<PatternItem[]>[] {
  const { known, values } = countsOf(column, ended);
  return values.flatMap((rate, place) =>
    test({ what: [{ dimension: column.dimension, value: column.values[place] ?? '' }], rate, known, fewest: FEWEST_WITH }),
  );
}

/** Values with enough cases; a pair can't have more cases than its parts. */
function frequentOf(column: Column): Column {
  const n = new Int32Array(column.values.length);
  for (const code of column.codes) if (code >= 0) n[code] = (n[code] ?? 0) + 1;
  const kept = column.values.flatMap((_, code) => ((n[code] ?? 0) >= FEWEST_WITH ? [code] : []));
  const values = kept.map((code) => column.values[code] ?? '');
  const RARE = values.length;
  const places = new Map(kept.map((code, place) => [code, place]));
  // The rare ones stay known, as one value that is never told.
  return { ...column, values: [...values, ''], codes: column.codes.map((code) => (code < 0 ? -1 : (places.get(code) ?? RARE))) };
}

/**
 * Two attributes together. A pair counts only where each of the two adds something to the other alone (productive, G. I. Webb, 2007): its p is the
 * largest of three tests, against all others, within the first and within the second. So what a single attribute explains is never told twice.
 */
function pairs(first: Column, second: Column, ended: Ended): Tested<PatternItem[]>[] {
  const width = second.values.length;
  const both: Share[] = Array.from({ length: first.values.length * width }, () => ({ k: 0, n: 0 }));
  const ofFirst: Share[] = first.values.map(() => ({ k: 0, n: 0 }));
  const ofSecond: Share[] = second.values.map(() => ({ k: 0, n: 0 }));
  const known: Share = { k: 0, n: 0 };
  for (let place = 0; place < ended.length; place++) {
    const [a, b] = [first.codes[place] ?? -1, second.codes[place] ?? -1];
    if (a < 0 || b < 0) continue;
    const hit = ended[place] ?? 0;
    for (const count of [both[a * width + b], ofFirst[a], ofSecond[b], known]) {
      if (!count) continue;
      count.n++;
      count.k += hit;
    }
  }
  return both.flatMap((rate, cell) => {
    const [a, b] = [Math.floor(cell / width), cell % width];
    const [valueA, valueB, wholeA, wholeB] = [first.values[a], second.values[b], ofFirst[a], ofSecond[b]];
    if (!valueA || !valueB || !wholeA || !wholeB) return [];
    const [restA, restB] = [less(wholeA, rate), less(wholeB, rate)];
    if (restA.n === 0 || restB.n === 0) return [];
    const what = [
      { dimension: first.dimension, value: valueA },
      { dimension: second.dimension, value: valueB },
    ];
    return test({ what, rate, known, fewest: FEWEST_WITH }).map((one) => {
      const adds = share(rate) > share(restA) && share(rate) > share(restB);
      return { ...one, p: adds ? Math.max(one.p, sameRate(rate, restA), sameRate(rate, restB)) : 1 };
    });
  });
}

/** Attributes, and pairs of them, that those which ended as asked have more often than all others. */
export function patternsOf(columns: readonly Column[], ended: Ended): Found<PatternItem[]> {
  const frequent = columns.map(frequentOf);
  return overRepresented([
    ...columns.flatMap((column) => singles(column, ended)),
    ...frequent.flatMap((first, place) => frequent.slice(place + 1).flatMap((second) => pairs(first, second, ended))),
  ]);
}
