import iconv from 'iconv-lite';

/** A mail as text: nothing of it is run, loaded or opened. */
export interface ReadMail {
  headers: { name: string; value: string }[];
  /** The plain part; of a mail that has only HTML, its words. */
  text: string;
  attachments: { name: string; mediaType: string; sizeBytes: number }[];
}

interface Part {
  headers: { name: string; value: string }[];
  /** One character a byte. */
  body: string;
}

const DEEPEST = 12;
const MOST_PARTS = 200;

/** Reads a mail as it is saved (RFC 5322, MIME). `source`: one character a byte, or text that a person pasted. */
export function readMail(source: string): ReadMail {
  const bytes = isBytes(source) ? source : Buffer.from(source, 'utf8').toString('latin1');
  const whole = split(bytes.replace(/\r\n?/g, '\n').replace(/^(?:>?From [^\n]*\n|\n)+/, ''));
  const found: Found = { plain: [], html: [], attachments: [], parts: 0 };
  walk(whole, found, 0);
  const text = found.plain.length > 0 ? found.plain.join('\n') : found.html.map(wordsOf).join('\n');
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

// biome-ignore lint/suspicious/noControlCharactersInRegex: a byte is one of these characters
const isBytes = (source: string) => /^[\u0000-\u00ff]*$/.test(source);

interface Found {
  plain: string[];
  html: string[];
  attachments: ReadMail['attachments'];
  parts: number;
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
    found.attachments.push({ name: name ?? type.value, mediaType: type.value.slice(0, 120), sizeBytes: content.length });
    return;
  }
  const text = inCharset(content, type.parameters.get('charset'));
  (type.value === 'text/html' ? found.html : found.plain).push(text);
}

function split(text: string): Part {
  const end = text.startsWith('\n') ? 0 : text.indexOf('\n\n');
  const head = end < 0 ? text : text.slice(0, end);
  const lines = head.replace(/\n[ \t]+/g, ' ').split('\n');
  const headers = lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return colon > 0 && !/\s/.test(line.slice(0, colon))
      ? [{ name: line.slice(0, colon), value: wordsDecoded(line.slice(colon + 1).trim()) }]
      : [];
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
  const [value = '', ...rest] = header.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/);
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
  return text
    .replace(/[ \t]+$/gm, '')
    .replace(/=\n/g, '')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function inCharset(bytes: Buffer, charset = 'utf-8'): string {
  return iconv.encodingExists(charset) ? iconv.decode(bytes, charset) : bytes.toString('utf8');
}

/** RFC 2047 words, and raw UTF-8 as many programs write it. */
function wordsDecoded(value: string): string {
  const joined = value.replace(/(=\?[^?]+\?[bq]\?[^?]*\?=)\s+(?==\?)/gi, '$1');
  if (!/=\?[^?]+\?[bq]\?/i.test(joined)) return Buffer.from(joined, 'latin1').toString('utf8');
  return joined.replace(/=\?[^?*]+(?:\*[^?]*)?\?[bq]\?[^?]*\?=/gi, oneWord);
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
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/<(script|style|head|title)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
    .replace(/<(?:br|\/p|\/div|\/tr|\/li|\/h[1-6])\b[^>]*>/gi, '\n')
    .replace(/<[^>]*(?:>|$)/g, '')
    .replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name: string) => entity(name) ?? whole);
}

function entity(name: string): string | undefined {
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()];
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

function tidy(text: string): string {
  return text
    .replaceAll('\0', '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
