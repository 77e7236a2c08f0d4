import { z } from 'zod';
import { Done, endpoint, Id } from '#modules/team/schema.ts';
import { CUSTOM_KINDS, CustomFieldRow, EntityName, FieldInfo, Option } from './schema.ts';

const Label = z.string().trim().min(1, 'Name the field.').max(120);
const Options = z.array(Option.extend({ value: z.string().trim().min(1).max(200), label: z.string().trim().min(1).max(200) })).max(500);

export const listFields = endpoint({
  name: 'listFields',
  method: 'GET',
  path: '/fields/:entity',
  input: z.object({ entity: EntityName }),
  output: z.object({ items: z.array(FieldInfo), zone: z.string(), currency: z.string() }),
  permission: 'record:read',
  summary: 'The fields of an entity that you may see, with the comparisons each of them takes.',
});

export const listFieldValues = endpoint({
  name: 'listFieldValues',
  method: 'GET',
  path: '/fields/:entity/values',
  input: z.object({ entity: EntityName, field: z.string().max(120), q: z.string().max(100).optional() }),
  output: z.object({ items: z.array(Option) }),
  permission: 'record:read',
  summary: 'Values a choice has in the records you may see, the most frequent first, at most 50.',
});

export const listOwnFields = endpoint({
  name: 'listOwnFields',
  method: 'GET',
  path: '/fields/:entity/own',
  input: z.object({ entity: EntityName }),
  output: z.object({ items: z.array(CustomFieldRow) }),
  permission: 'record:read',
  summary: "The workspace's own fields of an entity, archived ones last.",
});

export const createOwnField = endpoint({
  name: 'createOwnField',
  method: 'POST',
  path: '/own-fields',
  input: z.object({
    entity: EntityName,
    label: Label,
    kind: z.enum(CUSTOM_KINDS),
    /** From the label where absent. It cannot be changed later. */
    key: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,59}$/, 'Use small letters, digits and underscores, a letter first.')
      .optional(),
    options: Options.default([]),
    required: z.boolean().default(false),
  }),
  output: CustomFieldRow,
  permission: 'field:write',
  summary: 'Adds a field of your own.',
});

export const updateOwnField = endpoint({
  name: 'updateOwnField',
  method: 'PATCH',
  path: '/own-fields/:id',
  input: z.object({
    id: Id,
    label: Label.optional(),
    options: Options.optional(),
    required: z.boolean().optional(),
    archived: z.boolean().optional(),
  }),
  output: CustomFieldRow,
  permission: 'field:write',
  summary: 'Renames a field of your own, changes its options, archives it or brings it back. Values are kept.',
});

export const orderOwnFields = endpoint({
  name: 'orderOwnFields',
  method: 'PUT',
  path: '/own-fields/:entity/order',
  input: z.object({ entity: EntityName, ids: z.array(Id).min(1).max(500) }),
  output: Done,
  permission: 'field:write',
  summary: 'Puts the own fields of an entity into this order.',
});
