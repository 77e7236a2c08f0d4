import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { GONE_STATES } from '../schema.ts';

export interface SentMessage {
  id: string;
  contactId: string;
  memberId: string | null;
  at: string;
}

/** Those of the messages that have gone out, to whom and when, the oldest first. */
export async function sentMessages({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>, ids: readonly string[]): Promise<SentMessage[]> {
  const { rows } =
    await sql<SentMessage>`select id, contact_id as "contactId", member_id as "memberId", coalesce(sent_at, ended_at, created_at) as at from message
    where workspace_id = ${scope.workspaceId} and id = any (${ids}::uuid[]) and contact_id is not null and state = any (${[...GONE_STATES, 'unknown']})
    order by at, id`.execute(tx);
  return rows;
}
