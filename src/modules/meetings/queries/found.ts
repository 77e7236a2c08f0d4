import { type Evidence, type Kind, MOST_ROWS, type Party, type Source } from '../schema.ts';

/** What a source found: one thing to talk about, with the rows behind it. */
export interface Found {
  source: Source;
  key: string;
  sentence: string;
  k: number | null;
  n: number | null;
  evidence: Evidence[];
  total: number;
}

export interface Look {
  kind: Kind;
  side: Party | null;
  /** From the last meeting of its kind to now. */
  since: string;
  /** The day of the meeting. */
  day: string;
}

interface Rows {
  rows: Evidence[];
  total: number;
}

export const firstOf = <R extends Rows>({ rows, total }: R) => ({ evidence: rows.slice(0, MOST_ROWS), total });
