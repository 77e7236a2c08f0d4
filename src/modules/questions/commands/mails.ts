import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { sendMail } from '#platform/mail/mail.ts';
import { replyMailbox } from '../queries/settings.ts';
import { answerPath } from '../rules/links.ts';
import { ABOVE } from '../rules/reply.ts';
import { oneLine } from '../rules/words.ts';

const LONGEST_SUBJECT = 150;

export interface Letter {
  questionId: string;
  memberId: string;
  kind: 'question.asked' | 'question.answered' | 'question.said' | 'question.due';
  subject: string;
  /** What stands above the links. */
  text: string;
}

/**
 * Writes to somebody about a question in such a way that they can answer: to an address of their own for this question where a drop mailbox is
 * read, and on a page behind a sealed link in any case.
 */
export async function writeTo(ctx: Ctx, { questionId, memberId, kind, subject, text }: Letter): Promise<void> {
  const { rows } = await sql<{ email: string; name: string }>`select email, name from member
    where workspace_id = ${ctx.scope.workspaceId} and id = ${memberId} and status = 'active'`.execute(ctx.tx);
  const [person] = rows;
  if (!person) return;
  const token = await addressToken(ctx, questionId, memberId);
  const link = ctx.link(answerPath(ctx.seal, { workspaceId: ctx.scope.workspaceId, questionId, memberId, token }));
  const mailbox = await replyMailbox(ctx);
  const lines = [
    ...(mailbox ? [ABOVE, ''] : []),
    text,
    '',
    mailbox ? 'Answer this mail, or answer here without signing in:' : 'Answer here without signing in:',
    link,
    '',
    'In the app:',
    ctx.link(`/questions/${questionId}`),
  ];
  await sendMail(ctx, {
    kind,
    to: { email: person.email, name: oneLine(person.name, 120) },
    subject: oneLine(subject, LONGEST_SUBJECT),
    text: lines.join('\n'),
    replyTo: mailbox && withToken(mailbox, token),
  });
}

const withToken = (mailbox: string, token: string): string => {
  const at = mailbox.lastIndexOf('@');
  return `${mailbox.slice(0, at)}+${token}${mailbox.slice(at)}`;
};

/** The secret of a person's address for a question; the same each time. */
async function addressToken({ tx, scope, now }: Ctx, questionId: string, memberId: string): Promise<string> {
  const { rows } = await sql<{ token: string }>`insert into question_address (workspace_id, question_id, member_id, token, created_at)
    values (${scope.workspaceId}, ${questionId}, ${memberId}, ${randomBytes(15).toString('hex')}, ${now})
    on conflict (workspace_id, question_id, member_id) do update set token = question_address.token returning token`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('an address was written and is not there');
  return row.token;
}
