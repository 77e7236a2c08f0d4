import { z } from 'zod';
import { PARTIES } from '#modules/signatures/schema.ts';

/** Exactly these three, in this order. */
export const SECTIONS = ['changes', 'goals', 'concerns'] as const;
export type Section = (typeof SECTIONS)[number];

/** `planned`: nothing is drafted yet. */
export const STATES = ['draft', 'sent'] as const;
export const Party = z.enum(PARTIES);

/** What counts as a sign of one team to the other. */
export const SIGNS = ['answer', 'verdict', 'meeting', 'brief', 'confirmation'] as const;
export type SignName = (typeof SIGNS)[number];

/** After how many days without a sign it is a silence; a sign that is absent is not watched. */
export type SilenceDays = Partial<Record<SignName, number>>;
export const USUAL_DUE_DAY = 5;
export const USUAL_SILENCE: SilenceDays = { answer: 7, verdict: 7, meeting: 14, brief: 40, confirmation: 30 };
/** How far back signs are counted. */
export const COUNTED_DAYS = 90;
export const MOST_LINES = 60;
export const LONGEST_LINE = 1000;

/** A path of the app: what stands behind it is opened with the reader's own rights. */
export const Link = z
  .string()
  .max(500)
  .regex(/^\/(?!\/)[\w\-/?=&.%]*$/, 'A link is a path of this app, such as /campaigns.');
/** A month, by its first day. */
export const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-01$/, 'A month is named by its first day.');

/** The first day of the month of a day, moved by so many months. */
export function monthOf(day: string, by = 0): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  const at = new Date(Date.UTC(year, month - 1 + by, 1));
  return at.toISOString().slice(0, 10);
}
