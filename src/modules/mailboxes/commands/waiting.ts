import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';

/** When a conversation had its last mail, and since when the other side waits: read from its mails, so that their order does not matter. */
export async function settleWaiting({ tx, scope }: Ctx, conversationId: string): Promise<void> {
  await sql`update conversation c set last_at = coalesce(m.last_at, c.last_at), waiting_since = m.waiting_since
    from (select max(m.at) as last_at, min(m.at) filter (where m.direction = 'in' and not m.automatic
        and m.at > coalesce((select max(o.at) from conversation_mail o where o.workspace_id = ${scope.workspaceId} and o.conversation_id = ${conversationId}
          and o.direction = 'out' and o.gone), '-infinity')) as waiting_since
      from conversation_mail m where m.workspace_id = ${scope.workspaceId} and m.conversation_id = ${conversationId}) m
    where c.workspace_id = ${scope.workspaceId} and c.id = ${conversationId}`.execute(tx);
}
