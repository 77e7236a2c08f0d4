import type { FastifyInstance } from 'fastify';
import type { Mount, Mounted } from '#platform/http/mount.ts';
import { FEEDS, feedSealed, feedText } from '../queries/feed.ts';

/** Meetings for the calendar program of whoever has the secret address. Reading it changes nothing. */
export const feedMount: Mount = { prefix: FEEDS, serve };

async function serve(part: FastifyInstance, { runtime }: Mounted): Promise<void> {
  part.get('/:file', async (request, reply) => {
    const { file = '' } = request.params as { file?: string };
    const sealed = file.endsWith('.ics') ? feedSealed(runtime.services.seals, file.slice(0, -4)) : null;
    const scope = sealed && runtime.services.systemScope(sealed.workspaceId);
    const link = (path: string) => runtime.services.baseUrl + path;
    const text = sealed && scope ? await runtime.read(scope, (ctx) => feedText({ ...ctx, link }, sealed.feedId)) : null;
    reply.header('cache-control', 'private, no-store').header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer');
    if (text === null) return reply.code(404).type('text/plain; charset=utf-8').send('There is no calendar here.\n');
    return reply.type('text/calendar; charset=utf-8').send(text);
  });
}
