import { z } from 'zod';
import { endpoint, Id } from '#modules/team/schema.ts';
import { WorkspaceExport } from './schema.ts';

const permission = 'workspace:write';

export const createExport = endpoint({
  name: 'createExport',
  method: 'POST',
  path: '/exports',
  input: z.object({}),
  output: WorkspaceExport,
  permission,
  summary: 'Begins to write everything in the workspace into one ZIP of CSV files, in the background.',
});

export const listExports = endpoint({
  name: 'listExports',
  method: 'GET',
  path: '/exports',
  input: z.object({}),
  output: z.object({ exports: z.array(WorkspaceExport) }),
  permission,
  summary: 'The exports of the workspace that are still there, newest first.',
});

export const getExport = endpoint({
  name: 'getExport',
  method: 'GET',
  path: '/exports/:id',
  input: z.object({ id: Id }),
  output: WorkspaceExport,
  permission,
  summary: 'How far an export is.',
});

export const downloadExport = endpoint({
  name: 'downloadExport',
  method: 'GET',
  path: '/exports/:id/file',
  input: z.object({ id: Id }),
  output: z.object({}),
  permission,
  transport: 'download',
  summary: 'The ZIP of a finished export.',
});

export const deleteExport = endpoint({
  name: 'deleteExport',
  method: 'DELETE',
  path: '/exports/:id',
  input: z.object({ id: Id }),
  output: z.object({}),
  permission,
  summary: 'Deletes an export and its file before its time.',
});
