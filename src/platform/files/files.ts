import { createHash } from 'node:crypto';
import type { Ctx, Work } from '#platform/context.ts';

export interface StoredFile {
  id: string;
  name: string;
  sizeBytes: number;
  /** Of the content, in hex. */
  sha256: string;
}

export interface NewFile {
  name: string;
  mediaType: string;
  purpose: string;
  content: AsyncIterable<Buffer>;
}

const CHUNK = 1024 * 1024;

/**
 * Keeps a file in the database, a megabyte a row and a transaction each, so that neither memory nor one long transaction grows with
 * its size. The size is written last: a row without one is an upload that broke off.
 */
export async function storeFile({ scope, transaction }: Work, file: NewFile): Promise<StoredFile> {
  const id = await transaction(async ({ tx }) => {
    const values = {
      workspace_id: scope.workspaceId,
      name: cleanName(file.name),
      media_type: file.mediaType,
      purpose: file.purpose,
      created_by: scope.actor.memberId,
    };
    return (await tx.insertInto('file').values(values).returning('id').executeTakeFirstOrThrow()).id;
  });
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let n = 0;
  for await (const bytes of inChunks(file.content)) {
    hash.update(bytes);
    sizeBytes += bytes.length;
    const row = { workspace_id: scope.workspaceId, file_id: id, n, bytes };
    await transaction(({ tx }) => tx.insertInto('file_chunk').values(row).execute());
    n += 1;
  }
  const sha256 = hash.digest('hex');
  await transaction(({ tx }) =>
    tx
      .updateTable('file')
      .set({ size_bytes: sizeBytes, sha256 })
      .where('workspace_id', '=', scope.workspaceId)
      .where('id', '=', id)
      .execute(),
  );
  return { id, name: cleanName(file.name), sizeBytes, sha256 };
}

/** The content of a file from chunk `first` on, a chunk at a time. */
export async function* readChunks({ scope, read }: Work, file: { id: string; first?: number }): AsyncGenerator<Buffer> {
  for (let n = file.first ?? 0; ; n += 1) {
    const row = await read(({ tx }) =>
      tx
        .selectFrom('file_chunk')
        .select('bytes')
        .where('workspace_id', '=', scope.workspaceId)
        .where('file_id', '=', file.id)
        .where('n', '=', n)
        .executeTakeFirst(),
    );
    if (!row) return;
    yield row.bytes;
  }
}

/** The bytes of a file from `start` to `end`, both included, a chunk at a time. */
export async function* readRange(work: Work, { id, start, end }: { id: string; start: number; end: number }): AsyncGenerator<Buffer> {
  let at = Math.floor(start / CHUNK) * CHUNK;
  for await (const chunk of readChunks(work, { id, first: at / CHUNK })) {
    yield chunk.subarray(Math.max(0, start - at), end + 1 - at);
    at += chunk.length;
    if (at > end) return;
  }
}

/** Takes the content of files away and leaves their names, sizes and checksums. */
export async function discardContent({ tx, scope, now }: Ctx, fileIds: readonly string[]): Promise<void> {
  if (fileIds.length === 0) return;
  await tx.deleteFrom('file_chunk').where('workspace_id', '=', scope.workspaceId).where('file_id', 'in', fileIds).execute();
  await tx
    .updateTable('file')
    .set({ discarded_at: now })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', 'in', fileIds)
    .where('discarded_at', 'is', null)
    .execute();
}

/** Folder parts and control characters go; the name is only ever shown. */
function cleanName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  return last.replace(/[\u0000-\u001f\u007f]/g, '').slice(0, 200) || 'file';
}

async function* inChunks(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let size = 0;
  for await (const piece of content) {
    waiting.push(piece);
    size += piece.length;
    while (size >= CHUNK) {
      const all = Buffer.concat(waiting);
      yield all.subarray(0, CHUNK);
      waiting = [all.subarray(CHUNK)];
      size = all.length - CHUNK;
    }
  }
  if (size > 0) yield Buffer.concat(waiting);
}
