import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Ctx } from '#platform/context.ts';
import { job } from '#platform/jobs/job.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { isOneLine, plainAddress } from './address.ts';

/** A mail of the program itself: an invitation, a reset, a notice. Delivered at least once, always with the same Message-ID. */
export interface MailDraft {
  /** Such as `invitation`; for the list of mails. */
  kind: string;
  to: { email: string; name: string | null };
  subject: string;
  /** Plain text. Links from `ctx.link`. */
  text: string;
  /** The same with its looks; it carries no secrets. */
  html?: string;
  /** Where an answer goes; the sender's address where absent. */
  replyTo?: string | null;
  /** An entry for the calendar of whoever gets it (RFC 6047). */
  calendar?: MailCalendar;
}

export interface MailCalendar {
  method: 'request' | 'cancel';
  text: string;
}

export const deliverMail = job('mail:deliver', z.object({ id: z.uuid() }));

const MOST_ATTEMPTS = 12;
/** Writes the mail and its delivery into the transaction of what causes it. @returns its id */
export async function sendMail(ctx: Ctx, { kind, to, subject, text, html, replyTo, calendar }: MailDraft): Promise<string | Refusal> {
  if (!plainAddress(to.email)) return refuse('invalid', 'No mail can be sent to this address.', { field: 'email' });
  if (replyTo && !plainAddress(replyTo)) return refuse('invalid', 'No answer can go to this address.', { field: 'replyTo' });
  if (!isOneLine(`${to.name ?? ''}${subject}`)) return refuse('invalid', 'A name may not contain line breaks.', { field: 'name' });
  const messageId = `<${randomUUID()}@${new URL(ctx.link('/')).hostname}>`;
  const row = await ctx.tx
    .insertInto('mail')
    .values({
      workspace_id: ctx.scope.workspaceId,
      kind,
      to_email: to.email,
      to_name: to.name,
      subject,
      body_text: text,
      body_html: html ?? null,
      calendar: calendar ? JSON.stringify(calendar) : null,
      message_id: messageId,
      headers: JSON.stringify(replyTo ? { replyTo } : {}),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await ctx.enqueue(deliverMail, { id: row.id }, { maxAttempts: MOST_ATTEMPTS, key: `mail:${row.id}` });
  ctx.changed('mail', row.id);
  return row.id;
}

export const LAST_ATTEMPT = MOST_ATTEMPTS;

/** Replaces what follows the `#` of a link, where secrets stand, and the seals of pages, which open them for whoever has them. */
export function withoutSecrets(text: string): string {
  return text.replace(/#[\w-]{20,}/g, '#…').replace(/(\/p\/[a-z-]{1,40}\/)[\w-]{20,2000}\.[\w-]{20,60}/g, '$1…');
}
