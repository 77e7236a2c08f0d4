import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Ctx, ReadCtx } from '#platform/context.ts';
import { peopleIn, type ReadMail } from '#platform/mail/read.ts';
import type { Box } from '../queries/boxes.ts';
import { forwardedHead, tokenIn } from '../rules/dropped.ts';
import type { MailFacts } from '../rules/facts.ts';
import { matches, type Own, type Sides } from '../rules/people.ts';

export interface Dropped {
  sides: Sides;
  memberId: string;
  at: string | null;
}

/**
 * Whose drop address a mail was sent to, and what it tells: a mail of theirs with the address in copy, or one that they forwarded. The token of
 * the address and the writer have to belong together; null where they do not.
 */
export async function droppedBy(
  ctx: ReadCtx,
  { box, mail, facts, own }: { box: Box; mail: ReadMail; facts: MailFacts; own: Own },
): Promise<Dropped | null> {
  const token = tokenIn(mail, box.address);
  const memberId = token && facts.from ? await memberOf(ctx, token, facts.from.email) : null;
  if (!memberId) return null;
  const isOwn = (email: string) => own.addresses.has(email) || matches(email, own.internal) || email.startsWith(`${localOf(box)}+`);
  const others = facts.recipients.filter(({ email }) => !isOwn(email) && !matches(email, own.ignored));
  if (others.length > 0) return { memberId, at: facts.sentAt, sides: { direction: 'out', others } };
  const head = forwardedHead(facts.text);
  if (!head) return { memberId, at: null, sides: { direction: 'out', others: [] } };
  const from = peopleIn(head.from, 1)[0];
  const foreign = from && !isOwn(from.email) && !matches(from.email, own.ignored) ? [from] : [];
  return { memberId, at: head.at, sides: { direction: 'in', others: foreign } };
}

const localOf = (box: Box) => box.address.slice(0, box.address.lastIndexOf('@'));

/** The member whom the token is, where the mail is from an address of theirs. */
async function memberOf({ tx, scope }: ReadCtx, token: string, from: string): Promise<string | null> {
  const { rows } = await sql<{
    id: string;
  }>`select m.id from drop_token d join member m on m.workspace_id = d.workspace_id and m.id = d.member_id
    where d.workspace_id = ${scope.workspaceId} and d.token = ${token} and m.status = 'active'
      and (lower(m.email) = ${from} or exists (select from mailbox b where b.workspace_id = m.workspace_id and b.member_id = m.id and b.address = ${from}))`.execute(
    tx,
  );
  return rows[0]?.id ?? null;
}

/** Gives the caller an address of their own to send mails to; a new one where they want the old to end. */
export async function renewToken({ tx, scope, now }: Ctx): Promise<{ token: string } | null> {
  if (!scope.actor.memberId) return null;
  const token = randomBytes(15).toString('hex');
  await sql`insert into drop_token (workspace_id, member_id, token, created_at) values (${scope.workspaceId}, ${scope.actor.memberId}, ${token}, ${now})
    on conflict (workspace_id, member_id) do update set token = excluded.token, created_at = excluded.created_at`.execute(tx);
  return { token };
}
