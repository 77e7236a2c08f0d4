import type { Work } from '#platform/context.ts';
import { MailboxProblem, type MailStore } from '#platform/mail/imap.ts';
import type { Services } from '#platform/services.ts';
import { type Box, boxById } from '../queries/boxes.ts';

/** What the passwords of mailboxes are locked for. */
export const VAULT = 'mailbox';

/** @returns null where it is paused or gone; @throws MailboxProblem */
export async function openBox(
  work: Work,
  { vault, openMailbox }: Pick<Services, 'vault' | 'openMailbox'>,
  mailboxId: string,
): Promise<{ box: Box; store: MailStore } | null> {
  const box = await work.read((ctx) => boxById(ctx, mailboxId));
  if (!box || box.pausedAt) return null;
  const password = vault.unlock(VAULT, box.secret);
  if (password === null) throw new MailboxProblem('sign_in', 'The password cannot be read any more. Write it anew.');
  const { host, port, security, username: user } = box;
  return { box, store: await openMailbox({ host, port, security, user, password }) };
}
