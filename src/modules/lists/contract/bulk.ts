import { z } from 'zod';
import { EntityName } from '#modules/criteria/schema.ts';
import { endpoint, Id } from '#modules/team/schema.ts';
import { PageLimit } from '#platform/shared/paging.ts';
import { BulkChange, Change, Target, TrashRow } from '../schema.ts';

export const changeRows = endpoint({
  name: 'changeRows',
  method: 'POST',
  path: '/lists/:entity/changes',
  input: z.object({ entity: EntityName, target: Target, change: Change }),
  output: BulkChange,
  permission: 'record:bulk',
  summary: 'Changes many records at once; can be undone for 24 hours. Above 500 records it goes on in the background.',
});

export const trashRows = endpoint({
  name: 'trashRows',
  method: 'POST',
  path: '/lists/:entity/removals',
  input: z.object({ entity: EntityName, target: Target }),
  output: BulkChange,
  permission: 'record:delete',
  summary: 'Moves records to the trash; can be undone for 24 hours, and restored from the trash after that.',
});

export const listTrash = endpoint({
  name: 'listTrash',
  method: 'GET',
  path: '/lists/:entity/trash',
  input: z.object({ entity: EntityName, cursor: z.string().max(200).optional(), limit: PageLimit }),
  output: z.object({ items: z.array(TrashRow), next: z.string().nullable() }),
  permission: 'record:delete',
  summary: 'Records in the trash, the last one first.',
});

export const restoreRows = endpoint({
  name: 'restoreRows',
  method: 'POST',
  path: '/lists/:entity/restorations',
  input: z.object({ entity: EntityName, ids: z.array(Id).min(1).max(500) }),
  output: BulkChange,
  permission: 'record:delete',
  summary: 'Takes records out of the trash.',
});

export const purgeRows = endpoint({
  name: 'purgeRows',
  method: 'POST',
  path: '/lists/:entity/purges',
  input: z.object({ entity: EntityName, ids: z.array(Id).min(1).max(500) }),
  output: BulkChange,
  permission: 'record:erase',
  summary: 'Deletes records in the trash for good. This cannot be undone.',
});

export const getBulkChange = endpoint({
  name: 'getBulkChange',
  method: 'GET',
  path: '/bulk-changes/:id',
  input: z.object({ id: Id }),
  output: BulkChange,
  permission: 'record:read',
  summary: 'How far a change of many records has come, and why records were left out.',
});

export const listBulkChanges = endpoint({
  name: 'listBulkChanges',
  method: 'GET',
  path: '/bulk-changes',
  input: z.object({}),
  output: z.object({ items: z.array(BulkChange) }),
  permission: 'record:read',
  summary: 'Your changes of many records of the last 24 hours.',
});

export const undoBulkChange = endpoint({
  name: 'undoBulkChange',
  method: 'POST',
  path: '/bulk-changes/:id/reversal',
  input: z.object({ id: Id }),
  output: BulkChange,
  permission: 'record:write',
  summary: 'Undoes a change of many records of yours. Records that somebody has changed since are left as they are.',
});
