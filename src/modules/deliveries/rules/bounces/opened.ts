import { convert } from 'html-to-text';
import PostalMime, { type Address, type Email } from 'postal-mime';

/** A mail taken apart: what says something about a delivery, and what is left of the mail that it is about. */
export interface Opened {
  /** Unfolded, by lower-case name; several of one name stand in order. */
  headers: ReadonlyMap<string, readonly string[]>;
  subject: string;
  from: string;
  to: readonly string[];
  /** The words of the mail itself, the returned copy cut off. */
  words: string;
  /** The copy of the returned mail, as text: head and perhaps body. */
  returned: string;
  /** Contents of message/delivery-status parts. */
  statusReports: readonly string[];
  /** Contents of message/feedback-report parts. */
  feedbackReports: readonly string[];
  /** False where the structure was too broken to be taken apart, and the raw text was read. */
  structured: boolean;
}

/** Beyond this no bounce says anything that counts. */
const MOST_BYTES = 2 * 1024 * 1024;
const MOST_WORDS = 30_000;
const MOST_LINE = 1000;
const LIMITS = { maxNestingDepth: 40, maxHeadersSize: 512 * 1024 };

/** Takes a raw mail apart. Never throws: what cannot be taken apart is read as one text. */
export async function openMail(raw: Uint8Array): Promise<Opened> {
  const bytes = upToEnds(raw.subarray(0, MOST_BYTES));
  try {
    const mail = await PostalMime.parse(bytes, { forceRfc822Attachments: true, attachmentEncoding: 'arraybuffer', ...LIMITS });
    // A multipart whose boundary is wrong has no parts at all.
    return mail.attachments.length === 0 && !mail.text?.trim() && !mail.html?.trim() ? unstructured(bytes) : assembled(mail);
  } catch {
    return unstructured(bytes);
  }
}

/** Mails of old Macs end their lines with a bare CR. */
function upToEnds(bytes: Uint8Array): Uint8Array {
  if (bytes.includes(10)) return bytes;
  return bytes.map((byte) => (byte === 13 ? 10 : byte));
}

function assembled(mail: Email): Opened {
  const headers = new Map<string, string[]>();
  for (const { key, value } of mail.headers) headers.set(key, [...(headers.get(key) ?? []), value]);
  const parts = mail.attachments.map(({ mimeType, content }) => ({ mimeType, text: textOf(content) }));
  const of = (...types: string[]) => parts.filter((part) => types.some((type) => part.mimeType.startsWith(type))).map((part) => part.text);
  // A part whose type is written wrongly counts as attached, and is the mail's own words all the same.
  const broken = parts.filter((part) => /^text\/plain./.test(part.mimeType)).map((part) => part.text);
  const plain = [...broken, mail.text?.trim() ? mail.text : mail.html ? plainOf(mail.html) : ''].join('\n');
  const { own, copy } = parted(plain);
  return {
    headers,
    subject: mail.subject ?? '',
    from: (mail.from?.address ?? '').toLowerCase(),
    to: addressesOf(mail.to),
    words: own,
    returned: [...of('message/rfc822', 'text/rfc822', 'message/global', 'message/partial'), copy, ...of('text/plain')]
      .join('\n')
      .slice(0, MOST_WORDS),
    statusReports: of('message/delivery-status', 'message/global-delivery-status'),
    feedbackReports: of('message/feedback-report'),
    structured: true,
  };
}

function unstructured(bytes: Uint8Array): Opened {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, MOST_WORDS)).replace(/\r\n?/g, '\n');
  const [head = '', ...rest] = text.split('\n\n');
  const headers = new Map<string, string[]>();
  for (const { name, value } of fieldsOf(head)) headers.set(name, [...(headers.get(name) ?? []), value]);
  const { own, copy } = parted(rest.join('\n\n'));
  const first = (name: string) => headers.get(name)?.[0] ?? '';
  return {
    headers,
    subject: first('subject'),
    from: addressesIn(first('from'))[0] ?? '',
    to: addressesIn(first('to')),
    words: own,
    returned: copy,
    statusReports: [],
    feedbackReports: [],
    structured: false,
  };
}

function textOf(content: ArrayBuffer | Uint8Array | string): string {
  if (typeof content === 'string') return content.slice(0, MOST_WORDS);
  return new TextDecoder().decode(content.slice(0, MOST_WORDS)).replace(/\r\n?/g, '\n');
}

/** Costly for large input, so that only the beginning is made plain. */
function plainOf(html: string): string {
  try {
    return convert(html.slice(0, 100_000), { wordwrap: false, limits: { maxInputLength: 100_000, maxDepth: 40, maxChildNodes: 2000 } });
  } catch {
    return html.slice(0, 100_000).replace(/<[^>]{0,500}>/g, ' ');
  }
}

function addressesOf(list: readonly Address[] | undefined): string[] {
  return (list ?? []).flatMap((one) => one.group ?? [one]).flatMap((one) => (one.address ? [one.address.toLowerCase()] : []));
}

/** Lines with which mail servers begin the copy of the returned mail. */
const COPY_BEGINS = [
  /^[\s|>*=+:_.~-]*(?:(?:this is|included is|below this line is|here is|following is|the following is)\s+)?(?:an?\s+|the\s+)?(?:copy of (?:the|your)|unsent|undelivered|unsended|returned|original|header of|headers of the|text of your|your original|failed)[^@\n]{0,40}(?:message|mail|e-mail|header|headers)\b[^@\n]{0,60}$/i,
  /^[\s|>*=+:_.~-]*(?:original|returned|unsent|undelivered|message|mail)[ -]+(?:message|mail|text|headers?|follows)(?:\s+(?:text\s+)?follows?)?[\s:.|>*=+_~-]*$/i,
  /^[\s|>*=+:_.~-]*(?:the )?header of the (?:original )?message is following[\s:.|>*=+_~-]*$/i,
  /^[\s|>*=+:_.~-]*(?:message (?:text|headers?|contents?) follows?|start of returned message|body of message generated response|included is a copy of the message header|below (?:this line )?is (?:a copy|the original|the text))[^@\n]{0,60}$/i,
  /^-+\s*(?:rfc ?822 )?(?:headers? follows?|message header)[\s:.-]*$/i,
];
const HEAD_LINE = /^(?:received|return-path|message-id|dkim-signature|x-[\w-]{1,40}|mime-version|delivered-to)\s?:\s?\S/i;

/** No line longer and no gap wider than anybody writes: the patterns that look for words then take a time that grows with the text alone. */
function tidied(text: string): string {
  // A notification in JSON is one line, and is not looked through for words.
  const most = text.trimStart().startsWith('{') ? MOST_WORDS : MOST_LINE;
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\n{5,}/g, '\n\n\n\n')
    .replace(/[^\S\n]{12,}/g, '            ')
    .replace(/([-=_*.#~]|- |=-)\1{79,}/g, (run) => run.slice(0, 80))
    .split('\n')
    .map((line) => line.slice(0, most))
    .join('\n');
}

/** Cuts what a server wrote from the copy of the mail below it. A head of a mail in the middle of words begins the copy as well. */
function parted(text: string): { own: string; copy: string } {
  const all = tidied(text.slice(0, 2 * MOST_WORDS))
    .slice(0, MOST_WORDS)
    .split('\n');
  // Somebody has forwarded it: what is quoted is what counts.
  const quoted = all.filter((line) => line.startsWith('>')).length;
  const lines = quoted > 12 && quoted > all.length / 2 ? all.map((line) => line.replace(/^> ?/, '')) : all;
  const at = lines.findIndex((line, n) => n > 0 && beginsCopy(lines, n, line));
  return at < 0 ? { own: lines.join('\n'), copy: '' } : { own: lines.slice(0, at).join('\n'), copy: lines.slice(at).join('\n') };
}

function beginsCopy(lines: readonly string[], n: number, line: string): boolean {
  if (line.length > 200) return false;
  if (COPY_BEGINS.some((pattern) => pattern.test(line))) return lines.slice(n + 1, n + 8).some((next) => /^[\w-]{2,40}\s?:/.test(next));
  return HEAD_LINE.test(line) && lines.slice(n + 1, n + 14).filter((next) => /^(?:[\w-]{2,40}\s?:|[ \t]+\S)/.test(next)).length >= 3;
}

const FIELD = /^([\w-]{1,60})[ \t]*:[ \t]*(.*)$/;

/** `Name: value` lines with their folded continuations; names in lower case. */
export function fieldsOf(text: string): { name: string; value: string }[] {
  const fields: { name: string; value: string }[] = [];
  for (const line of text.split('\n')) {
    const [, name, value] = FIELD.exec(line) ?? [];
    const last = fields.at(-1);
    if (name !== undefined) fields.push({ name: name.toLowerCase(), value: (value ?? '').trim() });
    else if (last && /^[ \t]+\S/.test(line) && last.value.length < 4000) last.value = `${last.value} ${line.trim()}`.trim();
  }
  return fields;
}

const ADDRESS = /"[^"\s@]{1,64}"@[a-z0-9.-]{1,120}|[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[a-z0-9-]{1,63}\.?){1,10}/gi;

/** Mail addresses in a text, in order, each once, in lower case. */
export function addressesIn(text: string): string[] {
  const found = (text.slice(0, 20_000).match(ADDRESS) ?? []).map((address) => address.replace(/^['`]+|[.'`-]+$/g, '').toLowerCase());
  return [...new Set(found.filter((address) => address.includes('@') && !address.endsWith('@')))];
}
