import { timingSafeEqual } from 'node:crypto';

/**
 * Return addresses of single mails (VERP): `bounces@firm.example` becomes `bounces+<id><mark>@firm.example`. Whatever comes back to it belongs to
 * that mail, whoever wrote it and whatever it says. The mark is an HMAC over workspace and id, so that nobody else can make such an address. Letters
 * and digits alone and in lower case: servers on the way may change the case.
 */
export interface Returned {
  workspaceId: string;
  /** A UUID. */
  id: string;
}

/** `ctx`, or the seals of the program. */
export interface Sealing {
  seal(purpose: string, words: readonly string[]): string;
}

const PURPOSE = 'mail.return';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_LETTERS = 26;
const MARK_BYTES = 10;
const MARK_LETTERS = 16;
/** RFC 5321 4.5.3.1.1. */
const MOST_LOCAL = 64;
const TOKEN = new RegExp(`\\+([a-z2-7]{${ID_LETTERS}})([a-z2-7]{${MARK_LETTERS}})@`);

/** The address to which one mail returns; `base` itself where there is no room left of the `@`. */
export function returnAddress(by: Sealing, base: string, returned: Returned): string {
  const at = base.lastIndexOf('@');
  const local = `${base.slice(0, at)}+${lettersOf(bytesOf(returned.id))}${markOf(by, returned)}`;
  return local.length > MOST_LOCAL ? base : `${local}${base.slice(at)}`;
}

/** The mail whose return address is among these; null where there is none, or its mark is not ours. */
export function returnedId(by: Sealing, workspaceId: string, addresses: readonly string[]): string | null {
  for (const address of addresses) {
    const [, letters = '', mark = ''] = TOKEN.exec(address.toLowerCase()) ?? [];
    if (letters === '') continue;
    const id = uuidOf(letters);
    if (timingSafeEqual(Buffer.from(markOf(by, { workspaceId, id })), Buffer.from(mark))) return id;
  }
  return null;
}

function markOf(by: Sealing, { workspaceId, id }: Returned): string {
  const [, tag = ''] = by.seal(PURPOSE, [workspaceId, id]).split('.');
  return lettersOf(Buffer.from(tag, 'base64url').subarray(0, MARK_BYTES));
}

const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

/** RFC 4648 base32 without its padding. */
function lettersOf(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => LETTERS[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

function uuidOf(letters: string): string {
  const bits = [...letters].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const hex = (bits.slice(0, 128).match(/.{4}/g) ?? []).map((four) => Number.parseInt(four, 2).toString(16)).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
