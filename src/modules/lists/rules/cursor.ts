import { z } from 'zod';
import type { Kind } from '#modules/criteria/schema.ts';

/** Where a page ended: the sort it belongs to, the last row's sort values as PostgreSQL writes them, and its id. */
export interface Mark {
  values: readonly (string | null)[];
  id: string;
}

export interface MarkedKey {
  by: string;
  direction: 'asc' | 'desc';
  kind: Kind;
}

const Packed = z.tuple([z.string(), z.array(z.string().nullable()), z.uuid()]);
const NUL = String.fromCharCode(0);

const signatureOf = (keys: readonly MarkedKey[]): string => keys.map(({ by, direction }) => `${by} ${direction}`).join(', ');

export function packMark(keys: readonly MarkedKey[], mark: Mark): string {
  return Buffer.from(JSON.stringify([signatureOf(keys), mark.values, mark.id])).toString('base64url');
}

/**
 * Reads a cursor back. Its values go into the statement as parameters with a cast, so they are checked to be castable.
 * @returns null for one that is not ours, or of another sort
 */
export function unpackMark(keys: readonly MarkedKey[], cursor: string): Mark | null {
  const packed = Packed.safeParse(parsed(cursor));
  if (!packed.success) return null;
  const [signature, values, id] = packed.data;
  if (signature !== signatureOf(keys) || values.length !== keys.length) return null;
  const fits = keys.every(({ kind }, index) => {
    const value = values[index] ?? null;
    return value === null || FITS[kind](value);
  });
  return fits ? { values, id } : null;
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

const text = (value: string) => !value.includes(NUL);
const number = (value: string) => /^-?\d{1,40}(\.\d{1,40})?$/.test(value);
const day = (value: string) =>
  /^[1-9]\d{3}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString().startsWith(value);
const instant = (value: string) => {
  const match = /^(\d{4}-\d{2}-\d{2}) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?\+00$/.exec(value);
  return match?.[1] !== undefined && day(match[1]);
};

const FITS: Readonly<Record<Kind, (value: string) => boolean>> = {
  text,
  long_text: text,
  number,
  money: number,
  date: day,
  instant,
  yes_no: (value) => value === 'true' || value === 'false',
  choice: text,
  choices: text,
  member: text,
  record: text,
};
