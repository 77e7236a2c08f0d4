import type { ReadCtx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';

/** In whose name: a sender of the workspace, or a member with their own address. */
export type From = { senderId: string } | { memberId: string };

export interface Writer {
  name: string;
  email: string;
  replyTo: string | null;
}

const NO_SENDER = refuse('not_found', 'Whoever it was to be sent by is not here any more. Choose another sender.', { field: 'from' });

export async function fromOf({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>, from: From): Promise<Writer | Refusal> {
  if ('senderId' in from) {
    const sender = await tx
      .selectFrom('sender_identity')
      .select(['name', 'email', 'reply_to as replyTo'])
      .where('workspace_id', '=', scope.workspaceId)
      .where('id', '=', from.senderId)
      .executeTakeFirst();
    return sender ?? NO_SENDER;
  }
  const member = await tx
    .selectFrom('member')
    .select(['name', 'email'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', from.memberId)
    .where('status', '=', 'active')
    .executeTakeFirst();
  return member ? { ...member, replyTo: null } : NO_SENDER;
}
