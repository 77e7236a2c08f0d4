import MailComposer from 'nodemailer/lib/mail-composer';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { isOneLine, plainAddress } from './address.ts';

export interface Party {
  /** May be empty. */
  name: string;
  address: string;
}

/** Headers that a caller may set; every other is made here. */
export type ExtraHeader = 'Auto-Submitted' | 'X-Auto-Response-Suppress' | 'Precedence' | 'List-Id' | 'Feedback-ID';

/** A mail to one person, before it is written down. */
export interface Letter {
  from: Party;
  to: Party;
  replyTo?: Party | undefined;
  subject: string;
  html: string | null;
  text: string;
  /** With its angle brackets. */
  messageId: string;
  /** ISO; now where it is not given. */
  date?: string;
  /** Ids of other people's mails: what is no single id is left out. */
  inReplyTo?: string | undefined;
  references?: readonly string[];
  /** Addresses of RFC 8058: what a mail program posts to, and the page on which a person chooses. */
  listUnsubscribe?: { oneClick: string; page: string } | undefined;
  headers?: Partial<Record<ExtraHeader, string>>;
  /** An invitation, as mail programs show it beside the text. */
  calendar?: { method: 'request' | 'cancel'; text: string };
  attachments?: readonly { name: string; mediaType: string; content: Buffer }[];
  /** Where bounces go. */
  envelopeFrom: string;
}

/** A mail as it goes over the wire: CRLF throughout, to exactly this recipient. */
export interface Outgoing {
  envelope: { from: string; to: string };
  raw: Buffer;
  messageId: string;
}

const MOST_NAME = 250;
/** RFC 5322 2.1.1: a line has at most 998 characters. */
const MOST_HEADER = 998;
const MOST_ATTACHMENTS = 25 * 1024 * 1024;
const MOST_REFERENCES = 30;
const MESSAGE_ID = /^<[\w.!#$%&'*+/=?^`{|}~-]{1,250}@[\w.-]{1,250}>$/;
const MEDIA_TYPE = /^[\w.+-]{1,80}\/[\w.+-]{1,80}$/;
const WEB_ADDRESS = /^https?:\/\/[^\s<>,"\\]{1,900}$/;

/**
 * Writes a mail down. Everything that goes into a header or the envelope is checked here, before a library sees it.
 * @returns a refusal `invalid` or `too_large` that names the field
 */
export async function compose(letter: Letter): Promise<Outgoing | Refusal> {
  const parties = partiesOf(letter);
  if (isRefusal(parties)) return parties;
  const wrong = headerProblem(letter) ?? attachmentProblem(letter);
  if (wrong) return wrong;
  const composer = new MailComposer({
    from: parties.from,
    to: parties.to,
    ...(parties.replyTo ? { replyTo: parties.replyTo } : {}),
    subject: letter.subject,
    text: letter.text,
    ...(letter.html === null ? {} : { html: letter.html }),
    messageId: letter.messageId,
    date: new Date(letter.date ?? Date.now()),
    ...threadOf(letter),
    headers: headersOf(letter),
    ...(letter.calendar ? { icalEvent: { method: letter.calendar.method, filename: 'invite.ics', content: letter.calendar.text } } : {}),
    attachments: (letter.attachments ?? []).map(({ name, mediaType, content }) => ({ filename: name, contentType: mediaType, content })),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const raw = await composer.compile().build();
  return { envelope: { from: parties.envelopeFrom, to: parties.to.address }, raw: withWholeLineEnds(raw), messageId: letter.messageId };
}

interface Parties {
  from: Party;
  to: Party;
  replyTo: Party | null;
  envelopeFrom: string;
}

function partiesOf({ from, to, replyTo, envelopeFrom }: Letter): Parties | Refusal {
  const wire = {
    from: partyOf(from, 'from'),
    to: partyOf(to, 'to'),
    replyTo: replyTo ? partyOf(replyTo, 'replyTo') : null,
    envelopeFrom: plainAddress(envelopeFrom) ?? noAddress('envelopeFrom'),
  };
  for (const one of Object.values(wire)) if (isRefusal(one)) return one;
  return wire as Parties;
}

function partyOf({ name, address }: Party, field: string): Party | Refusal {
  const plain = plainAddress(address);
  if (!plain) return noAddress(`${field}.address`);
  if (!isOneLine(name)) return twoLines(`${field}.name`);
  return name.length > MOST_NAME ? tooLong(`${field}.name`) : { name, address: plain };
}

const noAddress = (field: string) => refuse('invalid', 'No mail can be sent with this address.', { field });
const twoLines = (field: string) => refuse('invalid', 'This may not contain line breaks or control characters.', { field });
const tooLong = (field: string) => refuse('invalid', 'This is too long for a mail.', { field });

function headerProblem({ subject, messageId, listUnsubscribe, headers = {} }: Letter): Refusal | null {
  if (!isOneLine(subject)) return twoLines('subject');
  if (subject.length > MOST_HEADER) return tooLong('subject');
  if (!MESSAGE_ID.test(messageId)) return refuse('invalid', 'A Message-ID looks like <one@domain>.', { field: 'messageId' });
  for (const [field, address] of Object.entries(listUnsubscribe ?? {})) {
    if (!WEB_ADDRESS.test(address) || !isOneLine(address))
      return refuse('invalid', 'This is no web address.', { field: `listUnsubscribe.${field}` });
  }
  for (const [field, value] of Object.entries(headers)) {
    if (!isOneLine(value)) return twoLines(`headers.${field}`);
    if (value.length > MOST_HEADER) return tooLong(`headers.${field}`);
  }
  return null;
}

function attachmentProblem({ attachments = [] }: Letter): Refusal | null {
  let bytes = 0;
  for (const { name, mediaType, content } of attachments) {
    bytes += content.length;
    if (!isOneLine(name)) return twoLines('attachments');
    if (name.length > MOST_NAME) return tooLong('attachments');
    if (!MEDIA_TYPE.test(mediaType)) return refuse('invalid', 'This is no kind of file.', { field: 'attachments' });
  }
  return bytes > MOST_ATTACHMENTS ? refuse('too_large', 'A mail carries at most 25 MB of files.', { field: 'attachments' }) : null;
}

function threadOf({ inReplyTo, references = [] }: Letter): { inReplyTo?: string; references?: string[] } {
  const known = references.filter((id) => MESSAGE_ID.test(id)).slice(-MOST_REFERENCES);
  return {
    ...(inReplyTo && MESSAGE_ID.test(inReplyTo) ? { inReplyTo } : {}),
    ...(known.length > 0 ? { references: known } : {}),
  };
}

/** RFC 8058 wants one https address in List-Unsubscribe; the page for people stands where RFC 2369 puts it. */
function headersOf({ listUnsubscribe, headers = {} }: Letter): { key: string; value: string }[] {
  const extra = Object.entries(headers).map(([key, value]) => ({ key, value }));
  if (!listUnsubscribe) return extra;
  return [
    { key: 'List-Unsubscribe', value: `<${listUnsubscribe.oneClick}>` },
    { key: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
    { key: 'List-Help', value: `<${listUnsubscribe.page}>` },
    ...extra,
  ];
}

/** A lone CR or LF would be written differently by the transport, and a signature made before would no longer hold. */
function withWholeLineEnds(raw: Buffer): Buffer {
  const text = raw.toString('latin1');
  return /[^\r]\n|\r(?!\n)/.test(text) ? Buffer.from(text.replace(/\r\n?|\n/g, '\r\n'), 'latin1') : raw;
}
