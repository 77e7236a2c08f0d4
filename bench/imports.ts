import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from, to } from 'pg-copy-streams';
import { bringIn } from '#modules/imports/commands/run.ts';
import { changeImportFile, getImport, runImport } from '#modules/imports/contract.ts';
import { workOf } from '#platform/runtime.ts';
import type { Product } from './product.ts';

const LEAST_SHARE = 0.25;
const FIRST = ['Anna', 'Ben', 'Carla', 'David', 'Elena', 'Felix', 'Greta', 'Hannah'];
const LAST = ['Ander', 'Brandt', 'Eber', 'Fisch', 'Heller', 'Krug', 'Lind', 'Stein', 'Vogel', 'Weber'];

/** A list as companies have them: nobody in it is known yet. */
function csvOf(rows: number): Buffer {
  const lines = ['First Name,Last Name,Email,Phone,Job Title,City,Country'];
  for (let n = 0; n < rows; n++)
    lines.push(`${FIRST[n % 8]},${LAST[n % 10]}${n % 997},person${n}@import${n % 5000}.example,+49 89 ${20_000_000 + n},Buyer,Munich,DE`);
  return Buffer.from(lines.join('\n'));
}

interface Imported {
  importId: string;
  fileId: string;
}

const people = ({ importId }: Imported) => `(select id from contact where import_id = '${importId}')`;
/** Which rows of a table an import of contacts has written. */
const WRITTEN: Readonly<Record<string, (imported: Imported) => string>> = {
  contact: ({ importId }) => `import_id = '${importId}'`,
  contact_email: (imported) => `contact_id in ${people(imported)}`,
  contact_phone: (imported) => `contact_id in ${people(imported)}`,
  external_ref: ({ importId }) => `import_id = '${importId}'`,
  import_row: ({ fileId }) => `import_file_id = '${fileId}'`,
};

/** Rows a second of an import through the product, against COPY of the rows that it wrote into the same tables with all indexes and triggers. */
export async function importRate(product: Product, options: { rows: number; print: (line: string) => void }): Promise<void> {
  const { rows, print } = options;
  const admin = await product.signIn('admin');
  const made = await admin.upload('/api/imports', { name: 'people.csv', content: csvOf(rows) });
  const fileId = made.files[0]?.id ?? '';
  await admin.call(changeImportFile, { id: made.id, fileId, entity: 'contact' });
  const began = performance.now();
  await admin.call(runImport, { id: made.id });
  await runHere(product, made.id);
  const seconds = (performance.now() - began) / 1000;
  const done = await admin.call(getImport, { id: made.id });
  const created = done.files[0]?.created ?? 0;
  if (created !== rows) throw new Error(`${created} of ${rows} rows were imported: ${done.problem ?? done.state}`);
  const copied = await copyAgain(product, { importId: made.id, fileId });
  const [ours, theirs] = [rows / seconds, rows / copied];
  print(
    `import of ${rows} contacts: ${ours.toFixed(0)} rows/s; COPY of the same rows: ${theirs.toFixed(0)} rows/s; share ${(ours / theirs).toFixed(2)} ` +
      `(aim ${LEAST_SHARE}: ${ours / theirs >= LEAST_SHARE ? 'ok' : 'under'})`,
  );
}

/** The import's own work. What follows it (scores, a search for duplicates) waits in the queue as it would behind any import, and is dropped here. */
async function runHere({ context, owner }: Product, importId: string): Promise<void> {
  const { rows } = await owner.query<{ id: string }>('select id from workspace');
  const work = workOf(context.runtime, context.systemScope(rows[0]?.id ?? ''));
  const { services } = context.runtime;
  await bringIn({ ...work, services, signal: new AbortController().signal, attempt: 1, now: () => new Date().toISOString() }, importId);
  await owner.query('select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker._private_jobs');
}

/** Takes the rows out as text, deletes them, and copies them in again. @returns seconds of the copying alone */
async function copyAgain({ owner }: Product, imported: Imported): Promise<number> {
  await owner.query(`set truce.audit = 'off'`);
  const texts: { place: string; text: Buffer[] }[] = [];
  for (const [table, where] of Object.entries(WRITTEN)) {
    const columns = await columnsOf(owner, table);
    const text: Buffer[] = [];
    for await (const chunk of owner.query(to(`copy (select ${columns} from ${table} where ${where(imported)}) to stdout`)))
      text.push(chunk);
    texts.push({ place: `${table} (${columns})`, text });
  }
  await takeAway(owner, imported);
  await owner.query(`vacuum analyze ${Object.keys(WRITTEN).join(', ')}, search_word`);
  const began = performance.now();
  await owner.query('begin');
  for (const { place, text } of texts) await pipeline(Readable.from(text), owner.query(from(`copy ${place} from stdin`)));
  await owner.query('commit');
  const seconds = (performance.now() - began) / 1000;
  await takeAway(owner, imported);
  await owner.query('delete from import where id = $1', [imported.importId]);
  await owner.query(`set truce.audit = 'on'`);
  await owner.query('vacuum analyze contact, contact_email, contact_phone, external_ref, search_word');
  return seconds;
}

async function takeAway(owner: pg.Client, imported: Imported): Promise<void> {
  for (const [table, where] of Object.entries(WRITTEN).toReversed()) await owner.query(`delete from ${table} where ${where(imported)}`);
}

async function columnsOf(owner: pg.Client, table: string): Promise<string> {
  const { rows } = await owner.query<{ names: string }>(
    `select string_agg(quote_ident(attname), ', ' order by attnum) names from pg_attribute
     where attrelid = to_regclass($1) and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
  );
  return rows[0]?.names ?? '';
}
