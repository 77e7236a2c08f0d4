import { z } from 'zod';
import { Criteria } from '#modules/criteria/schema.ts';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { DRAFTINGS, PARTIES, PROFILE_STATUSES, ProfileContent } from '../schema.ts';
import { BackTest } from './lookback.ts';

const Version = z.object({
  id: Id,
  number: z.int(),
  name: z.string(),
  status: z.enum(PROFILE_STATUSES),
  note: z.string().nullable(),
  reviewOn: Day.nullable(),
  /** The day on which both wanted to look at it again has come. */
  reviewDue: z.boolean(),
  /** Days until then; null without a day. Below 0: passed. */
  reviewInDays: z.int().nullable(),
  drafting: z.enum(DRAFTINGS),
  /** Of which version this one was begun as a copy. */
  takenFrom: z.int().nullable(),
  activeFrom: Instant.nullable(),
  supersededAt: Instant.nullable(),
  contentHash: z.string(),
  signatures: z.array(z.object({ party: z.enum(PARTIES), member: Named, signedAt: Instant })),
  criteria: z.array(
    z.object({
      id: Id,
      kind: z.enum(['weighted', 'disqualifier']),
      label: z.string(),
      weight: z.number(),
      condition: Criteria,
      /** Why it cannot be judged any more (a field was removed); null where all is well. */
      problem: z.string().nullable(),
    }),
  ),
});

export const getProfile = endpoint({
  name: 'getProfile',
  method: 'GET',
  path: '/profile',
  input: z.object({ number: z.int().min(1).optional() }),
  output: z.object({
    /** The one asked for; else the active one, else the newest. */
    version: Version.nullable(),
    versions: z.array(
      z.object({ id: Id, number: z.int(), name: z.string(), status: z.enum(PROFILE_STATUSES), activeFrom: Instant.nullable() }),
    ),
    signsFor: z.enum(PARTIES).nullable(),
    mayWrite: z.boolean(),
    /** Contacts by fit now, and how many are not scored yet. */
    spread: z.object({ A: z.int(), B: z.int(), C: z.int(), D: z.int(), unknown: z.int(), unscored: z.int() }),
  }),
  permission: 'record:read',
  summary: 'The ideal customer as both teams signed it, criterion by criterion.',
});

export const draftProfile = endpoint({
  name: 'draftProfile',
  method: 'POST',
  path: '/profile/versions',
  /** `from`: an earlier version that is taken up again. */
  input: z.object({ from: z.int().min(1).optional() }),
  output: z.object({ id: Id, number: z.int() }),
  permission: 'profile:write',
  summary: 'Begins the next version of the profile, as a copy of the newest or of an earlier one.',
});

export const writeProfile = endpoint({
  name: 'writeProfile',
  method: 'PUT',
  path: '/profile/versions/:id',
  input: z.object({ id: Id, ...ProfileContent, basedOn: z.string().max(100).optional() }),
  output: z.object({ contentHash: z.string(), signaturesCleared: z.boolean() }),
  permission: 'profile:write',
  summary: 'Writes the draft of the profile. A signature that was there falls.',
});

export const discardProfile = endpoint({
  name: 'discardProfile',
  method: 'DELETE',
  path: '/profile/versions/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'profile:write',
  summary: 'Throws a profile away that was not signed by both.',
});

export const signProfile = endpoint({
  name: 'signProfile',
  method: 'POST',
  path: '/profile/versions/:id/signatures',
  input: z.object({ id: Id, contentHash: z.string().max(100) }),
  output: z.object({ status: z.enum(PROFILE_STATUSES) }),
  permission: 'profile:sign',
  summary: 'Signs the profile for the caller’s side. With the second signature it is active and everyone is scored by it.',
});

/** What a version says about the people there are, and about those who were won. */
export const previewProfile = endpoint({
  name: 'previewProfile',
  method: 'GET',
  path: '/profile/versions/:id/preview',
  input: z.object({ id: Id }),
  output: BackTest,
  permission: 'report:read',
  summary:
    'How the people there are fit a version of the profile, and how the won differ from all who were worked, criterion by criterion.',
});
