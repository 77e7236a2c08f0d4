import { plainText } from '#platform/shared/words.ts';
import { SIZE_BANDS, type SizeBand } from '../schema.ts';

const LEAST: readonly number[] = [1, 11, 51, 201, 501, 1001, 5001, 10_001];

/** The band of a number of people; null for none. */
export function bandOf(people: number | null | undefined): SizeBand | null {
  if (people === null || people === undefined || !Number.isFinite(people) || people < 1) return null;
  const place = LEAST.findLastIndex((least) => people >= least);
  return SIZE_BANDS[place] ?? null;
}

const NUMBER = /\d{1,3}(?:[.,' ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?/g;

/** `1.200` and `1,200` are twelve hundred, `1.5k` fifteen hundred. */
function numberOf(text: string, after: string): number {
  const whole = /^\d{1,3}(?:[.,' ]\d{3})+$/.test(text) ? Number(text.replace(/\D/g, '')) : Number(text.replace(',', '.'));
  if (/^\s*(k\b|tsd|thousand|tausend|mille\b|mil\b|mila\b|duizend)/i.test(after)) return whole * 1000;
  return /^\s*(m\b|mio|million)/i.test(after) ? whole * 1_000_000 : whole;
}

const ALONE =
  /\b(self employed|selfemployed|freelanc\w*|solo\w*|sole trader|einzelunternehm\w*|selbst(s)?taendig\w*|independant|autonomo|zzp)\b/;
const OPEN_ABOVE = /\+|>|\b(more than|over|ueber|mehr als|above|at least|mindestens|plus de|mas de|piu di|meer dan|oltre)\b/;
const OPEN_BELOW =
  /<|\b(less than|under|unter|weniger als|up to|bis zu|fewer than|below|moins de|menos de|meno di|minder dan|jusqu a|hasta|fino a)\b/;

/**
 * The band of a size in words: `51-200`, `ca. 300 Mitarbeiter`, `1.000+`, `< 50`, `10k`. A range that lies across bands counts as its middle,
 * an open one as what begins there. Null where it names no number of people.
 */
export function bandOfText(text: string | null | undefined): SizeBand | null {
  const given = (text ?? '').trim();
  if (given === '') return null;
  const plain = plainText(given);
  if (ALONE.test(plain)) return SIZE_BANDS[0];
  const numbers = [...given.matchAll(NUMBER)].map((found) => numberOf(found[0], given.slice((found.index ?? 0) + found[0].length)));
  const [first, second] = numbers;
  if (first === undefined || numbers.length > 2) return null;
  if (second !== undefined) return second < first ? null : bandOf((first + second) / 2);
  const above = `${given} ${plain}`;
  if (OPEN_ABOVE.test(above)) return bandOf(first + 1);
  return OPEN_BELOW.test(above) ? bandOf(Math.max(1, first / 2)) : bandOf(first);
}
