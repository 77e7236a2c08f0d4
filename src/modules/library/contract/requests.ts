import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { PERSONAS, REQUEST_STATES, Reason, STAGES } from '../schema.ts';

const Money = z.object({ amountMinor: z.int(), currency: z.string() });

export const createRequest = endpoint({
  name: 'createAssetRequest',
  method: 'POST',
  path: '/library/requests',
  input: z.object({
    need: text(2000).min(5, 'Say what is needed, in a few words.'),
    persona: z.enum(PERSONAS).nullable().default(null),
    stage: z.enum(STAGES).nullable().default(null),
    /** Deals that wait for it. */
    dealIds: z.array(Id).max(20).default([]),
    /** As the terms say where absent. */
    dueAt: Instant.optional(),
  }),
  output: z.object({ id: Id, dueAt: Instant }),
  permission: 'record:write',
  summary: 'Asks Marketing for content that is missing: for whom, at which stage, which deals wait for it, until when.',
});

export const listRequests = endpoint({
  name: 'listAssetRequests',
  method: 'GET',
  path: '/library/requests',
  input: z.object({
    status: z.enum(REQUEST_STATES).optional(),
    show: z.enum(['open', 'all', 'mine']).default('open'),
    persona: z.enum([...PERSONAS, 'any']).optional(),
    stage: z.enum([...STAGES, 'any']).optional(),
    limit: z.int().min(1).max(500).default(200),
  }),
  output: z.object({
    /** By the money that waits, then by age. */
    items: z.array(
      z.object({
        id: Id,
        need: z.string(),
        persona: z.enum(PERSONAS).nullable(),
        stage: z.enum(STAGES).nullable(),
        status: z.enum(REQUEST_STATES),
        askedBy: Named.nullable(),
        askedAt: Instant,
        dueAt: Instant,
        /** `late` once due and undelivered, or delivered after; `soon` in the time of warning. */
        lateness: z.enum(['in_time', 'soon', 'late']),
        answeredBy: Named.nullable(),
        answeredAt: Instant.nullable(),
        reason: z.string().nullable(),
        asset: Named.nullable(),
        deliveredAt: Instant.nullable(),
        confirmedAt: Instant.nullable(),
        deals: z.array(z.object({ id: Id, name: z.string(), amount: Money.nullable() })),
        /** Deals out of the caller's reach. */
        otherDeals: z.int(),
        /** Open deals in reach, by currency; null where the caller may not see amounts. */
        stake: z.array(Money).nullable(),
        may: z.object({ answer: z.boolean(), deliver: z.boolean(), confirm: z.boolean(), withdraw: z.boolean() }),
      }),
    ),
    counts: z.object({ open: z.int(), late: z.int(), soon: z.int() }),
  }),
  permission: 'record:read',
  summary: 'Requests for content, with the deals that wait for them, the money at stake, and how late they are.',
});

export const answerRequest = endpoint({
  name: 'answerAssetRequest',
  method: 'PUT',
  path: '/library/requests/:id/answer',
  input: z.object({ id: Id, accept: z.boolean(), reason: Reason.optional() }),
  output: Done,
  permission: 'template:write',
  summary: 'Takes a request on, or declines it with the reason. The asker is told.',
});

export const deliverRequest = endpoint({
  name: 'deliverAssetRequest',
  method: 'PUT',
  path: '/library/requests/:id/delivery',
  input: z.object({ id: Id, assetId: Id }),
  output: Done,
  permission: 'template:write',
  summary: 'Says which published asset answers a request. The asker is told and confirms it.',
});

export const confirmRequest = endpoint({
  name: 'confirmAssetRequest',
  method: 'PUT',
  path: '/library/requests/:id/confirmation',
  input: z.object({ id: Id, fits: z.boolean(), reason: Reason.optional() }),
  output: Done,
  permission: 'record:write',
  summary: 'The asker says that it is what was needed; or why not, and the request is open again.',
});

export const withdrawRequest = endpoint({
  name: 'withdrawAssetRequest',
  method: 'DELETE',
  path: '/library/requests/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:write',
  summary: 'The asker needs it no more.',
});

export const createProposal = endpoint({
  name: 'createAssetProposal',
  method: 'POST',
  path: '/library/proposals',
  input: z.object({ title: text(200).min(1, 'Give it a title.'), words: text(5000).default(''), aboutId: Id.nullable().default(null) }),
  output: z.object({ id: Id }),
  permission: 'record:write',
  summary: 'Proposes a new asset, or another wording of one; a file can follow. Only Marketing publishes.',
});

export const uploadProposalFile = endpoint({
  name: 'uploadProposalFile',
  method: 'POST',
  path: '/library/proposals/:id/file',
  input: z.object({ id: Id }),
  output: z.object({ mediaType: z.string(), sizeBytes: z.int() }),
  permission: 'record:write',
  summary: 'Sends the file of an own proposal that is not answered yet.',
  transport: 'upload',
});

export const getProposalFile = endpoint({
  name: 'getProposalFile',
  method: 'GET',
  path: '/library/proposals/:id/file',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:read',
  summary: 'The file of a proposal.',
  transport: 'download',
});

export const listProposals = endpoint({
  name: 'listAssetProposals',
  method: 'GET',
  path: '/library/proposals',
  input: z.object({ show: z.enum(['open', 'all']).default('open') }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        title: z.string(),
        words: z.string(),
        about: Named.nullable(),
        file: z.object({ name: z.string(), mediaType: z.string(), sizeBytes: z.int() }).nullable(),
        proposedBy: Named.nullable(),
        proposedAt: Instant,
        answer: z.enum(['accepted', 'declined']).nullable(),
        answeredBy: Named.nullable(),
        answeredAt: Instant.nullable(),
        reason: z.string().nullable(),
        asset: Named.nullable(),
        mine: z.boolean(),
      }),
    ),
    mayAnswer: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'What was proposed for the library, and what Marketing said to it.',
});

export const answerProposal = endpoint({
  name: 'answerAssetProposal',
  method: 'PUT',
  path: '/library/proposals/:id/answer',
  input: z.object({ id: Id, accept: z.boolean(), reason: Reason.optional() }),
  output: z.object({ assetId: Id.nullable() }),
  permission: 'template:write',
  summary: 'Takes a proposal up (its file becomes the draft of an asset) or declines it with the reason.',
});

export const getContentMatrix = endpoint({
  name: 'getContentMatrix',
  method: 'GET',
  path: '/library/matrix',
  input: z.object({}),
  output: z.object({
    /** One line per persona, `any` for what names none; in each stage how many assets there are and how many requests wait. */
    rows: z.array(
      z.object({
        persona: z.enum([...PERSONAS, 'any']),
        cells: z.array(z.object({ stage: z.enum([...STAGES, 'any']), assets: z.int(), waiting: z.int(), asked: z.int(), leads: z.int() })),
      }),
    ),
  }),
  permission: 'record:read',
  summary: 'What is there and what is missing: published assets and requests by persona and stage, beside the open leads in reach.',
});
