import { headerOf, nameParts, personIn, type ReadMail } from '#platform/mail/read.ts';
import type { OriginalMail } from '../contract/conversions.ts';

/** Of a mail body no more is kept than a person reads. */
const MOST_WORDS = 20_000;
/** Whoever writes from here is no person who asks for something. */
const ROBOTS = /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply)@/i;

export interface InquiryMail {
  /** Null: nobody that one could answer. */
  person: { email: string; firstName?: string; lastName?: string } | null;
  sentAt: string | null;
  content: string;
  /** The same for the same mail. */
  sourceId: string;
  mail: OriginalMail;
}

/** What an inquiry mail says: who wrote (the reply address goes before the sender's), when, what, and its head. `hash` tells a mail without an id. */
export function inquiryOf(mail: ReadMail, hash: string): InquiryMail {
  const head = (name: string) => headerOf(mail, name).slice(0, 2000);
  const reply = personIn(head('reply-to'));
  const from = personIn(head('from'));
  const email = reply.email ?? from.email;
  const messageId = /<([^<>\s]+)>/.exec(head('message-id'))?.[1];
  const sent = Date.parse(head('date'));
  return {
    person: email && EMAIL.test(email) && !ROBOTS.test(email) ? { email, ...nameParts(from.name || reply.name) } : null,
    sentAt: Number.isNaN(sent) ? null : new Date(sent).toISOString(),
    content: mail.text.slice(0, MOST_WORDS),
    sourceId: (messageId ?? hash).slice(0, 300),
    mail: {
      subject: head('subject'),
      from: head('from'),
      to: head('to'),
      headers: mail.headers.slice(0, 200).map(({ name, value }) => ({ name: name.slice(0, 200), value: value.slice(0, 5000) })),
      attachments: mail.attachments.slice(0, 100).map((one) => ({ ...one, name: one.name.slice(0, 300) })),
    },
  };
}

const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@]{2,63}$/;
