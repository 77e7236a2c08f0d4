import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { ContentHash, Signature } from '#modules/signatures/schema.ts';
import { Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { PROPOSAL_STATES, PROPOSALS, REASON_CLASSES, ReasonClassName } from '../schema.ts';

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Label = text(80).min(1, 'Name the reason.');

export const Reason = z.object({
  id: Id,
  class: z.enum(REASON_CLASSES),
  code: z.string(),
  label: z.string(),
  needsNote: z.boolean(),
  needsDate: z.boolean(),
  /** Days until a lead given back for it may come by its score; null: the usual. */
  recycleDays: z.int().nullable(),
  position: z.int(),
  archived: z.boolean(),
});

export const listReasons = endpoint({
  name: 'listReasons',
  method: 'GET',
  path: '/reasons',
  input: z.object({ class: ReasonClassName.optional(), archived: z.boolean().default(false) }),
  output: z.object({ items: z.array(Reason) }),
  permission: 'record:read',
  summary: 'The reasons to choose from, by class and in order; with `archived` also those out of use.',
});

/** What a proposal changes; what is absent stays. */
const Change = z.object({
  label: Label.optional(),
  needsNote: z.boolean().optional(),
  needsDate: z.boolean().optional(),
  recycleDays: z.int().min(0).max(730).nullable().optional(),
  position: z.int().min(0).max(1000).optional(),
});

export const listReasonUses = endpoint({
  name: 'listReasonUses',
  method: 'GET',
  path: '/reason-uses',
  input: z.object({}),
  output: z.object({ items: z.array(z.object({ id: Id, verdicts: z.int(), leads: z.int(), deals: z.int() })) }),
  permission: 'record:read',
  summary: 'How often each reason was given: in verdicts, on leads and on deals as they stand.',
});

export const proposeReason = endpoint({
  name: 'proposeReason',
  method: 'POST',
  path: '/reason-proposals',
  input: z.object({
    kind: z.enum(PROPOSALS),
    /** The reason it is about; absent for a new one. */
    reasonId: Id.optional(),
    /** The kind of a new reason. */
    class: ReasonClassName.optional(),
    change: Change.default({}),
    why: text(1000).min(5, 'Say why, so that the other side can agree.'),
  }),
  output: z.object({ id: Id, applied: z.boolean() }),
  permission: 'reason:write',
  summary:
    'Proposes to add, change, retire, restore or remove a reason. Signed by the proposer’s side with it; it counts when the other side has signed.',
});

export const listReasonProposals = endpoint({
  name: 'listReasonProposals',
  method: 'GET',
  path: '/reason-proposals',
  input: z.object({ ended: z.boolean().default(false) }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        kind: z.enum(PROPOSALS),
        state: z.enum(PROPOSAL_STATES),
        reasonId: Id.nullable(),
        class: z.enum(REASON_CLASSES),
        label: z.string(),
        /** What it says now and would say, field by field. */
        diff: z.array(z.object({ field: z.string(), from: Scalar, to: Scalar })),
        why: z.string(),
        proposedBy: z.object({ id: Id, name: z.string() }).nullable(),
        proposedAt: Instant,
        endedAt: Instant.nullable(),
        /** How often it was given; those keep it whatever is decided. */
        uses: z.int(),
        signatures: z.array(Signature),
        contentHash: ContentHash,
        maySign: z.boolean(),
        mayWithdraw: z.boolean(),
      }),
    ),
  }),
  permission: 'record:read',
  summary: 'Proposals about the reasons that wait for a signature, or those that ended.',
});

export const signReasonProposal = endpoint({
  name: 'signReasonProposal',
  method: 'POST',
  path: '/reason-proposals/:id/signatures',
  input: z.object({ id: Id, contentHash: ContentHash }),
  output: z.object({ applied: z.boolean() }),
  permission: 'reason:write',
  summary: 'Signs a proposal for the caller’s side. With both signatures the reasons are changed; verdicts given keep theirs.',
});

export const withdrawReasonProposal = endpoint({
  name: 'withdrawReasonProposal',
  method: 'PUT',
  path: '/reason-proposals/:id/withdrawal',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'reason:write',
  summary: 'Takes a proposal off the table.',
});
