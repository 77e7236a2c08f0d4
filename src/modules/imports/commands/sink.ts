import type { Ctx } from '#platform/context.ts';
import type { ReadOptions, TypedRow } from '../rules/typed.ts';
import type { ImportEntity, Outcome } from '../schema.ts';
import type { Recovered } from './recover.ts';

/** What became of one row. */
export interface RowResult {
  outcome: Outcome;
  entity?: string;
  entityId?: string;
  /** Of an update: the columns it changed, as they were and as they are now. */
  before?: Readonly<Record<string, unknown>>;
  after?: Readonly<Record<string, unknown>>;
  column?: string;
  reason?: string;
}

export interface Batch {
  rows: readonly TypedRow[];
  importId: string;
  importFileId: string;
  /** The system that the ids in the file belong to: `zoho`, or `file` where no preset knows it. */
  system: string;
  /** Where the rows' own ids belong. */
  ownSystem: string;
  entity: ImportEntity;
  /** Rows that came in before with other content, by the id of their system. */
  known: ReadonlyMap<string, { entityId: string }>;
  /** Links that the rows do not state, by their own ids; ids of ours. */
  recovered: Recovered['links'];
  /** Fields that a column of the file goes to: what it could say, whatever a row does. */
  mapped: ReadonlySet<string>;
  options: ReadOptions;
}

/** Writes a batch set-wise and says what became of each row, in order. */
export type Sink = (ctx: Ctx, batch: Batch) => Promise<RowResult[]>;

export function skipped(reason: string, column?: string): RowResult {
  return { outcome: 'skipped', reason, ...(column ? { column } : {}) };
}

export function failed(reason: string, column?: string): RowResult {
  return { outcome: 'failed', reason, ...(column ? { column } : {}) };
}

export const UNCHANGED = 'It is here already and nothing in this row differs.';
