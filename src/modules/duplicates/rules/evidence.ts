import { type Evidence, part } from './score.ts';
import { agreementOf, likeness, plain, steps } from './text.ts';

export interface Place {
  street: string | null;
  city: string | null;
  region: string | null;
  postalCode: string | null;
  country: string | null;
}

/** Where somebody lives or sits. */
export function addressParts(a: Place, b: Place): Evidence[] {
  const parts: Evidence[] = [];
  if (a.street && b.street) parts.push(streetPart(plain(a.street), plain(b.street)));
  if (a.city && b.city) {
    const how = agreementOf(plain(a.city), plain(b.city), { least: 0.7 });
    parts.push(part('city', how, { same: 2.5, similar: 2, different: -1.5 }[how]));
  }
  if (a.postalCode && b.postalCode) {
    const [one, other] = [plain(a.postalCode), plain(b.postalCode)];
    if (one === other) parts.push(part('postalCode', 'same', 3));
    else parts.push(steps(one, other) === 1 && one.length >= 4 ? part('postalCode', 'similar', 1.5) : part('postalCode', 'different', -1));
  }
  if (a.region && b.region)
    parts.push(plain(a.region) === plain(b.region) ? part('region', 'same', 0.5) : part('region', 'different', -0.5));
  if (a.country && b.country && plain(a.country) !== plain(b.country)) parts.push(part('country', 'different', -1));
  return parts;
}

/** Words count against words and the number against the number: a neighbour is not the same house. */
function streetPart(a: string, b: string): Evidence {
  if (a === b) return part('street', 'same', 5);
  const split = (text: string) => {
    const all = text.split(' ');
    return { words: all.filter((word) => !/^\d/.test(word)), numbers: all.filter((word) => /^\d/.test(word)) };
  };
  const [one, other] = [split(a), split(b)];
  const alike = wordsAlike(one.words, other.words);
  const sameNumber = one.numbers.some((number) => other.numbers.includes(number));
  if (alike >= 0.75 && (sameNumber || one.numbers.length === 0 || other.numbers.length === 0)) return part('street', 'similar', 4);
  if (alike >= 0.6) return part('street', 'near', sameNumber ? 2.5 : 2);
  return part('street', 'different', alike >= 0.4 ? 0 : -2);
}

/** How much of the shorter list of words stands in the longer one, as 0..1; every word is met once. */
export function wordsAlike(a: readonly string[], b: readonly string[]): number {
  const [short, long] = a.length <= b.length ? [a, [...b]] : [b, [...a]];
  if (short.length === 0) return 0;
  let found = 0;
  let letters = 0;
  for (const word of short) {
    const alike = long.map((other) => likeness(word, other));
    const most = Math.max(...alike);
    if (most >= 0.6) {
      found += most * word.length;
      long.splice(alike.indexOf(most), 1);
    }
    letters += word.length;
  }
  return letters === 0 ? 0 : found / letters;
}

const BIRTH = /birth|\bdob\b|geburt|naissance|nacimiento/i;

/** A workspace's own values: a day of birth says much, a number that looks like somebody's own says something, anything else nothing. */
export function customParts(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): Evidence[] {
  const parts: Evidence[] = [];
  for (const [key, value] of Object.entries(a)) {
    const [one, other] = [textOf(value), textOf(b[key])];
    if (one === '' || other === '') continue;
    if (BIRTH.test(key)) parts.push(numberPart(key, [one, other], { same: 7, similar: 4, different: -3 }));
    else if (isNumberOfOnesOwn(one) && isNumberOfOnesOwn(other))
      parts.push(numberPart(key, [one, other], { same: 5, similar: 3, different: -2 }));
  }
  return parts;
}

function numberPart(
  key: string,
  [a, b]: readonly [string, string],
  points: { same: number; similar: number; different: number },
): Evidence {
  const apart = steps(a, b);
  const how = apart === 0 ? 'same' : apart === 1 || (apart === 2 && a.length >= 8) ? 'similar' : 'different';
  return part(`custom.${key}`, how, points[how]);
}

const textOf = (value: unknown) => (typeof value === 'string' ? plain(value).replaceAll(' ', '') : '');
const isNumberOfOnesOwn = (text: string) =>
  text.length >= 6 && text.length <= 20 && text.replace(/\D/g, '').length >= 4 && !/^\d{8}$/.test(text);
