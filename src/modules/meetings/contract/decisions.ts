import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { Criteria } from '#modules/criteria/schema.ts';
import { Criterion, WholeRule } from '#modules/scoring/schema.ts';
import { ContentHash, PARTIES, Signature } from '#modules/signatures/schema.ts';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Change, DECISION_KINDS, DECISION_STATES, METRICS, Measured } from '../schema.ts';

const Decision = z.object({
  id: Id,
  number: z.int(),
  title: z.string(),
  kind: z.enum(DECISION_KINDS),
  state: z.enum(DECISION_STATES),
  change: Change,
  /** What changes, in words: from what to what. */
  says: z.string(),
  /** What it would change is not any more what it was when the decision was written: it is written again before anybody signs. */
  stale: z.boolean(),
  metric: z.enum(METRICS),
  line: Named.nullable(),
  expected: z.number(),
  baseline: Measured,
  checkOn: Day,
  measured: Measured.nullable(),
  meeting: z.object({ id: Id, title: z.string() }).nullable(),
  createdBy: Named.nullable(),
  createdAt: Instant,
  signatures: z.array(Signature),
  contentHash: z.string(),
  appliedAt: Instant.nullable(),
  /** Where the change can be seen. */
  applied: z
    .object({
      place: z.enum(['agreement', 'threshold', 'profile', 'score', 'routing', 'requests', 'offer', 'task']),
      id: Id.nullable(),
      number: z.int().nullable(),
    })
    .nullable(),
});
export type Decision = z.output<typeof Decision>;

export const listDecisions = endpoint({
  name: 'listDecisions',
  method: 'GET',
  path: '/decisions',
  input: z.object({ meetingId: Id.optional(), state: z.enum(DECISION_STATES).optional(), limit: z.int().min(1).max(200).default(100) }),
  output: z.object({ items: z.array(Decision), signsFor: z.enum(PARTIES).nullable(), mayWrite: z.boolean() }),
  permission: 'report:read',
  summary: 'What both teams decided: who has signed, whether it is applied, what was expected and what came of it.',
});

export const getDecisionChoices = endpoint({
  name: 'getDecisionChoices',
  method: 'GET',
  path: '/decisions/choices',
  input: z.object({}),
  output: z.object({
    clauses: z.array(
      z.object({
        lineId: Id,
        title: z.string(),
        party: z.enum(PARTIES),
        withinSeconds: z.int().nullable(),
        calendarId: Id.nullable(),
        target: z.number().nullable(),
        attempts: z.int().nullable(),
        amount: z.int().nullable(),
        clocked: z.boolean(),
      }),
    ),
    threshold: z.object({ number: z.int(), cut: z.number() }).nullable(),
    calendars: z.array(Named),
    /** The profile in force, null where there is none, and what it asks. */
    profile: z.object({ number: z.int() }).nullable(),
    criteria: z.array(Criterion.extend({ id: Id })),
    /** The score in force, null where there is none, with its groups, and its rules. */
    score: z.object({ number: z.int(), groups: z.array(z.string()) }).nullable(),
    rules: z.array(WholeRule.extend({ id: Id, points: z.number(), halfLifeDays: z.number().nullable() })),
    /** The rules of routing in their order. */
    territories: z.array(
      z.object({ id: Id, name: z.string(), criteria: Criteria, memberId: Id.nullable(), teamId: Id.nullable(), poolId: Id.nullable() }),
    ),
    offers: z.array(z.object({ id: Id, name: z.string(), untilOn: Day.nullable(), discountPercent: z.number().nullable() })),
  }),
  permission: 'report:read',
  summary:
    'What a decision can change now: the promises in force, the threshold, the criteria of the profile, the rules of the score and of routing, the offers.',
});

const Words = {
  title: text(200).min(3, 'Name the decision.'),
  change: Change,
  metric: z.enum(METRICS),
  /** Of `attainment`: the promise whose share is measured. */
  lineId: Id.nullable().default(null),
  expected: z.number().min(0).max(1_000_000),
  checkOn: Day,
};

export const createDecision = endpoint({
  name: 'createDecision',
  method: 'POST',
  path: '/decisions',
  input: z.object({ ...Words, meetingId: Id.nullable().default(null), itemId: Id.nullable().default(null) }),
  output: z.object({ id: Id, number: z.int(), contentHash: z.string() }),
  permission: 'lead:return',
  summary: 'Writes a decision: exactly what changes, by what it is measured, what is expected, and on which day that is looked at.',
});

export const rewriteDecision = endpoint({
  name: 'rewriteDecision',
  method: 'PUT',
  path: '/decisions/:id',
  input: z.object({ id: Id, ...Words }),
  output: z.object({ contentHash: z.string() }),
  permission: 'lead:return',
  summary: 'Writes a decision anew, on what stands now. Signatures fall.',
});

export const signDecision = endpoint({
  name: 'signDecision',
  method: 'PUT',
  path: '/decisions/:id/signature',
  input: z.object({ id: Id, contentHash: ContentHash }),
  output: z.object({ state: z.enum(DECISION_STATES) }),
  permission: 'agreement:sign',
  summary: 'Signs for the caller’s side. With the second signature the decision applies itself, once.',
});

export const withdrawDecision = endpoint({
  name: 'withdrawDecision',
  method: 'PUT',
  path: '/decisions/:id/withdrawal',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'lead:return',
  summary: 'Takes back a decision that is not applied.',
});
