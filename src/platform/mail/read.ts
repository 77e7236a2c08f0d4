import iconv from 'iconv-lite';

/** A mail as text: nothing of it is run, loaded or opened. */
export interface ReadMail {
  headers: { name: string; value: string }[];
  /** The plain part; of a mail that has only HTML, its words. */
  text: string;
  attachments: Attachment[];
}

export interface Attachment {
  name: string;
  mediaType: string;
  sizeBytes: number;
  /** As it was attached; only where the reader asked for it. */
  content?: Buffer;
}

export interface Person {
  /** Lower case. */
  email: string;
  name: string;
}

interface Part {
  headers: { name: string; value: string }[];
  /** One character a byte. */
  body: string;
}

const DEEPEST = 12;
const MOST_PARTS = 200;
/** What is longer is no head that a mail program wrote; each of the patterns below takes a time that grows with these alone. */
const MOST_HEAD = 256 * 1024;
const MOST_HEADERS = 1000;
const MOST_VALUE = 16 * 1024;
const MOST_PARAMETERS = 2000;
const MOST_HTML = 2 * 1024 * 1024;

/** Reads a mail as it is saved (RFC 5322, MIME). `source`: one character a byte, or text that a person pasted. */
export function readMail(source: string, { contents = false }: { contents?: boolean } = {}): ReadMail {
  const bytes = isBytes(source) ? source : Buffer.from(source, 'utf8').toString('latin1');
  const whole = split(bytes.replace(/\r\n?/g, '\n').replace(/^(?:>?From [^\n]*\n|\n)+/, ''));
  const found: Found = { plain: [], html: [], attachments: [], parts: 0, contents };
  walk(whole, found, 0);
  const text = found.plain.some((part) => part.trim()) ? found.plain.join('\n') : found.html.map(wordsOf).join('\n');
  return { headers: whole.headers, text: tidy(text), attachments: found.attachments };
}

/** The decoded value of the first header of that name. */
export function headerOf({ headers }: Pick<ReadMail, 'headers'>, name: string): string {
  return headers.find((one) => one.name.toLowerCase() === name.toLowerCase())?.value ?? '';
}

/** `"Vogt, Anna" <anna@firm.de>` → name and address; no address where there is none. */
export function personIn(header: string): { name: string; email: string | null } {
  const angled = /^(.*)<\s*([^<>\s]+@[^<>\s]+)\s*>/s.exec(header);
  const bare = /[^\s<>"',;()]+@[^\s<>"',;()]+/.exec(header);
  const email = (angled?.[2] ?? bare?.[0])?.toLowerCase() ?? null;
  const name = (angled?.[1] ?? '')
    .trim()
    .replace(/^"(.*)"$/s, '$1')
    .replace(/\\(.)/g, '$1')
    .trim();
  return { name: name.includes('@') ? '' : name, email };
}

/** `Anna Vogt` and `Vogt, Anna`. */
export function nameParts(name: string): { firstName?: string; lastName?: string } {
  const line = name
    .replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .trim()
    .slice(0, 120);
  if (!line) return {};
  const [last, first] = line.split(',').map((part) => part.trim());
  if (first && last) return { firstName: first, lastName: last };
  const words = line.split(/\s+/);
  return words.length === 1 ? { lastName: line } : { firstName: words.slice(0, -1).join(' '), lastName: words.at(-1) ?? '' };
}

const LONGEST_ADDRESS = 320;

/** Everybody whom a head such as To names, in order, each once. Read in one pass: it comes from strangers. */
export function peopleIn(header: string, most = 100): Person[] {
  const people = new Map<string, Person>();
  for (const piece of piecesOfList(header.slice(0, MOST_VALUE))) {
    if (people.size >= most) break;
    const open = piece.lastIndexOf('<');
    const written = (open >= 0 ? piece.slice(open + 1).split('>', 1)[0] : piece.replace(/\([^()]*\)/g, ' ')) ?? '';
    const email = written.trim().toLowerCase();
    if (email.length > LONGEST_ADDRESS || !/^[^\s@"(),:;<>[\]\\]+@[^\s@"(),:;<>[\]\\]+$/.test(email) || people.has(email)) continue;
    const name = open >= 0 ? unquotedName(piece.slice(0, open)) : '';
    people.set(email, { email, name: name.includes('@') ? '' : name.slice(0, 200) });
  }
  return [...people.values()];
}

/** Commas and semicolons part people, but not inside of quotes; `Group: a, b;` names a and b. */
function piecesOfList(list: string): string[] {
  const pieces: string[] = [];
  let [start, quoted, angled] = [0, false, false];
  for (let n = 0; n < list.length; n += 1) {
    const char = list[n];
    if (char === '\\') n += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && char === '<') angled = true;
    else if (!quoted && char === '>') angled = false;
    else if (!quoted && !angled && (char === ',' || char === ';' || char === ':')) {
      pieces.push(list.slice(start, n));
      start = n + 1;
    }
  }
  return [...pieces, list.slice(start)];
}

const unquotedName = (name: string) =>
  name
    .trim()
    .replace(/^"(.*)"$/s, '$1')
    .replace(/\\(.)/g, '$1')
    .replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .trim();

// biome-ignore lint/suspicious/noControlCharactersInRegex: a byte is one of these characters
const isBytes = (source: string) => /^[\u0000-\u00ff]*$/.test(source);

interface Found {
  plain: string[];
  html: string[];
  attachments: Attachment[];
  parts: number;
  contents: boolean;
}

function walk(part: Part, found: Found, depth: number): void {
  found.parts += 1;
  if (depth > DEEPEST || found.parts > MOST_PARTS) return;
  const type = parametersOf(headerOf(part, 'content-type') || 'text/plain');
  const disposition = parametersOf(headerOf(part, 'content-disposition'));
  const boundary = type.parameters.get('boundary');
  if (type.value.startsWith('multipart/') && boundary) {
    for (const piece of piecesOf(part.body, boundary)) walk(split(piece), found, depth + 1);
    return;
  }
  const content = decoded(part.body, headerOf(part, 'content-transfer-encoding'));
  const name = disposition.parameters.get('filename') ?? type.parameters.get('name');
  const isText = type.value === 'text/plain' || type.value === 'text/html';
  if (!isText || disposition.value === 'attachment') {
    const attached = { name: (name ?? type.value).slice(0, 300), mediaType: type.value.slice(0, 120), sizeBytes: content.length };
    found.attachments.push(found.contents ? { ...attached, content } : attached);
    return;
  }
  const text = inCharset(content, type.parameters.get('charset'));
  (type.value === 'text/html' ? found.html : found.plain).push(text);
}

function split(text: string): Part {
  const end = text.startsWith('\n') ? 0 : text.indexOf('\n\n');
  const head = (end < 0 ? text : text.slice(0, end)).slice(0, MOST_HEAD);
  const lines = head
    .replace(/\n[ \t]+/g, ' ')
    .split('\n')
    .slice(0, MOST_HEADERS);
  const headers = lines.flatMap((line) => {
    const colon = line.indexOf(':');
    const isName = colon > 0 && colon < 200 && !/\s/.test(line.slice(0, colon));
    return isName ? [{ name: line.slice(0, colon), value: wordsDecoded(line.slice(colon + 1, colon + MOST_VALUE).trim()) }] : [];
  });
  return { headers, body: end < 0 ? '' : text.slice(end === 0 ? 1 : end + 2) };
}

function piecesOf(body: string, boundary: string): string[] {
  const pieces: string[] = [];
  let lines: string[] | null = null;
  for (const line of body.split('\n')) {
    const mark = line.trimEnd();
    if (mark === `--${boundary}` || mark === `--${boundary}--`) {
      if (lines) pieces.push(lines.join('\n'));
      lines = mark.endsWith(`${boundary}--`) ? null : [];
    } else lines?.push(line);
  }
  if (lines) pieces.push(lines.join('\n'));
  return pieces.slice(0, MOST_PARTS);
}

function parametersOf(header: string): { value: string; parameters: Map<string, string> } {
  const [value = '', ...rest] = header.slice(0, MOST_PARAMETERS).split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/);
  const parameters = new Map<string, string>();
  for (const one of rest) {
    const [, name, text = ''] = /^\s*([\w-]+\*?)\s*=\s*(.*?)\s*$/s.exec(one) ?? [];
    if (!name) continue;
    const plain = text.replace(/^"(.*)"$/s, '$1');
    const extended = name.endsWith('*') ? /^([\w-]*)'[^']*'(.*)$/s.exec(plain) : null;
    const key = name.replace(/\*$/, '').toLowerCase();
    parameters.set(key, extended ? inCharset(percentDecoded(extended[2] ?? ''), extended[1]) : plain);
  }
  return { value: value.trim().toLowerCase(), parameters };
}

const percentDecoded = (text: string) =>
  Buffer.from(
    text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

function decoded(body: string, encoding: string): Buffer {
  const name = encoding.trim().toLowerCase();
  if (name === 'base64') return Buffer.from(body, 'base64');
  return Buffer.from(name === 'quoted-printable' ? unquoted(body) : body, 'latin1');
}

function unquoted(text: string): string {
  return withoutTails(text)
    .replace(/=\n/g, '')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** The lines of a text without the blanks at their ends. */
const withoutTails = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');

function inCharset(bytes: Buffer, charset = 'utf-8'): string {
  return iconv.encodingExists(charset) ? iconv.decode(bytes, charset) : bytes.toString('utf8');
}

/** RFC 2047 words, and raw UTF-8 as many programs write it. */
function wordsDecoded(value: string): string {
  const joined = value.replace(/(=\?[^?\s]{1,60}\?[bq]\?[^?]{0,1000}\?=)\s+(?==\?)/gi, '$1');
  if (!/=\?[^?\s]{1,60}\?[bq]\?/i.test(joined)) return Buffer.from(joined, 'latin1').toString('utf8');
  return joined.replace(/=\?[^?\s]{1,60}\?[bq]\?[^?]{0,1000}\?=/gi, oneWord);
}

function oneWord(word: string): string {
  const [, marked = '', how = '', text = ''] = word.split('?');
  const bytes = how.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : Buffer.from(unquoted(text.replaceAll('_', '=20')), 'latin1');
  return inCharset(bytes, marked.split('*')[0]);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The words of an HTML part; scripts, styles and everything that would load something are left out. */
function wordsOf(html: string): string {
  return html
    .slice(0, MOST_HTML)
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/<(script|style|head|title)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
    .replace(/<(?:br|\/p|\/div|\/tr|\/li|\/h[1-6])\b[^<>]*>/gi, '\n')
    .replace(/<[^>]*(?:>|$)/g, '')
    .replace(/&(#x?[0-9a-f]{1,8}|\w{1,10});/gi, (whole, name: string) => entity(name) ?? whole);
}

function entity(name: string): string | undefined {
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()];
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

function tidy(text: string): string {
  return withoutTails(text.replaceAll('\0', ''))
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
