import type { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import { csvLine, harmless } from '#platform/shared/csv.ts';
import type { MessageRow } from '../contract/messages.ts';
import { type MessageFilters, messageRows } from './messages.ts';

type Row = z.input<typeof MessageRow>;

const BOM = '\uFEFF';
const BATCH = 200;

const COLUMNS: readonly [string, (row: Row) => string | null | undefined][] = [
  ['Person', (row) => row.contact?.name],
  ['Address', (row) => row.address],
  ['State', (row) => row.state],
  ['Reason', (row) => row.code],
  ['Variant', (row) => row.variant?.name],
  ['Subject', (row) => row.subject],
  ['Sent', (row) => row.sentAt],
  ['Answer of the server', (row) => row.response],
  ['Delivered', (row) => row.deliveredAt],
  ['Clicked', (row) => row.clickedAt],
  ['Replied', (row) => row.repliedAt],
  ['Bounced', (row) => row.bouncedAt],
  ['Kind of bounce', (row) => row.bounce],
  ['Complained', (row) => row.complainedAt],
  ['Unsubscribed', (row) => row.unsubscribedAt],
];

/** Messages as lines of a CSV file, read page by page while it is sent. */
export async function* messagesCsv(
  reading: <T>(read: (ctx: ReadCtx) => Promise<T>) => Promise<T>,
  filters: Omit<MessageFilters, 'limit' | 'cursor'>,
): AsyncGenerator<string> {
  yield BOM + csvLine(COLUMNS.map(([title]) => title));
  let cursor: string | undefined;
  do {
    const from = cursor;
    const page = await reading((ctx) => messageRows(ctx, { ...filters, cursor: from, limit: BATCH }));
    yield page.items.map((row) => csvLine(COLUMNS.map(([, cell]) => harmless(cell(row) ?? '')))).join('');
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}
