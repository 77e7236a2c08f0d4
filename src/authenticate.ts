import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { callerOfKey, callerOfSession } from '#modules/team/queries/callers.ts';
import { IDLE_SECONDS } from '#platform/auth/auth.ts';
import type { Authenticate, Caller } from '#platform/http/handle.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Context } from './context.ts';

const SIGN_IN = refuse('unauthenticated', 'Please sign in; nothing was lost.');
const BAD_KEY = refuse('unauthenticated', 'This API key is not valid: it is unknown, revoked or has ended.');
const NO_WORKSPACE = refuse('forbidden', 'You have no access to any workspace at the moment. Ask the administrator of yours.');
/** The same answer for a workspace of others and for one that does not exist. */
const NOT_THERE = refuse('not_found', 'There is no such workspace.');
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** How exactly "last seen" is kept: not each request is worth a write. */
const SEEN_EVERY_MS = 5 * 60_000;

/** Finds out who asks: an API key in the authorization header, else a session cookie. Rights are read anew for every request. */
export function authenticateWith(context: Context): Authenticate {
  return (request) =>
    request.headers.authorization === undefined ? bySession(context, request) : byKey(context, request.headers.authorization);
}

async function byKey({ database, runtime }: Context, authorization: string): Promise<Caller | Refusal> {
  const key = /^Bearer (truce_[\w-]{20,100})$/.exec(authorization)?.[1];
  if (!key) return BAD_KEY;
  const now = runtime.now();
  const caller = await callerOfKey(database.pool, { hash: createHash('sha256').update(key).digest('hex'), now });
  if (!caller) return BAD_KEY;
  if (isStale(caller.lastUsedAt, now))
    await database.pool.query('select api_key_used($1, $2, $3)', [caller.facts.workspaceId, caller.keyId, now]);
  return { means: 'key', facts: caller.facts };
}

async function bySession({ database, runtime }: Context, request: FastifyRequest): Promise<Caller | Refusal> {
  const token = runtime.services.auth.sessionToken(request.headers.cookie);
  if (!token) return SIGN_IN;
  const asked = workspaceOf(request);
  if (asked !== null && !UUID.test(asked)) return NOT_THERE;
  const now = runtime.now();
  const caller = await callerOfSession(database.pool, { token, workspaceId: asked, now, idleSeconds: IDLE_SECONDS });
  if (!caller) return SIGN_IN;
  if (!caller.facts) return asked === null ? NO_WORKSPACE : NOT_THERE;
  if (isStale(caller.lastSeenAt, now))
    await database.pool.query('update auth_session set updated_at = $2 where id = $1', [caller.sessionId, now]);
  return { means: 'session', facts: caller.facts };
}

/** Event streams and the player of a recording cannot carry a header, so they name the workspace in the address. */
const NAMED_IN_ADDRESS = /^\/api\/(?:live|recordings\/[^/?]+\/media)(?:[/?]|$)/;

function workspaceOf(request: FastifyRequest): string | null {
  const header = request.headers['x-truce-workspace'];
  if (typeof header === 'string') return header;
  const { workspace } = request.query as { workspace?: unknown };
  return request.method === 'GET' && NAMED_IN_ADDRESS.test(request.url) && typeof workspace === 'string' ? workspace : null;
}

function isStale(last: string | null, now: string): boolean {
  return last === null || Date.parse(now) - Date.parse(last) > SEEN_EVERY_MS;
}
