import { z } from 'zod';
import { PARTIES } from '#modules/agreements/schema.ts';
import { DepartmentName, endpoint, Id, Instant, RoleName } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { COUNTERS, type Counter, LOOKS, type Look, SIGNS, STANDINGS, TREND_PERIODS } from './schema.ts';

const Range = { from: Instant, to: Instant };

export const getTrend = endpoint({
  name: 'getScorecardTrend',
  method: 'GET',
  path: '/scorecard/trend',
  input: z.object({ period: z.enum(TREND_PERIODS).default('month') }),
  output: z.object({
    periods: z.array(z.object(Range)),
    /** Each promise that a clock runs on, period by period, the oldest first. */
    lines: z.array(z.object({ lineId: Id, points: z.array(Rate) })),
  }),
  permission: 'report:read',
  summary: 'How each promise was kept in each of the last six weeks, months or quarters.',
});

export const getDefinition = endpoint({
  name: 'getScorecardDefinition',
  method: 'GET',
  path: '/scorecard/lines/:lineId/definition',
  input: z.object({ lineId: Id, ...Range }),
  output: z.object({
    /** What was promised in the period, the version that judges first. A promise with clocks: each is judged by the version that it runs under. */
    versions: z.array(
      z.object({
        number: z.int(),
        inForceAt: Instant.nullable(),
        supersededAt: Instant.nullable(),
        /** Clocks of the period that run under it; null where it is counted over a period. */
        clocks: z.int().nullable(),
        judges: z.boolean(),
        title: z.string(),
        /** The promise in words, made from what runs; and the small print. */
        text: z.string(),
        fine: z.string(),
      }),
    ),
  }),
  permission: 'report:read',
  summary: 'What exactly a promise counted in a period, in the words of each version of the agreement that judged it.',
});

export const getSigns = endpoint({
  name: 'getScorecardSigns',
  method: 'GET',
  path: '/scorecard/signs',
  input: z.object(Range),
  output: z.object({
    /** What one side's promises are held against, counted from the other side's events. */
    counters: z.array(
      z.object({
        name: z.enum(Object.keys(COUNTERS) as [Counter, ...Counter[]]),
        party: z.enum(PARTIES),
        good: z.boolean(),
        ...Rate.shape,
      }),
    ),
    /** Patterns; none names a person. */
    looks: z.array(
      z.object({
        name: z.enum(Object.keys(LOOKS) as [Look, ...Look[]]),
        party: z.enum(PARTIES),
        /** It is worth a look where this share would bring so many by chance hardly ever (`chance` below RARELY), from `least` cases on. */
        usual: z.number(),
        least: z.int(),
        chance: z.number(),
        standing: z.enum(STANDINGS),
        ...Rate.shape,
      }),
    ),
    /** Around which points people are counted for `threshold_skimming`: of the signed threshold, else of the labels that hand off. */
    cuts: z.array(z.object({ fit: z.string(), cut: z.number() })),
  }),
  permission: 'report:read',
  summary: 'Beside the promises: what speed and volume led to, and patterns that are worth a look, with n and interval.',
});

export const listSignRows = endpoint({
  name: 'listScorecardSignRows',
  method: 'GET',
  path: '/scorecard/signs/:sign/rows',
  input: z.object({
    sign: z.enum(SIGNS),
    ...Range,
    counts: z.boolean().optional(),
    ...Paged,
  }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        at: Instant,
        counts: z.boolean(),
        /** All null where the caller may not open it. */
        leadId: Id.nullable(),
        contactId: Id.nullable(),
        dealId: Id.nullable(),
        label: z.string().nullable(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'report:read',
  summary: 'The hand-offs, calls, deals or clocks behind a sign, the newest first, without who did it.',
});

const Duty = z.object({
  lineId: Id,
  title: z.string(),
  /** The promise in words, made from what runs. */
  text: z.string(),
});

export const getDuties = endpoint({
  name: 'getDuties',
  method: 'GET',
  path: '/duties',
  input: z.object({ memberId: Id.optional() }),
  output: z.object({
    /** The version in force; null: nothing is promised. */
    agreement: z.object({ number: z.int(), title: z.string() }).nullable(),
    sides: z.array(z.object({ party: z.enum(PARTIES), duties: z.array(Duty) })),
    people: z.array(
      z.object({
        id: Id,
        name: z.string(),
        roles: z.array(RoleName),
        department: DepartmentName.nullable(),
        /** Whose promises they help to keep; null: neither side's. */
        party: z.enum(PARTIES).nullable(),
        responsibleFor: z.string(),
        measuredOn: z.string(),
        askMeFor: z.string(),
        away: z.boolean(),
        backOn: z.string().nullable(),
        onDuty: z.boolean(),
        /** Leads that wait for them, and how many may; null: no limit. */
        waiting: z.int(),
        capacity: z.int().nullable(),
        openClocks: z.int(),
        openTasks: z.int(),
        mine: z.boolean(),
      }),
    ),
  }),
  permission: 'record:read',
  summary: 'Who does what: each side’s duties from the promises in force, each person’s card, load and leave.',
});
