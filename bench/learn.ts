import { setImmediate } from 'node:timers/promises';
import { type Fact, FactTableBuilder } from '#modules/predictions/rules/facts.ts';
import { runInSlices } from '#modules/predictions/rules/slices.ts';
import { train } from '#modules/predictions/rules/train.ts';

const NUMBERS = 12;
const CATEGORIES = 18;
const FACTS: readonly Fact[] = [
  ...Array.from({ length: NUMBERS }, (_, place) => factOf(`number ${place}`, 'number')),
  ...Array.from({ length: CATEGORIES }, (_, place) => factOf(`category ${place}`, 'category')),
];

function factOf(key: string, kind: Fact['kind']): Fact {
  return { key, label: key, right: key, kind };
}

/** A fixed stream of numbers in [0, 1). */
function stream(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** Leads of thirty facts, some of which count: alone, bent, and two together. */
function syntheticLeads(rows: number) {
  const next = stream(rows);
  const builder = new FactTableBuilder(FACTS);
  for (let row = 0; row < rows; row++) {
    const numbers = Array.from({ length: NUMBERS }, () => next() * 2 - 1);
    const levels = Array.from({ length: CATEGORIES }, (_, place) => Math.floor(next() ** 2 * (3 + place)));
    const [a = 0, b = 0, c = 0] = numbers;
    const logit = -0.6 + 1.5 * a + 2 * Math.abs(b) - 1 + (c > 0 && levels[0] === 0 ? 1.2 : 0) + 0.2 * (levels[1] ?? 0);
    const facts: Record<string, string | number | null> = {};
    for (const [place, value] of numbers.entries()) facts[`number ${place}`] = next() < 0.05 ? null : value;
    for (const [place, level] of levels.entries()) facts[`category ${place}`] = next() < 0.05 ? 'Select' : `level ${level}`;
    builder.add({
      id: String(row).padStart(8, '0'),
      order: row,
      won: next() < 1 / (1 + Math.exp(-logit)),
      asOf: false,
      label: null,
      facts,
    });
  }
  return builder.build();
}

export interface Learned {
  rows: number;
  seconds: number;
  /** Most memory of the process, in MB; measured in a process of its own. */
  memoryMb: number;
  /** The longest that a request would have waited for the training. */
  longestSliceMs: number;
  chosen: string;
  auc: number;
}

/** Trains on synthetic leads, in slices as the product does. */
export async function measureLearning(rows: number): Promise<Learned> {
  const table = syntheticLeads(rows);
  const began = performance.now();
  let longest = 0;
  let since = began;
  const learned = await runInSlices(train({ table, later: new Map(), known: new Set(), out: new Set() }), {
    sliceMs: 12,
    clock: () => performance.now(),
    between: async () => {
      longest = Math.max(longest, performance.now() - since);
      await setImmediate();
      since = performance.now();
      return true;
    },
  });
  return {
    rows,
    seconds: (performance.now() - began) / 1000,
    memoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    longestSliceMs: Math.round(longest),
    chosen: learned?.report.chosen ?? '',
    auc: learned?.report.quality.auc?.auc ?? 0,
  };
}
