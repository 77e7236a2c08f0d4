import { z } from 'zod';
import { ContentHash, Signature } from '#modules/signatures/schema.ts';
import { Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { FADINGS, MODEL_STATUSES, ModelContent, PARTIES, RULE_FACTS, RuleMatch } from '../schema.ts';

const Inactivity = z.object({ afterDays: z.int(), points: z.number() });
const Treatment = z.enum(['hand_off', 'nurture', 'never']);

const Version = z.object({
  id: Id,
  number: z.int(),
  name: z.string(),
  status: z.enum(MODEL_STATUSES),
  note: z.string().nullable(),
  handoffLabels: z.array(z.string()),
  neverLabels: z.array(z.string()),
  inactivity: Inactivity.nullable(),
  groups: z.array(z.object({ name: z.string(), cap: z.number() })),
  /** The version that it took up again. */
  restoredFrom: z.int().nullable(),
  contentHash: z.string(),
  signatures: z.array(Signature),
  activeFrom: Instant.nullable(),
  activatedBy: z.string().nullable(),
  supersededAt: Instant.nullable(),
  rules: z.array(
    z.object({
      id: Id,
      label: z.string(),
      match: RuleMatch,
      points: z.number(),
      halfLifeDays: z.number().nullable(),
      fading: z.enum(FADINGS),
      cap: z.number().nullable(),
      dailyCap: z.number().nullable(),
      group: z.string().nullable(),
    }),
  ),
});

export const getModel = endpoint({
  name: 'getModel',
  method: 'GET',
  path: '/score-model',
  input: z.object({ number: z.int().min(1).optional() }),
  output: z.object({
    version: Version.nullable(),
    versions: z.array(
      z.object({ id: Id, number: z.int(), name: z.string(), status: z.enum(MODEL_STATUSES), activeFrom: Instant.nullable() }),
    ),
    mayWrite: z.boolean(),
    signsFor: z.enum(PARTIES).nullable(),
    /** What the version shown would change against the one in force; null where it is that one. */
    difference: z
      .object({
        against: z.int(),
        rules: z.array(
          z.object({
            label: z.string(),
            kind: z.enum(['added', 'removed', 'changed']),
            facts: z.array(z.object({ fact: z.enum(RULE_FACTS), before: z.string().nullable(), after: z.string().nullable() })),
          }),
        ),
        labels: z.array(z.object({ label: z.string(), before: Treatment, after: Treatment })),
        groups: z.array(z.object({ name: z.string(), before: z.number().nullable(), after: z.number().nullable() })),
        inactivity: z.object({ before: Inactivity.nullable(), after: Inactivity.nullable() }).nullable(),
      })
      .nullable(),
    /** A run over everybody after the rules changed; null where none is under way. */
    run: z.object({ total: z.int(), done: z.int(), startedAt: Instant }).nullable(),
    /** Contacts by label now. */
    labels: z.record(z.string(), z.int()),
  }),
  permission: 'record:read',
  summary: 'What behaviour is worth, rule by rule, and which labels hand a lead to Sales.',
});

export const draftModel = endpoint({
  name: 'draftModel',
  method: 'POST',
  path: '/score-model/versions',
  input: z.object({ from: z.int().min(1).optional() }),
  output: z.object({ id: Id, number: z.int() }),
  permission: 'profile:write',
  summary: 'Begins the next version of the score, as a copy of the active one, or of an earlier one that is to return.',
});

export const writeModel = endpoint({
  name: 'writeModel',
  method: 'PUT',
  path: '/score-model/versions/:id',
  input: z.object({ id: Id, ...ModelContent, basedOn: ContentHash.optional() }),
  output: z.object({ contentHash: z.string(), signaturesCleared: z.boolean() }),
  permission: 'profile:write',
  summary: 'Writes the draft of the score. A signature that was there falls.',
});

export const discardModel = endpoint({
  name: 'discardModel',
  method: 'DELETE',
  path: '/score-model/versions/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'profile:write',
  summary: 'Throws the draft of the score away.',
});

/** Whoever leads a side hears of it: a threshold that moves in silence is a grudge. Nobody is handed off by a change of rules alone. */
export const signModel = endpoint({
  name: 'signModel',
  method: 'POST',
  path: '/score-model/versions/:id/signatures',
  input: z.object({ id: Id, contentHash: ContentHash }),
  output: z.object({ status: z.enum(MODEL_STATUSES) }),
  permission: 'profile:sign',
  summary: 'Signs the drafted score for the caller’s side. With the second signature it counts, and everyone is scored anew.',
});
