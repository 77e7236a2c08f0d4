import type { Kind, Told } from '../../schema.ts';
import { instantOf } from '../instants.ts';
import { parsedJson } from '../mapping.ts';
import { readAmazon } from '../providers/sns.ts';
import { bare, oneLine } from '../text.ts';
import { addressesIn, fieldsOf, type Opened, openMail } from './opened.ts';
import { readProse, returnedTo, wordsAbout } from './prose.ts';
import { hardnessOf, reasonOf, stepOf } from './reasons.ts';
import { asksToLeave, looksAutomatic, looksReturned } from './reply.ts';
import { type Feedback, type Reported, readFeedback, readStatusReports } from './reports.ts';

/**
 * What a mail says about deliveries, one row per recipient: complaints (RFC 5965), reports (RFC 3464), what servers write in their own
 * words, automatic answers (RFC 3834). A mail of a person is one row `replied`.
 */
export async function readMail(raw: Uint8Array): Promise<Told[]> {
  return judge(await openMail(raw));
}

/** What a mail says, and the addresses that it was sent to: one of them may be the return address of a single mail. */
export async function readReturned(raw: Uint8Array): Promise<{ told: Told[]; sentTo: string[] }> {
  const mail = await openMail(raw);
  const named = SENT_TO.flatMap((name) => mail.headers.get(name) ?? []);
  return { told: judge(mail), sentTo: [...mail.to, ...named.flatMap(addressesIn)] };
}

/** Headers in which servers write down for whom they took a mail. */
const SENT_TO = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'x-rcpt-to'];

function judge(mail: Opened): Told[] {
  if (asksToLeave(mail)) return [{ ...answer(mail, 'unsubscribed'), word: 'unsubscribe' }];
  const feedback = readFeedback(mail.feedbackReports) ?? spokenFeedback(mail);
  if (feedback) return complaints(mail, feedback);
  const notified = notification(mail);
  if (notified.length > 0) return notified;
  const reports = readStatusReports(mail.statusReports.length > 0 ? mail.statusReports : spokenReports(mail));
  if (reports.length > 0) return reports.flatMap((report) => fromReport(mail, report, reports));
  if (looksAutomatic(mail)) return [answer(mail, 'autoreplied')];
  if (looksReturned(mail)) return fromProse(mail);
  return [answer(mail, 'replied')];
}

/** Amazon can mail its notifications instead of posting them; the mail's lines are then broken anywhere. */
function notification(mail: Opened): Told[] {
  const text = mail.words.trimStart();
  if (!/^\{\s*"(?:notificationType|Type)"/.test(text)) return [];
  const body = parsedJson((text.split(/\n--[ \t]*\n/)[0] ?? '').replaceAll('\n', ''));
  return body === undefined ? [] : readAmazon(body);
}

/** Fields of a report that stand in the text, where a server or a forwarder has undone the structure. */
function spokenReports(mail: Opened): string[] {
  const text = `${mail.words}\n\n${mail.returned}`;
  const at = text.search(/^(?:final|original)-recipient\s*:\s*\S/im);
  if (at < 0) return [];
  const before = text.lastIndexOf('\n\n', at);
  return [text.slice(Math.max(before, 0), at + 8000)];
}

/** Feedback loops that write no report part: the type stands in the text, or the subject says so. */
function spokenFeedback(mail: Opened): Feedback | null {
  const spoken = readFeedback([mail.words]);
  if (spoken) return spoken;
  const said = /^complaint about message from \S+|^(?:fw: )?(?:e-?mail )?(?:abuse|feedback) report (?:for|about)/i.test(
    mail.subject.trim(),
  );
  return said ? { type: 'abuse', recipients: [], at: null } : null;
}

const FEEDBACK: Readonly<Record<string, Kind>> = {
  'auth-failure': 'reported',
  'not-spam': 'reported',
  'opt-out': 'unsubscribed',
  'opt-out-list': 'unsubscribed',
};

function complaints(mail: Opened, { type, recipients, at }: Feedback): Told[] {
  const kind = (Object.hasOwn(FEEDBACK, type) ? FEEDBACK[type] : undefined) ?? 'complained';
  const named = recipients.length > 0 ? recipients : [complainant(mail)];
  return named.map((recipient) => ({ ...blank(mail), kind, recipient, word: type, at: at ?? sentAt(mail) }));
}

/** Most feedback loops hide who complained; the copy of the mail sometimes still tells. */
function complainant(mail: Opened): string | null {
  return returnedTo(mail.returned)[0] ?? null;
}

const ACTIONS: Readonly<Record<string, Kind>> = {
  delivered: 'delivered',
  relayed: 'delivered',
  expanded: 'delivered',
  delayed: 'deferred',
};

function fromReport(mail: Opened, report: Reported, all: readonly Reported[]): Told[] {
  const prose = report.recipient ? null : readProse(mail);
  const recipients = report.recipient ? [report.recipient] : (prose ?? []).map((one) => one.recipient);
  return (recipients.length > 0 ? recipients : [null]).map((recipient) => {
    const others = all.flatMap((one) => (one.recipient ? [one.recipient] : []));
    const about = recipient ? wordsAbout(mail.words, recipient, others) : mail.words;
    const wide = others.length > 1 ? [about] : [about, `${mail.words}.\n${mail.subject}`];
    return failure(mail, { recipient, report, near: [nearAnswer(report.diagnostic), report.diagnostic, nearAnswer(about)], wide });
  });
}

function fromProse(mail: Opened): Told[] {
  const told = readProse(mail);
  const about = told.length > 0 ? told : [{ recipient: null, words: mail.words }];
  return about.map(({ recipient, words }) =>
    failure(mail, { recipient, report: null, near: [nearAnswer(words)], wide: [words, `${mail.words}.\n${mail.subject}`] }),
  );
}

interface Failure {
  recipient: string | null;
  report: Reported | null;
  near: readonly string[];
  wide: readonly string[];
}

function failure(mail: Opened, { recipient, report, near, wide }: Failure): Told {
  const texts = [...near, ...wide];
  const replyCode = texts.map(replyCodeIn).find((code) => code !== null) ?? null;
  const status = statusOf(report, texts);
  const kind = kindOf(report, status, texts.join('\n'));
  const step = texts.map(stepOf).find((one) => one !== null) ?? null;
  const reason = kind === 'delivered' ? null : reasonOf({ status, replyCode, step, near, wide });
  return {
    ...blank(mail),
    kind,
    hardness: kind === 'bounced' && reason ? hardnessOf(reason, status) : null,
    recipient,
    replyCode,
    status,
    reason,
    at: report?.at ?? sentAt(mail),
    detail: oneLine(report?.diagnostic || texts.find((text) => text.trim()) || mail.subject),
    word: report?.action ?? 'returned',
  };
}

/** From a server's answer on, the polite sentences before it left out: `550 5.1.1 …`, `said: …`, `because: …`. */
function nearAnswer(words: string): string {
  const at = words.search(/(?<![\w.@-])[45][0-7]\d[ :-]\s*\S|(?:said|reason|because|error|responded|response was|diagnostic code)\s*:/i);
  return at < 0 ? '' : (words.slice(at, at + 1500).split(/\n\s*\n\s*\n|\n\s*-{4,}/)[0] ?? '');
}

function kindOf(report: Reported | null, status: string | null, said: string): Kind {
  const action = report?.action ?? '';
  if (Object.hasOwn(ACTIONS, action)) return ACTIONS[action] ?? 'bounced';
  return status?.startsWith('2.') && !/fail/.test(action) && !/\b5\d\d\b/.test(said) ? 'delivered' : 'bounced';
}

/** The answer of the server that was spoken to says more than the report's `Status`, which often is a mere 5.0.0. */
function statusOf(report: Reported | null, words: readonly string[]): string | null {
  const codes = words.map(
    (text) => /(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])/.exec(text) ?? /(?<![\d.])2\.\d\.\d{1,3}(?![\d.])/.exec(text),
  );
  const spoken = codes.find((code) => code !== null)?.[0] ?? null;
  const given = report?.status ?? null;
  return given && !/^[45]\.0\.0$/.test(given) ? given : (spoken ?? given);
}

/** `550 5.1.1 …`, `said: 550-…`, `(550)`; not a number inside of an address, a date or another number. */
function replyCodeIn(text: string): string | null {
  return /(?:^|[\s:;,(>[#"'*=-])([45][0-7]\d)(?=[\s\-:,;)\]<"']|$)(?![ -]?\d{2,})/m.exec(text)?.[1] ?? null;
}

function answer(mail: Opened, kind: Kind): Told {
  const reference = mail.headers.get('in-reply-to')?.[0] ?? mail.headers.get('references')?.[0]?.split(/\s+/).at(-1);
  return {
    ...blank(mail),
    kind,
    recipient: mail.from || null,
    messageId: reference ? bare(reference) : null,
    at: sentAt(mail),
    detail: oneLine(mail.subject),
    word: kind === 'replied' ? 'reply' : 'auto-reply',
  };
}

function blank(mail: Opened): Told {
  return {
    kind: 'unknown',
    hardness: null,
    recipient: null,
    messageId: originalId(mail),
    eventId: null,
    at: null,
    replyCode: null,
    status: null,
    reason: null,
    detail: null,
    url: null,
    userAgent: null,
    tags: [],
    metadata: {},
    word: '',
  };
}

/** The id of the mail that came back, from its copy; else of what this one refers to. */
function originalId(mail: Opened): string | null {
  const copied = fieldsOf(mail.returned.slice(0, 20_000)).find(({ name }) => name === 'message-id')?.value;
  const referred = mail.headers.get('in-reply-to')?.[0] ?? mail.headers.get('references')?.[0];
  const id = copied ?? referred;
  return id ? bare(id) : null;
}

function sentAt(mail: Opened): string | null {
  return instantOf(mail.headers.get('date')?.[0]);
}
