import { createHash, createPrivateKey, type KeyObject, sign as signBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { plainDomain } from './address.ts';
import type { Outgoing } from './compose.ts';

/** A key as it is used: the domain whose name it signs with, the record under which its other half is published, PEM. */
export interface DkimKey {
  domain: string;
  selector: string;
  privateKey: string;
}

/** Headers that are signed where they are there. */
const SIGNED = [
  ...['from', 'reply-to', 'to', 'subject', 'date', 'message-id', 'in-reply-to', 'references'],
  ...['mime-version', 'content-type', 'content-transfer-encoding', 'auto-submitted', 'feedback-id'],
  ...['list-id', 'list-help', 'list-unsubscribe', 'list-unsubscribe-post'],
];
/** Signed once more than they are there (RFC 6376 8.15): a second one, put on top underway, breaks the signature. */
const OVERSIGNED = new Set(['from', 'reply-to', 'to', 'subject', 'date', 'list-unsubscribe', 'list-unsubscribe-post']);
const LEAST_BITS = 1024;
const signInPool = promisify(signBytes);

/**
 * Puts a signature in front for each key (RFC 6376, rsa-sha256, relaxed/relaxed). The arithmetic runs in the thread pool.
 * @returns a refusal where a key can't sign: a mail that was meant to be signed never goes out without
 */
export async function sign(outgoing: Outgoing, keys: readonly DkimKey[]): Promise<Outgoing | Refusal> {
  if (keys.length === 0) return outgoing;
  const usable: [DkimKey, KeyObject][] = [];
  for (const key of keys) {
    const opened = openKey(key);
    if (typeof opened === 'string') return refuse('invalid', opened, { field: 'privateKey' });
    usable.push([key, opened]);
  }
  const mail = readyToSign(outgoing.raw);
  const signatures = await Promise.all(usable.map(([key, opened]) => signature(mail, key, opened)));
  return { ...outgoing, raw: Buffer.concat([...signatures.map((line) => Buffer.from(line, 'latin1')), outgoing.raw]) };
}

/** Why a key can't sign, in a sentence; null where it can. */
export function dkimProblem(key: DkimKey): string | null {
  const opened = openKey(key);
  return typeof opened === 'string' ? opened : null;
}

const opened = new WeakMap<DkimKey, KeyObject>();

function openKey(key: DkimKey): KeyObject | string {
  const known = opened.get(key);
  if (known) return known;
  if (plainDomain(key.domain) !== key.domain || plainDomain(key.selector) !== key.selector) return 'The domain or the selector is not one.';
  let found: KeyObject;
  try {
    found = createPrivateKey(key.privateKey);
  } catch {
    return 'The key can’t be read.';
  }
  if (found.asymmetricKeyType !== 'rsa') return 'Mails are signed with RSA keys; a mail with this key would go out unsigned.';
  if ((found.asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_BITS)
    return 'The key is too short: receivers ignore RSA keys below 1024 bits.';
  opened.set(key, found);
  return found;
}

interface ReadyMail {
  /** Names as they are listed in `h=`. */
  names: string;
  headers: string;
  bodyHash: string;
}

/** What is the same for every key. `raw` is read as one character a byte. */
function readyToSign(raw: Buffer): ReadyMail {
  const text = raw.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const lines = new Map<string, string[]>();
  for (const line of text.slice(0, end).split(/\r\n(?![ \t])/)) {
    const name = line.slice(0, line.indexOf(':')).trim().toLowerCase();
    lines.set(name, [...(lines.get(name) ?? []), relaxedHeader(line)]);
  }
  const names: string[] = [];
  const headers: string[] = [];
  for (const name of SIGNED) {
    // RFC 6376 5.4.2: from the lowest up.
    const there = (lines.get(name) ?? []).toReversed();
    names.push(...there.map(() => name), ...(OVERSIGNED.has(name) ? [name] : []));
    headers.push(...there);
  }
  const bodyHash = createHash('sha256')
    .update(relaxedBody(text.slice(end + 4)), 'latin1')
    .digest('base64');
  return { names: names.join(':'), headers: headers.map((line) => `${line}\r\n`).join(''), bodyHash };
}

async function signature({ names, headers, bodyHash }: ReadyMail, key: DkimKey, opened: KeyObject): Promise<string> {
  const tags = `v=1; a=rsa-sha256; c=relaxed/relaxed; d=${key.domain};\r\n\ts=${key.selector}; h=${folded(names)};\r\n\tbh=${bodyHash};\r\n\tb=`;
  const unsigned = `DKIM-Signature: ${tags}`;
  const made = await signInPool('sha256', Buffer.from(headers + relaxedHeader(unsigned), 'latin1'), opened);
  return `${unsigned}${made
    .toString('base64')
    .replace(/.{1,72}/g, '$&\r\n\t')
    .trimEnd()}\r\n`;
}

/** Lines of a list of header names stay short; white space around the colons does not count. */
const folded = (names: string): string => names.replace(/(.{50,}?):/g, '$1:\r\n\t');

/** RFC 6376 3.4.2. */
function relaxedHeader(line: string): string {
  const colon = line.indexOf(':');
  const value = line
    .slice(colon + 1)
    .replaceAll('\r\n', '')
    .replace(/[ \t]+/g, ' ')
    .replace(/^ | $/g, '');
  return `${line.slice(0, colon).trim().toLowerCase()}:${value}`;
}

/** RFC 6376 3.4.4. */
function relaxedBody(body: string): string {
  const tidy = body.replace(/[ \t]+/g, ' ').replace(/ (?=\r\n|$)/g, '');
  let end = tidy.length;
  while (end >= 2 && tidy[end - 1] === '\n' && tidy[end - 2] === '\r') end -= 2;
  return end === 0 ? '' : `${tidy.slice(0, end)}\r\n`;
}
