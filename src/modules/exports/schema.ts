import { z } from 'zod';
import { Id, Instant } from '#modules/team/schema.ts';

export const EXPORT_STATES = ['waiting', 'running', 'done', 'failed'] as const;

export const WorkspaceExport = z.object({
  id: Id,
  state: z.enum(EXPORT_STATES),
  tablesDone: z.number(),
  tablesTotal: z.number(),
  rowsDone: z.number(),
  /** Of the finished file. */
  sizeBytes: z.number().nullable(),
  problem: z.string().nullable(),
  createdBy: z.string().nullable(),
  createdAt: Instant,
  finishedAt: Instant.nullable(),
  /** When the file goes; it holds everybody's data. */
  expiresAt: Instant.nullable(),
});
export type WorkspaceExport = z.infer<typeof WorkspaceExport>;

export interface ExportedTable {
  file: string;
  table: string;
  rows: number;
  columns: string[];
}

/** What stands in manifest.json beside the CSV files. */
export interface ExportManifest {
  product: 'truce';
  /** Names of the upgrade steps of the database that the files were taken from; the last one is the version of the schema. */
  schema: string[];
  workspace: { id: string; name: string; baseCurrency: string };
  madeAt: string;
  tables: ExportedTable[];
  /** Tables that are not in it, and why. */
  leftOut: Record<string, string>;
}
