import { discardContent, storeFile } from '#platform/files/files.ts';
import type { JobRun } from '#platform/jobs/job.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { type Sink, writeEverything } from '../queries/content.ts';
import { openArchive, TooLargeForZip } from './archive.ts';
import { refuseUnlessAll } from './exports.ts';

const KEPT_DAYS = 7;

type Step = Partial<{
  state: 'running' | 'done' | 'failed';
  tables_done: number;
  tables_total: number;
  rows_done: number;
  file_id: string;
  problem: string;
  finished_at: string;
  expires_at: string;
}>;

/** Writes an export into a file of the database. A kill at any moment leaves a broken file that is tidied away; the next attempt begins anew. */
export async function writeExport(run: JobRun, id: string): Promise<void> {
  const refused = refuseUnlessAll(run.scope);
  if (refused) return void (await keep(run, id, { ...ended(run), state: 'failed', problem: refused.message }));
  if (!(await keep(run, id, { state: 'running', tables_done: 0, rows_done: 0 }))) return;
  try {
    const file = await pack(run, id);
    const kept = await keep(run, id, { ...ended(run), state: 'done', file_id: file.id });
    // Deleted while it was written: nobody would ever find the file again.
    if (!kept) await run.transaction((ctx) => discardContent(ctx, [file.id]));
  } catch (error) {
    if (!(error instanceof TooLargeForZip)) throw error;
    await keep(run, id, { ...ended(run), state: 'failed', problem: TOO_LARGE });
  }
}

const TOO_LARGE =
  'A table is larger than a ZIP can hold (4 GB). On the server, "truce export <folder>" writes the same files into a folder.';

function ended(run: JobRun): Pick<Step, 'finished_at' | 'expires_at'> {
  const now = run.now();
  return { finished_at: now, expires_at: new Date(Date.parse(now) + KEPT_DAYS * 86_400_000).toISOString() };
}

async function pack(run: JobRun, id: string) {
  const archive = openArchive();
  const name = `truce-${run.now().slice(0, 10)}.zip`;
  const stored = storeFile(run, { name, mediaType: 'application/zip', purpose: 'export', content: archive.content });
  const written = writeEverything(run, tellingOf(run, id, archive)).then(
    () => archive.close(),
    (error: Error) => {
      archive.fail(error);
      throw error;
    },
  );
  // Both are heard, whichever ends first; the cause goes before its consequence.
  const [wrote, kept] = await Promise.allSettled([
    written,
    stored.catch((error) => {
      archive.fail(error);
      throw error;
    }),
  ]);
  if (wrote.status === 'rejected') throw wrote.reason;
  if (kept.status === 'rejected') throw kept.reason;
  return kept.value;
}

/** The archive, with word of the progress at the end of each file, and a stop where the job is told to stop. */
function tellingOf(run: JobRun, id: string, archive: Sink): Sink {
  let done = 0;
  let rowsDone = 0;
  return {
    expect: async (files) => void (await keep(run, id, { tables_total: files })),
    begin: (name) => archive.begin(name),
    write: (text) => {
      // A job that ends well is not tried again: one that is stopped has to end badly.
      if (run.signal.aborted) throw new Error('stopped before its end; it begins anew at the next start');
      return archive.write(text);
    },
    end: async (rows) => {
      await archive.end(rows);
      done += 1;
      rowsDone += rows;
      await keep(run, id, { tables_done: done, rows_done: rowsDone });
    },
  };
}

/** False where the export was deleted meanwhile. */
async function keep(run: JobRun, id: string, step: Step): Promise<boolean> {
  const kept = await run.transaction(async (ctx) => {
    const row = await ctx.tx
      .updateTable('export')
      .set(step)
      .where('workspace_id', '=', ctx.scope.workspaceId)
      .where('id', '=', id)
      .where('state', 'in', ['waiting', 'running'])
      .returning('id')
      .executeTakeFirst();
    ctx.changed('export', id);
    return row !== undefined;
  });
  return !isRefusal(kept) && kept;
}
