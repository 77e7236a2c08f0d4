import { z } from 'zod';
import { ContentHash, Signature } from '#modules/signatures/schema.ts';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Rate } from '#platform/shared/rate.ts';
import {
  Cut,
  Expected,
  FIT_CLASSES,
  FitClasses,
  MOST_EXPLORATION,
  Need,
  NeedInput,
  PARTIES,
  STATUSES,
  Terms,
  TermsInput,
} from '../schema.ts';

const Exploration = z.int().min(0).max(MOST_EXPLORATION);

const Value = z.object({
  cut: z.number(),
  fitClasses: z.array(z.enum(FIT_CLASSES)),
  exploration: Exploration,
  /** The last day on which it decides. */
  expiresOn: Day,
  expected: Expected,
});

const Version = z.object({
  id: Id,
  number: z.int(),
  status: z.enum(STATUSES),
  value: Value.nullable(),
  signatures: z.array(Signature),
  inForceFrom: Instant.nullable(),
  expiresAt: Instant.nullable(),
  endedAt: Instant.nullable(),
});

export const getThreshold = endpoint({
  name: 'getThreshold',
  method: 'GET',
  path: '/threshold',
  input: z.object({}),
  output: z.object({
    inForce: Version.nullable(),
    /** The points of the one in force are of an earlier version of the score. */
    otherScore: z.boolean(),
    /** The last one ended by its day, and nothing has come in its place: the labels of the score decide. */
    expired: Version.nullable(),
    /** What is being negotiated. */
    open: z
      .object({
        id: Id,
        number: z.int(),
        status: z.enum(STATUSES),
        terms: Terms,
        begunBy: Named.nullable(),
        begunAt: Instant,
        /** What each side needs; the other side's only once both are in. */
        needs: z.object({ sales: Need.nullable(), marketing: Need.nullable() }),
        handedIn: z.object({ sales: z.boolean(), marketing: z.boolean() }),
        proposal: z
          .object({ ...Value.shape, by: Named.nullable(), at: Instant, contentHash: z.string(), signatures: z.array(Signature) })
          .nullable(),
      })
      .nullable(),
    /** The newest first. */
    history: z.array(Version),
    /** The side whose needs the caller may state and for which they sign. */
    signsFor: z.enum(PARTIES).nullable(),
    mayWrite: z.boolean(),
  }),
  permission: 'report:read',
  summary: 'The signed threshold, the one that is being negotiated, and those before.',
});

export const getThresholdStanding = endpoint({
  name: 'getThresholdStanding',
  method: 'GET',
  path: '/threshold/standing',
  input: z.object({}),
  output: z.object({
    /** Ended within the last weeks with nothing in its place: the labels of the score decide again. */
    expired: z.object({ number: z.int(), expiredOn: Day }).nullable(),
  }),
  permission: 'record:read',
  summary: 'Whether the signed threshold has come to its end, for everybody to know.',
});

export const getThresholdOutcome = endpoint({
  name: 'getThresholdOutcome',
  method: 'GET',
  path: '/threshold/outcome',
  input: z.object({}),
  output: z.object({
    /** Null where none is in force. */
    outcome: z
      .object({
        from: Instant,
        weeks: z.number(),
        expected: Expected,
        handedOff: z.int(),
        /** Null in the first week. */
        perWeek: z.number().nullable(),
        /** Accepted of those that have a verdict. */
        accepted: Rate,
        /** Won of all so far; most have not had their time yet. */
        wonSoFar: Rate,
        /** Won of those that are as old as the window of the back-test. */
        precision: Rate,
        sample: z.object({ handedOff: z.int(), accepted: Rate, wonSoFar: Rate }),
      })
      .nullable(),
  }),
  permission: 'report:read',
  summary: 'What came of the signed threshold since it is in force, against what was expected. The rows: `GET /handoffs`.',
});

export const beginThreshold = endpoint({
  name: 'beginThreshold',
  method: 'POST',
  path: '/thresholds',
  input: z.object(TermsInput),
  output: z.object({ id: Id, number: z.int() }),
  permission: 'profile:write',
  summary: 'Begins a negotiation on the figures given; both sides look at the same ones.',
});

export const stateNeed = endpoint({
  name: 'stateNeed',
  method: 'PUT',
  path: '/thresholds/:id/need',
  input: z.object({ id: Id, ...NeedInput }),
  output: z.object({ bothIn: z.boolean() }),
  permission: 'profile:sign',
  summary: 'Says what the caller’s side needs. The other side sees it once its own is in as well.',
});

export const proposeThreshold = endpoint({
  name: 'proposeThreshold',
  method: 'PUT',
  path: '/thresholds/:id/proposal',
  input: z.object({ id: Id, cut: Cut, fitClasses: FitClasses, exploration: Exploration, expiresOn: Day }),
  output: z.object({ contentHash: z.string(), signaturesCleared: z.boolean() }),
  permission: 'profile:write',
  summary: 'Proposes a value that gives both sides what they need. A signature on an earlier proposal falls.',
});

export const signThreshold = endpoint({
  name: 'signThreshold',
  method: 'POST',
  path: '/thresholds/:id/signatures',
  input: z.object({ id: Id, contentHash: ContentHash }),
  output: z.object({ status: z.enum(STATUSES) }),
  permission: 'profile:sign',
  summary: 'Signs the proposed threshold for the caller’s side. With the second signature it decides.',
});

export const withdrawThreshold = endpoint({
  name: 'withdrawThreshold',
  method: 'DELETE',
  path: '/thresholds/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'profile:write',
  summary: 'Ends a negotiation without a threshold. What is in force stays until its day.',
});
