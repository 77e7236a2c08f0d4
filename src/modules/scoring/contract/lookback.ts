import { z } from 'zod';
import { endpoint, Id } from '#modules/team/schema.ts';
import { PageLimit } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { ANSWERS, CriterionInput, FITS, OUTCOMES, ProfileContent } from '../schema.ts';

/** Share among the won over the share among all who were worked to an end, of those where it is known; 95 % interval. */
export const Lift = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  among: Rate,
  base: Rate,
  enough: z.boolean(),
});

const Answers = z.object({ met: z.int(), unmet: z.int(), unknown: z.int() });

export const BackTest = z.object({
  /** People who were worked to an end (a deal won or lost, a lead closed, nothing open beside it), and the won of them. */
  closed: z.int(),
  won: z.int(),
  /** People looked at for the spread: all, or the newest where they are many. */
  n: z.int(),
  sample: z.boolean(),
  spread: z.object({ A: z.int(), B: z.int(), C: z.int(), D: z.int(), unknown: z.int() }),
  /** In the order of the criteria; null where one cannot be judged. */
  criteria: z.array(Answers.extend({ lift: Lift.nullable() })),
  /** Won of those worked to an end, by the fit that these criteria give them. */
  classes: z.array(z.object({ fit: z.enum(FITS), won: Rate })),
  /** Won with a fit of C or D. */
  wonOutside: z.int(),
  /** Where a disqualifier rules out what a criterion wants, as far as the conditions tell; places in the list. */
  clashes: z.array(z.object({ wanted: z.int(), ruledOut: z.int(), field: z.string(), how: z.enum(['wholly', 'partly']) })),
});

export const testProfile = endpoint({
  name: 'testProfile',
  method: 'POST',
  path: '/profile/back-tests',
  reads: true,
  input: z.object({ criteria: ProfileContent.criteria }),
  output: BackTest,
  permission: 'report:read',
  summary: 'What criteria, saved or not, say about the people there are and about those who were won. Nothing is kept.',
});

/** What opens a figure of a back-test: the people with this answer to one criterion, this fit, this outcome. */
export const Pick = {
  criterion: CriterionInput.optional(),
  answer: z.enum(ANSWERS).optional(),
  fit: z.array(z.enum(FITS)).max(5).optional(),
  outcome: z.enum([...OUTCOMES, 'closed']).optional(),
};

export const listTested = endpoint({
  name: 'listTestedPeople',
  method: 'POST',
  path: '/profile/back-tests/people',
  reads: true,
  input: z.object({ criteria: ProfileContent.criteria, ...Pick, cursor: Id.optional(), limit: PageLimit }),
  output: z.object({
    n: z.int(),
    items: z.array(
      z.object({ id: Id, name: z.string(), company: z.string().nullable(), outcome: z.enum(OUTCOMES).nullable(), fit: z.enum(FITS) }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'record:read',
  summary: 'The people behind a figure of a back-test, as far as the caller reaches them.',
});

export const getGaps = endpoint({
  name: 'getProfileGaps',
  method: 'GET',
  path: '/profile/versions/:id/gaps',
  input: z.object({ id: Id }),
  output: z.object({
    /** All people. */
    n: z.int(),
    /** Facts that the profile asks about, the most often unknown first, with the share of the fit that hangs on them. */
    gaps: z.array(z.object({ field: z.string(), label: z.string(), unknown: z.int(), share: z.number() })),
  }),
  permission: 'report:read',
  summary: 'Which facts that the profile asks about are unknown for how many people.',
});
