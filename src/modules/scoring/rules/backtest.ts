import { aucOf } from '#platform/shared/ranking.ts';
import { type Rate, rateOf } from '#platform/shared/statistics.ts';
import { engagementClassOf, type FitClass, scoreLabel } from './fit.ts';

const WEEK_MS = 7 * 86_400_000;
/** Below so many leads that did something, and so many won in all, no points are suggested from it. */
const ENOUGH_LEADS = 20;
const ENOUGH_WON = 10;
/** What the behaviour that tells most is worth. */
const MOST_POINTS = 40;
/** By how many points a threshold is moved to see what hangs on it. */
export const SCENARIOS = [-15, 15] as const;

/** A past lead as it would have been scored when it first reached Sales. */
export interface PastLead {
  at: string;
  won: boolean;
  /** The window after it has passed. */
  mature: boolean;
  fit: FitClass | '?' | null;
  engagement: number;
  label: string | null;
  liveEngagement: number | null;
  liveLabel: string | null;
  /** Positions of the drafted rules that counted something. */
  rules: readonly number[];
}

/** A group of leads against all: how many, how many of them won, which share of all that won is among them, and how much likelier they win than any. */
export interface Part {
  n: number;
  won: number;
  precision: Rate;
  recall: number | null;
  lift: number | null;
}

export interface Side {
  number: number;
  /** Of the points against won or not, ties half; null without both. */
  auc: { auc: number; low: number; high: number } | null;
  labels: (Part & { label: string })[];
  classes: (Part & { class: string })[];
  handedOff: Part & { perWeek: number };
  /** The same threshold if everyone had so many points more or less. */
  scenarios: (Part & { shift: number; perWeek: number })[];
}

export interface RuleFound {
  label: string;
  points: number;
  had: Part;
  /** Null: not enough data, or no difference that could not be chance. */
  suggested: number | null;
  why: 'enough' | 'few' | 'no_difference';
}

export interface Backtest {
  leads: number;
  immature: number;
  mature: number;
  won: number;
  base: Rate;
  from: string | null;
  to: string | null;
  weeks: number;
  /** Leads whose fit is known as it was then; of the rest it is today's. */
  fitOfThen: number;
  draft: Side;
  live: Side | null;
  rules: RuleFound[];
}

interface Judged {
  won: boolean;
  mature: boolean;
  engagement: number;
  label: string | null;
  fit: PastLead['fit'];
}

interface Totals {
  n: number;
  won: number;
  weeks: number;
}

function part(of: readonly { won: boolean }[], totals: Totals): Part {
  const won = of.filter((one) => one.won).length;
  const precision = rateOf(won, of.length);
  const base = totals.n > 0 ? totals.won / totals.n : 0;
  return {
    n: of.length,
    won,
    precision,
    recall: totals.won > 0 ? won / totals.won : null,
    lift: precision.rate !== null && base > 0 ? precision.rate / base : null,
  };
}

export interface Version {
  number: number;
  handoffLabels: readonly string[];
}

function sideOf(version: Version, leads: readonly Judged[], totals: Totals): Side {
  const mature = leads.filter((lead) => lead.mature);
  const grouped = (keyOf: (lead: Judged) => string) =>
    [...new Set(mature.map(keyOf))].sort().map((key) => ({
      key,
      ...part(
        mature.filter((lead) => keyOf(lead) === key),
        totals,
      ),
    }));
  const handed = (shift: number) => {
    const over = (lead: Judged) => {
      const label = lead.fit === null ? null : scoreLabel(lead.fit, Math.min(100, Math.max(0, lead.engagement + shift)));
      return label !== null && version.handoffLabels.includes(label);
    };
    return { ...part(mature.filter(over), totals), perWeek: leads.filter(over).length / totals.weeks };
  };
  const area = aucOf({ scores: mature.map(({ engagement }) => engagement), outcomes: mature.map(({ won }) => Number(won)) });
  return {
    number: version.number,
    auc: area && { auc: area.auc, low: area.low, high: area.high },
    labels: grouped(({ label }) => label ?? '?').map(({ key, ...rest }) => ({ label: key, ...rest })),
    classes: grouped(({ engagement }) => engagementClassOf(engagement)).map(({ key, ...rest }) => ({ class: key, ...rest })),
    handedOff: handed(0),
    scenarios: SCENARIOS.map((shift) => ({ shift, ...handed(shift) })),
  };
}

/** Past leads under a draft and under the version in force. Leads whose window has not passed are counted and set aside. */
export function backtestOf(given: {
  leads: readonly (PastLead & { fitOfThen: boolean })[];
  draft: Version;
  live: Version | null;
  rules: readonly { label: string; points: number }[];
}): Backtest {
  const { leads, draft, live } = given;
  const mature = leads.filter((lead) => lead.mature);
  const instants = leads.map(({ at }) => Date.parse(at));
  const first = instants.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const last = instants.reduce((most, at) => Math.max(most, at), Number.NEGATIVE_INFINITY);
  const won = mature.filter((lead) => lead.won).length;
  const totals = { n: mature.length, won, weeks: Math.max(1, (last - first) / WEEK_MS || 0) };
  return {
    leads: leads.length,
    immature: leads.length - mature.length,
    mature: mature.length,
    won,
    base: rateOf(won, mature.length),
    from: leads.length > 0 ? new Date(first).toISOString() : null,
    to: leads.length > 0 ? new Date(last).toISOString() : null,
    weeks: totals.weeks,
    fitOfThen: leads.filter((lead) => lead.fitOfThen).length,
    draft: sideOf(draft, leads, totals),
    live:
      live &&
      sideOf(
        live,
        leads.map((lead) => ({ ...lead, engagement: lead.liveEngagement ?? 0, label: lead.liveLabel })),
        totals,
      ),
    rules: suggestions(given.rules, mature, totals),
  };
}

/**
 * What each rule is worth going by the past: how much likelier those won who did it. The points are in proportion to the logarithm of that, the strongest gets
 * the most; only where the interval of the rate leaves out the rate of all.
 */
function suggestions(rules: readonly { label: string; points: number }[], mature: readonly PastLead[], totals: Totals): RuleFound[] {
  const base = totals.n > 0 ? totals.won / totals.n : 0;
  const found = rules.map(({ label, points }, position) => {
    const had = part(
      mature.filter((lead) => lead.rules.includes(position)),
      totals,
    );
    const few = had.n < ENOUGH_LEADS || totals.won < ENOUGH_WON;
    const differs = had.precision.low > base || had.precision.high < base;
    return { label, points, had, why: few ? ('few' as const) : differs ? ('enough' as const) : ('no_difference' as const) };
  });
  // A rate of zero has no logarithm: half a case stands in for it.
  const logLift = ({ n, won }: Part) => Math.log(Math.max(won, 0.5) / n / base);
  const most = found.reduce((largest, { why, had }) => (why === 'enough' ? Math.max(largest, logLift(had)) : largest), 0);
  return found.map((one) => {
    if (one.why !== 'enough') return { ...one, suggested: null };
    const share = logLift(one.had) / (most > 0 ? most : Math.LN2);
    return { ...one, suggested: Math.max(-MOST_POINTS, Math.round(MOST_POINTS * share)) || 1 };
  });
}
