import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { AssignmentLine, ENROLMENT_STATES, HOOK_DELIVERY_STATES, LEFT_WHY, Named, SUPPORT_STATES } from '../schema.ts';

// ---------------------------------------------------------------- which track a returned lead comes onto
export const getAssignments = endpoint({
  name: 'getAssignments',
  method: 'GET',
  path: '/track-assignments',
  input: z.object({}),
  output: z.object({
    lines: z.array(AssignmentLine.extend({ id: Id, track: Named, reason: Named.nullable(), running: z.boolean(), taken: z.int() })),
    mayWrite: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'Onto which track a returned lead comes, by reason, interest and stage; the first line that fits counts.',
});

export const setAssignments = endpoint({
  name: 'setAssignments',
  method: 'PUT',
  path: '/track-assignments',
  input: z.object({ lines: z.array(AssignmentLine).max(100) }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Replaces the table of tracks for returned leads.',
});

const PlanTrack = z.object({
  enrolmentId: Id,
  track: Named,
  state: z.enum(ENROLMENT_STATES),
  enteredAt: Instant,
  /** When its next step comes; of one that has not begun, when it begins. */
  dueAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  leftWhy: z.enum(LEFT_WHY).nullable(),
});

export const listPlanTracks = endpoint({
  name: 'listPlanTracks',
  method: 'GET',
  path: '/recycled/tracks',
  input: z.object({ planIds: z.array(Id).min(1).max(200) }),
  output: z.object({
    items: z.array(
      z.object({
        planId: Id,
        /** What the lead was put on when it was given back; null where no track takes it. */
        own: PlanTrack.nullable(),
        /** The nurture tracks that the person was on before, the last first. */
        before: z.array(PlanTrack),
      }),
    ),
  }),
  permission: 'record:read',
  summary: 'Which track warms returned leads again, and which ran before.',
});

// ---------------------------------------------------------------- air cover for an open deal
const Support = z.object({
  id: Id,
  deal: Named,
  company: Named.nullable(),
  amountMinor: z.int().nullable(),
  currency: z.string().nullable(),
  state: z.enum(SUPPORT_STATES),
  wish: z.string(),
  requestedBy: Named.nullable(),
  requestedAt: Instant,
  decidedBy: Named.nullable(),
  decidedAt: Instant.nullable(),
  answer: z.string().nullable(),
  track: Named.nullable(),
  endedAt: Instant.nullable(),
  /** People of the deal and its company who could be on it, and those who are. */
  group: z.array(
    z.object({ contactId: Id, name: z.string(), role: z.string().nullable(), onDeal: z.boolean(), enrolmentId: Id.nullable() }),
  ),
  mayDecide: z.boolean(),
  mayWithdraw: z.boolean(),
});

export const requestSupport = endpoint({
  name: 'requestSupport',
  method: 'POST',
  path: '/deals/:id/support-requests',
  input: z.object({ id: Id, wish: text(1_000).min(10, 'Say in a sentence what would help.') }),
  output: z.object({ id: Id }),
  permission: 'lead:work',
  summary: 'Asks Marketing for support on an open deal.',
});

export const getDealSupport = endpoint({
  name: 'getDealSupport',
  method: 'GET',
  path: '/deals/:id/support-requests',
  input: z.object({ id: Id }),
  output: z.object({ items: z.array(Support), mayRequest: z.boolean() }),
  permission: 'record:read',
  summary: 'What Marketing was asked for on a deal, and what came of it.',
});

export const listSupport = endpoint({
  name: 'listSupport',
  method: 'GET',
  path: '/support-requests',
  input: z.object({ state: z.enum(SUPPORT_STATES).optional() }),
  output: z.object({ items: z.array(Support), waiting: z.int() }),
  permission: 'record:read',
  summary: 'Open deals for which Sales asked for support.',
});

export const decideSupport = endpoint({
  name: 'decideSupport',
  method: 'PUT',
  path: '/support-requests/:id/decision',
  input: z.object({
    id: Id,
    decision: z.enum(['accept', 'decline']),
    trackId: Id.optional(),
    contactIds: z.array(Id).max(100).optional(),
    answer: text(1_000).default(''),
  }),
  output: z.object({ enrolled: z.int(), refused: z.array(z.object({ name: z.string(), says: z.string() })) }),
  permission: 'campaign:write',
  summary: 'Takes a request with a track of deal support, which the buying group comes onto, or says why not.',
});

export const withdrawSupport = endpoint({
  name: 'withdrawSupport',
  method: 'DELETE',
  path: '/support-requests/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'lead:work',
  summary: 'Takes back a request, and the people off its track.',
});

// ---------------------------------------------------------------- other systems that are told
const Hook = z.object({
  id: Id,
  name: z.string(),
  url: z.string(),
  active: z.boolean(),
  createdAt: Instant,
  lastAt: Instant.nullable(),
  lastState: z.enum(HOOK_DELIVERY_STATES).nullable(),
  /** What the other side answered last, or why nothing went. */
  lastSays: z.string().nullable(),
});
const Address = z.url('Write a full address beginning with https://.').max(500);

export const listTrackHooks = endpoint({
  name: 'listTrackHooks',
  method: 'GET',
  path: '/track-hooks',
  input: z.object({}),
  output: z.object({ items: z.array(Hook), mayWrite: z.boolean() }),
  permission: 'campaign:write',
  summary: 'Addresses that steps of tracks post to.',
});

export const createTrackHook = endpoint({
  name: 'createTrackHook',
  method: 'POST',
  path: '/track-hooks',
  input: z.object({ name: text(80).min(1, 'Name it.'), url: Address }),
  /** `secret` is shown this once; each post is signed with it after Standard Webhooks. */
  output: z.object({ id: Id, secret: z.string() }),
  permission: 'campaign:write',
  summary: 'Adds an address that steps may post to. It has to be a public https address.',
});

export const setTrackHook = endpoint({
  name: 'setTrackHook',
  method: 'PATCH',
  path: '/track-hooks/:id',
  input: z.object({ id: Id, name: text(80).min(1, 'Name it.').optional(), active: z.boolean().optional() }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Renames an address, or stops posting to it.',
});
