import { domainToASCII } from 'node:url';

const MOST_LOCAL = 64;
const MOST_DOMAIN = 253;
const MOST_ADDRESS = 320;
/** RFC 5322 dot-atom: no quotes, no comments, no lists, so that nothing can be read as another recipient. */
const LOCAL = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
/** Line breaks of every kind, other control characters and halves of characters: a value with one could become a header of its own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]|\p{Surrogate}/u;

/** Whether a text may stand in a header. */
export const isOneLine = (text: string): boolean => !CONTROL.test(text);

/** A host or domain as it goes over the wire: lower case, international names in their ASCII form; null where it is none. */
export function plainDomain(text: string): string | null {
  if (text.length > MOST_DOMAIN || !isOneLine(text)) return null;
  const ascii = /^[\u0021-\u007e]*$/.test(text) ? text.toLowerCase() : domainToASCII(text);
  if (ascii.length > MOST_DOMAIN) return null;
  return ascii.split('.').every((label) => LABEL.test(label)) ? ascii : null;
}

/** A host's name; no other spelling of a number, which the system would take for an address (`127.1`, `0x7f000001`). */
export function plainHost(text: string): string | null {
  const name = plainDomain(text);
  return name !== null && !/^(?:0x[0-9a-f]*|\d+)$/.test(name.split('.').at(-1) ?? '') ? name : null;
}

/** One address as it goes over the wire; null where it is not exactly one. Takes time in proportion to the length. */
export function plainAddress(text: string): string | null {
  if (text.length > MOST_ADDRESS) return null;
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  if (at < 1 || local.length > MOST_LOCAL || !LOCAL.test(local)) return null;
  const domain = plainDomain(text.slice(at + 1));
  return domain && `${local}@${domain}`;
}
