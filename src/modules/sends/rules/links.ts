import { escapeText } from '#platform/shared/merge/program.ts';

const HREF = /<a\b[^>]*?\shref="(https?:\/\/[^"]+)"/gi;
const PLAIN = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}])/g;
const MOST = 4000;

const unescaped = (text: string) =>
  text.includes('&')
    ? text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
    : text;

export interface Texts {
  html: string | null;
  text: string;
}

/** A mail cut at its links, so that it is searched once: every second piece is an address as it stands there. */
export interface CutTexts {
  html: readonly string[] | null;
  text: readonly string[];
  /** Every web address that stands as a link, once, but pages of ours. */
  addresses: ReadonlySet<string>;
  /** Pages of ours. */
  pages: ReadonlySet<string>;
}

/** @param ours how pages of ours begin, which must work without detour */
export function cutAtLinks({ html, text }: Texts, ours: string): CutTexts {
  const pieces = { html: html === null ? null : cut(html, HREF), text: cut(text, PLAIN) };
  const found = [...everySecond(pieces.html ?? []).map(unescaped), ...everySecond(pieces.text)].filter(({ length }) => length <= MOST);
  const [pages, addresses] = [true, false].map((isOurs) => new Set(found.filter((address) => address.startsWith(ours) === isOurs)));
  return { ...pieces, addresses: addresses ?? new Set(), pages: pages ?? new Set() };
}

/** The mail with other addresses in place of its links; what is not in the map stays. */
export function withLinks({ html, text }: CutTexts, links: ReadonlyMap<string, string>): Texts {
  const inHtml = (address: string) => {
    const link = links.get(unescaped(address));
    return link === undefined ? address : escapeText(link);
  };
  return { html: html && joined(html, inHtml), text: joined(text, (address) => links.get(address) ?? address) };
}

/** Before, address, between, address … after. The address is the only group of the pattern, and ends where the match does or a quote before. */
function cut(text: string, pattern: RegExp): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const address = match[1] ?? '';
    const at = match.index + match[0].lastIndexOf(address);
    pieces.push(text.slice(from, at), address);
    from = at + address.length;
  }
  return [...pieces, text.slice(from)];
}

const everySecond = (pieces: readonly string[]): string[] => pieces.filter((_, n) => n % 2 === 1);
const joined = (pieces: readonly string[], write: (address: string) => string): string =>
  pieces.map((piece, n) => (n % 2 === 1 ? write(piece) : piece)).join('');
