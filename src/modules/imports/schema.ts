import { z } from 'zod';
import type { Entity } from '#modules/criteria/schema.ts';
import type { Stage } from '#modules/leads/schema.ts';
import { Id, Instant } from '#modules/team/schema.ts';

export const IMPORT_STATES = ['uploaded', 'running', 'stopping', 'stopped', 'done', 'failed', 'undoing', 'undone'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

export const OUTCOMES = ['created', 'updated', 'merged', 'skipped', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/**
 * What a row of a file can become, in the order in which files come in: what is pointed to first. Price books and purchases are recognised
 * and skipped with their reason.
 */
export const IMPORT_ENTITIES = [
  'user',
  'vendor',
  'product',
  'price_book',
  'campaign',
  'company',
  'lead',
  'contact',
  'inquiry',
  'deal',
  'campaign_response',
  'quote',
  'order',
  'order_line',
  'invoice',
  'invoice_line',
  'credit_note',
  'payment',
  'purchase_order',
  'purchase_order_line',
  'call',
  'meeting',
  'note',
  'task',
  'case',
] as const;
export type ImportEntity = (typeof IMPORT_ENTITIES)[number];

/** A file of the watched folder: `known` had the same content as one before. */
export const WATCHED_STATES = ['settling', 'running', 'done', 'known', 'failed'] as const;
export type WatchedState = (typeof WATCHED_STATES)[number];

/** Whose own fields the rows of a file can fill. */
export const OWN_FIELDS_OF: Partial<Record<ImportEntity, Entity>> = {
  company: 'company',
  vendor: 'company',
  contact: 'contact',
  lead: 'lead',
  deal: 'deal',
  campaign: 'campaign',
};

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

/** What a look at a file found that a person should know before it comes in. */
export const FINDINGS = [
  'not_a_table',
  'ragged_rows',
  'duplicate_headers',
  'unnamed_columns',
  'unclosed_quote',
  'undecodable_characters',
  'encoding_guessed',
  'single_column',
  'no_rows',
  'lines_before_header',
  'more_sheets',
] as const;
export type Finding = (typeof FINDINGS)[number];

/** Where one column of a file goes. */
export const ColumnMapping = z.object({
  field: z.string().max(120).nullable(),
  transform: z.string().max(40).optional(),
  role: z.enum(['externalId', 'reference']).optional(),
});
export const Mapping = z.record(z.string().max(2_000), ColumnMapping);
export type Mapping = z.infer<typeof Mapping>;

export const ImportFile = RowCounts.extend({
  id: Id,
  name: z.string(),
  entity: z.enum(IMPORT_ENTITIES).nullable(),
  preset: z.string().nullable(),
  /** The system and kind that the header row told, such as "Zoho leads". */
  recognisedAs: z.string().nullable(),
  hasHeader: z.boolean(),
  /** Rows below the header, before any is read: counted in a small file, estimated from its beginning in a large one; null where it is no table. */
  expectedRows: z.number().nullable(),
  rowsCounted: z.boolean(),
  findings: z.array(z.enum(FINDINGS)),
  headers: z.array(z.string()),
  mapping: Mapping,
  encoding: z.string().nullable(),
  delimiter: z.string().nullable(),
  kind: z.string(),
  sizeBytes: z.number(),
  doneRows: z.number(),
  finished: z.boolean(),
  problem: z.string().nullable(),
  /** The uploaded file has been deleted; what became of its rows stays. */
  discarded: z.boolean(),
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
