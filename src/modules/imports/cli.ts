import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Work } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { createImport, type IncomingFile } from './commands/create.ts';
import { startImport } from './commands/lifecycle.ts';
import { importOf } from './queries/imports.ts';
import type { ImportSummary } from './schema.ts';

export interface ImportCommand {
  /** A file, or a folder whose files are taken together. */
  place: string;
  vendor?: string;
  work: Work;
  /** Runs due jobs until the import has ended; or waits for the service that runs beside. */
  settle: (ended: () => Promise<boolean>) => Promise<void>;
}

/** `truce import`: the same code as the web app's, and it ends when the import has ended. */
export async function importFrom({ place, vendor, work, settle }: ImportCommand): Promise<ImportSummary | Refusal> {
  const files = await filesAt(place);
  if (isRefusal(files)) return files;
  const created = await createImport(work, files.map(incoming), { vendor, name: path.basename(place) });
  if (isRefusal(created)) return created;
  const started = await work.transaction((ctx) => startImport(ctx, { id: created.id }));
  if (isRefusal(started)) return started;
  const now = () => work.read((ctx) => importOf(ctx, created.id));
  await settle(async () => {
    const current = await now();
    return isRefusal(current) || ['done', 'failed', 'stopped'].includes(current.state);
  });
  return now();
}

const TABLES = /\.(csv|tsv|txt|xlsx)$/i;

async function filesAt(place: string): Promise<string[] | Refusal> {
  const info = await stat(place).catch(() => null);
  if (!info) return refuse('not_found', `There is no file or folder ${place}.`);
  if (info.isFile()) return [place];
  const names = (await readdir(place)).filter((name) => TABLES.test(name) && !/^(source|readme|license)/i.test(name)).sort();
  return names.length ? names.map((name) => path.join(place, name)) : refuse('not_found', `There is no CSV or XLSX file in ${place}.`);
}

function incoming(file: string): IncomingFile {
  return { name: path.basename(file), mediaType: 'text/csv', content: createReadStream(file) as AsyncIterable<Buffer> };
}
