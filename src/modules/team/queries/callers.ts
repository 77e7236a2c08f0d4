import type { ScopeFacts } from '#platform/shared/scope.ts';
import { type FactsRow, factsOfRow } from '../queries.ts';

/** The part of a connection pool that is needed here: before authentication there is no transaction and no workspace. */
interface Asks {
  query<Row extends object>(prepared: { name: string; text: string; values: unknown[] }): Promise<{ rows: Row[] }>;
}

export interface SessionCaller {
  sessionId: string;
  userId: string;
  lastSeenAt: string;
  /** Null: signed in, but without access to the workspace that was asked for, or to any. */
  facts: ScopeFacts | null;
}

interface SessionRow extends Partial<FactsRow> {
  session_id: string;
  user_id: string;
  updated_at: string;
  workspace_id: string | null;
}

/**
 * Who holds a session, and what they may do now in the workspace they ask for (the first of theirs where they ask for none).
 * One round trip, because every request begins with it. Null: no such session, or it has ended.
 */
export async function callerOfSession(
  pool: Asks,
  asked: { token: string; workspaceId: string | null; now: string; idleSeconds: number },
): Promise<SessionCaller | null> {
  const { rows } = await pool.query<SessionRow>({
    name: 'caller_of_session',
    text: `select s.id as session_id, s.user_id, s.updated_at, m.workspace_id, f.*
     from auth_session s
     left join lateral (select workspace_id, member_id from memberships_of(s.user_id) where $2::uuid is null or workspace_id = $2 limit 1) m on true
     left join lateral member_facts(m.workspace_id, m.member_id) f on true
     where s.token = $1 and s.expires_at > $3::timestamptz and s.updated_at > $3::timestamptz - make_interval(secs => $4)`,
    values: [asked.token, asked.workspaceId, asked.now, asked.idleSeconds],
  });
  const row = rows[0];
  if (!row) return null;
  const facts = row.workspace_id && row.id ? factsOfRow(row.workspace_id, row as FactsRow) : null;
  return { sessionId: row.session_id, userId: row.user_id, lastSeenAt: row.updated_at, facts };
}

interface KeyRow extends FactsRow {
  workspace_id: string;
  key_id: string;
  key_name: string;
  scopes: string[];
  last_used_at: string | null;
}

/** What a key may do now: what its member may do, within its scopes. Null: unknown, revoked, expired, or the member has no access. */
export async function callerOfKey(
  pool: Asks,
  asked: { hash: string; now: string },
): Promise<{ keyId: string; lastUsedAt: string | null; facts: ScopeFacts } | null> {
  const { rows } = await pool.query<KeyRow>({
    name: 'caller_of_key',
    text: `select k.workspace_id, k.id as key_id, k.name as key_name, k.scopes, k.last_used_at, f.*
     from api_key_by($1) k join lateral member_facts(k.workspace_id, k.member_id) f on true
     where k.revoked_at is null and (k.expires_at is null or k.expires_at > $2::timestamptz)`,
    values: [asked.hash, asked.now],
  });
  const row = rows[0];
  if (!row) return null;
  const facts = factsOfRow(row.workspace_id, row);
  const permissions = new Set([...facts.permissions].filter((permission) => row.scopes.includes(permission)));
  const actor = { kind: 'key' as const, memberId: row.id, label: `${row.name} (key ${row.key_name})` };
  return { keyId: row.key_id, lastUsedAt: row.last_used_at, facts: { ...facts, permissions, actor } };
}
