import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { discardContent, readChunks } from '#platform/files/files.ts';
import type { JobRun } from '#platform/jobs/job.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { importOf } from '../queries/imports.ts';
import type { ImportState } from '../schema.ts';

const UNDER_WAY: readonly ImportState[] = ['running', 'stopping', 'undoing'];

/** Deletes the uploaded files of an import; one that never began goes with them, of every other the result stays. */
export async function discardUpload(ctx: Ctx, { id }: { id: string }): Promise<Record<string, never> | Refusal> {
  const found = await importOf(ctx, id);
  if (isRefusal(found)) return found;
  if (UNDER_WAY.includes(found.state)) return refuse('conflict', 'This import is under way. Stop it first.');
  await discard(ctx, [id]);
  return {};
}

/** What was uploaded and has served its time: some days after the import ended, or after the last that was done about it. */
export async function discardOldUploads(ctx: Ctx): Promise<void> {
  const { workspaceId } = ctx.scope;
  const { rows } = await sql<{ id: string }>`select i.id from import i join workspace w on w.id = i.workspace_id
    where i.workspace_id = ${workspaceId} and not i.state = any (${UNDER_WAY})
      and coalesce(i.finished_at, i.beat_at, i.created_at) < ${ctx.now}::timestamptz - make_interval(days => w.keep_uploads_days)
      and exists (select from import_file f join file b on b.workspace_id = f.workspace_id and b.id = f.file_id
        where f.workspace_id = i.workspace_id and f.import_id = i.id and b.discarded_at is null)`.execute(ctx.tx);
  await discard(
    ctx,
    rows.map((row) => row.id),
  );
}

async function discard(ctx: Ctx, importIds: readonly string[]): Promise<void> {
  if (importIds.length === 0) return;
  const { tx, scope } = ctx;
  const files = await tx
    .selectFrom('import_file')
    .select('file_id')
    .where('workspace_id', '=', scope.workspaceId)
    .where('import_id', 'in', importIds)
    .execute();
  const fileIds = files.map((file) => file.file_id);
  await discardContent(ctx, fileIds);
  const begun = await tx
    .deleteFrom('import')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', 'in', importIds)
    .where('state', '=', 'uploaded')
    .returning('id')
    .execute();
  if (begun.length > 0)
    await sql`delete from file b where b.workspace_id = ${scope.workspaceId} and b.id = any (${fileIds}::uuid[])
      and not exists (select from import_file f where f.workspace_id = b.workspace_id and f.file_id = b.id)`.execute(tx);
  for (const id of importIds) ctx.changed('import', id);
}

interface Upload {
  importId: string;
  fileId: string;
  isText: boolean;
  /** One of the file's rows became the person. */
  knownToHold: boolean;
}

export interface ErasedPerson {
  contactIds: readonly string[];
  leadIds: readonly string[];
  mails: readonly string[];
}

/**
 * Deletes every uploaded file that holds an erased person: by what its rows became, by their mail address in its text, and every workbook,
 * which is packed and cannot be searched. Files of an import that is still under way are left to the next call.
 * @returns whether there are such
 */
export async function forgetInUploads(run: JobRun, person: ErasedPerson): Promise<'done' | 'again'> {
  const uploads = await uploadsThere(run, person);
  let again = false;
  for (const { upload, state } of uploads) {
    if (!(upload.knownToHold || !upload.isText || (await mentions(run, upload.fileId, person.mails)))) continue;
    if (UNDER_WAY.includes(state)) again = true;
    else await run.transaction((ctx) => discard(ctx, [upload.importId]));
  }
  return again ? 'again' : 'done';
}

async function uploadsThere(run: JobRun, { contactIds, leadIds }: ErasedPerson): Promise<{ upload: Upload; state: ImportState }[]> {
  const { workspaceId } = run.scope;
  const people = [...contactIds, ...leadIds];
  const { rows } = await run.read(({ tx }) =>
    sql<Upload & { state: ImportState }>`select i.id as "importId", i.state, f.file_id as "fileId", f.sniff ->> 'kind' = 'csv' as "isText",
        exists (select from import_row r where r.workspace_id = f.workspace_id and r.import_file_id = f.id and r.entity_id = any (${people}::uuid[])) as "knownToHold"
      from import i join import_file f on f.workspace_id = i.workspace_id and f.import_id = i.id
        join file b on b.workspace_id = f.workspace_id and b.id = f.file_id and b.discarded_at is null
      where i.workspace_id = ${workspaceId} order by i.created_at`.execute(tx),
  );
  return rows.map(({ state, ...upload }) => ({ upload, state }));
}

/** Whatever the encoding: the letters of a mail address are single bytes in all of them, or single bytes and zeros (UTF-16). */
async function mentions(run: JobRun, fileId: string, mails: readonly string[]): Promise<boolean> {
  const wanted = mails.map((mail) => Buffer.from(mail, 'utf8').toString('latin1').toLowerCase());
  if (wanted.length === 0) return false;
  const longest = Math.max(...wanted.map((mail) => mail.length));
  let before = '';
  for await (const chunk of readChunks(run, { id: fileId })) {
    const text = before + chunk.toString('latin1').replaceAll('\0', '').toLowerCase();
    if (wanted.some((mail) => text.includes(mail))) return true;
    before = text.slice(-longest);
  }
  return false;
}
