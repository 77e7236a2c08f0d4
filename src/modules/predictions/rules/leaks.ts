import { aucOf } from '#platform/shared/ranking.ts';
import { type Column, type FactTable, isKnown, rowsWhere } from './facts.ts';
import { featuresOf, matrixOf } from './features.ts';
import type { Steps } from './steps.ts';

/**
 * Finds fields that were filled in after the outcome, or with it in view. Such a field makes a model look brilliant on the past and is not
 * there when the next lead is handed off.
 *
 * Where it is on record when a value was written, that decides. Where it is not (imported history), the way the field is filled tells:
 * what the customer or the first touch brings is there for all leads, or is blank without saying much. What somebody judges later is blank
 * for the many who were not worth judging, and where it is filled in, it sorts the won from the others as no honest answer on a form does.
 *
 * Values that were kept at the hand-off itself are above suspicion and are not looked at.
 */

export const SIGNS = ['filled_later', 'judged', 'filled_together', 'one_outcome', 'too_good', 'blank_tells'] as const;
export type Sign = (typeof SIGNS)[number];

export interface Suspicion {
  key: string;
  label: string;
  right: string;
  sign: Sign;
  /** `leak`: left out until a person says that it is known at the hand-off. `doubt`: stays in, and is worth a question. */
  level: 'leak' | 'doubt';
  /** Leads looked at, how many have the field filled in, and how many of those were won; the same of the blank ones. */
  n: number;
  filled: number;
  wonFilled: number;
  wonBlank: number;
  /** Area under the curve of the value alone among leads that have one, each half judged by what the other half taught. */
  auc: { auc: number; low: number; high: number } | null;
  /** `filled_later`: values written after the hand-off. */
  later: number | null;
  /** `filled_together`: the field it goes with. */
  together: string | null;
}

/** An optional field whose value alone sorts this well was written by someone who knew more: answers on forms stay around 0.6. */
const JUDGED_AUC = 0.7;
/** A field filled in for everybody may honestly be strong; beyond this it is the outcome in other words. */
const TOO_GOOD_AUC = 0.9;
/** Being filled in at all, taken as a score. */
const ONE_OUTCOME_AUC = 0.8;
const BLANK_TELLS_AUC = 0.62;
/** Blank for at least this share, a field was filled in by choice; with fewer blanks a strong honest field is the likelier story. */
const BY_CHOICE = 0.25;
/** Blank for at least this share, it is worth a look whether being blank tells something. */
const OPTIONAL = 0.1;
/** Two fields are filled in at one go when their blanks are nearly the same leads (correlation of the two). */
const TOGETHER = 0.98;
/** Share of the known values that were written after the hand-off. */
const LATER = 0.1;
const FEWEST = 30;

/** Values of each field (by key) written after the hand-off, as far as the record tells. */
export type WrittenLater = ReadonlyMap<string, number>;

interface Looked extends Omit<Suspicion, 'sign' | 'level' | 'together'> {
  known: Uint8Array;
  /** Area under the curve of "is filled in", above one half whichever way it points. */
  presence: number;
}

export function* findLeaks(table: FactTable, later: WrittenLater): Steps<Suspicion[]> {
  const open = yield* rowsWhere(table, (place) => table.asOf[place] !== 1);
  if (open.ids.length < FEWEST) return [];
  const alone = yield* aloneAucs(open);
  const looked: Looked[] = [];
  for (const column of open.columns) {
    looked.push(lookAt(column, { won: open.won, auc: alone.get(column.fact.key) ?? null, later }));
    yield;
  }
  const found = looked.flatMap((one) => {
    const judged = judge(one);
    return judged ? [suspicionOf(one, judged)] : [];
  });
  const sources = looked.filter((one) => found.some(({ key, sign }) => key === one.key && sign === 'judged'));
  const mates = looked.flatMap((one) => {
    if (found.some(({ key, level }) => key === one.key && level === 'leak')) return [];
    const source = sources.find((other) => isFilledWith(one, other));
    return source ? [suspicionOf(one, { sign: 'filled_together', level: 'leak', together: source.key })] : [];
  });
  const named = new Set(mates.map(({ key }) => key));
  return [...found.filter(({ key }) => !named.has(key)), ...mates];
}

function suspicionOf(
  { known: _, presence: __, ...one }: Looked,
  judged: { sign: Sign; level: Suspicion['level']; together?: string },
): Suspicion {
  return { ...one, sign: judged.sign, level: judged.level, together: judged.together ?? null };
}

function lookAt(column: Column, about: { won: Uint8Array; auc: Suspicion['auc']; later: WrittenLater }): Looked {
  const { won } = about;
  const known = Uint8Array.from(won, (_, place) => (isKnown(column, place) ? 1 : 0));
  let [filled, wonFilled, wonBlank] = [0, 0, 0];
  for (let place = 0; place < won.length; place++) {
    if (known[place]) {
      filled++;
      wonFilled += won[place] ?? 0;
    } else wonBlank += won[place] ?? 0;
  }
  const presence = aucOf({ scores: known, outcomes: won })?.auc ?? 0.5;
  const { key, label, right } = column.fact;
  return {
    ...{ key, label, right, n: won.length, filled, wonFilled, wonBlank, known },
    auc: about.auc,
    later: about.later.get(key) ?? null,
    presence: Math.max(presence, 1 - presence),
  };
}

function judge(one: Looked): { sign: Sign; level: Suspicion['level'] } | null {
  if (one.filled < FEWEST) return null;
  const blank = 1 - one.filled / one.n;
  const low = one.auc?.low ?? 0;
  if (one.later !== null && one.later >= LATER * one.filled) return { sign: 'filled_later', level: 'leak' };
  if (blank >= BY_CHOICE && low >= JUDGED_AUC) return { sign: 'judged', level: 'leak' };
  if (low >= TOO_GOOD_AUC) return { sign: 'too_good', level: 'leak' };
  if (one.presence >= ONE_OUTCOME_AUC) return { sign: 'one_outcome', level: 'leak' };
  if (blank >= OPTIONAL && one.presence >= BLANK_TELLS_AUC) return { sign: 'blank_tells', level: 'doubt' };
  return null;
}

/** Blank for the same leads, and optional: written down in one go. */
function isFilledWith(one: Looked, other: Looked): boolean {
  const blank = 1 - one.filled / one.n;
  if (one.key === other.key || blank < OPTIONAL / 2 || blank > 1 - OPTIONAL / 2) return false;
  let both = 0;
  for (let place = 0; place < one.n; place++) both += (one.known[place] ?? 0) & (other.known[place] ?? 0);
  const [p, q] = [one.filled / one.n, other.filled / other.n];
  return (both / one.n - p * q) / Math.sqrt(p * (1 - p) * q * (1 - q) || 1) >= TOGETHER;
}

/** For each field the area under the curve of its value alone: rates by level from every second lead, measured on the others, and the other way round. */
function* aloneAucs(table: FactTable): Steps<Map<string, Suspicion['auc']>> {
  const { features } = yield* featuresOf(table, table.ids.length);
  const { bins } = yield* matrixOf(features, table);
  const columns = new Map(table.columns.map((column) => [column.fact.key, column]));
  const found = new Map<string, Suspicion['auc']>();
  for (const [place, { key }] of features.entries()) {
    const column = columns.get(key);
    const places = Uint32Array.from(table.ids, (_, row) => row).filter((row) => column !== undefined && isKnown(column, row));
    const outcomes = Uint8Array.from(places, (row) => table.won[row] ?? 0);
    const ownBins = Uint8Array.from(places, (row) => bins[place]?.[row] ?? 0);
    const area = aucOf({ scores: crossed(ownBins, outcomes), outcomes });
    found.set(key, area && { auc: area.auc, low: area.low, high: area.high });
    yield;
  }
  return found;
}

function crossed(bins: Uint8Array, won: Uint8Array): Float64Array {
  const counts = [0, 1].map(() => ({ n: new Float64Array(256), k: new Float64Array(256), total: 0, all: 0 }));
  for (let row = 0; row < bins.length; row++) {
    const count = counts[row & 1];
    const bin = bins[row] ?? 0;
    if (!count) continue;
    count.n[bin] = (count.n[bin] ?? 0) + 1;
    count.k[bin] = (count.k[bin] ?? 0) + (won[row] ?? 0);
    count.all++;
    count.total += won[row] ?? 0;
  }
  return Float64Array.from(bins, (bin, row) => {
    const count = counts[1 - (row & 1)];
    const base = count && count.all > 0 ? count.total / count.all : 0.5;
    return ((count?.k[bin] ?? 0) + 5 * base) / ((count?.n[bin] ?? 0) + 5);
  });
}
