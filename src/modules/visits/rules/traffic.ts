import { isbot } from 'isbot';
import type { Reason, Verdict } from '../schema.ts';

export interface Judgement {
  verdict: Verdict;
  reason: Reason;
}

const MOST_KNOWN = 2_000;
const known = new Map<string, boolean>();

/** The list of bots is one long expression, and the same few browsers come again and again. */
function isKnownBot(agent: string): boolean {
  const found = known.get(agent);
  if (found !== undefined) return found;
  if (known.size >= MOST_KNOWN) known.clear();
  const bot = isbot(agent);
  known.set(agent, bot);
  return bot;
}

/** What a request says of who sent it. Header names in lower case. */
export interface Sent {
  method: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** What the script saw of its browser; absent where no script ran. */
  signals?: { webdriver: boolean; screen: number; languages: number };
}

/** Security products that open links and pages for somebody, by words in their user agent that the list of bots does not know. */
const SCANNERS =
  /barracuda|mimecast|proofpoint|safelinks|urldefense|fireeye|trendmicro|sophos|forcepoint|zscaler|symantec|cloudmark|virustotal/i;
const BROWSER = /mozilla\/5\.0 \(.+\) .+/i;

/** Whether one hit is a person's, from its request alone. Nothing is inferred from addresses: we look up none. */
export function judgeHit({ method, headers, signals }: Sent): Judgement {
  const agent = one(headers['user-agent']);
  if (method === 'HEAD') return machine('not_a_browser');
  if (SCANNERS.test(agent)) return machine('scanner');
  if (agent && isKnownBot(agent)) return machine('known_bot');
  if (signals?.webdriver) return machine('automated_browser');
  if (
    /prefetch|prerender|preview/i.test(
      `${one(headers['sec-purpose'])} ${one(headers.purpose)} ${one(headers['x-purpose'])} ${one(headers['x-moz'])}`,
    )
  )
    return machine('prefetch');
  // A program that runs in a data centre and says so.
  if (headers['cf-worker'] !== undefined) return machine('not_a_browser');
  if (!agent) return { verdict: 'suspected', reason: 'no_agent' };
  if (!BROWSER.test(agent)) return { verdict: 'suspected', reason: 'not_a_browser' };
  if (signals && (signals.screen <= 0 || signals.languages <= 0)) return { verdict: 'suspected', reason: 'no_script_signals' };
  return { verdict: 'human', reason: 'no_sign' };
}

const machine = (reason: Reason): Judgement => ({ verdict: 'machine', reason });
const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? value.join(' ') : (value ?? ''));

/** What judging a visit needs of its hits; times are epoch milliseconds. */
export interface Judged extends Judgement {
  at: number;
  kind: string;
  /** Somebody moved, scrolled or typed on the page. */
  touched: boolean;
}

/** So many pages within so many milliseconds nobody reads. */
const TOO_FAST = { pages: 6, ms: 2_000 };
const FAST = { pages: 3, ms: 1_000 };

/** Whether a whole visit is a person's: the worst of its hits, a link that nobody sees, the pace, and in favour, that somebody acted. */
export function judgeVisit(hits: readonly Judged[]): Judgement {
  if (hits.some(({ kind }) => kind === 'trap')) return machine('hidden_link');
  const bad = hits.find(({ verdict }) => verdict === 'machine');
  if (bad) return machine(bad.reason);
  const pages = hits.filter(({ kind }) => kind === 'page').map(({ at }) => at);
  if (within(pages, TOO_FAST)) return machine('too_fast');
  if (hits.some(({ touched }) => touched)) return { verdict: 'human', reason: 'person_acted' };
  if (within(pages, FAST)) return { verdict: 'suspected', reason: 'fast' };
  const doubtful = hits.find(({ verdict }) => verdict === 'suspected');
  return doubtful ? { verdict: 'suspected', reason: doubtful.reason } : { verdict: 'human', reason: 'no_sign' };
}

function within(times: readonly number[], { pages, ms }: { pages: number; ms: number }): boolean {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted.some((at, place) => (sorted[place + pages - 1] ?? Number.POSITIVE_INFINITY) - at <= ms);
}
