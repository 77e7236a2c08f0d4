import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import type { Work } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { noteExport } from './commands/exports.ts';
import { type Sink, writeEverything } from './queries/content.ts';
import type { ExportManifest } from './schema.ts';

/** `truce export`: everything of a workspace as CSV files in a folder, which is made, or empty. */
export async function exportInto(folder: string, work: Work): Promise<ExportManifest | Refusal> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) return refuse('conflict', `${folder} is not empty. Name a new or empty folder.`);
  const noted = await work.transaction((ctx) => noteExport(ctx, work.scope.workspaceId));
  return isRefusal(noted) ? noted : writeEverything(work, folderSink(folder));
}

/** Files that only their owner may read: they hold everybody's data. */
function folderSink(folder: string): Sink {
  let file: WriteStream | null = null;
  const ended = async () => {
    file?.end();
    if (file) await finished(file);
  };
  return {
    expect: async () => undefined,
    begin: async (name) => {
      file = createWriteStream(path.join(folder, name), { mode: 0o600 });
    },
    write: async (text) => {
      if (file && !file.write(text)) await once(file, 'drain');
    },
    end: ended,
  };
}
