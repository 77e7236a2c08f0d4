/** The parts of a link that say where a visit comes from. */
export interface Utm {
  source?: string;
  medium?: string;
  campaign?: string;
  term?: string;
  content?: string;
  /** `gclid=…`: how the advertiser's system calls the click. */
  click?: string;
}

export interface Address {
  host: string;
  path: string;
  utm: Utm | null;
}

const NAMES = ['source', 'medium', 'campaign', 'term', 'content'] as const;
const CLICKS: Readonly<Record<string, [source: string, medium: string]>> = {
  gclid: ['google', 'cpc'],
  gbraid: ['google', 'cpc'],
  wbraid: ['google', 'cpc'],
  msclkid: ['bing', 'cpc'],
  fbclid: ['facebook', 'social'],
  li_fat_id: ['linkedin', 'social'],
  ttclid: ['tiktok', 'social'],
  twclid: ['x', 'social'],
};
const SEARCH = /(^|\.)(google|bing|duckduckgo|ecosia|yahoo|qwant|startpage|brave|yandex|baidu)\.[a-z.]+$/;
const SOCIAL = /(^|\.)(linkedin|facebook|instagram|x|twitter|xing|youtube|reddit|t|lnkd)\.(com|in|co)$/;
const MOST = { host: 253, path: 500, value: 200 } as const;

const clean = (text: string, most: number) =>
  text
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, most);

/** Host, path and origin of a page; null for what is no web address. What else stands in the query is nobody's business, and is not kept. */
export function addressOf(text: string): Address | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return null;
  const utm: Utm = {};
  for (const name of NAMES) {
    const value = clean(url.searchParams.get(`utm_${name}`) ?? '', MOST.value);
    if (value) utm[name] = value;
  }
  const click = Object.keys(CLICKS).find((name) => url.searchParams.get(name));
  if (click) utm.click = `${click}=${clean(url.searchParams.get(click) ?? '', MOST.value)}`;
  return {
    host: url.hostname.slice(0, MOST.host),
    path: clean(url.pathname, MOST.path) || '/',
    utm: Object.keys(utm).length > 0 ? utm : null,
  };
}

export const title = (text: string | undefined): string | null => clean(text ?? '', MOST.value) || null;

/** Where a link led or a visitor came from, without query; null for one's own pages and for what is no web address. */
export function foreign(text: string | undefined, hosts: readonly string[]): string | null {
  const address = text ? addressOf(text) : null;
  if (!address || hostAmong(address.host, hosts)) return null;
  return `${address.host}${address.path === '/' ? '' : address.path}`.slice(0, MOST.path);
}

/** A site's host names include those below them: `acme.test` has `www.acme.test`. */
export function hostAmong(host: string, hosts: readonly string[]): boolean {
  return hosts.some((one) => host === one || host.endsWith(`.${one}`));
}

export interface Origin {
  source: string;
  medium: string;
}

/** What brought a visit: what its first link says of itself, else the advertiser's mark, else the page before. */
export function originOf(utm: Utm | null, referrer: string | null): Origin {
  const [click = ''] = utm?.click?.split('=') ?? [];
  const paid = CLICKS[click];
  if (utm?.source) return { source: utm.source.toLowerCase(), medium: (utm.medium ?? paid?.[1] ?? 'link').toLowerCase() };
  if (paid) return { source: paid[0], medium: (utm?.medium ?? paid[1]).toLowerCase() };
  if (!referrer) return { source: 'direct', medium: 'none' };
  const [host = ''] = referrer.split('/');
  const bare = host.replace(/^www\./, '');
  if (SEARCH.test(host)) return { source: SEARCH.exec(host)?.[2] ?? bare, medium: 'search' };
  return { source: bare, medium: SOCIAL.test(host) ? 'social' : 'referral' };
}
