import type { Work } from '#platform/context.ts';
import { discardContent, storeFile } from '#platform/files/files.ts';
import { type FileType, typeOf } from '#platform/files/filetype.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { MOST } from '../schema.ts';

export interface GivenFile {
  name: string;
  content: AsyncIterable<Buffer>;
}

export interface KeptFile {
  fileId: string;
  name: string;
  mediaType: FileType;
  sizeBytes: number;
}

const PURPOSE = 'asset';

/**
 * Takes in a document: what it is, its bytes say; anything a browser could run (HTML, SVG, programs in office files) is refused. Whatever `keep`
 * refuses or fails at leaves no content behind.
 */
export async function takeDocument<T>(work: Work, given: GivenFile, keep: (file: KeptFile) => Promise<T | Refusal>): Promise<T | Refusal> {
  const bytes = await allOf(given.content);
  if (!bytes)
    return refuse('too_large', `This file is larger than ${MOST.fileBytes / 1024 / 1024} MB. Make it smaller: it also opens faster then.`, {
      field: 'file',
    });
  const mediaType = typeOf(bytes);
  if (!mediaType)
    return refuse('unsupported_type', 'Take a PDF, a picture (PNG, JPEG, GIF, WebP) or an office document without programs in it.', {
      field: 'file',
    });
  const file = await storeFile(work, { name: given.name, mediaType, purpose: PURPOSE, content: onePiece(bytes) });
  try {
    const kept = await keep({ fileId: file.id, name: file.name, mediaType, sizeBytes: file.sizeBytes });
    if (isRefusal(kept)) await work.transaction((ctx) => discardContent(ctx, [file.id]));
    return kept;
  } catch (error) {
    await work.transaction((ctx) => discardContent(ctx, [file.id]));
    throw error;
  }
}

/** Null where it is larger than it may be. Read to its end, so that the answer reaches whoever sends it. */
async function allOf(content: AsyncIterable<Buffer>): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of content) {
    size += piece.length;
    if (size <= MOST.fileBytes) pieces.push(piece);
  }
  return size > MOST.fileBytes ? null : Buffer.concat(pieces);
}

async function* onePiece(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
