import { z } from 'zod';
import { PARTIES } from '#modules/signatures/schema.ts';
import { Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Rate } from '#platform/shared/rate.ts';
import { CASE_CAUSES, JUDGMENTS, RULINGS } from '../schema.ts';

const Why = z.string().trim().min(15, 'Say why, in at least 15 characters.').max(2000);

export const raiseDispute = endpoint({
  name: 'raiseDispute',
  method: 'POST',
  path: '/handoffs/:id/disputes',
  input: z.object({ id: Id, why: Why }),
  output: z.object({ id: Id }),
  permission: 'lead:return',
  summary: 'Marketing disputes a rejection: somebody of each side judges the lead blind.',
});

export const withdrawDispute = endpoint({
  name: 'withdrawDispute',
  method: 'PUT',
  path: '/disputes/:id/withdrawal',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'lead:return',
  summary: 'Takes a dispute back; the verdict stands.',
});

export const ruleDispute = endpoint({
  name: 'ruleDispute',
  method: 'PUT',
  path: '/disputes/:id/ruling',
  input: z.object({ id: Id, ruling: z.enum(['upheld', 'overturned']), note: Why }),
  output: Done,
  permission: 'agreement:excuse',
  summary: 'Decides a dispute on which the two blind judgments differ. Where they agree, they decide it.',
});

export const listDisputes = endpoint({
  name: 'listDisputes',
  method: 'GET',
  path: '/disputes',
  input: z.object({ open: z.boolean().optional() }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        handoffId: Id,
        leadId: Id,
        /** Null where the caller may not open the lead. */
        name: z.string().nullable(),
        reason: z.string().nullable(),
        why: z.string().nullable(),
        raisedBy: Named.nullable(),
        raisedAt: Instant,
        /** How many of the two sides have judged. */
        judged: z.int(),
        /** Shown when both have: good or poor, by side. */
        judgments: z.array(z.object({ party: z.enum(PARTIES), judgment: z.enum(JUDGMENTS), note: z.string().nullable() })),
        ruling: z.enum(RULINGS).nullable(),
        rulingNote: z.string().nullable(),
        ruledBy: Named.nullable(),
        ruledAt: Instant.nullable(),
        mayWithdraw: z.boolean(),
        mayRule: z.boolean(),
      }),
    ),
    open: z.int(),
  }),
  permission: 'report:read',
  summary: 'Disputed verdicts, the newest first, with judgments and ruling.',
});

export const listReviewCases = endpoint({
  name: 'listReviewCases',
  method: 'GET',
  path: '/review-cases',
  input: z.object({}),
  output: z.object({
    /** The side for which the caller judges; null: none. */
    party: z.enum(PARTIES).nullable(),
    items: z.array(
      z.object({
        id: Id,
        /** What the case is called instead of a name. */
        alias: z.string(),
        drawnAt: Instant,
        jobTitle: z.string().nullable(),
        industry: z.string().nullable(),
        employeeCount: z.int().nullable(),
        country: z.string().nullable(),
        label: z.string().nullable(),
        whyNow: z.string().nullable(),
        lines: z.array(z.string()),
        did: z.array(z.object({ kind: z.string(), at: Instant, what: z.string().nullable() })),
      }),
    ),
  }),
  permission: 'lead:return',
  summary: 'Leads for the caller to judge blind: without name, rep, source and verdict.',
});

export const judgeCase = endpoint({
  name: 'judgeCase',
  method: 'PUT',
  path: '/review-cases/:id/judgment',
  input: z.object({ id: Id, judgment: z.enum(JUDGMENTS), note: z.string().trim().max(2000).optional() }),
  output: z.object({ ruling: z.enum(RULINGS).nullable() }),
  permission: 'lead:return',
  summary:
    'Says of a blind case whether it was a good lead. One of each side judges, without seeing the other; two that agree decide a dispute.',
});

export const drawCases = endpoint({
  name: 'drawCases',
  method: 'POST',
  path: '/review-cases',
  input: z.object({ n: z.int().min(1).max(50) }),
  output: z.object({ drawn: z.int() }),
  permission: 'agreement:excuse',
  summary: 'Draws hand-offs with a verdict by lot, to be judged blind by both sides.',
});

export const getTaxonomyHealth = endpoint({
  name: 'getTaxonomyHealth',
  method: 'GET',
  path: '/taxonomy-health',
  input: z.object({}),
  output: z.object({
    /** Agreement of both sides beyond chance, over blind cases of a year: health of the definition, never of a person. */
    kappa: z.object({
      n: z.int(),
      observed: z.number(),
      expected: z.number(),
      kappa: z.number().nullable(),
      low: z.number(),
      high: z.number(),
      enough: z.boolean(),
    }),
    /** Cases: both good, only Sales, only Marketing, both poor. */
    cases: z.object({ both: z.int(), sales: z.int(), marketing: z.int(), neither: z.int() }),
    disputed: Rate,
    overturned: Rate,
    /** Returns of the last 90 days with the reason “Other”. */
    other: Rate,
    /** The share of “Other” asks for a review of the reasons. */
    reviewReasons: z.boolean(),
    causes: z.array(z.object({ cause: z.enum(CASE_CAUSES), n: z.int() })),
  }),
  permission: 'report:read',
  summary: 'Whether both sides mean the same by a good lead: Cohen’s kappa of blind judgments, disputes and the share of “Other”.',
});
