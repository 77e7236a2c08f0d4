import { type FormField, isHarmless, OWN_TARGET } from '../schema/form.ts';

/** What is on record about somebody, by target; telephone numbers as a list of lines. Null or absent: nothing. */
export type Held = Readonly<Record<string, string | null | undefined>>;

export interface Told {
  /** Nothing was on record. */
  fill: Record<string, string>;
  /** The workspace leaves it to those who followed a sealed link. */
  overwrite: Record<string, string>;
  /** Differs from the record; a person decides. */
  differ: Record<string, string>;
}

const digits = (text: string) => text.replace(/\D/g, '').replace(/^0+/, '').slice(-9);
const folded = (text: string) => text.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, ' ');

/**
 * What an answer may do to somebody who is known already: fill what is empty. Everything that says something else waits for a person, but for
 * harmless facts that the workspace has named, where a sealed link has said who it is.
 */
export function toldBy(
  values: Readonly<Record<string, string>>,
  held: Held,
  rights: { identified: boolean; overwrite: readonly string[] },
): Told {
  const told: Told = { fill: {}, overwrite: {}, differ: {} };
  for (const [target, value] of Object.entries(values)) {
    if (target === 'contact.email') continue;
    const now = held[target] ?? '';
    if (now === '') told.fill[target] = value;
    else if (same(target, now, value)) continue;
    else if (rights.identified && rights.overwrite.includes(target) && isHarmless(target)) told.overwrite[target] = value;
    else told.differ[target] = value;
  }
  return told;
}

function same(target: string, now: string, value: string): boolean {
  if (target === 'contact.phone') return now.split('\n').some((one) => digits(one) === digits(value));
  return folded(now) === folded(value);
}

/** The answers that are facts of the record, by target; of two fields for one fact the first that was answered. */
export function factsIn(fields: readonly FormField[], answers: Readonly<Record<string, string>>): Record<string, string> {
  const facts: Record<string, string> = {};
  for (const { key, target } of fields) {
    const value = answers[key];
    if (target && value && facts[target] === undefined) facts[target] = value;
  }
  return facts;
}

export const ownKey = (target: string): string | null => OWN_TARGET.exec(target)?.[1] ?? null;

/** Fields of which something is known: by the record, or by an earlier answer to the same question. */
export function knownKeys(fields: readonly FormField[], held: Held, answered: ReadonlySet<string>): Set<string> {
  return new Set(fields.filter(({ key, target }) => (target ? Boolean(held[target]) : answered.has(key))).map(({ key }) => key));
}
