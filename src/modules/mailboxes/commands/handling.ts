import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { visibleConversation } from '../queries/conversations.ts';
import type { ConversationState } from '../schema.ts';
import { GONE } from './answers.ts';

async function assigneeOf({ tx, scope }: Ctx, id: string): Promise<string | null> {
  const asked = tx.selectFrom('conversation').select('assignee_id').where('workspace_id', '=', scope.workspaceId).where('id', '=', id);
  return (await asked.forUpdate().executeTakeFirst())?.assignee_id ?? null;
}

export async function assign(
  ctx: Ctx,
  { id, memberId }: { id: string; memberId: string | null },
): Promise<Record<string, never> | Refusal> {
  if (!(await visibleConversation(ctx, id))) return GONE;
  const before = await assigneeOf(ctx, id);
  const { rows } =
    await sql`update conversation c set assignee_id = ${memberId} where c.workspace_id = ${ctx.scope.workspaceId} and c.id = ${id}
    and (${memberId}::uuid is null or exists (select from member m where m.workspace_id = c.workspace_id and m.id = ${memberId} and m.status = 'active'))
    returning 1`.execute(ctx.tx);
  if (rows.length === 0) return refuse('not_found', 'This person is not in the workspace any more.', { field: 'memberId' });
  ctx.changed('conversation', id);
  if (memberId !== null && memberId !== before) await tellAssignee(ctx, { id, memberId });
  return {};
}

/** What it is about is not told here: the page shows what they may see. */
async function tellAssignee(ctx: Ctx, { id, memberId }: { id: string; memberId: string }): Promise<void> {
  const { actor, workspaceId } = ctx.scope;
  if (memberId === actor.memberId) return;
  const by = await ctx.tx
    .selectFrom('member')
    .select('name')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', actor.memberId)
    .executeTakeFirst();
  const title = by ? `${by.name} gave you a conversation to answer` : 'A conversation is yours to answer';
  await notify(ctx, { memberId, kind: 'conversation.assigned', title, link: `/inbox/${id}` });
}

/** Spam is neither an inquiry nor waits for anybody; what is opened again is what it was. */
export async function setState(
  ctx: Ctx,
  { id, state }: { id: string; state: ConversationState },
): Promise<Record<string, never> | Refusal> {
  if (!(await visibleConversation(ctx, id))) return GONE;
  await sql`update conversation c set state = ${state}, inquiry = case when ${state} = 'open' then c.inquiry or (c.contact_id is null and c.conversion_id is null
      and exists (select from mailbox b where b.workspace_id = c.workspace_id and b.id = c.mailbox_id and b.kind = 'shared')) else c.inquiry end
    where c.workspace_id = ${ctx.scope.workspaceId} and c.id = ${id}`.execute(ctx.tx);
  ctx.changed('conversation', id);
  return {};
}

export async function addNote(ctx: Ctx, { id, body }: { id: string; body: string }): Promise<{ id: string } | Refusal> {
  if (!(await visibleConversation(ctx, id))) return GONE;
  const row = { workspace_id: ctx.scope.workspaceId, conversation_id: id, member_id: ctx.scope.actor.memberId, body, at: ctx.now };
  const made = await ctx.tx.insertInto('conversation_note').values(row).returning('id').executeTakeFirstOrThrow();
  ctx.changed('conversation', id);
  return made;
}
