import { z } from 'zod';
import { Criteria } from '#modules/criteria/schema.ts';
import { STAGES } from '#modules/leads/schema.ts';
import { Amounts, Behind } from '#modules/leadvalues/schema.ts';
import { LeadFilters } from '#modules/lifecycle/schema.ts';
import { Day, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { OutcomeName, PatternItem, PatternItems, Word } from './schema.ts';

const Sure = {
  /** Of those that have it, so many ended as asked. */
  rate: Rate,
  /** How many times as frequent among those that ended as asked as among all, with 95 %. */
  lift: z.object({ value: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable(), among: Rate, base: Rate }),
  p: z.number(),
  adjustedP: z.number(),
  /** The money behind those that have it, and behind those of them that ended as asked; absent where the role may not see amounts. */
  behind: z.object({ n: Behind, k: Behind }).optional(),
};

const NamedItem = PatternItem.extend({ label: z.string(), valueLabel: z.string() });
const Pattern = z.object({
  items: z.array(NamedItem),
  ...Sure,
  /** A list of leads of this kind, as they are now. */
  criteria: Criteria,
  /** Whether it can be reported as a sighting, and written into the profile's draft. */
  sightable: z.boolean(),
  proposable: z.boolean(),
});
export type Pattern = z.output<typeof Pattern>;

const Asked = { outcome: OutcomeName, /** Only those that ended so for this reason. */ reasonId: Id.optional(), ...LeadFilters };

export const getPatterns = endpoint({
  name: 'getPatterns',
  method: 'GET',
  path: '/patterns',
  input: z.object(Asked),
  output: z.object({
    period: z.object({ from: Day, to: Day, basis: z.enum(['asked', 'today', 'newest']) }),
    /** Leads of which it is known how they ended, and those that ended as asked. */
    leads: z.int(),
    ended: z.int(),
    /** The money behind both counts; absent where the role may not see amounts. */
    behind: z.object({ leads: Behind, ended: Behind }).optional(),
    /** Of them so many are read as they stood at the hand-off, the others as they are now. */
    asTheyStood: z.int(),
    /** There are more leads in the period than are looked at; these are the newest. */
    newestOnly: z.boolean(),
    /** Thirty of each ending; below, nothing is said. */
    enough: z.boolean(),
    tested: z.int(),
    patterns: z.array(Pattern),
    words: z.object({
      comments: z.int(),
      ended: z.int(),
      enough: z.boolean(),
      tested: z.int(),
      patterns: z.array(z.object({ word: z.string(), ...Sure })),
    }),
    /** For which reasons leads ended so. */
    reasons: z.array(z.object({ id: Id, label: z.string(), n: z.int(), behind: Behind.optional() })),
  }),
  permission: 'report:read',
  summary:
    'What rejected, recycled, accepted or won leads have in common, against all others: attributes, pairs of them and words of comments.',
});

export const listPatternRows = endpoint({
  name: 'listPatternRows',
  method: 'GET',
  path: '/patterns/rows',
  input: z.object({
    ...Asked,
    items: PatternItems.optional(),
    word: Word.optional(),
    /** Only those that ended as asked. */
    ended: z.boolean().default(false),
    ...Paged,
  }),
  output: z.object({
    n: z.int(),
    /** The money behind them all; null: the role may not see amounts. */
    behind: Behind.nullable(),
    items: z.array(
      z.object({
        id: Id,
        /** Null where the caller may not open the contact. */
        title: z.string().nullable(),
        company: z.string().nullable(),
        stage: z.enum(STAGES),
        openedAt: Instant,
        ended: z.boolean(),
        reason: z.string().nullable(),
        note: z.string().nullable(),
        behind: Amounts.nullable(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'report:read',
  summary: 'The leads behind a pattern or a word, the newest first.',
});

export const proposeCriterion = endpoint({
  name: 'proposeCriterion',
  method: 'POST',
  path: '/patterns/criteria',
  input: z.object({ outcome: OutcomeName, items: PatternItems }),
  output: z.object({ profileVersionId: Id, number: z.int() }),
  permission: 'profile:write',
  summary:
    'Writes a pattern into the next draft of the customer profile: asked for where it was won or accepted, not to be where it was given back.',
});
