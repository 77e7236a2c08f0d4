import { sql } from 'kysely';
import { handles, type JobHandler, type JobRun } from '#platform/jobs/job.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { compose, type Party } from './compose.ts';
import { deliverMail, LAST_ATTEMPT, type MailCalendar, withoutSecrets } from './mail.ts';
import type { Outcome } from './outcome.ts';
import { type ServerSettings, smtpTransport, type Transport } from './transport.ts';

export interface MailServer extends ServerSettings {
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
  calendar: MailCalendar | null;
  message_id: string;
  headers: { replyTo?: string };
  state: string;
}

/** Hands mails to the mail server; without one they are captured, on an unconfirmed restored copy they are held. */
export function mailDelivery(smtp: MailServer | null): JobHandler {
  // A few mails now and then: none keeps a connection open that would hold up the end of the process.
  const transport = smtp && smtpTransport(smtp, { perConnection: 1 });
  return handles(deliverMail, async (run, { id }) => {
    const mail = await claim(run, id, transport !== null);
    if (!mail || !transport || !smtp) return;
    const outcome = await hand(mail, partyIn(smtp.from), transport);
    if (outcome.kind === 'accepted') await settle(run, id, { state: 'sent', problem: null, text: withoutSecrets(mail.body_text) });
    else await failed(run, mail, outcome);
  });
}

async function hand(mail: MailRow, from: Party, transport: Transport): Promise<Outcome> {
  const outgoing = await compose({
    from,
    to: { name: mail.to_name ?? '', address: mail.to_email },
    subject: mail.subject,
    text: mail.body_text,
    html: mail.body_html,
    ...(mail.calendar ? { calendar: mail.calendar } : {}),
    messageId: mail.message_id,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    envelopeFrom: from.address,
    ...(mail.headers.replyTo ? { replyTo: { name: '', address: mail.headers.replyTo } } : {}),
  });
  if (isRefusal(outgoing)) return { kind: 'permanent', stage: 'content', code: 0, enhanced: null, response: outgoing.message };
  return transport.deliver(outgoing);
}

/** The row says what was intended before the mail server is asked; a crash in between sends it again with the same Message-ID. */
async function claim(run: JobRun, id: string, canSend: boolean): Promise<MailRow | null> {
  return run.transaction(async ({ tx, changed }) => {
    const { rows } =
      await sql<MailRow>`select id, to_email, to_name, subject, body_text, body_html, calendar, message_id, headers, state from mail
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

/** What may have arrived is sent once more: the same Message-ID lets mail programs show one of the two. */
async function failed(run: JobRun, mail: MailRow, outcome: Exclude<Outcome, { kind: 'accepted' }>): Promise<void> {
  const problem = outcome.kind === 'unknown' ? outcome.why : outcome.response;
  const final = outcome.kind === 'permanent' || run.attempt >= LAST_ATTEMPT;
  await settle(run, mail.id, { state: final ? 'failed' : 'queued', problem, text: mail.body_text });
  // Thrown so that the queue waits and tries again.
  if (!final) throw new Error(`mail ${mail.id} did not leave: ${problem}`);
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

function partyIn(from: string): Party {
  const [, name = '', address = from] = /^(.*?)<([^>]+)>$/.exec(from) ?? [];
  return { name: name.trim(), address };
}
