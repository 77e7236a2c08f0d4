import { headerOf, type Person, peopleIn, type ReadMail } from '#platform/mail/read.ts';

/** What a mail says of itself, as far as it can be stored and compared. */
export interface MailFacts {
  /** Without angle brackets, as written. */
  messageId: string | null;
  /** Message-IDs it names, the nearest last. */
  refs: string[];
  from: Person | null;
  replyTo: Person | null;
  recipients: Person[];
  subject: string;
  subjectKey: string;
  /** Its subject says that something came before. */
  isAnswer: boolean;
  /** ISO; null where it names no time. */
  sentAt: string | null;
  text: string;
  spam: boolean;
}

const MOST_SUBJECT = 500;
const MOST_REFS = 50;

/** @param mail as it was read; @param most characters of its words */
export function factsOf(mail: ReadMail, most: number): MailFacts {
  const head = (name: string) => headerOf(mail, name);
  const sent = Date.parse(head('date').slice(0, 100));
  const subject = storable(
    head('subject')
      .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
      .trim(),
    MOST_SUBJECT,
  );
  const ids = [...idsIn(head('references')), ...idsIn(head('in-reply-to'))];
  const to = ['to', 'cc', 'bcc'].flatMap((name) => peopleIn(head(name)));
  return {
    messageId: idsIn(head('message-id')).at(-1) ?? null,
    refs: [...new Set(ids)].slice(-MOST_REFS),
    from: peopleIn(head('from'), 1)[0] ?? null,
    replyTo: peopleIn(head('reply-to'), 1)[0] ?? null,
    recipients: [...new Map(to.map((one) => [one.email, one])).values()].slice(0, 100),
    subject,
    subjectKey: subjectKeyOf(subject),
    isAnswer: PREFIX.test(subject),
    sentAt: Number.isNaN(sent) || sent < 0 ? null : new Date(sent).toISOString(),
    text: storable(mail.text, most),
    spam: /^\s*yes\b/i.test(head('x-spam-flag')) || /^\s*yes\b/i.test(head('x-spam-status')),
  };
}

/** Message-IDs of a head, without their brackets. */
function idsIn(header: string): string[] {
  return [...header.matchAll(/<([^<>\s]{3,250})>/g)].map(([, id = '']) => storable(id, 250));
}

/** `Re:`, `AW: [3]`, `Fwd:` and their like in the languages that mail programs write. */
const PREFIX = /^(?:\s*(?:re|aw|antw|antwort|wg|fw|fwd|tr|rv|rif|sv|vs|odp|ref|res|enc)\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*[:：])+\s*/i;

export function subjectKeyOf(subject: string): string {
  return subject.replace(PREFIX, '').replace(/\s+/g, ' ').trim().toLowerCase().slice(0, 200);
}

/** Half of a pair of surrogates and the character zero have no place in the database. */
export function storable(text: string, most: number): string {
  return text
    .slice(0, most)
    .replaceAll('\0', '')
    .replace(/\p{Cs}/gu, '\ufffd');
}
