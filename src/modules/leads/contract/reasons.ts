import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { Done, endpoint, Id } from '#modules/team/schema.ts';
import { REASON_CLASSES, ReasonClassName } from '../schema.ts';

const Label = text(80).min(1, 'Name the reason.');

export const Reason = z.object({
  id: Id,
  class: z.enum(REASON_CLASSES),
  code: z.string(),
  label: z.string(),
  needsNote: z.boolean(),
  needsDate: z.boolean(),
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

export const createReason = endpoint({
  name: 'createReason',
  method: 'POST',
  path: '/reasons',
  input: z.object({ class: ReasonClassName, label: Label, needsNote: z.boolean().default(false), needsDate: z.boolean().default(false) }),
  output: z.object({ id: Id }),
  permission: 'reason:write',
  summary: 'Adds a reason at the end of its class. Its code comes from the label and stays.',
});

export const changeReason = endpoint({
  name: 'changeReason',
  method: 'PATCH',
  path: '/reasons/:id',
  input: z.object({
    id: Id,
    label: Label.optional(),
    needsNote: z.boolean().optional(),
    needsDate: z.boolean().optional(),
    position: z.int().min(0).max(1000).optional(),
    archived: z.boolean().optional(),
  }),
  output: Done,
  permission: 'reason:write',
  summary: 'Renames a reason, moves it, changes what it asks for, or takes it out of use.',
});

export const removeReason = endpoint({
  name: 'removeReason',
  method: 'DELETE',
  path: '/reasons/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'reason:write',
  summary: 'Removes a reason that was never given. One that was given can only be taken out of use.',
});
