import { sql } from 'kysely';
import { createTransport } from 'nodemailer';
import type { SmtpSettings } from '#platform/config/config.ts';
import { handles, type JobHandler, type JobRun } from '#platform/jobs/job.ts';
import { deliverMail, LAST_ATTEMPT, withoutSecrets } from './mail.ts';

export interface MailServer extends SmtpSettings {
  /** Sender, such as `Truce <truce@example.com>`. */
  from: string;
}

interface MailRow {
  id: string;
  to_email: string;
  to_name: string | null;
  subject: string;
  body_text: string;
  body_html: string | null;
  message_id: string;
  state: string;
}

/** Hands mails to the mail server; without one they are captured, on an unconfirmed restored copy they are held. */
export function mailDelivery(smtp: MailServer | null): JobHandler {
  const transport = smtp && openTransport(smtp);
  return handles(deliverMail, async (run, { id }) => {
    const mail = await claim(run, id, transport !== null);
    if (!mail || !transport || !smtp) return;
    try {
      await transport.sendMail({
        from: smtp.from,
        to: { name: mail.to_name ?? '', address: mail.to_email },
        subject: mail.subject,
        text: mail.body_text,
        ...(mail.body_html === null ? {} : { html: mail.body_html }),
        messageId: mail.message_id,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        envelope: { from: addressOf(smtp.from), to: [mail.to_email] },
      });
    } catch (error) {
      await failed(run, mail, error);
      return;
    }
    await settle(run, id, { state: 'sent', problem: null, text: withoutSecrets(mail.body_text) });
  });
}

function openTransport({ host, port, secure, user, password }: MailServer) {
  const auth = user ? { user, pass: password ?? '' } : undefined;
  return createTransport({
    host,
    port,
    secure,
    auth,
    disableFileAccess: true,
    disableUrlAccess: true,
    connectionTimeout: 20_000,
    socketTimeout: 60_000,
  });
}

/** The row says what was intended before the mail server is asked; a crash in between sends it again with the same Message-ID. */
async function claim(run: JobRun, id: string, canSend: boolean): Promise<MailRow | null> {
  return run.transaction(async ({ tx, changed }) => {
    const { rows } = await sql<MailRow>`select id, to_email, to_name, subject, body_text, body_html, message_id, state from mail
      where id = ${id} and state in ('queued', 'handed', 'held') for update`.execute(tx);
    const mail = rows[0];
    if (!mail) return null;
    const state = (await isUnconfirmedCopy(tx)) ? 'held' : canSend ? 'handed' : 'captured';
    await sql`update mail set state = ${state}, attempts = attempts + ${state === 'handed' ? 1 : 0} where id = ${id}`.execute(tx);
    changed('mail', id);
    return state === 'handed' ? mail : null;
  });
}

/** A restored or cloned installation must not write to people until someone has said that it is the one that counts. */
async function isUnconfirmedCopy(tx: Parameters<Parameters<JobRun['transaction']>[0]>[0]['tx']): Promise<boolean> {
  const row = await tx.selectFrom('installation').select('name').where('name', '=', 'restored_unconfirmed').executeTakeFirst();
  return row !== undefined;
}

async function failed(run: JobRun, mail: MailRow, error: unknown): Promise<void> {
  const { responseCode = 0, message = String(error) } = error as { responseCode?: number; message?: string };
  const final = (responseCode >= 500 && responseCode < 600) || run.attempt >= LAST_ATTEMPT;
  await settle(run, mail.id, { state: final ? 'failed' : 'queued', problem: message.slice(0, 500), text: mail.body_text });
  // Thrown so that the queue waits and tries again.
  if (!final) throw error;
}

async function settle(
  run: JobRun,
  id: string,
  to: { state: 'sent' | 'failed' | 'queued'; problem: string | null; text: string },
): Promise<void> {
  await run.transaction(async ({ tx, now, changed }) => {
    await sql`update mail set state = ${to.state}, problem = ${to.problem}, body_text = ${to.text}, sent_at = ${to.state === 'sent' ? now : null}
      where id = ${id}`.execute(tx);
    changed('mail', id);
  });
}

function addressOf(from: string): string {
  return /<([^>]+)>/.exec(from)?.[1] ?? from;
}
