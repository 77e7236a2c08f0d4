import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx, ReadCtx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { ownWords } from '../rules/reply.ts';
import { LONGEST_ANSWER } from '../schema.ts';
import { type Nothing, takeWords } from './answer.ts';

const NOTHING = refuse('invalid', 'Nothing of your own stood above what was quoted. Write the answer above it, or answer here.');

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

/**
 * An answer by mail: only from an address of the person whose token it came to. Whoever reads the mailbox leaves automatic answers out. Where the person
 * wrote and it cannot be taken, they are told in the app: they believe that they have answered.
 */
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
  const taken = body === '' ? NOTHING : await takeWords(ctx, { ...address, body, through: 'mail' });
  if (!isRefusal(taken)) return taken;
  await notify(ctx, {
    memberId: address.memberId,
    kind: 'question.not_taken',
    title: 'Your answer by mail was not taken',
    body: taken.message,
    link: `/questions/${address.questionId}`,
    // However often the mail is read.
    dedupeKey: `question:not_taken:${createHash('sha256').update(`${address.questionId} ${text}`).digest('hex').slice(0, 32)}`,
  });
  return {};
}
