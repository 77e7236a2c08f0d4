import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { placeOf as rangeOf } from '#platform/auth/attempts.ts';
import type { Mount, Mounted } from '#platform/http/mount.ts';
import { type Asked, sentence, showForm, showSent, takeForm } from './forms.ts';
import { type Script, STYLE, scriptOf } from './look.ts';
import { openNotes } from './notes.ts';
import { queryOf } from './open.ts';
import { showPage } from './pages.ts';

const FRESH = 'public, max-age=300';
const MOST_BODY = 16 * 1024 * 1024;
const MOST_PLAIN = 256 * 1024;
/** Posts a minute: from one range of addresses to one form, and to one form from anywhere. What the form takes itself is less. */
const PER_RANGE = 30;
const PER_FORM = 1_200;

/** Forms for people outside: their pages, what those send, the script that puts them into other pages. No cookie, no session. */
export const formMount: Mount = { prefix: '/p/f', serve: serveForms };
/** Simple pages. */
export const pageMount: Mount = { prefix: '/p/l', serve: servePages };

type Named = FastifyRequest<{ Params: { id: string } }>;

async function serveForms(part: FastifyInstance, { runtime, perAddress }: Mounted): Promise<void> {
  await part.register(formbody, { bodyLimit: MOST_PLAIN });
  refusals(part);
  const notes = openNotes(runtime);
  part.addHook('onClose', () => notes.close());
  const perForm = part.createRateLimit({ max: PER_FORM, timeWindow: '1 minute', keyGenerator: (request) => (request as Named).params.id });
  const asked = (request: Named, reply: FastifyReply): Asked => ({
    runtime,
    request,
    reply,
    publicId: request.params.id,
    query: queryOf(request.query),
  });

  // Previews in the app are frames of no origin.
  const open = { 'cache-control': FRESH, 'cross-origin-resource-policy': 'cross-origin' };
  part.get('/look.css', (_request, reply) => reply.headers(open).type('text/css; charset=utf-8').send(STYLE));
  part.get('/page.js', (request, reply) => script(request, reply, scriptOf('page')));
  part.get('/embed.js', (request, reply) => script(request, reply, scriptOf('embed')));
  part.get('/:id', (request: Named, reply) => showForm(asked(request, reply)));
  part.get('/:id/sent', (request: Named, reply) => showSent(asked(request, reply)));
  const rateLimit = (most: number) => ({
    max: Math.min(perAddress, most),
    timeWindow: '1 minute',
    keyGenerator: (request: FastifyRequest) => `${rangeOf(request.ip)} ${(request as Named).params.id}`,
  });
  part.post('/:id', { bodyLimit: MOST_BODY, config: { rateLimit: rateLimit(PER_RANGE) } }, async (request: Named, reply) => {
    const limit = await perForm(request);
    if (!limit.isAllowed && limit.isExceeded) return tooMany(reply);
    return takeForm(asked(request, reply));
  });
  await part.register(async (texts) => {
    texts.removeAllContentTypeParsers();
    texts.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 4_096 }, (_request, body, done) => done(null, body));
    texts.post('/:id/notes', { config: { rateLimit: rateLimit(PER_RANGE * 10) } }, async (request: Named, reply) =>
      reply.code((await notes.take(request, request.params.id)) ? 204 : 400).send(),
    );
  });
}

async function servePages(part: FastifyInstance, { runtime }: Mounted): Promise<void> {
  refusals(part);
  const asked = (request: Named, reply: FastifyReply): Asked => ({
    runtime,
    request,
    reply,
    publicId: request.params.id,
    query: queryOf(request.query),
  });
  part.get('/:id', (request: Named, reply) => showPage(asked(request, reply), 'blocks'));
  part.get('/:id/thanks', (request: Named, reply) => showPage(asked(request, reply), 'thanks'));
  // The readable end of the address is for people; it decides nothing.
  part.get('/:id/:slug', (request: Named, reply) => showPage(asked(request, reply), 'blocks'));
}

function script(request: FastifyRequest, reply: FastifyReply, { text, etag }: Script): FastifyReply {
  void reply.header('cache-control', FRESH).header('etag', etag).header('cross-origin-resource-policy', 'cross-origin');
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  return reply.type('text/javascript; charset=utf-8').send(text);
}

function tooMany(reply: FastifyReply): FastifyReply {
  void reply.header('retry-after', '60');
  return sentence(reply, {
    status: 429,
    title: 'One moment, please',
    text: 'Very many answers are coming in right now. Go back, wait a minute and send yours again: what you wrote is still there.',
  });
}

/** Whoever stands outside reads a page, not a protocol. */
function refusals(part: FastifyInstance): void {
  part.setErrorHandler((error: { statusCode?: number; code?: string }, request, reply) => {
    if (error.statusCode === 429) return tooMany(reply);
    if (
      error.statusCode === 413 ||
      error.code?.startsWith('FST_REQ_FILE') ||
      error.code?.startsWith('FST_FILES') ||
      error.code?.startsWith('FST_PARTS')
    )
      return sentence(reply, {
        status: 413,
        title: 'This is too large',
        text: 'Go back, choose smaller or fewer files, and send the form again.',
      });
    if (error.statusCode && error.statusCode < 500)
      return sentence(reply, { status: error.statusCode, title: 'This could not be read', text: 'Go back and try once more.' });
    request.log.error({ err: error, route: request.routeOptions.url }, 'request failed');
    return sentence(reply, {
      status: 500,
      title: 'Something went wrong on our side',
      text: 'Nothing of yours was taken in. Go back and send it once more in a few minutes.',
    });
  });
}
