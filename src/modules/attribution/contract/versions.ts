import { z } from 'zod';
import { ContentHash, PARTIES, Signature } from '#modules/signatures/schema.ts';
import { Day, Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { MODELS, MONEYS, RUN_STATES, SOURCED, STATUSES, Terms } from '../schema.ts';
import { Period } from './parts.ts';

const Version = z.object({
  id: Id,
  number: z.int(),
  status: z.enum(STATUSES),
  terms: Terms,
  madeBy: z.string().nullable(),
  madeAt: Instant,
  inForceFrom: Instant.nullable(),
  endedAt: Instant.nullable(),
  signatures: z.array(Signature),
  contentHash: ContentHash,
});
export type Version = z.output<typeof Version>;

export const getAttribution = endpoint({
  name: 'getAttribution',
  method: 'GET',
  path: '/attribution',
  input: z.object({}),
  output: z.object({
    /** What reports go by now: of the version in force, else what is usual. */
    terms: Terms,
    inForce: Version.nullable(),
    draft: Version.nullable(),
    past: z.array(Version),
    signsFor: z.enum(PARTIES).nullable(),
    mayWrite: z.boolean(),
    run: z
      .object({
        state: z.enum(RUN_STATES),
        done: z.int(),
        total: z.int().nullable(),
        askedAt: Instant,
        endedAt: Instant.nullable(),
        /** Closed deals that the models learned from, and how many were won. */
        paths: z.int().nullable(),
        won: z.int().nullable(),
      })
      .nullable(),
    /** Removal effects and contributions, as learned. */
    weights: z.array(
      z.object({
        model: z.enum(MODELS),
        channel: z.string(),
        weight: z.number(),
        conversions: z.number(),
        /** Of removal effects: 95 % bounds by drawing the paths anew; null from a hundred won deals on, and below ten. */
        low: z.number().nullable(),
        high: z.number().nullable(),
      }),
    ),
    /** When the deals closed that there is to learn from; null without any. */
    learnedFrom: z.object({ from: Instant, to: Instant }).nullable(),
  }),
  permission: 'report:read',
  summary:
    'By which rule reports share money out: the version both sides signed, the draft, those before, and what the models have learned.',
});

export const draftAttribution = endpoint({
  name: 'draftAttribution',
  method: 'PUT',
  path: '/attribution/draft',
  input: Terms,
  output: z.object({ id: Id, number: z.int(), contentHash: ContentHash, signaturesCleared: z.boolean() }),
  permission: 'agreement:write',
  summary: 'Writes the draft of the attribution rules; what was signed of it before is open again.',
});

export const signAttribution = endpoint({
  name: 'signAttribution',
  method: 'POST',
  path: '/attribution/versions/:id/signatures',
  input: z.object({ id: Id, contentHash: ContentHash }),
  output: z.object({ status: z.enum(STATUSES) }),
  permission: 'agreement:sign',
  summary: 'Signs a draft for the own side; with both signatures every report goes by it.',
});

export const withdrawAttribution = endpoint({
  name: 'withdrawAttribution',
  method: 'DELETE',
  path: '/attribution/versions/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'agreement:write',
  summary: 'Takes a draft of the attribution rules back.',
});

export const rebuildAttribution = endpoint({
  name: 'rebuildAttribution',
  method: 'POST',
  path: '/attribution/rebuild',
  input: z.object({}),
  output: Done,
  permission: 'agreement:write',
  summary: 'Works every path and credit out anew from the ledger, in the background.',
});

export const compareModels = endpoint({
  name: 'compareModels',
  method: 'GET',
  path: '/attribution/comparison',
  input: z.object({ from: Day.optional(), to: Day.optional(), money: z.enum(MONEYS).default('booked') }),
  output: z.object({
    period: Period,
    currency: z.string(),
    model: z.enum(MODELS),
    number: z.int().nullable(),
    deals: z.int(),
    /** Minor units; null: the role does not see amounts. */
    total: z.int().nullable(),
    unattributed: z.object({ deals: z.int(), amountMinor: z.int().nullable() }),
    lines: z.array(
      z.object({
        channel: z.string(),
        models: z.array(z.object({ model: z.enum(MODELS), deals: z.number(), amountMinor: z.int().nullable() })),
        /** By the draft, where there is one. */
        draft: z.object({ deals: z.number(), amountMinor: z.int().nullable() }).nullable(),
      }),
    ),
    /** The three readings of "brought by Marketing", over the same won deals. */
    sourced: z.array(z.object({ definition: z.enum(SOURCED), deals: z.int(), amountMinor: z.int().nullable(), locked: z.boolean() })),
    /** Won deals about which the three do not agree. */
    disagree: z.int(),
  }),
  permission: 'report:read',
  summary: 'Won money by channel under every model side by side, what a draft would change, and three readings of what Marketing brought.',
});
