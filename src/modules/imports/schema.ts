import { z } from 'zod';
import type { Stage } from '#modules/leads/schema.ts';
import { Id, Instant } from '#modules/team/schema.ts';

export const IMPORT_STATES = ['uploaded', 'running', 'stopping', 'stopped', 'done', 'failed', 'undoing', 'undone'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

export const OUTCOMES = ['created', 'updated', 'merged', 'skipped', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What a row of a file can become. The last ones are recognised, told apart and skipped with their reason. */
export const IMPORT_ENTITIES = [
  'user',
  'company',
  'contact',
  'lead',
  'campaign',
  'campaign_response',
  'deal',
  'call',
  'meeting',
  'task',
  'note',
  'product',
  'order',
  'order_line',
  'invoice',
  'invoice_line',
  'quote',
  'case',
  'vendor',
  'price_book',
  'purchase_order',
  'purchase_order_line',
] as const;
export type ImportEntity = (typeof IMPORT_ENTITIES)[number];

export type LeadStage = Stage;

/** Rows of a file by what became of them; they always add up to `rows`. */
export const RowCounts = z.object({
  rows: z.number(),
  created: z.number(),
  updated: z.number(),
  merged: z.number(),
  skipped: z.number(),
  failed: z.number(),
});
export type RowCounts = z.infer<typeof RowCounts>;

/** Where one column of a file goes. */
export const ColumnMapping = z.object({
  field: z.string().max(120).nullable(),
  transform: z.string().max(40).optional(),
  role: z.enum(['externalId', 'reference']).optional(),
});
export const Mapping = z.record(z.string().max(300), ColumnMapping);
export type Mapping = z.infer<typeof Mapping>;

export const ImportFile = RowCounts.extend({
  id: Id,
  name: z.string(),
  entity: z.enum(IMPORT_ENTITIES).nullable(),
  preset: z.string().nullable(),
  headers: z.array(z.string()),
  mapping: Mapping,
  encoding: z.string().nullable(),
  delimiter: z.string().nullable(),
  kind: z.string(),
  sizeBytes: z.number(),
  doneRows: z.number(),
  finished: z.boolean(),
  problem: z.string().nullable(),
  /** What a person should know about the whole file, such as rows that are equal but for their id. */
  notes: z.array(z.string()),
});
export type ImportFile = z.infer<typeof ImportFile>;

export const ImportSummary = z.object({
  id: Id,
  name: z.string(),
  state: z.enum(IMPORT_STATES),
  createdAt: Instant,
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  createdBy: z.string().nullable(),
  problem: z.string().nullable(),
  totals: RowCounts,
  files: z.array(ImportFile),
});
export type ImportSummary = z.infer<typeof ImportSummary>;

export const ImportProblem = z.object({
  file: z.string(),
  row: z.number(),
  line: z.number(),
  outcome: z.enum(OUTCOMES),
  column: z.string().nullable(),
  reason: z.string(),
  cells: z.record(z.string(), z.string()).nullable(),
});
