import { z } from 'zod';
import { ContentHash, PARTIES, Signature } from '#modules/signatures/schema.ts';
import { Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { CODES, GateRules, GRADES, RULES_STATUSES } from '../schema.ts';

const Version = z.object({
  id: Id,
  number: z.int(),
  status: z.enum(RULES_STATUSES),
  rules: GateRules,
  proposedBy: z.object({ id: Id, name: z.string() }).nullable(),
  proposedAt: Instant,
  inForceFrom: Instant.nullable(),
  endedAt: Instant.nullable(),
  contentHash: z.string(),
  signatures: z.array(Signature),
});

/** How many may get it, and what stops the others. */
export const Counts = z.object({
  total: z.int(),
  allowed: z.int(),
  held: z.int(),
  blocked: z.int(),
  /** Of the allowed, those about whom something is said. */
  warned: z.int(),
  /** Of the held, those whose time comes by itself. */
  later: z.int(),
  /** `alone`: those whom nothing else stops. `until`: from then on it stands in the way of none of them any more; null: somebody has to act. */
  reasons: z.array(z.object({ code: z.enum(CODES), grade: z.enum(GRADES), n: z.int(), alone: z.int(), until: Instant.nullable() })),
});

export const getGateRules = endpoint({
  name: 'getGateRules',
  method: 'GET',
  path: '/gate/rules',
  input: z.object({}),
  output: z.object({
    /** What holds now: signed, or as the program comes. */
    rules: GateRules,
    inForce: Version.nullable(),
    proposed: Version.nullable(),
    /** The newest first. */
    history: z.array(Version),
    signsFor: z.enum(PARTIES).nullable(),
    mayWrite: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'What the gate weighs and how firmly it says no: in force, proposed and before.',
});

export const proposeGateRules = endpoint({
  name: 'proposeGateRules',
  method: 'PUT',
  path: '/gate/rules/proposal',
  input: z.object({ rules: GateRules }),
  output: z.object({ id: Id, contentHash: z.string(), signaturesCleared: z.boolean() }),
  permission: 'agreement:write',
  summary: 'Proposes rules for the gate. A signature on an earlier proposal falls.',
});

export const signGateRules = endpoint({
  name: 'signGateRules',
  method: 'POST',
  path: '/gate/rules/:id/signatures',
  input: z.object({ id: Id, contentHash: ContentHash }),
  output: z.object({ status: z.enum(RULES_STATUSES) }),
  permission: 'agreement:sign',
  summary: 'Signs the proposed rules for the caller’s side. With the second signature they hold.',
});

export const withdrawGateRules = endpoint({
  name: 'withdrawGateRules',
  method: 'DELETE',
  path: '/gate/rules/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'agreement:write',
  summary: 'Takes a proposal back. What is in force stays.',
});

export const tryGateRules = endpoint({
  name: 'tryGateRules',
  method: 'POST',
  path: '/gate/rules/effects',
  reads: true,
  input: z.object({ rules: GateRules }),
  output: z.object({ now: Counts, proposed: Counts }),
  permission: 'report:read',
  summary: 'Whom a general mail of Marketing to everybody would reach today, by the rules in force and by others. Consent is left out.',
});
