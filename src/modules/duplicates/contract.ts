import { z } from 'zod';
import { Done, endpoint, Id } from '#modules/team/schema.ts';
import { Choices, DuplicateEntityName, Merge, MergePreview, PAIR_STATES, Pair, Scan } from './schema.ts';

export const startDuplicateScan = endpoint({
  name: 'startDuplicateScan',
  method: 'POST',
  path: '/duplicates/scans',
  input: z.object({ entity: DuplicateEntityName, changedOnly: z.boolean().default(false) }),
  output: Scan,
  permission: 'record:merge',
  summary: 'Looks for duplicates among what is there, in the background. One scan at a time: while one runs, it is the answer.',
});

export const readDuplicateScan = endpoint({
  name: 'readDuplicateScan',
  method: 'GET',
  path: '/duplicates/scans',
  input: z.object({ entity: DuplicateEntityName }),
  output: z.object({ scan: Scan.nullable() }),
  permission: 'record:read',
  summary: 'How far the latest scan for duplicates has come.',
});

export const listDuplicates = endpoint({
  name: 'listDuplicates',
  method: 'GET',
  path: '/duplicates',
  input: z.object({
    entity: DuplicateEntityName,
    state: z.enum(PAIR_STATES).default('open'),
    recordId: Id.optional(),
    cursor: z.string().max(100).optional(),
    limit: z.int().min(1).max(100).default(25),
  }),
  output: z.object({ items: z.array(Pair), next: z.string().nullable() }),
  permission: 'record:read',
  summary: 'Pairs of records that may be one, the surest first. Both have to be within reach.',
});

export const dismissDuplicate = endpoint({
  name: 'dismissDuplicate',
  method: 'POST',
  path: '/duplicates/:id/dismissal',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:merge',
  summary: 'Says that the two are not one. The pair is not proposed again.',
});

export const reopenDuplicate = endpoint({
  name: 'reopenDuplicate',
  method: 'DELETE',
  path: '/duplicates/:id/dismissal',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:merge',
  summary: 'Takes a dismissal back.',
});

const merging = { entity: DuplicateEntityName, winnerId: Id, loserId: Id, choices: Choices.default({}) };

export const previewMerge = endpoint({
  name: 'previewMerge',
  method: 'POST',
  path: '/duplicates/merges/preview',
  reads: true,
  input: z.object(merging),
  output: MergePreview,
  permission: 'record:merge',
  summary: 'What a merge would make of two records, field by field, and what would move. Changes nothing.',
});

export const mergeRecords = endpoint({
  name: 'mergeRecords',
  method: 'POST',
  path: '/merges',
  input: z.object(merging),
  output: Merge,
  permission: 'record:merge',
  summary: 'Makes two records one; can be undone for 30 days. The same call again gives the same merge.',
});

export const undoMerge = endpoint({
  name: 'undoMerge',
  method: 'POST',
  path: '/merges/:id/undo',
  input: z.object({ id: Id }),
  output: z.object({ merge: Merge, keptFields: z.array(z.string()) }),
  permission: 'record:merge',
  summary: 'Makes two of one again. What was changed since stays as it is: `keptFields`.',
});

export const listMerges = endpoint({
  name: 'listMerges',
  method: 'GET',
  path: '/merges',
  input: z.object({ entity: DuplicateEntityName, recordId: Id }),
  output: z.object({ items: z.array(Merge) }),
  permission: 'record:read',
  summary: 'What was merged into a record, the latest first.',
});
