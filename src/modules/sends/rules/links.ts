import { escapeText } from '#platform/shared/merge/program.ts';

const HREF = /(?<=<a\b[^>]*?\shref=")https?:\/\/[^"]+(?=")/gi;
const PLAIN = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/g;

const unescaped = (text: string) =>
  text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

export interface Texts {
  html: string | null;
  text: string;
}

/** Every web address that stands in a mail as a link, once, but those that begin so: pages of ours, which must work without detour. */
export function addressesIn({ html, text }: Texts, except: string): string[] {
  const found = [...(html ?? '').matchAll(HREF)].map(([address]) => unescaped(address));
  const inText = [...text.matchAll(PLAIN)].map(([address]) => address);
  return [...new Set([...found, ...inText])].filter((address) => !address.startsWith(except) && address.length <= 4000);
}

/** The mail with other addresses in place of its links; what is not in the map stays. */
export function withLinks({ html, text }: Texts, links: ReadonlyMap<string, string>): Texts {
  return {
    html:
      html?.replace(HREF, (address) => {
        const link = links.get(unescaped(address));
        return link === undefined ? address : escapeText(link);
      }) ?? null,
    text: text.replace(PLAIN, (address) => links.get(address) ?? address),
  };
}
