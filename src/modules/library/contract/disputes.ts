import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { ContentHash, PARTIES, Signature } from '#modules/signatures/schema.ts';
import { Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { OUTCOMES } from '../schema.ts';
import { Figures } from './assets.ts';

export const raiseDispute = endpoint({
  name: 'raiseAssetDispute',
  method: 'POST',
  path: '/library/assets/:id/disputes',
  input: z.object({ id: Id, claim: text(1000).min(10, 'Say what is wrong, in a sentence.') }),
  output: z.object({ id: Id }),
  permission: 'lead:return',
  summary:
    'Says that an asset does not do what it should, or is not used as it should be; how it was used and what came of it is kept with it.',
});

export const listDisputes = endpoint({
  name: 'listAssetDisputes',
  method: 'GET',
  path: '/library/disputes',
  input: z.object({ assetId: Id.optional(), show: z.enum(['open', 'all']).default('all') }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        asset: Named,
        claim: z.string(),
        evidence: Figures,
        raisedBy: Named.nullable(),
        raisedAt: Instant,
        entries: z.array(z.object({ id: Id, body: z.string(), by: Named.nullable(), at: Instant })),
        /** What one side has proposed to decide; it counts once both have signed. */
        decision: z.object({ outcome: z.enum(OUTCOMES), note: z.string(), hash: ContentHash, signatures: z.array(Signature) }).nullable(),
        decidedAt: Instant.nullable(),
        /** For which side the caller can sign; null: for none, or it is signed. */
        signsFor: z.enum(PARTIES).nullable(),
        mayWrite: z.boolean(),
      }),
    ),
  }),
  permission: 'record:read',
  summary: 'What the teams disagree on about assets, with the evidence, what was said, and what both decided.',
});

export const writeToDispute = endpoint({
  name: 'writeToAssetDispute',
  method: 'POST',
  path: '/library/disputes/:id/entries',
  input: z.object({ id: Id, body: text(2000).min(3, 'Write a sentence.') }),
  output: z.object({ id: Id }),
  permission: 'lead:return',
  summary: 'Says something to it.',
});

export const decideDispute = endpoint({
  name: 'decideAssetDispute',
  method: 'PUT',
  path: '/library/disputes/:id/decision',
  input: z.object({ id: Id, outcome: z.enum(OUTCOMES), note: text(1000).min(10, 'Say what is done, by whom, in ten characters or more.') }),
  output: Done,
  permission: 'lead:return',
  summary: 'Proposes a decision and signs it for the own side. Another proposal takes its place, and its signatures with it.',
});

export const signDispute = endpoint({
  name: 'signAssetDispute',
  method: 'POST',
  path: '/library/disputes/:id/signature',
  input: z.object({ id: Id, contentHash: ContentHash }),
  output: z.object({ closed: z.boolean() }),
  permission: 'lead:return',
  summary: 'Signs the proposed decision for the own side. With both signatures it is closed and takes effect.',
});
