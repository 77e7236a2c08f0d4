import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Work } from '#platform/context.ts';
import { readChunks } from '#platform/files/files.ts';
import { FILE_TYPES, savedName, typeOfStored } from '#platform/files/filetype.ts';
import type { StoredDocument } from '../queries/assets.ts';

/** A file to be saved, never to be shown by the browser itself: its type is what its bytes are, and nothing of it may run. */
export async function sendFile(reply: FastifyReply, work: Work, file: StoredDocument): Promise<void> {
  const type = typeOfStored(file.mediaType);
  const name = savedName(file.name, type ? FILE_TYPES[type] : 'bin');
  await reply
    .header('content-type', type ?? 'application/octet-stream')
    .header('content-length', file.sizeBytes)
    .header(
      'content-disposition',
      `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`,
    )
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('x-content-type-options', 'nosniff')
    .header('cross-origin-resource-policy', 'same-origin')
    .header('cache-control', 'private, no-store')
    .send(Readable.from(readChunks(work, { id: file.fileId })));
}
