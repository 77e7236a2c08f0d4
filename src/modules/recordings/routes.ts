import { Readable } from 'node:stream';
import { readRange } from '#platform/files/files.ts';
import { type RawRequest, type Route, rawRoute, route } from '#platform/http/route.ts';
import { workOf } from '#platform/runtime.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { keepMedia } from './commands/media.ts';
import { changeConsent, createRecording, deleteByHand, setPolicy, startListening } from './commands/recordings.ts';
import * as contract from './contract.ts';
import { listensOf, listRecordings, mediaOf, policyOf } from './queries/recordings.ts';
import { rangeOf } from './rules/media.ts';

export const routes: readonly Route[] = [
  route(contract.createRecording, createRecording),
  rawRoute(contract.uploadRecordingMedia, async ({ runtime, scope, request }, { id }) => {
    const part = await request.file();
    if (!part) return refuse('invalid', 'Choose the file of the recording.', { field: 'file' });
    return keepMedia(workOf(runtime, scope), { id, sound: { name: part.filename, content: part.file } });
  }),
  route(contract.listRecordings, async (ctx, filter) => ({ items: await listRecordings(ctx, filter) })),
  route(contract.changeConsent, changeConsent),
  route(contract.deleteRecordingMedia, (ctx, { id }) => deleteByHand(ctx, id)),
  route(contract.startListening, (ctx, { id }) => startListening(ctx, id)),
  rawRoute(contract.getRecordingMedia, sendMedia),
  route(contract.listListens, (ctx, { id }) => listensOf(ctx, id)),
  route(contract.getRecordingPolicy, (ctx) => policyOf(ctx)),
  route(contract.setRecordingPolicy, setPolicy),
];

/** A browser takes it for sound and for nothing else: the type comes from its bytes, and a page made of it could do nothing. */
async function sendMedia(
  { runtime, scope, request, reply }: RawRequest,
  asked: { id: string; listen: string },
): Promise<Refusal | undefined> {
  const media = await runtime.read(scope, (ctx) => mediaOf(ctx, asked));
  if (isRefusal(media)) return media;
  const range = rangeOf(request.headers.range, media.sizeBytes);
  void reply
    .header('content-type', media.mediaType)
    .header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(media.name)}`)
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, no-store')
    .header('accept-ranges', 'bytes');
  if (range === 'unsatisfiable') {
    await reply.code(416).header('content-range', `bytes */${media.sizeBytes}`).send();
    return undefined;
  }
  const { start, end } = range ?? { start: 0, end: media.sizeBytes - 1 };
  if (range) void reply.code(206).header('content-range', `bytes ${start}-${end}/${media.sizeBytes}`);
  await reply
    .header('content-length', end - start + 1)
    .send(Readable.from(readRange(workOf(runtime, scope), { id: media.fileId, start, end })));
  return undefined;
}
