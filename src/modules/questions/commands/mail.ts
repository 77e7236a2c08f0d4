import { sql } from 'kysely';
import type { Ctx, ReadCtx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { ownWords } from '../rules/reply.ts';
import { LONGEST_ANSWER } from '../schema.ts';
import { type Nothing, takeWords } from './answer.ts';

export interface Address {
  questionId: string;
  memberId: string;
}

/** Whose answer to which question arrives at an address with this token. */
export async function addressOf({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>, token: string): Promise<Address | null> {
  const row = await tx
    .selectFrom('question_address')
    .select(['question_id as questionId', 'member_id as memberId'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('token', '=', token)
    .executeTakeFirst();
  return row ?? null;
}

/** An answer by mail: only from an address of the person whose token it came to. Whoever reads the mailbox leaves automatic answers out. */
export async function answerByMail(
  ctx: Ctx,
  { address, from, text }: { address: Address; from: string; text: string },
): Promise<Nothing | Refusal> {
  const { rows } =
    await sql`select from member m where m.workspace_id = ${ctx.scope.workspaceId} and m.id = ${address.memberId} and m.status = 'active'
    and (lower(m.email) = lower(${from}) or exists (select from mailbox b where b.workspace_id = m.workspace_id and b.member_id = m.id and b.address = lower(${from})))`.execute(
      ctx.tx,
    );
  if (rows.length === 0) return refuse('forbidden', 'Only the person who was asked answers from their own address.');
  const body = ownWords(text, LONGEST_ANSWER);
  if (body === '') return refuse('invalid', 'There is nothing in it but what was quoted.');
  return takeWords(ctx, { ...address, body, through: 'mail' });
}
