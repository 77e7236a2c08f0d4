import { z } from 'zod';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Criterion, CriterionInput, DIFFERENCES, PARTIES, ProfileContent, SETTLEMENTS } from '../schema.ts';
import { Lift } from './lookback.ts';

const Party = z.enum(PARTIES);

export const startSides = endpoint({
  name: 'startSides',
  method: 'POST',
  path: '/profile/versions/:id/sides',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'profile:write',
  summary: 'From here each side writes its own draft of the profile, unseen by the other until both hand in. Both begin with what stands.',
});

/** Nobody gets the other side’s draft here, whatever their role: only whether it is handed in. */
export const getOwnSide = endpoint({
  name: 'getOwnSide',
  method: 'GET',
  path: '/profile/versions/:id/side',
  input: z.object({ id: Id }),
  output: z.object({
    /** The caller’s side, by their department; null: of neither. */
    party: Party.nullable(),
    mine: z
      .object({
        criteria: z.array(Criterion),
        note: z.string().nullable(),
        writtenBy: Named.nullable(),
        writtenAt: Instant,
        handedInAt: Instant.nullable(),
      })
      .nullable(),
    handedIn: z.object({ sales: z.boolean(), marketing: z.boolean() }),
  }),
  permission: 'profile:write',
  summary: 'The draft of the caller’s own side while each writes alone, and which sides have handed in.',
});

export const writeOwnSide = endpoint({
  name: 'writeOwnSide',
  method: 'PUT',
  path: '/profile/versions/:id/side',
  input: z.object({ id: Id, criteria: ProfileContent.criteria, note: ProfileContent.note }),
  output: Done,
  permission: 'profile:write',
  summary: 'Writes the draft of the caller’s side.',
});

export const handInSide = endpoint({
  name: 'handInSide',
  method: 'POST',
  path: '/profile/versions/:id/side/hand-in',
  input: z.object({ id: Id }),
  output: z.object({ laidOpen: z.boolean() }),
  permission: 'profile:write',
  summary: 'Hands in the draft of the caller’s side. With the second one both are laid open and become lines to settle.',
});

export const takeBackSide = endpoint({
  name: 'takeBackSide',
  method: 'DELETE',
  path: '/profile/versions/:id/side/hand-in',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'profile:write',
  summary: 'Takes the draft of the caller’s side back to change it, as long as the other side has not handed in.',
});

const Proposal = z.object({ criterion: Criterion, share: z.number() }).nullable();

export const Line = z.object({
  id: Id,
  sales: Proposal,
  marketing: Proposal,
  differs: z.array(z.enum(DIFFERENCES)),
  settledAs: z.enum(SETTLEMENTS).nullable(),
  settled: Criterion.nullable(),
  settledBy: Named.nullable(),
  settledAt: Instant.nullable(),
  comments: z.array(
    z.object({ id: Id, member: Named, party: z.enum([...PARTIES, 'coordination']).nullable(), text: z.string(), at: Instant }),
  ),
});

export const getDifference = endpoint({
  name: 'getDifference',
  method: 'GET',
  path: '/profile/versions/:id/difference',
  input: z.object({ id: Id }),
  output: z.object({
    laidOpenAt: Instant.nullable(),
    /** What each side meant by its draft. */
    notes: z.object({ sales: z.string().nullable(), marketing: z.string().nullable() }),
    lines: z.array(Line),
    open: z.int(),
    /** Nobody asks for it, though the record says that it matters; the strongest first. */
    neither: z.array(z.object({ field: z.string(), label: z.string(), value: z.string(), valueLabel: z.string(), lift: Lift })),
    mayComment: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'Both drafts laid open: what both ask, what only one asks, what neither does, and where each line stands.',
});

export const addLine = endpoint({
  name: 'addProfileLine',
  method: 'POST',
  path: '/profile/versions/:id/lines',
  input: z.object({ id: Id, criterion: CriterionInput }),
  output: z.object({ id: Id }),
  permission: 'profile:write',
  summary: 'Proposes one more criterion for a draft that is argued, in the name of the caller’s side. It is settled like the others.',
});

export const settleLine = endpoint({
  name: 'settleProfileLine',
  method: 'PUT',
  path: '/profile/lines/:id/settlement',
  input: z.object({
    id: Id,
    as: z.enum(['sales', 'marketing', 'new', 'none']),
    /** The new wording; with `new` alone. */
    criterion: CriterionInput.optional(),
  }),
  output: Done,
  permission: 'profile:write',
  summary: 'Settles a line: one side’s words, the other’s, new ones, or none. A signature that was there falls.',
});

export const reopenLine = endpoint({
  name: 'reopenProfileLine',
  method: 'DELETE',
  path: '/profile/lines/:id/settlement',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'profile:write',
  summary: 'Opens a settled line again.',
});

export const commentLine = endpoint({
  name: 'commentProfileLine',
  method: 'POST',
  path: '/profile/lines/:id/comments',
  input: z.object({ id: Id, text: z.string().trim().min(1, 'Write something.').max(2000) }),
  output: z.object({ id: Id }),
  permission: 'record:write',
  summary: 'Says something on a line of a draft that is argued.',
});

export const describeProfile = endpoint({
  name: 'describeProfile',
  method: 'PATCH',
  path: '/profile/versions/:id',
  input: z.object({
    id: Id,
    name: ProfileContent.name.optional(),
    note: ProfileContent.note.optional(),
    reviewOn: Day.nullable().optional(),
  }),
  output: Done,
  permission: 'profile:write',
  summary: 'Names a draft, says what is meant, and when both look at it again. A signature that was there falls.',
});

export const compareProfiles = endpoint({
  name: 'compareProfiles',
  method: 'GET',
  path: '/profile/comparison',
  input: z.object({ from: z.coerce.number().int().min(1), to: z.coerce.number().int().min(1) }),
  output: z.object({
    lines: z.array(
      z.object({
        before: Proposal,
        after: Proposal,
        change: z.enum(['same', 'changed', 'added', 'removed']),
        differs: z.array(z.enum(DIFFERENCES)),
      }),
    ),
    name: z.object({ before: z.string(), after: z.string() }),
    note: z.object({ before: z.string().nullable(), after: z.string().nullable() }),
    reviewOn: z.object({ before: Day.nullable(), after: Day.nullable() }),
  }),
  permission: 'record:read',
  summary: 'Two versions of the profile beside each other, criterion by criterion.',
});
