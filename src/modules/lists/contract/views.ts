import { z } from 'zod';
import { Criteria, EntityName } from '#modules/criteria/schema.ts';
import { Done, endpoint, Id } from '#modules/team/schema.ts';
import { Columns, SavedView, Sort, Visibility } from '../schema.ts';

const Name = z.string().trim().min(1, 'Name the view.').max(80);

export const listViews = endpoint({
  name: 'listViews',
  method: 'GET',
  path: '/lists/:entity/views',
  input: z.object({ entity: EntityName }),
  output: z.object({ items: z.array(SavedView), defaultId: Id.nullable() }),
  permission: 'record:read',
  summary: 'Your saved views of a list and those shared with you, and the one your list opens with.',
});

export const createView = endpoint({
  name: 'createView',
  method: 'POST',
  path: '/lists/:entity/views',
  input: z.object({
    entity: EntityName,
    name: Name,
    visibility: Visibility.default('private'),
    criteria: Criteria,
    columns: Columns.default([]),
    sort: Sort.default([]),
  }),
  output: z.object({ id: Id }),
  permission: 'record:read',
  summary: 'Saves a list as a view. Sharing it with a team or everyone takes the right to share views.',
});

export const updateView = endpoint({
  name: 'updateView',
  method: 'PATCH',
  path: '/views/:id',
  input: z.object({
    id: Id,
    name: Name.optional(),
    visibility: Visibility.optional(),
    criteria: Criteria.optional(),
    columns: Columns.optional(),
    sort: Sort.optional(),
  }),
  output: Done,
  permission: 'record:read',
  summary: 'Changes a view of yours.',
});

export const deleteView = endpoint({
  name: 'deleteView',
  method: 'DELETE',
  path: '/views/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:read',
  summary: 'Deletes a view of yours; the records stay.',
});

export const setDefaultView = endpoint({
  name: 'setDefaultView',
  method: 'PUT',
  path: '/lists/:entity/default-view',
  input: z.object({ entity: EntityName, viewId: Id.nullable() }),
  output: Done,
  permission: 'record:read',
  summary: 'Chooses the view your list opens with.',
});
