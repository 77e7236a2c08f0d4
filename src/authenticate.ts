import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { scopeFactsOfMember } from '#modules/team/queries.ts';
import type { Authenticate, Caller } from '#platform/http/handle.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Context } from './context.ts';

interface KeyRow {
  workspace_id: string;
  member_id: string;
  name: string;
  scopes: string[];
  expires_at: string | null;
  revoked_at: string | null;
}

const SIGN_IN = refuse('unauthenticated', 'Please sign in; nothing was lost.');

/** Finds out who asks: an API key in the authorization header, else a session cookie. */
export function authenticateWith(context: Context): Authenticate {
  return async (request) => {
    const key = /^Bearer (truce_[\w-]{20,100})$/.exec(request.headers.authorization ?? '')?.[1];
    if (key) return callerByKey(context, key);
    return SIGN_IN;
  };
}

async function callerByKey(context: Context, key: string): Promise<Caller | Refusal> {
  const hash = createHash('sha256').update(key).digest('hex');
  const { rows } = await context.database.unbound((tx) => sql<KeyRow>`select * from api_key_by(${hash})`.execute(tx));
  const row = rows[0];
  if (!row || row.revoked_at || (row.expires_at && row.expires_at < context.runtime.now())) return SIGN_IN;
  const facts = await context.database.inScope(context.systemScope(row.workspace_id), (tx) => scopeFactsOfMember(tx, row.workspace_id, row.member_id), { readOnly: true });
  if (!facts) return SIGN_IN;
  const permissions = new Set([...facts.permissions].filter((permission) => row.scopes.includes(permission)));
  return { means: 'key', facts: { ...facts, permissions, actor: { kind: 'key', memberId: row.member_id, label: `${facts.actor.label} (key ${row.name})` } } };
}
