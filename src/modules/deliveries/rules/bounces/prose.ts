import { addressesIn, fieldsOf, type Opened } from './opened.ts';
import { MOST_RECIPIENTS } from './reports.ts';

/** A recipient found in what a server wrote in words, with the words that are about them. */
export interface Told {
  recipient: string;
  words: string;
}

/** An address at the beginning of a line, alone or before what went wrong with it. */
const OPENS_LINE = /^[\s*>#•·|-]{0,20}(?:\d{1,3}[.)]\s*)?[<"'(]?([^\s<>"'():,;]{1,64}@[a-z0-9.-]{1,190})[>"')]{0,2}(?:$|[\s:;,.([\-—<])/i;
/** Nothing but the address, or what went wrong with it behind a colon. */
const ALONE = /^\s*<?([^\s<>"'():,;]{1,64}@[a-z0-9.-]{1,190})>?(?::?\s*$|:\s)/i;
/** `Somebody <somebody@example.com>: what went wrong` */
const BEHIND_NAME = /^\s{1,8}[^<>\n]{1,80}<([^<>\s]{1,64}@[a-z0-9.-]{1,190})>:\s/i;
/** An address after the word for what it is. */
const NAMED =
  /(?<![\w.-])(?:rcpt to|deliver(?:ed|y|ing)?(?: (?:the |your )?(?:message|mail))? to|sent to|message to|mail to|e-?mail to|recipients?|address(?:es)?|user|users|account|mailbox(?: is full)?|to|for|group|list|userid|attempts|destinatario)\s*[:=]?\s*[<"'([]{0,2}([^\s<>"'():,;]{1,64}@[a-z0-9.-]{1,190})/gi;
/** `550 <somebody@example.com>... User unknown`, `<somebody@example.com>: Recipient address rejected`. */
const ANSWERED = /(?:\b[245]\d\d[ -][^<\n]{0,60}|^\s*)<([^\s<>]{1,64}@[a-z0-9.-]{1,190})>/gim;
const UNDELIVERABLE =
  /(?:undeliverable to|member of this mailing list|duplicated message-id in|not be delivered to|unable to deliver (?:the |your )?(?:message|mail)? ?to)\s*:?\s*<?([^\s<>"'():,;]{1,64}@[a-z0-9.-]{1,190})/gi;
const DAEMON = /^(?:mailer-daemon|postmaster|mail-daemon|majordomo)@/;

/**
 * The recipients whom a bounce without a report names. First whom the head names (`X-Failed-Recipients`), then who opens a line, then
 * who stands after a word such as "to" or "recipient", last who the returned copy was for.
 */
export function readProse(mail: Opened): Told[] {
  const own = new Set([...mail.to, mail.from]);
  const failed = (mail.headers.get('x-failed-recipients') ?? []).flatMap((value) => addressesIn(value));
  const found = failed.length > 0 ? failed.map((address) => asWritten(mail, address, failed)) : named(mail, own);
  return found.slice(0, MOST_RECIPIENTS).map((recipient) => ({ recipient, words: wordsAbout(mail.words, recipient, found) }));
}

/** Where one address failed and the text names another one in its place, the text has the one that the sender wrote. */
function asWritten(mail: Opened, address: string, failed: readonly string[]): string {
  if (failed.length > 1 || mail.words.toLowerCase().includes(address)) return address;
  return mail.words.split('\n').flatMap((line) => addressesIn(ALONE.exec(line.slice(0, 400))?.[1] ?? ''))[0] ?? address;
}

function named(mail: Opened, own: ReadonlySet<string>): string[] {
  const usable = (addresses: string[]) => [...new Set(addresses)].filter((address) => !own.has(address) && !DAEMON.test(address));
  const opened = mail.words
    .split('\n')
    .flatMap((line) => addressesIn((BEHIND_NAME.exec(line.slice(0, 400)) ?? OPENS_LINE.exec(line.slice(0, 400)))?.[1] ?? ''));
  const alone = mail.words.split('\n').flatMap((line) => addressesIn(ALONE.exec(line.slice(0, 400))?.[1] ?? ''));
  const answered = [...mail.words.matchAll(ANSWERED)].flatMap((match) => addressesIn(match[1] ?? ''));
  const spoken = [...`${mail.subject}\n${mail.words}`.matchAll(NAMED)].flatMap((match) => addressesIn(match[1] ?? ''));
  const any = addressesIn(mail.words);
  const plainly = [...mail.words.matchAll(UNDELIVERABLE)].flatMap((match) => addressesIn(match[1] ?? ''));
  for (const addresses of [plainly, opened, answered, spoken, returnedTo(mail.returned), any]) {
    const rest = usable(addresses);
    if (rest.length > 0) return rest;
    // Who mails to themselves is both the sender and the one who was not reached.
    if (addresses === opened && alone[0]) return alone.slice(0, 1);
  }
  return any.slice(0, 1);
}

/** Whom the returned copy was for, by its own head. */
export function returnedTo(returned: string): string[] {
  const fields = fieldsOf(returned.slice(0, 20_000));
  const to = fields.filter(({ name }) => name === 'to' || name === 'x-envelope-to' || name === 'x-original-to');
  const via = [...returned.slice(0, 20_000).matchAll(/\bfor\s+<?([^\s<>;]{1,64}@[a-z0-9.-]{1,190})/gi)].map((match) => match[1] ?? '');
  to.sort((one, other) => Number(other.name === 'to') - Number(one.name === 'to'));
  return [...to.map((field) => field.value), ...via].flatMap((value) => addressesIn(value));
}

/** A line of sendmail's transcript about something else: `550 example.org (smtp)... 550 Host unknown`. */
const TRANSCRIPT = /^\d{3} \S[^\n]{0,100}\.\.\. /;

/** From each line that names the recipient up to the next line that names another one. */
export function wordsAbout(words: string, recipient: string, all: readonly string[]): string {
  if (all.length < 2) return words;
  const others = all.filter((one) => one !== recipient);
  let speaksOf = false;
  const kept: string[] = [];
  for (const line of words.split('\n')) {
    const low = line.toLowerCase();
    if (low.includes(recipient)) speaksOf = true;
    else if (others.some((other) => low.includes(other)) || TRANSCRIPT.test(line)) speaksOf = false;
    if (speaksOf) kept.push(line);
  }
  return kept.join('\n');
}
