import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { mintScope } from '#platform/auth/mint.ts';
import type { Ctx } from '#platform/context.ts';
import { type Runtime, workOf } from '#platform/runtime.ts';
import { type Endpoint, onlyReads } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope, ScopeFacts } from '#platform/shared/scope.ts';
import { parseInput } from './input.ts';
import { once, onceAround } from './once.ts';
import { sendProblem } from './problem.ts';
import type { Route } from './route.ts';

/**
 * A caller who may reach a closed list of endpoints only, whatever their permissions say: decides each request, and keeps a record of it.
 * @returns why not; null where it may go on
 */
export type Lane = (endpoint: Endpoint, params: Readonly<Record<string, unknown>>) => Promise<Refusal | null>;

/** Who asks. `means` decides whether the cross-site check applies: a browser sends cookies by itself, a key it does not. */
export interface Caller {
  facts: ScopeFacts;
  means: 'session' | 'key';
  lane?: Lane | undefined;
}

export type Authenticate = (request: FastifyRequest) => Promise<Caller | Refusal>;

export interface Doorkeeper {
  runtime: Runtime;
  authenticate: Authenticate;
  /** Origins a browser may send changes from. */
  origins: readonly string[];
}

const SIGNED_OUT = 'Please sign in again; nothing was lost.';

/** Authentication, permission, parsing, transaction, answer: the same path for every endpoint. */
export async function handleRequest(
  door: Doorkeeper,
  route: Route,
  wire: { request: FastifyRequest; reply: FastifyReply },
): Promise<unknown> {
  const { request, reply } = wire;
  const { endpoint } = route;
  const scope = endpoint.permission === 'public' ? null : await admit(door, endpoint, request);
  if (isRefusal(scope)) return sendProblem(reply, scope);
  const bodyIsOurs = endpoint.transport !== 'upload' && endpoint.transport !== 'bytes';
  const input = bodyIsOurs ? parseInput(endpoint, partsOf(request)) : (request.params as Record<string, unknown>);
  if (isRefusal(input)) return sendProblem(reply, input);
  const result = await run(door, route, { request, reply, scope, input });
  if (isRefusal(result)) return sendProblem(reply, result);
  if (reply.sent || result === undefined) return reply;
  return sendResult(endpoint, reply, result);
}

function partsOf(request: FastifyRequest) {
  return { params: request.params as Record<string, unknown>, query: request.query as Record<string, unknown>, body: request.body };
}

async function admit(door: Doorkeeper, endpoint: Endpoint, request: FastifyRequest): Promise<Scope | Refusal> {
  const caller = await door.authenticate(request);
  if (isRefusal(caller)) return caller;
  if (caller.means === 'session' && request.method !== 'GET' && !fromOurPages(door, request))
    return refuse('forbidden', 'This change did not come from a Truce page, so it was not made. Reload the page and try again.');
  const closed = await caller.lane?.(endpoint, request.params as Record<string, unknown>);
  if (closed) return closed;
  if (endpoint.permission !== 'signedIn' && !caller.facts.permissions.has(endpoint.permission))
    return refuse('forbidden', 'Your role does not include this. The administrator of the workspace can change that.');
  return mintScope(caller.facts);
}

/** A foreign page cannot set this header without a CORS answer that we never give; the Origin is checked as well where it is sent. */
function fromOurPages(door: Doorkeeper, request: FastifyRequest): boolean {
  const { origin } = request.headers;
  if (request.headers['x-requested-with'] !== 'truce') return false;
  return origin === undefined || door.origins.includes(origin) || origin === `${request.protocol}://${request.host}`;
}

interface Run {
  request: FastifyRequest;
  reply: FastifyReply;
  scope: Scope | null;
  input: unknown;
}

async function run(door: Doorkeeper, route: Route, { request, reply, scope, input }: Run): Promise<unknown> {
  const { runtime } = door;
  if (route.kind === 'open') return route.handle({ runtime, request, reply }, input as never);
  if (!scope) return refuse('unauthenticated', SIGNED_OUT);
  const key = keyOf(route.endpoint, request);
  if (route.kind === 'raw') {
    const handle = () => route.handle({ runtime, request, reply, scope }, input as never);
    if (key === null) return handle();
    const size = request.headers['content-length'] ?? null;
    return onceAround(workOf(runtime, scope), { key, endpoint: route.endpoint, input: { input, size }, work: handle });
  }
  if (onlyReads(route.endpoint)) return runtime.read(scope, (read) => route.handle(readOnly(read, runtime), input as never));
  return afterClash(() =>
    runtime.transaction(scope, async (ctx) => {
      const handle = async () => route.handle(ctx, input as never);
      return key === null ? handle() : once(ctx, { key, endpoint: route.endpoint, input, work: handle });
    }),
  );
}

/** Deadlock and serialization failure. */
const CLASHES: readonly unknown[] = ['40P01', '40001'];
const MOST_TRIES = 3;

/** Where two transactions met, PostgreSQL has rolled one back whole: it is made again, so that a person does not hear of a job beside them. */
async function afterClash<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === MOST_TRIES || !(error instanceof Error) || !CLASHES.includes((error as Error & { code?: unknown }).code)) throw error;
    }
  }
}

/** Files that are fetched by POST are no answers to keep. */
function keyOf({ method, idempotent, reads, transport }: Endpoint, request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key'];
  return method === 'POST' && idempotent !== false && !reads && transport !== 'download' && typeof key === 'string' ? key : null;
}

/** GET handlers share the commands' context type; the database refuses their writes. Addresses and seals are worked out and write nothing. */
function readOnly(read: Pick<Ctx, 'tx' | 'scope' | 'now'>, { services }: Runtime): Ctx {
  const never = () => {
    throw new Error('a GET may not change anything');
  };
  return { ...read, announce: never, enqueue: never, changed: never, link: (path) => services.baseUrl + path, seal: services.seals.seal };
}

async function sendResult(endpoint: Endpoint, reply: FastifyReply, result: unknown): Promise<unknown> {
  const checked = (endpoint.output as z.ZodType).safeParse(result);
  // An answer that breaks its own contract is a bug of ours; it must not leave the house half right.
  if (!checked.success) throw new Error(`${endpoint.name}: the answer does not match its contract: ${checked.error.message}`);
  reply.header('cache-control', 'no-store').header('content-type', 'application/json; charset=utf-8');
  return reply.send(JSON.stringify(checked.data ?? {}));
}
