import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { readChunks } from '#platform/files/files.ts';
import type { JobRun } from '#platform/jobs/job.ts';
import { type FileRow, filesOf } from '../queries/imports.ts';
import { readRows, UnreadableFile } from '../queries/reader.ts';
import { headerKey } from '../rules/presets/preset.ts';
import { presetById } from '../rules/presets.ts';
import { type Alignment, alignIds, type KeyedId, placeByTotals } from '../rules/recover.ts';
import type { TypedRow } from '../rules/typed.ts';
import type { ImportEntity } from '../schema.ts';
import { moneyOf } from './sinks/people.ts';

/** Links that the rows of a file do not state and the files together give away: by the row's own id, then by field; ids of ours. */
export interface Recovered {
  links: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** How they were found, for a person to judge; null where there are none. */
  note: string | null;
}

const NOTHING_RECOVERED: Recovered = { links: new Map(), note: null };

interface Recovery {
  importId: string;
  file: FileRow;
  system: string;
  /** All rows of the file, from its beginning. */
  rows(): AsyncIterable<TypedRow>;
}

/** Ids and amounts of so many rows are held at a time; a longer file goes without. */
const MOST_ROWS = 200_000;

const RECOVERIES: Partial<Record<ImportEntity, (run: JobRun, recovery: Recovery) => Promise<Recovered>>> = {
  order_line: linesOfOrders,
  invoice_line: linesOfInvoices,
  invoice: dealsOfInvoices,
  call: dealsOfActivities,
  meeting: dealsOfActivities,
};

/** Looks for lost links of a file of a known system. The same files give the same answer again, so that a resumed import goes on with it. */
export async function recoverLinks(run: JobRun, recovery: Recovery): Promise<Recovered> {
  const { file } = recovery;
  const recover = file.entity && file.preset ? RECOVERIES[file.entity] : undefined;
  try {
    return (await recover?.(run, recovery)) ?? NOTHING_RECOVERED;
  } catch (error) {
    // What cannot be read is told where the rows come in.
    if (error instanceof UnreadableFile) return NOTHING_RECOVERED;
    throw error;
  }
}

interface LineOfFile {
  id: string;
  amountMinor: number;
  key: string;
}

/** Null where the file is too long, or its rows say themselves where they belong. */
async function linesOf({ rows }: Recovery): Promise<LineOfFile[] | null> {
  const lines: LineOfFile[] = [];
  for await (const row of rows()) {
    if (row.references.order || row.references.invoice || lines.length === MOST_ROWS) return null;
    const total = moneyOf(row.values, 'total');
    if (row.externalId !== null && total)
      lines.push({
        id: row.externalId,
        amountMinor: total.amountMinor,
        key: lineKey(row.references.product?.value, row.values.quantity),
      });
  }
  return lines.sort((a, b) => Number(a.id) - Number(b.id));
}

const lineKey = (product: string | undefined, quantity: unknown) => `${product ?? ''}\n${Number(quantity)}`;

/** Lines in the order of their ids whose amounts add up to an order's sub total. */
async function linesOfOrders(run: JobRun, recovery: Recovery): Promise<Recovered> {
  const lines = await linesOf(recovery);
  if (!lines) return NOTHING_RECOVERED;
  const orders = await run.read(({ tx, scope }) =>
    sql<{ id: string; subTotalMinor: number | null }>`select o.id, o.sub_total_minor as "subTotalMinor" from external_ref r
      join sales_order o on o.workspace_id = r.workspace_id and o.id = r.entity_id
      where r.workspace_id = ${scope.workspaceId} and r.system = ${recovery.system} and r.entity = 'order'`.execute(tx),
  );
  const placed = placeByTotals(lines, orders.rows);
  if (!placed) return NOTHING_RECOVERED;
  return {
    links: new Map([...placed.headOf].map(([line, order]) => [line, { order }])),
    note: `No line says which order it belongs to. ${placed.lines} of ${lines.length} were placed where their amounts add up to an order’s sub total.`,
  };
}

/** Lines that repeat the lines of an order, under ids at one distance from theirs, belong to that order's only invoice. */
async function linesOfInvoices(run: JobRun, recovery: Recovery): Promise<Recovered> {
  const lines = await linesOf(recovery);
  if (!lines) return NOTHING_RECOVERED;
  const ordered = await run.read((ctx) => orderLines(ctx, recovery.system));
  const aligned = alignIds(
    lines.map(({ id, key }) => ({ id: Number(id), key })),
    ordered.map((line) => ({ id: Number(line.externalId), key: lineKey(line.product, line.quantity) })),
  );
  if (!aligned) return NOTHING_RECOVERED;
  const invoiceOf = new Map(ordered.flatMap(({ externalId, invoiceId }) => (invoiceId ? [[externalId, invoiceId] as const] : [])));
  const links = new Map(
    lines.flatMap(({ id }) => {
      const invoice = invoiceOf.get(String(Number(id) + aligned.offset));
      return invoice ? [[id, { invoice }] as const] : [];
    }),
  );
  return {
    links,
    note: `No line says which invoice it belongs to. ${links.size} of ${lines.length} repeat a line of an order, under a number ${distance(aligned)} from its own, and were given to that order’s invoice.`,
  };
}

interface OrderLine {
  externalId: string;
  product: string;
  quantity: number;
  /** Of the order's invoice, where it has exactly one. */
  invoiceId: string | null;
}

async function orderLines({ tx, scope }: ReadCtx, system: string): Promise<OrderLine[]> {
  const { rows } =
    await sql<OrderLine>`select r.external_id as "externalId", l.product_name as product, l.quantity::float8 as quantity, i.id as "invoiceId"
    from external_ref r join order_line l on l.workspace_id = r.workspace_id and l.id = r.entity_id
      left join (select order_id, min(id::text)::uuid as id from invoice where workspace_id = ${scope.workspaceId} and order_id is not null
        group by order_id having count(*) = 1) i on i.order_id = l.order_id
    where r.workspace_id = ${scope.workspaceId} and r.system = ${system} and r.entity = 'order_line' and l.order_id is not null`.execute(
      tx,
    );
  return rows;
}

const FLAGS: Partial<Record<ImportEntity, string>> = { call: 'calls involved', meeting: 'events involved' };

/**
 * Deals that are known by their lead only, while calls and meetings name them by a number of the deal's own: where the deals say of
 * themselves that there were calls, one distance between the two numberings makes nearly all of them meet.
 */
async function dealsOfActivities(run: JobRun, recovery: Recovery): Promise<Recovered> {
  const { file, system } = recovery;
  const deals = await flaggedDeals(run, recovery);
  if (deals.length === 0) return NOTHING_RECOVERED;
  const named = new Map<string, number>();
  const rowsOf = new Map<string, number>();
  for await (const { externalId, references } of recovery.rows()) {
    const deal = Number(references.deal?.value);
    if (externalId === null || !Number.isSafeInteger(deal) || deal <= 0) continue;
    if (named.size === MOST_ROWS) return NOTHING_RECOVERED;
    named.set(externalId, deal);
    rowsOf.set(String(deal), deal);
  }
  const numbers = [...rowsOf.values()].map((id): KeyedId => ({ id, key: '' }));
  const aligned = alignIds(
    deals.map((id) => ({ id, key: '' })),
    numbers,
  );
  if (!aligned) return NOTHING_RECOVERED;
  const known = await run.read((ctx) => dealsByLead(ctx, system));
  const links = new Map(
    [...named].flatMap(([row, number]) => {
      const deal = known.get(String(number - aligned.offset));
      return deal ? [[row, { deal }] as const] : [];
    }),
  );
  const what = file.entity === 'call' ? 'calls' : 'meetings';
  return {
    links,
    note: `The deals carry no number of their own. ${links.size} ${what} were given the deal whose lead’s number lies ${distance(aligned)} from the deal number that they name: ${aligned.agree} of ${aligned.of} deals that had ${what} are met so, and at no other distance half as many.`,
  };
}

const distance = ({ offset }: Alignment) => Math.abs(offset).toLocaleString('en');

/** Numbers of the leads of the deals that say there were such activities, read from the deals' file of the same import. */
async function flaggedDeals(run: JobRun, { importId, file }: Recovery): Promise<number[]> {
  const flag = file.entity ? FLAGS[file.entity] : undefined;
  const files = await run.read((ctx) => filesOf(ctx, [importId]));
  const deals = files.find((one) => one.entity === 'deal' && presetById(one.preset ?? '')?.identity === 'lead');
  if (!deals || !flag) return [];
  const flagged = deals.sniff.columns.find(({ header }) => headerKey(header) === flag);
  const lead = deals.sniff.columns.find(({ header }) => deals.mapping[header]?.field === 'lead');
  const found: number[] = [];
  if (!flagged || !lead) return found;
  for await (const { cells } of readRows(readChunks(run, { id: deals.file_id }), deals.sniff)) {
    const id = Number(cells[lead.index]);
    if (/^yes$/i.test((cells[flagged.index] ?? '').trim()) && Number.isSafeInteger(id) && found.length < MOST_ROWS) found.push(id);
  }
  return found;
}

async function dealsByLead({ tx, scope }: ReadCtx, system: string): Promise<Map<string, string>> {
  const { rows } = await sql<{ external_id: string; entity_id: string }>`select external_id, entity_id from external_ref
    where workspace_id = ${scope.workspaceId} and system = ${`${system}:by-lead`} and entity = 'deal'`.execute(tx);
  return new Map(rows.map((row) => [row.external_id, row.entity_id]));
}

/**
 * Invoices that name a person and no deal, nor an order that has one, belong to the deal of that person, where there is exactly one, and it was won.
 */
async function dealsOfInvoices(run: JobRun, { rows, system }: Recovery): Promise<Recovered> {
  const named: { key: string; contact: string; orderKey: string | null }[] = [];
  for await (const { externalId, references } of rows()) {
    // A file that names deals is taken at its word.
    if (references.deal || named.length === MOST_ROWS) return NOTHING_RECOVERED;
    if (externalId !== null && references.contact?.by === 'id')
      named.push({ key: externalId, contact: references.contact.value, orderKey: references.order?.value ?? null });
  }
  if (named.length === 0) return NOTHING_RECOVERED;
  const { rows: found } = await run.read(({ tx, scope }) =>
    sql<{ key: string; deal: string }>`
      with person as (select n.key, c.entity_id as id from json_to_recordset(${JSON.stringify(named)}::json) as n(key text, contact text, "orderKey" text)
          join external_ref c on c.workspace_id = ${scope.workspaceId} and c.system = ${system} and c.entity = 'contact' and c.external_id = n.contact
          left join external_ref r on r.workspace_id = ${scope.workspaceId} and r.system = ${system} and r.entity = 'order' and r.external_id = n."orderKey"
          left join sales_order o on o.workspace_id = ${scope.workspaceId} and o.id = r.entity_id
          where o.deal_id is null),
        single as (select contact_id, (array_agg(id))[1] as id from deal where workspace_id = ${scope.workspaceId} and deleted_at is null
          and contact_id in (select id from person) group by 1 having count(*) = 1 and bool_and(status = 'won'))
      select p.key, o.id as deal from person p join single o on o.contact_id = p.id`.execute(tx),
  );
  if (found.length === 0) return NOTHING_RECOVERED;
  return {
    links: new Map(found.map(({ key, deal }) => [key, { deal }])),
    note: `No invoice says which deal it is for. ${found.length} of ${named.length} were given the only deal of the person they name, where it was won.`,
  };
}
