import { z } from 'zod';
import { LeadFilters } from '#modules/lifecycle/schema.ts';
import { OutcomeName, PatternItems } from '#modules/patterns/schema.ts';
import { Id } from '#modules/team/schema.ts';

/** What a discussion can be opened on. */
export const SUBJECTS = ['lead', 'handoff', 'campaign', 'returned', 'pattern', 'theme'] as const;
export type Subject = (typeof SUBJECTS)[number];

/** `answered`: the side that was asked has said something; it stays open until it has an outcome. */
export const STATES = ['open', 'answered', 'closed'] as const;
export type State = (typeof STATES)[number];
/** Something was changed, or it stays as it is; both say what or why. */
export const OUTCOMES = ['changed', 'stays'] as const;
export const ENTRY_KINDS = ['answer', 'comment'] as const;

/** The figures of the day a discussion was opened. `reason` and `twice` of returned leads, `having` and `all` of a pattern, `said` of a theme. */
export const FIGURES = ['accepted', 'returned', 'won', 'reason', 'twice', 'having', 'all', 'said'] as const;
export const Figure = z.object({ key: z.enum(FIGURES), label: z.string().nullable(), k: z.int(), n: z.int() });
export type Figure = z.infer<typeof Figure>;

/** The first records are attached; the discussion says how many there are in all. */
export const MOST_RECORDS = 50;
/** Working days within which an answer is owed where nobody names a day. */
export const USUAL_DAYS = 3;
export const LONGEST_DAYS = 60;
export const SHORTEST_OUTCOME = 10;

/** A pattern of the verdicts, as it was looked at. */
export const PatternAsked = z.strictObject({
  outcome: OutcomeName,
  reasonId: Id.optional(),
  ...LeadFilters,
  items: PatternItems,
});
export type PatternAsked = z.infer<typeof PatternAsked>;

/** What a discussion is about: one record, several returned leads, a pattern, or a theme of what customers say. */
export const About = z.discriminatedUnion('subject', [
  z.strictObject({ subject: z.literal('lead'), id: Id }),
  z.strictObject({ subject: z.literal('handoff'), id: Id }),
  z.strictObject({ subject: z.literal('campaign'), id: Id }),
  z.strictObject({ subject: z.literal('returned'), leadIds: z.array(Id).min(1).max(200) }),
  z.strictObject({ subject: z.literal('pattern'), pattern: PatternAsked }),
  /** What customers say: a theme, with the leads of whoever said it. */
  z.strictObject({ subject: z.literal('theme'), id: Id }),
]);
export type About = z.infer<typeof About>;
