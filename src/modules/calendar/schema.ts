import { z } from 'zod';
import { AUDIENCES, SENDERS } from '#modules/gate/schema.ts';
import { Day, Id, Instant, Named } from '#modules/team/schema.ts';

export { AUDIENCES, SENDERS } from '#modules/gate/schema.ts';

/**
 * What stands in the calendar. A track stands there on each day on which its steps send, with how many people; what both sides sign and decide,
 * on each of its days (`DATES`).
 */
export const ENTRY_KINDS = [
  ...(['send', 'postal', 'offer', 'campaign', 'track', 'blitz', 'meeting'] as const),
  ...(['agreement', 'profile', 'threshold', 'plan', 'decision'] as const),
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What the calendar can be narrowed to. */
export const GROUPS = ['outreach', 'calls', 'meetings', 'dates'] as const;
export type Group = (typeof GROUPS)[number];
export const GROUP_OF: Readonly<Record<EntryKind, Group>> = {
  ...{ send: 'outreach', postal: 'outreach', offer: 'outreach', campaign: 'outreach', track: 'outreach' },
  ...{ blitz: 'calls', meeting: 'meetings' },
  ...{ agreement: 'dates', profile: 'dates', threshold: 'dates', plan: 'dates', decision: 'dates' },
};

/** Why a day is the day of an agreement, a profile, a plan or a decision. */
export const DATES = ['in_force', 'review', 'ends', 'check'] as const;
export type DateKind = (typeof DATES)[number];

/** Of which the people are known: two of them can reach the same. */
export const REACHING = ['send', 'postal', 'campaign', 'track'] as const;
export type Reaching = (typeof REACHING)[number];

export const ENTRY_STATES = ['planned', 'running', 'done', 'cancelled'] as const;
export type EntryState = (typeof ENTRY_STATES)[number];

export const POSTAL_STATES = ['planned', 'listed', 'posted', 'cancelled'] as const;
export type PostalState = (typeof POSTAL_STATES)[number];

export const Entry = z.object({
  kind: z.enum(ENTRY_KINDS),
  id: Id,
  name: z.string(),
  /** Null: of both teams. */
  side: z.enum(SENDERS).nullable(),
  audience: z.enum(AUDIENCES).nullable(),
  offer: Named.nullable(),
  state: z.enum(ENTRY_STATES),
  /** Days of the workspace's zone, the last one included; an end that is open is null. */
  from: Day,
  to: Day.nullable(),
  /** Of what happens at an instant. */
  at: Instant.nullable(),
  /** People it reached, or is known to reach; null: not put together yet. */
  people: z.int().nullable(),
  /** Of a meeting: the instant at which the rhythm of its series had it, where it was moved. */
  movedFrom: Instant.nullable(),
  /** Of what both sides sign and decide: what the day is. */
  date: z.enum(DATES).nullable(),
  /** The version or number of an agreement, a profile, a threshold, a plan or a decision. */
  number: z.int().nullable(),
});
export type Entry = z.infer<typeof Entry>;

/** Names a reaching entry: `send:<id>`. */
export const EntryRef = z
  .string()
  .regex(/^(send|postal|campaign|track):[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'This names no entry of the calendar.');

/** The longest span that is read at once. */
export const MOST_DAYS = 400;
/** Plans that are laid side by side at once: the next ones. */
export const MOST_COMPARED = 12;
/** People of one mailing by post. */
export const MOST_LETTERS = 50_000;
/** People and days of one call blitz. */
export const MOST_CALLED = 5_000;
export const MOST_BLITZ_DAYS = 31;
