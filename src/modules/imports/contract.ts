import { z } from 'zod';
import { endpoint, Id, Instant } from '#modules/team/schema.ts';
import { IMPORT_ENTITIES, ImportFile, ImportProblem, ImportSummary, Mapping, OUTCOMES, WATCHED_STATES } from './schema.ts';

const permission = 'record:import';

export const createImport = endpoint({
  name: 'createImport',
  method: 'POST',
  path: '/imports',
  input: z.object({}),
  output: ImportSummary,
  permission,
  transport: 'upload',
  summary: 'Uploads one or more CSV or XLSX files; each is recognised and given a proposed mapping. Nothing is written yet.',
});

export const listImports = endpoint({
  name: 'listImports',
  method: 'GET',
  path: '/imports',
  input: z.object({}),
  output: z.object({ imports: z.array(ImportSummary) }),
  permission,
  summary: 'The imports of this workspace, newest first.',
});

export const getImport = endpoint({
  name: 'getImport',
  method: 'GET',
  path: '/imports/:id',
  input: z.object({ id: Id }),
  output: ImportSummary,
  permission,
  summary: 'One import with its files, how far each is and what became of its rows.',
});

export const changeImportFile = endpoint({
  name: 'changeImportFile',
  method: 'PATCH',
  path: '/imports/:id/files/:fileId',
  input: z.object({ id: Id, fileId: Id, entity: z.enum(IMPORT_ENTITIES).nullable().optional(), mapping: Mapping.optional() }),
  output: ImportFile,
  permission,
  summary: 'Says what a file holds and where its columns go. The mapping is remembered for files with the same header row.',
});

export const previewImportFile = endpoint({
  name: 'previewImportFile',
  method: 'GET',
  path: '/imports/:id/files/:fileId/preview',
  input: z.object({ id: Id, fileId: Id }),
  output: z.object({
    rows: z.array(
      z.object({
        line: z.number(),
        cells: z.array(z.string()),
        values: z.record(z.string(), z.unknown()),
        problems: z.array(z.object({ column: z.string().nullable(), reason: z.string() })),
      }),
    ),
    /** Problems among the first 1,000 rows. */
    problems: z.array(z.object({ line: z.number(), column: z.string().nullable(), reason: z.string() })),
    checkedRows: z.number(),
    fields: z.array(
      z.object({
        key: z.string(),
        label: z.string(),
        kind: z.string(),
        transform: z.string(),
        role: z.enum(['externalId', 'reference']).nullable(),
      }),
    ),
  }),
  permission,
  summary: 'The first rows as they would be read, and the first problems. Nothing is written.',
});

export const runImport = endpoint({
  name: 'runImport',
  method: 'POST',
  path: '/imports/:id/run',
  input: z.object({ id: Id }),
  output: ImportSummary,
  permission,
  summary: 'Starts an import in the background, or takes a stopped one up where it was.',
});

export const stopImport = endpoint({
  name: 'stopImport',
  method: 'DELETE',
  path: '/imports/:id/run',
  input: z.object({ id: Id }),
  output: ImportSummary,
  permission,
  summary: 'Stops a running import after the rows under way. What came in stays; it can go on or be undone.',
});

export const discardUpload = endpoint({
  name: 'discardUpload',
  method: 'DELETE',
  path: '/imports/:id/upload',
  input: z.object({ id: Id }),
  output: z.object({}),
  permission,
  summary:
    'Deletes the uploaded files of an import that is not under way. One that never began goes with them; of any other the result stays.',
});

export const undoImport = endpoint({
  name: 'undoImport',
  method: 'POST',
  path: '/imports/:id/undo',
  input: z.object({ id: Id }),
  output: ImportSummary,
  permission,
  summary: 'Takes a whole import out again: created records go, changed ones get their old values back where nobody changed them since.',
});

export const listImportProblems = endpoint({
  name: 'listImportProblems',
  method: 'GET',
  path: '/imports/:id/problems',
  input: z.object({ id: Id, fileId: Id.optional(), outcome: z.enum(OUTCOMES).optional(), after: z.number().int().min(0).optional() }),
  output: z.object({ problems: z.array(ImportProblem), next: z.number().nullable() }),
  permission,
  summary: 'Rows that were skipped or failed, or came in without a cell or a link, each with line, column and reason.',
});

export const downloadImportProblems = endpoint({
  name: 'downloadImportProblems',
  method: 'GET',
  path: '/imports/:id/files/:fileId/mend',
  input: z.object({ id: Id, fileId: Id }),
  output: z.object({}),
  permission,
  transport: 'download',
  summary: 'The rows that did not come in, with their reasons, as a CSV file to mend and import again.',
});

const WatchedRules = z
  .array(
    z.strictObject({
      /** A file's name, `*` standing for anything and `?` for one character. */
      pattern: z.string().trim().min(1).max(100),
      /** One of `mappings`; null: as the file is recognised by itself. */
      headerKey: z.string().max(80).nullable(),
    }),
  )
  .max(50);

export const getWatchedFolder = endpoint({
  name: 'getWatchedFolder',
  method: 'GET',
  path: '/watched-folder',
  input: z.object({}),
  output: z.object({
    /** False where this installation keeps no state folder. */
    available: z.boolean(),
    /** Below the state folder of the installation, such as `inbox/acme-1a2b3c4d`. */
    folder: z.string(),
    active: z.boolean(),
    owner: z.object({ id: Id, name: z.string() }).nullable(),
    rules: WatchedRules,
    /** What people have said about files of a header row: the newest first. */
    mappings: z.array(z.object({ headerKey: z.string(), entity: z.enum(IMPORT_ENTITIES), columns: z.array(z.string()), usedAt: Instant })),
    files: z.array(
      z.object({
        id: Id,
        name: z.string(),
        sizeBytes: z.number(),
        state: z.enum(WATCHED_STATES),
        note: z.string().nullable(),
        importId: Id.nullable(),
        seenAt: Instant,
        endedAt: Instant.nullable(),
      }),
    ),
  }),
  permission,
  summary: 'The folder that the program looks into for files to import, its rules, and what came of the last hundred files.',
});

export const setWatchedFolder = endpoint({
  name: 'setWatchedFolder',
  method: 'PUT',
  path: '/watched-folder',
  input: z.object({ active: z.boolean(), rules: WatchedRules }),
  output: z.object({}),
  permission,
  summary:
    'Turns the watched folder on or off and sets its rules. Files come in with the rights of whoever did this last, who is told of problems.',
});
