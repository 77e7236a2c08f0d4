import { z } from 'zod';
import { endpoint, Id, Instant } from '#modules/team/schema.ts';
import { RowNumberMark } from '#platform/shared/paging.ts';
import { MOMENTA } from '../schema.ts';

export const getScore = endpoint({
  name: 'getScore',
  method: 'GET',
  path: '/contacts/:id/score',
  input: z.object({ id: Id }),
  output: z.object({
    /** `A1` to `D4`, `?` where too little is known, null before a profile is signed. */
    label: z.string().nullable(),
    handsOff: z.boolean(),
    /** The value that both sides signed, which decides while it is in force; else the labels of the score do. */
    threshold: z.object({ number: z.int(), cut: z.number(), fitClasses: z.array(z.string()), expiresAt: Instant }).nullable(),
    fit: z.string().nullable(),
    /** 0 to 100 over what is known. */
    fitScore: z.number().nullable(),
    /** The share of the profile's weight that is known. */
    coverage: z.number(),
    /** 0 to 100. */
    engagement: z.number(),
    engagementClass: z.int(),
    /** Where the engagement goes, against the others who are active; and by how many points within a week. */
    momentum: z.enum(MOMENTA),
    change: z.number(),
    /** The strongest of what they did lately. */
    reason: z.object({ rule: z.string(), at: Instant }).nullable(),
    profileNumber: z.int().nullable(),
    modelNumber: z.int().nullable(),
    criteria: z.array(
      z.object({
        id: Id,
        label: z.string(),
        kind: z.enum(['weighted', 'disqualifier']),
        weight: z.number(),
        answer: z.enum(['met', 'unmet', 'unknown']),
        /** Of the fit score. */
        points: z.number(),
      }),
    ),
    /** What was understood of the person and the company, with what is written on the record and whether somebody set it by hand. */
    facts: z
      .array(
        z.object({
          field: z.string(),
          value: z.string().nullable(),
          from: z.string(),
          written: z.string().nullable(),
          stated: z.boolean(),
        }),
      )
      .optional(),
    /** The review day of the profile has passed: both sides wanted to look at it again by then. */
    profileReviewDue: z.boolean().optional(),
    /** Every point: the rule, what happened, what it was worth, what is left of it, what of that counts after caps. */
    contributions: z.array(
      z.object({
        /** Null: taken off because nothing was heard for long; the activity is the last that was. */
        ruleId: Id.nullable(),
        rule: z.string(),
        activityId: Id,
        kind: z.string(),
        what: z.string().nullable(),
        occurredAt: Instant,
        base: z.number(),
        decayed: z.number(),
        counted: z.number(),
        capEffect: z.enum(['rule', 'day', 'group']).nullable(),
      }),
    ),
    ignored: z.object({ duplicate: z.int(), beforeReset: z.int(), unknownRule: z.int() }),
    /** Behaviour before this instant does not count: a lead of this person was returned then. */
    resetAt: Instant.nullable(),
    /** When the label changes if nothing happens but time. */
    changesAt: Instant.nullable(),
    /** Who they are, what they do, what follows. */
    lines: z.tuple([z.string(), z.string(), z.string()]),
  }),
  permission: 'record:read',
  summary: 'The score of a contact, explained point by point, as of now.',
});

/** What became of an event. `not_meant`: the rule is only for other people. `from_future`: dated later than now, taken as of now. */
export const POINT_VERDICTS = ['counts', 'duplicate', 'before_reset', 'machine', 'suspected', 'not_meant', 'from_future'] as const;

export const listPoints = endpoint({
  name: 'listPoints',
  method: 'GET',
  path: '/contacts/:id/points',
  input: z.object({ id: Id, cursor: RowNumberMark.optional() }),
  output: z.object({
    /** Newest first; an event that two rules count comes twice. */
    items: z.array(
      z.object({
        activityId: Id,
        ruleId: Id,
        rule: z.string(),
        kind: z.string(),
        what: z.string().nullable(),
        occurredAt: Instant,
        base: z.number(),
        decayed: z.number(),
        counted: z.number(),
        capEffect: z.enum(['rule', 'day', 'group']).nullable(),
        verdict: z.enum(POINT_VERDICTS),
        /** It came onto the ledger more than an hour after it happened. */
        late: z.boolean(),
      }),
    ),
    total: z.int(),
    next: z.string().nullable(),
    /** What they add up to, held within 0 and 100. */
    engagement: z.number(),
    /** Taken off because nothing was heard for long. */
    inactivity: z.number(),
    modelNumber: z.int().nullable(),
    resetAt: Instant.nullable(),
  }),
  permission: 'record:read',
  summary: 'Every event that a rule looks at, also those that do not count, each with what became of it.',
});
