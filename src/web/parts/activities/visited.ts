import type { ActivityRow } from '#modules/activities/schema.ts';

/** What a person saw on one visit, as one entry of a timeline. Newest row first, as the timeline has them. */
export interface Visited {
  visitId: string;
  rows: [ActivityRow, ...ActivityRow[]];
}

/** The visit that a row of the ledger belongs to; null where it is no page or file of one. */
export function visitOf(row: ActivityRow): string | null {
  const { visitId } = row.data ?? {};
  return (row.kind === 'page_visit' || row.kind === 'file_download') && typeof visitId === 'string' && !row.retracted ? visitId : null;
}

/** Rows of one visit that stand together become one entry; whatever lies between them keeps its place. */
export function foldVisits(rows: readonly ActivityRow[]): (ActivityRow | Visited)[] {
  const entries: (ActivityRow | Visited)[] = [];
  for (const row of rows) {
    const visitId = visitOf(row);
    const last = entries.at(-1);
    if (visitId !== null && last && 'visitId' in last && last.visitId === visitId) last.rows.push(row);
    else entries.push(visitId === null ? row : { visitId, rows: [row] });
  }
  return entries;
}

/** Pages in the order in which they were seen, each once, and how long it took from the first to the last. */
export function summaryOf({ rows }: Visited): { host: string; pages: number; paths: string[]; milliseconds: number; startedAt: string } {
  const [newest] = rows;
  const oldest = rows.at(-1) ?? newest;
  const inOrder = rows.toReversed();
  return {
    host: String(oldest.data?.host ?? ''),
    pages: rows.filter(({ kind }) => kind === 'page_visit').length,
    paths: [...new Set(inOrder.map((row) => String(row.data?.path ?? row.subject ?? '')))],
    milliseconds: Date.parse(newest.occurredAt) - Date.parse(oldest.occurredAt),
    startedAt: oldest.occurredAt,
  };
}
