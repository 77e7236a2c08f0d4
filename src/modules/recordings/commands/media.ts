import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx, Work } from '#platform/context.ts';
import { discardContent, type StoredFile, storeFile } from '#platform/files/files.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { policyOf } from '../queries/recordings.ts';
import { HEAD_BYTES, mediaTypeOf } from '../rules/media.ts';
import { MOST_BYTES } from '../schema.ts';
import { deleteMedia, writable } from './recordings.ts';

const PURPOSE = 'recording';
const MEGABYTE = 1024 * 1024;

export interface Sound {
  name: string;
  content: AsyncIterable<Buffer>;
}

/**
 * Keeps the sound of a recorded call, piece by piece. What it is, its first bytes say, not its name. Whether it may be kept is asked before
 * and, since an upload takes its time, once more after.
 */
export async function keepMedia(
  work: Work,
  { id, sound }: { id: string; sound: Sound },
): Promise<{ sizeBytes: number; mediaType: string } | Refusal> {
  const before = await work.transaction((ctx) => mayKeep(ctx, id));
  if (isRefusal(before)) return before;
  const pieces = sound.content[Symbol.asyncIterator]();
  const head = await headOf(pieces);
  const mediaType = mediaTypeOf(head);
  if (!mediaType) return refuse('invalid', 'This is no sound file. Take MP3, WAV, Ogg, M4A, FLAC, WebM or AMR.', { field: 'file' });
  const limit = { reached: false };
  const file = await storeFile(work, { name: sound.name, mediaType, purpose: PURPOSE, content: rest(head, pieces, limit) });
  const kept = limit.reached
    ? refuse('invalid', `This recording is larger than ${MOST_BYTES / MEGABYTE} MB.`, { field: 'file' })
    : await work.transaction((ctx) => attach(ctx, { id, file, mediaType }));
  if (!isRefusal(kept)) return { sizeBytes: file.sizeBytes, mediaType };
  await work.transaction((ctx) => discardContent(ctx, [file.id]));
  return kept;
}

async function mayKeep(ctx: Ctx, id: string) {
  const recording = await writable(ctx, id);
  if (isRefusal(recording)) return recording;
  if (recording.consent === 'refused') return refuse('forbidden', 'The other side refused to be recorded, so the sound is not kept.');
  if (recording.media || recording.deletedAt) return refuse('conflict', 'This call has had its recording already.');
  return recording;
}

async function attach(ctx: Ctx, { id, file, mediaType }: { id: string; file: StoredFile; mediaType: string }): Promise<Refusal | null> {
  const recording = await mayKeep(ctx, id);
  if (isRefusal(recording)) return recording;
  const { keepDays } = await policyOf(ctx);
  await ctx.tx
    .updateTable('recording')
    .set({
      file_id: file.id,
      media_type: mediaType,
      keep_until: sql<string>`(${ctx.now}::timestamptz + make_interval(days => ${keepDays}))::date`,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('recording', id);
  return null;
}

async function headOf(pieces: AsyncIterator<Buffer>): Promise<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < HEAD_BYTES) {
    const next = await pieces.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* rest(head: Buffer, pieces: AsyncIterator<Buffer>, limit: { reached: boolean }): AsyncGenerator<Buffer> {
  let size = head.length;
  yield head;
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    size += next.value.length;
    if (size > MOST_BYTES) limit.reached = true;
    // Read to its end, so that the answer reaches whoever sends it.
    if (!limit.reached) yield next.value;
  }
}

/** Deletes what has served its time and tells whoever brought it; and what an upload that broke off has left. */
export async function deleteDue(ctx: Ctx): Promise<void> {
  const { workspaceId } = ctx.scope;
  const due = await ctx.tx
    .selectFrom('recording')
    .select(['id', 'created_by', 'contact_id'])
    .where('workspace_id', '=', workspaceId)
    .where('keep_until', '<=', ctx.now.slice(0, 10))
    .where('file_id', 'is not', null)
    .where('deleted_at', 'is', null)
    .execute();
  await deleteMedia(
    ctx,
    due.map(({ id }) => id),
    'due',
  );
  for (const { id, created_by, contact_id } of due)
    if (created_by)
      await notify(ctx, {
        memberId: created_by,
        kind: 'recording.deleted',
        title: 'The sound of a call was deleted: its time was up',
        body: 'The call itself stays on the timeline.',
        ...(contact_id ? { link: `/contacts/${contact_id}` } : {}),
        dedupeKey: `recording:${id}`,
      });
  const { rows } = await sql<{ id: string }>`select f.id from file f where f.workspace_id = ${workspaceId} and f.purpose = ${PURPOSE}
    and f.discarded_at is null and f.created_at < ${ctx.now}::timestamptz - interval '1 day'
    and not exists (select from recording r where r.workspace_id = f.workspace_id and r.file_id = f.id)`.execute(ctx.tx);
  await discardContent(
    ctx,
    rows.map(({ id }) => id),
  );
}

/** An erased person's voice is theirs. */
export async function forgetVoices(ctx: Ctx, contactIds: readonly string[]): Promise<void> {
  if (contactIds.length === 0) return;
  const rows = await ctx.tx
    .selectFrom('recording')
    .select('id')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('contact_id', 'in', [...contactIds])
    .execute();
  await deleteMedia(
    ctx,
    rows.map(({ id }) => id),
    'erased',
  );
}
