import { z } from 'zod';
import { AUDIENCES, SENDERS } from '#modules/gate/schema.ts';
import { Day, Id, Instant } from '#modules/team/schema.ts';

export { AUDIENCES, SENDERS } from '#modules/gate/schema.ts';

/** What stands in the calendar. A track stands there on each day on which its steps send, with how many people. */
export const ENTRY_KINDS = ['send', 'postal', 'offer', 'campaign', 'track'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** Of which the people are known: two of them can reach the same. */
export const REACHING = ['send', 'postal', 'campaign', 'track'] as const;
export type Reaching = (typeof REACHING)[number];

export const ENTRY_STATES = ['planned', 'running', 'done'] as const;
export type EntryState = (typeof ENTRY_STATES)[number];

export const POSTAL_STATES = ['planned', 'listed', 'posted', 'cancelled'] as const;
export type PostalState = (typeof POSTAL_STATES)[number];

const Named = z.object({ id: Id, name: z.string() });

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
