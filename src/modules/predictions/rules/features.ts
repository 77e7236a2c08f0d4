import { type Column, type Fact, type FactTable, foldedLevel, numberOf, type Value } from './facts.ts';
import type { Steps } from './steps.ts';

/** A level of a category counts from so many leads on; rarer ones are "other". */
export const FEWEST_OF_LEVEL = 10;
const MOST_LEVELS = 50;
const MOST_BINS = 32;

/** How one fact enters the models. Learned from the training part alone, kept with the model, so that a lead of tomorrow is read the same way. */
export type Feature =
  | {
      kind: 'number';
      key: string;
      label: string;
      right: string;
      /** Counts and amounts with a long tail are read by their order of magnitude. */
      log: boolean;
      low: number;
      high: number;
      mean: number;
      spread: number;
      /** Upper borders of the bins, ascending; the last bin has none. */
      borders: number[];
    }
  | {
      kind: 'category';
      key: string;
      label: string;
      right: string;
      /** From the least to the most promising in the training part. */
      levels: string[];
      /** Place in that order of a value that is rare or new, and of none at all. */
      ranks: number[];
    };

export type Ignored = { key: string; label: string; right: string; reason: 'constant' | 'empty' | 'free_text' };

/** @param until the training part is the leads before this place */
export function* featuresOf(table: FactTable, until: number): Steps<{ features: Feature[]; ignored: Ignored[] }> {
  const features: Feature[] = [];
  const ignored: Ignored[] = [];
  for (const column of table.columns) {
    const found = column.kind === 'number' ? numberFeature(column, until) : categoryFeature(column, table.won.subarray(0, until));
    if (typeof found === 'string') ignored.push({ ...named(column.fact), reason: found });
    else features.push(found);
    yield;
  }
  return { features, ignored };
}

const named = ({ key, label, right }: Fact) => ({ key, label, right });

function numberFeature({ fact, numbers }: Column & { kind: 'number' }, until: number): Feature | Ignored['reason'] {
  const known = numbers.subarray(0, until).filter((value) => !Number.isNaN(value));
  if (known.length < FEWEST_OF_LEVEL) return 'empty';
  known.sort();
  const at = (share: number) => known[Math.min(known.length - 1, Math.floor(share * known.length))] ?? 0;
  if (known[0] === known[known.length - 1]) return known.length === until ? 'constant' : indicatorOnly(fact, known[0] ?? 0);
  const [low, high] = at(0.01) === at(0.99) ? [at(0), at(1)] : [at(0.01), at(0.99)];
  const log = low >= 0 && high > 4 * Math.max(1e-9, at(0.5)) && high > 10;
  const read = known.map((value) => scaled(value, { low, high, log }));
  const mean = read.reduce((sum, value) => sum + value, 0) / read.length;
  const spread = Math.sqrt(read.reduce((sum, value) => sum + (value - mean) ** 2, 0) / read.length) || 1;
  const borders = [...new Set(Array.from({ length: MOST_BINS - 1 }, (_, index) => at((index + 1) / MOST_BINS)))];
  if (borders.at(-1) === known[known.length - 1]) borders.pop();
  return { kind: 'number', ...named(fact), log, low, high, mean, spread, borders: borders.length > 0 ? borders : [at(0)] };
}

/** Always the same where it is known: only whether it is known tells something. */
function indicatorOnly(fact: Fact, value: number): Feature {
  return { kind: 'number', ...named(fact), log: false, low: value, high: value, mean: value, spread: 1, borders: [] };
}

function scaled(value: number, { low, high, log }: { low: number; high: number; log: boolean }): number {
  const kept = Math.min(high, Math.max(low, value));
  return log ? Math.log1p(kept) : kept;
}

function categoryFeature({ fact, codes, levels }: Column & { kind: 'category' }, won: Uint8Array): Feature | Ignored['reason'] {
  const counts = levels.map(() => ({ n: 0, k: 0 }));
  const unknown = { n: 0, k: 0 };
  for (let place = 0; place < won.length; place++) {
    const count = counts[codes[place] ?? -1] ?? unknown;
    count.n++;
    count.k += won[place] ?? 0;
  }
  const filled = won.length - unknown.n;
  if (filled < FEWEST_OF_LEVEL) return 'empty';
  const kept = levels
    .map((level, place) => ({ level, count: counts[place] ?? unknown }))
    .filter(({ count }) => count.n >= FEWEST_OF_LEVEL)
    .sort((a, b) => b.count.n - a.count.n)
    .slice(0, MOST_LEVELS);
  const inKept = kept.reduce((sum, { count }) => sum + count.n, 0);
  if (inKept < filled / 2) return 'free_text';
  const other = {
    n: filled - inKept,
    k: won.reduce((sum, one) => sum + one, 0) - unknown.k - kept.reduce((sum, { count }) => sum + count.k, 0),
  };
  if ([...kept.map(({ count }) => count), other, unknown].filter(({ n }) => n > 0).length < 2) return 'constant';
  return { kind: 'category', ...named(fact), ...ordered(kept, { other, unknown, won }) };
}

type Count = { n: number; k: number };

/** Levels by how many of them were won, drawn towards the rate of all for small ones: so a tree can cut them like a number. */
function ordered(kept: { level: string; count: Count }[], rest: { other: Count; unknown: Count; won: Uint8Array }) {
  const base = rest.won.reduce((sum, one) => sum + one, 0) / Math.max(1, rest.won.length);
  const rate = ({ k, n }: Count) => (k + base * FEWEST_OF_LEVEL) / (n + FEWEST_OF_LEVEL);
  const all = [...kept, { level: null, count: rest.other }, { level: undefined, count: rest.unknown }].sort(
    (a, b) => rate(a.count) - rate(b.count),
  );
  return {
    levels: all.flatMap(({ level }) => (typeof level === 'string' ? [level] : [])),
    ranks: [all.findIndex(({ level }) => level === null), all.findIndex(({ level }) => level === undefined)],
  };
}

/** The bins of a feature: for a number 0 is "not known", then from low to high; for a category the order of promise. */
export function binsOf(feature: Feature): number {
  return feature.kind === 'number' ? feature.borders.length + 2 : feature.levels.length + 2;
}

export function binOfNumber(feature: Feature & { kind: 'number' }, value: number): number {
  if (Number.isNaN(value)) return 0;
  let from = 0;
  let to = feature.borders.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (value <= (feature.borders[middle] ?? 0)) to = middle;
    else from = middle + 1;
  }
  return from + 1;
}

/** Bin of each level by name; `other` and `unknown` for the rest. */
export function levelBins(feature: Feature & { kind: 'category' }): { known: Map<string, number>; other: number; unknown: number } {
  const [other = 0, unknown = 1] = feature.ranks;
  const taken = new Set([other, unknown]);
  const free = Array.from({ length: feature.levels.length + 2 }, (_, bin) => bin).filter((bin) => !taken.has(bin));
  return { known: new Map(feature.levels.map((level, place) => [level, free[place] ?? other])), other, unknown };
}

/** The standardised number that the regression reads; 0, the mean, where it is not known. */
export function standardised(feature: Feature & { kind: 'number' }, value: number): number {
  return Number.isNaN(value) ? 0 : (scaled(value, feature) - feature.mean) / feature.spread;
}

/** One lead as the models read it: the bin of each feature, and for numbers the standardised value. */
export interface Reading {
  bins: Uint8Array;
  numbers: Float64Array;
}

export function readingOf(features: readonly Feature[], facts: Readonly<Record<string, Value>>): Reading {
  const bins = new Uint8Array(features.length);
  const numbers = new Float64Array(features.length);
  for (const [place, feature] of features.entries()) {
    if (feature.kind === 'number') {
      const value = numberOf(facts[feature.key]);
      bins[place] = binOfNumber(feature, value);
      numbers[place] = standardised(feature, value);
    } else {
      const level = foldedLevel(facts[feature.key]);
      const { known, other, unknown } = levelBins(feature);
      bins[place] = level === null ? unknown : (known.get(level) ?? other);
    }
  }
  return { bins, numbers };
}

/** Many leads as the models read them, a column per feature. */
export interface Matrix {
  rows: number;
  bins: readonly Uint8Array[];
  numbers: readonly (Float64Array | null)[];
}

export function* matrixOf(features: readonly Feature[], table: FactTable): Steps<Matrix> {
  const byKey = new Map(table.columns.map((column) => [column.fact.key, column]));
  const rows = table.ids.length;
  const bins: Uint8Array[] = [];
  const numbers: (Float64Array | null)[] = [];
  for (const feature of features) {
    const column = byKey.get(feature.key);
    const read = feature.kind === 'number' ? readNumbers(feature, column, rows) : readLevels(feature, column, rows);
    bins.push(read.bins);
    numbers.push(read.numbers);
    yield;
  }
  return { rows, bins, numbers };
}

interface ReadColumn {
  bins: Uint8Array;
  numbers: Float64Array | null;
}

function readNumbers(feature: Feature & { kind: 'number' }, column: Column | undefined, rows: number): ReadColumn {
  const bins = new Uint8Array(rows);
  const numbers = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const value = column?.kind === 'number' ? (column.numbers[row] ?? Number.NaN) : Number.NaN;
    bins[row] = binOfNumber(feature, value);
    numbers[row] = standardised(feature, value);
  }
  return { bins, numbers };
}

function readLevels(feature: Feature & { kind: 'category' }, column: Column | undefined, rows: number): ReadColumn {
  const { known, other, unknown } = levelBins(feature);
  if (column?.kind !== 'category') return { bins: new Uint8Array(rows).fill(unknown), numbers: null };
  const binOfCode = column.levels.map((level) => known.get(level) ?? other);
  const bins = Uint8Array.from(column.codes, (code) => (code < 0 ? unknown : (binOfCode[code] ?? other)));
  return { bins, numbers: null };
}
