import { randomBytes } from 'node:crypto';
import type { Work } from '#platform/context.ts';
import { discardContent, storeFile } from '#platform/files/files.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { IMAGE_PATH, type ImageRow } from '../queries/parts.ts';
import { measure } from '../rules/images.ts';
import { MOST } from '../schema.ts';

export interface GivenImage {
  name: string;
  content: AsyncIterable<Buffer>;
}

const PURPOSE = 'mail_image';
const TOKEN_BYTES = 24;

/** Takes in a picture for mails. What it is, its bytes say; anything but a plain picture is refused, so is SVG, which can carry scripts. */
export async function takeImage(work: Work, { name, content }: GivenImage): Promise<ImageRow | Refusal> {
  const bytes = await allOf(content);
  if (!bytes)
    return refuse(
      'too_large',
      `This picture is larger than ${MOST.imageBytes / 1024 / 1024} MB. Make it smaller; mails load slowly otherwise.`,
      { field: 'file' },
    );
  const found = measure(bytes);
  if (!found) return refuse('unsupported_type', 'This is no picture that mails can show. Take PNG, JPEG, GIF or WebP.', { field: 'file' });
  if (Math.max(found.width, found.height) > MOST.imageSide)
    return refuse('invalid', `This picture has ${found.width} × ${found.height} points. Make it at most ${MOST.imageSide} wide and high.`, {
      field: 'file',
    });
  const file = await storeFile(work, { name, mediaType: found.mediaType, purpose: PURPOSE, content: onePiece(bytes) });
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const facts = { name: file.name, sizeBytes: file.sizeBytes, ...found };
  try {
    return await work.transaction(async (ctx) => {
      const row = await ctx.tx
        .insertInto('mail_image')
        .values({
          workspace_id: ctx.scope.workspaceId,
          token,
          file_id: file.id,
          name: facts.name,
          media_type: facts.mediaType,
          size_bytes: facts.sizeBytes,
          width: facts.width,
          height: facts.height,
          created_by: ctx.scope.actor.memberId,
          created_at: ctx.now,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      ctx.changed('mail_image', row.id);
      return { id: row.id, ...facts, path: `${IMAGE_PATH}/${token}`, createdAt: ctx.now };
    });
  } catch (error) {
    await work.transaction((ctx) => discardContent(ctx, [file.id]));
    throw error;
  }
}

/** Null where it is larger than a picture may be. Read to its end, so that the answer reaches whoever sends it. */
async function allOf(content: AsyncIterable<Buffer>): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of content) {
    size += piece.length;
    if (size <= MOST.imageBytes) pieces.push(piece);
  }
  return size > MOST.imageBytes ? null : Buffer.concat(pieces);
}

async function* onePiece(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
