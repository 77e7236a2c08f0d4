import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Mount, Mounted } from '#platform/http/mount.ts';
import { scriptOf } from './script.ts';
import { siteLookup } from './sites.ts';
import { type Answer, openIntake } from './take.ts';

const MOST_BYTES = 16 * 1024;
/** Seconds for which a browser keeps the script: so long a changed consent mode takes to be everywhere. */
const SCRIPT_FRESH = 300;

/** The script for pages of the workspace's websites, and what it sends. */
export const trackingMount: Mount = { prefix: '/v', serve };

async function serve(part: FastifyInstance, { runtime, perAddress }: Mounted): Promise<void> {
  const siteOf = siteLookup(runtime);
  const intake = openIntake({ runtime, siteOf, perAddress });
  part.addHook('onClose', () => intake.close());
  part.removeAllContentTypeParsers();
  // A text, so that the browser asks nobody before it sends: what it is, is looked at by hand.
  part.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MOST_BYTES }, (_request, body, done) => done(null, body));
  part.get('/:file', { config: { rateLimit: false } }, async (request: FastifyRequest<{ Params: { file: string } }>, reply) => {
    const [, publicId] = /^([a-z0-9]{16})\.js$/.exec(request.params.file) ?? [];
    const site = publicId ? await siteOf(publicId) : null;
    open(reply);
    if (!site) return reply.code(404).type('text/javascript; charset=utf-8').header('cache-control', 'public, max-age=60').send('');
    const { text, etag } = scriptOf(site);
    void reply.header('cache-control', `public, max-age=${SCRIPT_FRESH}`).header('etag', etag);
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.type('text/javascript; charset=utf-8').send(text);
  });
  // Headers that protect a page take longer than the hit; an answer without content has none to protect.
  part.post('/hits', { config: { rateLimit: false }, bodyLimit: MOST_BYTES, helmet: false }, async (request, reply) =>
    answer(reply, await intake.take(request)),
  );
}

/** Other people's pages may load it. */
function open(reply: FastifyReply): FastifyReply {
  return reply.header('cross-origin-resource-policy', 'cross-origin');
}

function answer(reply: FastifyReply, { status, origin }: Answer): FastifyReply {
  open(reply).header('cache-control', 'no-store').header('vary', 'Origin');
  // For one registered host, and never with its cookies.
  if (origin) void reply.header('access-control-allow-origin', origin);
  if (status === 429 || status === 503) void reply.header('retry-after', '5');
  return reply.code(status).send();
}
