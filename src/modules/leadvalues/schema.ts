import { z } from 'zod';
import { SOURCE_CHANNELS } from '#modules/leads/schema.ts';

/** Someone who asked to be contacted, whatever channel brought them. */
export const HAND_RAISED = 'hand_raised';
/** A lead whose channel nobody knows. */
export const UNKNOWN = 'unknown';
/** What made a lead: a channel (imports may bring others than these), or that the person asked. */
export const KNOWN_TYPES = [HAND_RAISED, ...SOURCE_CHANNELS, UNKNOWN] as const;
/** Fit at the hand-off; `?`: too little was known. */
export const SEGMENTS = ['A', 'B', 'C', 'D', '?'] as const;
export type Segment = (typeof SEGMENTS)[number];

/** Closed leads that the workspace's own rate weighs as much as. */
export const PRIOR_WEIGHT = 50;
/** Won deals of a segment from which on its own average counts. */
export const ENOUGH_SALES = 30;
/** A person who is handed off again within so many days counts once. */
export const ONCE_IN_DAYS = 90;
/** How far back closed leads count. */
export const HISTORY_DAYS = 730;

/** What became of a hand-off's value. */
export const COUNTINGS = ['counted', 'taken_back', 'again', 'no_value'] as const;
export type Counting = (typeof COUNTINGS)[number];

export const Type = z.string().min(1).max(80);
export const SegmentName = z.enum(SEGMENTS);
export const CountingName = z.enum(COUNTINGS);

export const Amounts = z.object({
  /** Of open deals. */
  openMinor: z.int(),
  wonMinor: z.int(),
  /** Null: the role may not see what was invoiced. */
  invoicedMinor: z.int().nullable(),
  /** By the table that the agreement froze, of leads without a deal. */
  worthMinor: z.int(),
  /** Amounts without a rate for their currency: in no sum. */
  withoutRate: z.int(),
});
export type Amounts = z.output<typeof Amounts>;
/**
 * The money on record behind what is counted, in minor units of `currency`, the workspace's. A lead's money stands once in a figure: at the conversion it began with, at its
 * newest hand-off. Absent where the role may not see amounts, and of figures that are about no lead.
 */
export const Behind = Amounts.extend({ currency: z.string() });
export type Behind = z.output<typeof Behind>;
