import { z } from 'zod';
import { Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { MODEL_STATUSES, ModelContent, RuleMatch } from '../schema.ts';

const Version = z.object({
  id: Id,
  number: z.int(),
  name: z.string(),
  status: z.enum(MODEL_STATUSES),
  note: z.string().nullable(),
  handoffLabels: z.array(z.string()),
  groups: z.array(z.object({ name: z.string(), cap: z.number() })),
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
    mayActivate: z.boolean(),
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
  input: z.object({}),
  output: z.object({ id: Id, number: z.int() }),
  permission: 'profile:write',
  summary: 'Begins the next version of the score, as a copy of the active one.',
});

export const writeModel = endpoint({
  name: 'writeModel',
  method: 'PUT',
  path: '/score-model/versions/:id',
  input: z.object({ id: Id, ...ModelContent }),
  output: Done,
  permission: 'profile:write',
  summary: 'Writes the draft of the score.',
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
export const activateModel = endpoint({
  name: 'activateModel',
  method: 'POST',
  path: '/score-model/versions/:id/activation',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'profile:sign',
  summary: 'Makes a drafted score count from now on; everyone is scored anew.',
});
