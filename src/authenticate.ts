import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { logAccess } from '#modules/coordination/commands/log.ts';
import { admits, grantOf } from '#modules/coordination/queries/lane.ts';
import { callerOfKey, callerOfSession } from '#modules/team/queries/callers.ts';
import { isOutside } from '#modules/team/schema.ts';
import { IDLE_SECONDS } from '#platform/auth/auth.ts';
import type { Authenticate, Caller, Lane } from '#platform/http/handle.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { ScopeFacts } from '#platform/shared/scope.ts';
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
  return async (request) => {
    const { authorization } = request.headers;
    const caller = await (authorization === undefined ? bySession(context, request) : byKey(context, authorization));
    return isRefusal(caller) || !isOutside(caller.facts.roles) ? caller : { ...caller, lane: laneOf(context, caller.facts) };
  };
}

const NOT_OPEN = refuse(
  'forbidden',
  'Your access as a coordinator does not include this. That you asked was written down, for both teams to see.',
);
const ANYWAY: ReadonlySet<string> = new Set(['getSession', 'getOwnLane', 'listNotices']);

/** A coordinator from outside: what the grant opens and nothing else; each request is written down before it is answered. */
function laneOf({ runtime }: Context, facts: ScopeFacts): Lane {
  return async (endpoint, params) => {
    const { memberId } = facts.actor;
    if (memberId === null) return NOT_OPEN;
    const scope = runtime.services.systemScope(facts.workspaceId);
    const grant = await runtime.read(scope, (read) => grantOf(read, memberId));
    const open = admits(grant, endpoint.name);
    // What every page asks by itself says nothing about what somebody looked at.
    if (open && ANYWAY.has(endpoint.name)) return null;
    const subject = Object.values(params).map(String).join(' ');
    const outcome = !open ? 'refused' : endpoint.method === 'GET' ? 'read' : 'changed';
    await runtime.transaction(scope, (ctx) => logAccess(ctx, { memberId, endpoint: endpoint.name, subject, outcome }), { audit: false });
    return open ? null : NOT_OPEN;
  };
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
