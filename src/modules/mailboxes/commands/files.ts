import { sql } from 'kysely';
import type { Ctx, Work } from '#platform/context.ts';
import { discardContent, storeFile } from '#platform/files/files.ts';
import { typeOf } from '#platform/files/filetype.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { type Attached, MOST_FILE_BYTES, MOST_FILES_BYTES } from '../schema.ts';

const PURPOSE = 'answer_attachment';
const MB = 1024 * 1024;

/** A file that is to go with a mail. */
export type MailFile = Attached & { fileId: string };

/** Takes in a file that is to go with a mail: what it is, its bytes say, and only what may be handed on from the library is taken. */
export async function takeFile(
  work: Work,
  { name, content }: { name: string; content: AsyncIterable<Buffer> },
): Promise<MailFile | Refusal> {
  const bytes = await allOf(content);
  if (!bytes) return refuse('too_large', `This file is larger than ${MOST_FILE_BYTES / MB} MB.`, { field: 'file' });
  const mediaType = typeOf(bytes);
  if (!mediaType)
    return refuse('unsupported_type', 'Take a PDF, a picture (PNG, JPEG, GIF, WebP) or an office document without programs in it.', {
      field: 'file',
    });
  const file = await storeFile(work, { name, mediaType, purpose: PURPOSE, content: onePiece(bytes) });
  return { fileId: file.id, name: file.name, mediaType, sizeBytes: file.sizeBytes };
}

/** Read to its end, so that the answer reaches whoever sends it. Null where it is larger than it may be. */
async function allOf(content: AsyncIterable<Buffer>): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of content) {
    size += piece.length;
    if (size <= MOST_FILE_BYTES) pieces.push(piece);
  }
  return size > MOST_FILE_BYTES ? null : Buffer.concat(pieces);
}

async function* onePiece(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** The files that the writer has sent before, to go with their mail now: only their own, and whole. */
export async function filesToSend(ctx: Ctx, fileIds: readonly string[]): Promise<MailFile[] | Refusal> {
  if (fileIds.length === 0) return [];
  const { rows } =
    await sql<MailFile>`select f.id as "fileId", f.name, f.media_type as "mediaType", f.size_bytes::int as "sizeBytes" from file f
    where f.workspace_id = ${ctx.scope.workspaceId} and f.id = any (${[...fileIds]}::uuid[]) and f.purpose = ${PURPOSE}
      and f.created_by = ${ctx.scope.actor.memberId} and f.sha256 is not null and f.discarded_at is null
    order by array_position(${[...fileIds]}::uuid[], f.id)`.execute(ctx.tx);
  if (rows.length < new Set(fileIds).size)
    return refuse('not_found', 'A file is not here any more. Choose it again.', { field: 'fileIds' });
  const bytes = rows.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return bytes > MOST_FILES_BYTES
    ? refuse('too_large', `A mail carries at most ${MOST_FILES_BYTES / MB} MB of files.`, { field: 'fileIds' })
    : rows;
}

/** Files that were chosen and never sent lose their content after two days. */
export async function discardUnsent(ctx: Ctx): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{
    id: string;
  }>`select f.id from file f where f.workspace_id = ${ws} and f.purpose = ${PURPOSE} and f.discarded_at is null
    and f.created_at < ${ctx.now}::timestamptz - interval '2 days'
    and not exists (select from conversation_mail m where m.workspace_id = ${ws} and m.direction = 'out' and m.sent_message_id is not null
      and m.member_id = f.created_by and m.attachments @> jsonb_build_array(jsonb_build_object('fileId', f.id::text))) limit 1000`.execute(
    ctx.tx,
  );
  await discardContent(
    ctx,
    rows.map(({ id }) => id),
  );
}
