/**
 * The script on a customer's website. Served per site with `TRUCE_SITE` around it, minified; at most 3 kB compressed. It loads nothing, keeps one
 * cookie of the site's own where that is allowed, and looks at nothing by which a browser could be told from others.
 */
interface Site {
  /** Public id. */
  id: string;
  mode: 'none_needed' | 'cookieless' | 'nothing';
  /** Domains of the cookie: the widest of the site's own. */
  domains: readonly string[];
  hosts: readonly string[];
  /** Do-Not-Track and Global Privacy Control count as a no. */
  signals: boolean;
}
declare const TRUCE_SITE: Site;

type Hit = Record<string, unknown> & { t: number };
type Command = [name?: string, value?: unknown];

const site = TRUCE_SITE;
/** Hits go to where the script came from. */
const to = new URL('hits', (document.currentScript as HTMLScriptElement).src).href;
const view = window as unknown as { truce?: { (...said: Command): void; q?: ArrayLike<unknown>[] }; _truce?: 1 };
const page = document;
const browser = navigator as Navigator & { globalPrivacyControl?: boolean; doNotTrack?: string | null };
const YEAR = 31536000;
const FILES = /\.(pdf|docx?|xlsx?|pptx?|zip|csv|txt|epub|mp[34]|dmg|exe|msi|apk|gz)$/i;

const cookie = (name: string) =>
  page.cookie
    .split('; ')
    .find((one) => one.startsWith(`${name}=`))
    ?.slice(name.length + 1);
const keep = (name: string, value: string, age: number) => {
  const domain = site.domains.find((one) => location.hostname === one || location.hostname.endsWith(`.${one}`));
  const secure = location.protocol === 'https:' ? ';secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: the other way is not in every browser, and asks to wait.
  page.cookie = `${name}=${value};path=/;max-age=${age};samesite=lax${domain ? `;domain=${domain}` : ''}${secure}`;
};
const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const choice = () => cookie('_truce_choice');
const named = () => choice() === 'y' || (site.mode === 'none_needed' && choice() !== 'n');
const optedOut = () => site.signals && (browser.globalPrivacyControl === true || browser.doNotTrack === '1');
/** May anything be sent? */
const allowed = () =>
  choice() === 'y' || (!optedOut() && (site.mode === 'cookieless' || (site.mode === 'none_needed' && choice() !== 'n')));
const visitor = () => {
  const id = cookie('_truce') ?? random();
  keep('_truce', id, YEAR);
  return id;
};

let waiting: Hit[] = [];
let timer = 0;
let tries = 0;

const later = (ms: number) => {
  clearTimeout(timer);
  timer = window.setTimeout(send, ms);
};

function send(leaving?: unknown): void {
  if (!waiting.length || !allowed()) return;
  const hits = waiting.splice(0, 20);
  const now = Date.now();
  const body = JSON.stringify({
    s: site.id,
    v: named() ? visitor() : undefined,
    c: choice() === 'y' ? 1 : 0,
    b: browser.webdriver ? 1 : 0,
    w: screen.width,
    l: browser.languages?.length ?? 0,
    q: hits.map(({ t, ...hit }) => ({ ...hit, a: now - t })),
  });
  if (leaving === true && !('keepalive' in Request.prototype)) {
    browser.sendBeacon(to, body);
    return;
  }
  fetch(to, { method: 'POST', body, keepalive: true, credentials: 'omit' })
    .then(({ status }) => {
      if (status === 429 || status > 499) throw status;
      tries = 0;
      if (waiting.length) later(0);
    })
    .catch(() => {
      // Each hit has an id, so one that had arrived after all is kept once.
      waiting = hits.concat(waiting).slice(0, 100);
      if (++tries < 7) later(1000 * 2 ** tries * (0.5 + Math.random()));
    });
}

function hit(kind: string, more: Record<string, unknown>): string {
  const id = random();
  waiting.push({ i: id, k: kind, u: location.href, t: Date.now(), ...more });
  later(50);
  return id;
}

let current = '';
let place = '';
let shownAt = 0;
let shown = 0;
let touched = 0;
const count = () => {
  if (shownAt) shown += Date.now() - shownAt;
  shownAt = page.visibilityState === 'visible' ? Date.now() : 0;
};

function leave(): void {
  count();
  if (current) hit('leave', { o: current, n: Math.round(shown / 1000), y: touched });
}

function look(): void {
  const here = location.origin + location.pathname;
  if (here === place) return;
  const before = place;
  if (before) leave();
  place = here;
  shown = touched = 0;
  shownAt = page.visibilityState === 'visible' ? Date.now() : 0;
  current = hit('page', { r: before || page.referrer, h: page.title });
  const seal = new URLSearchParams(location.search).get('truce_seal');
  if (seal) hit('seal', { x: seal });
}

function obey(...[name, value]: Command): void {
  if (name === 'consent') {
    keep('_truce_choice', value === 'granted' ? 'y' : 'n', YEAR);
    if (value !== 'granted') keep('_truce', '', 0);
    later(0);
  }
  if (name === 'identify') hit('seal', { x: (value as { seal?: string } | undefined)?.seal });
  if (name === 'page') look();
}

function begin(): void {
  const trap = page.createElement('a');
  trap.href = '#';
  trap.style.display = 'none';
  trap.tabIndex = -1;
  trap.setAttribute('aria-hidden', 'true');
  page.body.append(trap);
  page.addEventListener(
    'click',
    (event) => {
      const link = (event.target as Element | null)?.closest?.('a');
      if (!link?.href) return;
      if (link === trap) hit('trap', {});
      else if (FILES.test(link.pathname) || link.hasAttribute('download')) hit('download', { g: link.href });
      else if (/^http/.test(link.protocol) && !site.hosts.some((one) => link.hostname === one || link.hostname.endsWith(`.${one}`)))
        hit('outbound', { g: link.href });
      else return;
      send(true);
    },
    true,
  );
  for (const name of ['pointermove', 'keydown', 'wheel', 'touchstart'])
    addEventListener(
      name,
      (event) => {
        if (event.isTrusted) touched = 1;
      },
      { passive: true },
    );
  // Single-page applications change the address by themselves.
  for (const name of ['pushState', 'replaceState'] as const) {
    const change = history[name];
    history[name] = function (this: History, ...said: Parameters<typeof change>) {
      change.apply(this, said);
      look();
    };
  }
  addEventListener('popstate', look);
  page.addEventListener('visibilitychange', () => {
    if (page.visibilityState === 'hidden') {
      leave();
      send(true);
    } else count();
  });
  look();
  const asked = view.truce?.q ?? [];
  view.truce = obey;
  for (const said of asked) obey(...(Array.from(said) as Command));
}

if (!view._truce) {
  view._truce = 1;
  const ready = () => (page.body ? begin() : page.addEventListener('DOMContentLoaded', begin));
  // A page that is drawn ahead of time has no visitor yet.
  if ((page as Document & { prerendering?: boolean }).prerendering) page.addEventListener('prerenderingchange', ready, { once: true });
  else ready();
}
