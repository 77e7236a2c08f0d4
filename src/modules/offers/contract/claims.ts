import { z } from 'zod';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { CLAIM_SUBJECTS, ClaimContent, Reason } from '../schema.ts';

const ClaimVersion = z.object({
  id: Id,
  number: z.int(),
  statement: z.string(),
  phrases: z.array(z.string()),
  validFrom: Day,
  why: z.string().nullable(),
  approvedBy: Named.nullable(),
  approvedAt: Instant,
});

export const listClaims = endpoint({
  name: 'listClaims',
  method: 'GET',
  path: '/claims',
  input: z.object({ about: z.enum(CLAIM_SUBJECTS).optional(), text: z.string().trim().max(200).optional() }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        about: z.enum(CLAIM_SUBJECTS),
        retiredAt: Instant.nullable(),
        retireReason: z.string().nullable(),
        /** The newest first. */
        versions: z.array(ClaimVersion),
        confirmed: z.object({ k: z.int(), n: z.int() }).nullable(),
        openDiscrepancies: z.int(),
      }),
    ),
    mayWrite: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'What may be said, as both teams say it, with what was said before.',
});

export const createClaim = endpoint({
  name: 'createClaim',
  method: 'POST',
  path: '/claims',
  input: z.object({ about: z.enum(CLAIM_SUBJECTS), ...ClaimContent }),
  output: z.object({ id: Id, asked: z.int() }),
  permission: 'campaign:write',
  summary: 'Approves a sentence that both teams may say, and tells Sales of it.',
});

export const reviseClaim = endpoint({
  name: 'reviseClaim',
  method: 'POST',
  path: '/claims/:id/versions',
  input: z.object({ id: Id, ...ClaimContent, why: z.string().trim().max(1000).nullable().default(null) }),
  output: z.object({ versionId: Id, asked: z.int() }),
  permission: 'campaign:write',
  summary: 'Replaces what may be said; Sales is told what is different and confirms it.',
});

export const retireClaim = endpoint({
  name: 'retireClaim',
  method: 'POST',
  path: '/claims/:id/end',
  input: z.object({ id: Id, reason: Reason }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Says that a claim is not said any more.',
});

export const checkText = endpoint({
  name: 'checkText',
  method: 'POST',
  path: '/claims/check',
  reads: true,
  input: z.object({ text: z.string().max(100_000) }),
  output: z.object({
    found: z.array(
      z.object({
        claimId: Id,
        about: z.enum(CLAIM_SUBJECTS),
        /** What stands in the text, as the outdated version has it. */
        phrase: z.string(),
        number: z.int(),
        /** What is said now; null where the claim is not said any more. */
        now: z.string().nullable(),
      }),
    ),
    /** Claims and phrases that were looked for. */
    claims: z.int(),
    phrases: z.int(),
  }),
  permission: 'record:read',
  summary:
    'Finds outdated claims in a text: exactly their words, whatever the case, spacing and punctuation. What is said in other words is not found.',
});

export const listDiscrepancies = endpoint({
  name: 'listDiscrepancies',
  method: 'GET',
  path: '/discrepancies',
  input: z.object({ open: z.boolean().optional(), ...Paged }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        said: z.string(),
        saidElsewhere: z.string(),
        seenWhere: z.string(),
        claim: z.object({ id: Id, statement: z.string() }).nullable(),
        offer: Named.nullable(),
        reportedBy: Named.nullable(),
        reportedAt: Instant,
        correction: z.string().nullable(),
        /** The version of the claim that is right, where one was named. */
        correctStatement: z.string().nullable(),
        resolvedBy: Named.nullable(),
        resolvedAt: Instant.nullable(),
      }),
    ),
    open: z.int(),
    next: z.string().nullable(),
  }),
  permission: 'record:read',
  summary: 'Where customers were told two different things, newest first, with what was corrected.',
});

export const reportDiscrepancy = endpoint({
  name: 'reportDiscrepancy',
  method: 'POST',
  path: '/discrepancies',
  input: z.object({
    said: z.string().trim().min(1, 'Write what was said.').max(2000),
    saidElsewhere: z.string().trim().min(1, 'Write what was said instead.').max(2000),
    seenWhere: z.string().trim().min(1, 'Say where it was seen.').max(500),
    claimId: Id.nullable().default(null),
    offerId: Id.nullable().default(null),
  }),
  output: z.object({ id: Id }),
  permission: 'record:write',
  summary: 'Says that customers are told two different things.',
});

export const resolveDiscrepancy = endpoint({
  name: 'resolveDiscrepancy',
  method: 'POST',
  path: '/discrepancies/:id/resolution',
  input: z.object({
    id: Id,
    correction: z.string().trim().min(1, 'Write what was corrected, and where.').max(2000),
    /** The claim whose version of now is right. */
    claimId: Id.nullable().default(null),
  }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Says what is right and what was corrected; whoever reported it hears so.',
});
