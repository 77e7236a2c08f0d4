import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { visitorSeal } from '#modules/visits/queries/seal.ts';
import { hostAmong, judgeRequest } from '#modules/visits/queries/traffic.ts';
import type { Html } from '#platform/http/html.ts';
import type { Mount, Mounted } from '#platform/http/mount.ts';
import { type Runtime, workOf } from '#platform/runtime.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { keepHit, takeBeat, type Visitor, visitorName } from '../commands/readings.ts';
import { firstReader, givenBy, ownHosts, type Shown } from '../queries/given.ts';
import { DOCUMENTS, shareSealed } from '../queries/seal.ts';
import { documentPage, noDocument, PAGE_POLICY } from './page.ts';
import { serveParts } from './parts.ts';
import { sendFile } from './send.ts';

const MOST_BYTES = 16 * 1024;
/** For so long a page of ours that the person goes on to may know them by the seal in its address. */
const SEAL_DAYS = 1;

/** Documents, for those who were given a link. No session: the seal in the address is all there is. */
export const documentsMount: Mount = { prefix: DOCUMENTS, serve };

async function serve(part: FastifyInstance, { runtime, perAddress }: Mounted): Promise<void> {
  part.removeAllContentTypeParsers();
  part.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MOST_BYTES }, (_request, body, done) => done(null, body));
  serveParts(part);
  part.get('/:seal', (request, reply) => withGiven(runtime, { request, reply }, openDocument));
  part.get('/:seal/file', (request, reply) => withGiven(runtime, { request, reply }, showFile));
  part.get('/:seal/download', (request, reply) => withGiven(runtime, { request, reply }, saveFile));
  part.get('/:seal/go', (request, reply) => withGiven(runtime, { request, reply }, goOn));
  const rateLimit = { max: perAddress * 10, timeWindow: '1 minute', keyGenerator: (request: FastifyRequest) => request.ip };
  part.post('/:seal/beats', { config: { rateLimit }, bodyLimit: MOST_BYTES }, (request, reply) => takeTold(runtime, { request, reply }));
}

interface Asked {
  request: FastifyRequest;
  reply: FastifyReply;
}

interface Open extends Asked {
  runtime: Runtime;
  scope: Scope;
  given: Shown;
  seal: string;
  visitor: Visitor;
  viewId: string | null;
}

type Handle = (open: Open) => Promise<FastifyReply | undefined>;

/** What was given with a link that still opens; else a page that tells nothing. */
async function withGiven(runtime: Runtime, asked: Asked, handle: Handle): Promise<FastifyReply | undefined> {
  const { request, reply } = asked;
  const { seal = '' } = request.params as { seal?: string };
  const scope = scopeOf(runtime, seal);
  const given = scope && (await runtime.read(scope.scope, (ctx) => givenBy(ctx, scope.shareId)));
  if (!scope || !given || given.over) return page(reply, given?.over ? 410 : 404, noDocument(given?.over ? given.company : null));
  const { v } = request.query as { v?: unknown };
  const viewId = z.uuid().safeParse(v).data ?? null;
  return handle({ ...asked, runtime, scope: scope.scope, given, seal, visitor: visitorOf(request), viewId });
}

function scopeOf(runtime: Runtime, seal: string): { scope: Scope; shareId: string } | null {
  const sealed = shareSealed(runtime.services.seals, seal);
  return sealed && { scope: runtime.services.systemScope(sealed.workspaceId), shareId: sealed.shareId };
}

function visitorOf(request: FastifyRequest, signals?: { webdriver: boolean; screen: number; languages: number }): Visitor {
  const judged = judgeRequest({ method: request.method, headers: request.headers, ...(signals ? { signals } : {}) });
  return { ...judged, ip: request.ip, agent: request.headers['user-agent']?.slice(0, 300) ?? null };
}

function page(reply: FastifyReply, status: number, content: Html): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('content-security-policy', PAGE_POLICY)
    .type('text/html; charset=utf-8')
    .send(content.text);
}

// No copies in the audit: what was read is no change of a record.
const QUIET = { audit: false };

async function openDocument({ runtime, scope, given, seal, visitor, reply }: Open) {
  const viewId = await runtime.transaction(scope, (ctx) => keepHit(ctx, given, { kind: 'open', viewId: null, visitor }), QUIET);
  return page(reply, 200, documentPage(given, { seal, viewId }));
}

async function showFile({ runtime, scope, given, reply }: Open) {
  if (!given.file) return page(reply, 404, noDocument(null));
  await sendFile(reply, workOf(runtime, scope), given.file);
  return undefined;
}

async function saveFile({ runtime, scope, given, visitor, viewId, reply }: Open) {
  if (!given.file) return page(reply, 404, noDocument(null));
  await runtime.transaction(scope, (ctx) => keepHit(ctx, given, { kind: 'download', viewId, visitor }), QUIET);
  await sendFile(reply, workOf(runtime, scope), given.file);
  return undefined;
}

/**
 * On to the address that Marketing published, never to one of the request. On our own pages the person is known by a seal, as long as nobody else has
 * opened the link before: a link that was passed on names nobody.
 */
async function goOn({ runtime, scope, given, visitor, viewId, reply }: Open) {
  if (!given.url) return page(reply, 404, noDocument(null));
  const to = new URL(given.url);
  await runtime.transaction(scope, (ctx) => keepHit(ctx, given, { kind: 'follow', viewId, visitor }), QUIET);
  const { hosts, first } = await runtime.read(scope, async (ctx) => ({
    hosts: await ownHosts(ctx),
    first: await firstReader(ctx, given.shareId),
  }));
  const isTheirs = first === null || first === visitorName(given.salt, visitor);
  if (given.contactId && isTheirs && visitor.verdict === 'human' && hostAmong(to.hostname, hosts)) {
    const until = new Date(Date.parse(runtime.now()) + SEAL_DAYS * 86_400_000).toISOString();
    to.searchParams.set(
      'truce_seal',
      visitorSeal(runtime.services.seals, { workspaceId: scope.workspaceId, contactId: given.contactId, until }),
    );
  }
  return reply.header('cache-control', 'no-store').redirect(to.href, 303);
}

/** What the page tells: v the view, n which beat, p seconds by page, t touched, d saved, e leaving; b, w, l what the script saw of its browser. */
const Sent = z.strictObject({
  v: z.uuid(),
  n: z.int().min(1).max(100_000),
  p: z.record(z.string().max(4), z.number().min(0).max(3600)).refine((pages) => Object.keys(pages).length <= 200),
  t: z.boolean(),
  d: z.boolean(),
  e: z.boolean(),
  b: z.boolean(),
  w: z.number(),
  l: z.number(),
});

function sentIn(body: unknown): z.infer<typeof Sent> | null {
  if (typeof body !== 'string') return null;
  try {
    return Sent.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    return null;
  }
}

/** Answers nothing that tells of anybody: taken, or not ours. */
async function takeTold(runtime: Runtime, { request, reply }: Asked): Promise<FastifyReply> {
  const sent = sentIn(request.body);
  if (!sent) return reply.code(400).send();
  const { seal = '' } = request.params as { seal?: string };
  const sealed = scopeOf(runtime, seal);
  if (!sealed) return reply.code(404).send();
  const judged = visitorOf(request, { webdriver: sent.b, screen: sent.w, languages: sent.l });
  const told = { viewId: sent.v, n: sent.n, pages: sent.p, touched: sent.t, downloaded: sent.d, ends: sent.e };
  await runtime.transaction(
    sealed.scope,
    async (ctx) => {
      const given = await givenBy(ctx, sealed.shareId);
      if (given && !given.over) await takeBeat(ctx, given, { told, judged });
    },
    QUIET,
  );
  return reply.code(204).header('cache-control', 'no-store').send();
}
