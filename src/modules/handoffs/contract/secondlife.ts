import { z } from 'zod';
import { Amounts } from '#modules/leadvalues/schema.ts';
import { Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { DECISIONS, LIMBO_MOVES, OWED_BY, TACTICS } from '../schema.ts';

/** The money behind returned leads, a lead's at its newest return; null where the role may not see amounts. */
const Lives = z.object({ all: Amounts, cameBack: Amounts, won: Amounts }).nullable();

export const listLimbo = endpoint({
  name: 'listLimbo',
  method: 'GET',
  path: '/limbo',
  input: z.object({ abandoned: z.boolean().optional() }),
  output: z.object({
    items: z.array(
      z.object({
        leadId: Id,
        name: z.string(),
        company: z.string().nullable(),
        stage: z.string(),
        owner: Named.nullable(),
        campaign: Named.nullable(),
        lastAt: Instant,
        /** Tries of ours since the hand-off. */
        attempts: z.int(),
        /** Accepted, and left after fewer tries than usual. */
        abandoned: z.boolean(),
        /** What it was worth at its hand-off. */
        valueMinor: z.int(),
        /** Its share of what its campaign cost; null where that is not known or not shown. */
        costMinor: z.int().nullable(),
      }),
    ),
    total: z.int(),
    abandoned: z.int(),
    /** Cost and value of the abandoned ones. */
    wastedMinor: z.int(),
    currency: z.string(),
    days: z.int(),
    /** Attempts below which a lead counts as abandoned, where no promise of its own says otherwise. */
    owed: z.object({ attempts: z.int(), by: z.enum(OWED_BY) }),
    mayWrite: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'Leads that nobody owes the next move for: no clock, no plan, no task, no deal, nothing for N days. The target is none.',
});

export const moveFromLimbo = endpoint({
  name: 'moveFromLimbo',
  method: 'PUT',
  path: '/limbo/:id',
  input: z.object({ id: Id, to: z.enum(LIMBO_MOVES), reasonId: Id.optional() }),
  output: Done,
  permission: 'lead:return',
  summary: 'Gives a lead in limbo its next move: a task for whoever has it in Sales, or back to Marketing with a reason.',
});

export const getLoopSettings = endpoint({
  name: 'getLoopSettings',
  method: 'GET',
  path: '/loop-settings',
  input: z.object({}),
  output: z.object({ limboDays: z.int(), holdoutPercent: z.int(), mayWrite: z.boolean() }),
  permission: 'record:read',
  summary: 'After how many days without anything a lead counts as limbo, and how many returned leads are left alone to compare with.',
});

export const setLoopSettings = endpoint({
  name: 'setLoopSettings',
  method: 'PUT',
  path: '/loop-settings',
  input: z.object({ limboDays: z.int().min(1).max(365), holdoutPercent: z.int().min(0).max(50) }),
  output: Done,
  permission: 'lead:assign',
  summary: 'Changes the days until limbo and the share of returned leads that is left alone.',
});

export const getSecondLife = endpoint({
  name: 'getSecondLife',
  method: 'GET',
  path: '/second-life',
  input: z.object({}),
  output: z.object({
    /** By reason and tactic; the tactic is null for those left alone on purpose. Only plans that ended, or have had their time. */
    cells: z.array(
      z.object({
        reason: Named.nullable(),
        tactic: z.enum(TACTICS).nullable(),
        ...Rate.shape,
        won: z.int(),
        valueMinor: z.int(),
        behind: Lives,
      }),
    ),
    overall: Rate.extend({ behind: Lives }),
    /** The same for those left alone. */
    alone: Rate.extend({ behind: Lives }),
    /** Those that came back × share of such leads that are won × average sale; null without enough closed leads. */
    yield: z.object({ closeRate: z.number(), averageMinor: z.int(), valueMinor: z.int() }).nullable(),
    currency: z.string(),
    maturesDays: z.int(),
  }),
  permission: 'report:read',
  summary: 'Which tactic revives leads of which reason, with n and interval, against those left alone.',
});

export const listSecondLife = endpoint({
  name: 'listSecondLife',
  method: 'GET',
  path: '/second-life/rows',
  input: z.object({
    /** `none`: returned without a reason that is kept. */
    reasonId: z.union([Id, z.literal('none')]).optional(),
    /** `alone`: left alone on purpose; `any`: whatever was tried. */
    tactic: z.enum([...TACTICS, 'alone', 'any']).optional(),
    cameBack: z.boolean().optional(),
    won: z.boolean().optional(),
    ...Paged,
  }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        /** Null, with name and company, where the caller may not open the lead. */
        leadId: Id.nullable(),
        name: z.string().nullable(),
        company: z.string().nullable(),
        reason: Named.nullable(),
        tactic: z.enum(TACTICS).nullable(),
        returnedAt: Instant,
        endedAt: Instant.nullable(),
        cameBack: z.boolean(),
        won: z.boolean(),
        /** What it was worth when it was handed off again. */
        valueMinor: z.int(),
        behind: Amounts.nullable(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'report:read',
  summary: 'The returned leads behind `getSecondLife`, the last returned first.',
});

export const suggestTactic = endpoint({
  name: 'suggestTactic',
  method: 'GET',
  path: '/recycled/:id/suggestion',
  input: z.object({ id: Id }),
  output: z.object({
    items: z.array(
      z.object({ tactic: z.enum(TACTICS), n: z.int(), k: z.int(), expected: z.number(), enough: z.boolean(), tried: z.boolean() }),
    ),
  }),
  permission: 'record:read',
  summary:
    'Tactics for a returned lead, the suggested one first: drawn from what each did for its reason, so that new ones get their chance.',
});

export const getRegrets = endpoint({
  name: 'getRegrets',
  method: 'GET',
  path: '/regrets',
  input: z.object({ from: Instant.optional() }),
  output: z.object({
    items: z.array(
      z.object({
        leadId: Id,
        /** Null where the caller may not open the lead. */
        name: z.string().nullable(),
        company: z.string().nullable(),
        decision: z.enum([...DECISIONS, 'archived']),
        reason: z.string().nullable(),
        at: Instant,
        boughtAt: Instant,
        /** Somebody else of the company bought. */
        colleague: z.boolean(),
        /** It had come back by our own plan before. */
        revived: z.boolean(),
        wonMinor: z.int().nullable(),
        invoicedMinor: z.int().nullable(),
      }),
    ),
    /** Of the leads that were given back or put away, those that bought later. */
    rate: Rate,
    wonMinor: z.int().nullable(),
    invoicedMinor: z.int().nullable(),
    currency: z.string(),
  }),
  permission: 'report:read',
  summary:
    'Leads that we turned away, and that bought later: they or a colleague. Won and invoiced stand side by side, in the base currency.',
});
