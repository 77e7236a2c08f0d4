import { aucOf } from '#platform/shared/ranking.ts';
import { ENOUGH, type Rate, rateOf } from '#platform/shared/statistics.ts';
import { HARDLY, type Terms } from '../schema.ts';

/** A past lead of a back-test: its points when it first reached Sales, and what became of it within the window. */
export interface PastLead {
  engagement: number;
  fit: string | null;
  won: boolean;
  /** It was handed off, or Sales tried at least once. */
  worked: boolean;
}

/** Of the agreed sample below a threshold: points at the hand-off; `mature`: long enough ago to be judged. */
export interface Sampled {
  engagement: number;
  won: boolean;
  mature: boolean;
}

/** The leads from one cut-off up to the next higher one. */
export interface Band {
  leads: number;
  won: number;
  /** Marginal precision. */
  precision: Rate;
  /** What one more lead of the band brings, in minor units. */
  netPerLeadMinor: number | null;
  worked: number;
  /** Hardly any of these were called, so that their conversions are not known but guessed. */
  extrapolated: boolean;
  /** What the agreed sample found in this band. */
  sampled: { n: number; mature: Rate };
}

export interface Row {
  cut: number;
  /** The next higher cut-off; null for the highest. */
  below: number | null;
  leads: number;
  won: number;
  perWeek: number;
  precision: Rate;
  recall: number | null;
  lift: number | null;
  netMinor: number | null;
  attemptsPerWeek: number;
  hoursPerWeek: number;
  withinCapacity: boolean;
  enough: boolean;
  band: Band;
}

export interface Table {
  rows: Row[];
  /** Area under the curve of the chosen classes, ties half; null without both outcomes. */
  auc: { auc: number; low: number; high: number } | null;
  /** Precision from which on a lead pays: cost over value. */
  breakEven: number | null;
  capacityPerWeek: number;
  /** Enough won leads that money can be spoken of. */
  enough: boolean;
  best: Optimum | null;
  withinCapacity: Optimum | null;
  /** The best that one more rep brings into reach; null where it brings nothing. */
  oneMore: (Optimum & { moreMinorPerYear: number }) | null;
  /** What the best of all brings a year beyond the best within reach. */
  outOfReachMinorPerYear: number | null;
}

export interface Optimum {
  cut: number;
  netMinor: number;
}

const WEEKS_PER_YEAR = 365.25 / 7;
export const WEEKS_PER_MONTH = WEEKS_PER_YEAR / 12;

export interface Asked {
  /** The highest first. */
  cuts: readonly number[];
  fitClasses: readonly string[];
  terms: Terms;
  /** How long the past leads took to come. */
  weeks: number;
  sampled?: readonly Sampled[];
}

export function capacityOf(terms: Terms, reps = terms.reps): number {
  return (reps * terms.hoursPerRep * 60) / (terms.attempts * terms.minutes);
}

/**
 * Past leads under each cut-off on the points of their hand-off: volume, precision k/n with its Wilson interval, recall and lift against all leads, net = won × value −
 * leads × cost, and the same for the band alone that the cut-off adds.
 */
export function thresholdTable(all: readonly PastLead[], asked: Asked): Table {
  const { terms, weeks } = asked;
  const chosen = all.filter(({ fit }) => fit !== null && asked.fitClasses.includes(fit));
  const totals = { leads: all.length, won: countWon(all), weeks };
  const capacityPerWeek = capacityOf(terms);
  let [leads, won] = [0, 0];
  const rows = asked.cuts.map((cut, index): Row => {
    const below = asked.cuts[index - 1] ?? null;
    const inBand = ({ engagement }: { engagement: number }) => engagement >= cut && (below === null || engagement < below);
    const band = bandOf(chosen.filter(inBand), (asked.sampled ?? []).filter(inBand), terms);
    leads += band.leads;
    won += band.won;
    return { cut, below, ...rowOf({ leads, won }, totals, terms), withinCapacity: leads / weeks <= capacityPerWeek, band };
  });
  const area = aucOf({ scores: chosen.map(({ engagement }) => engagement), outcomes: chosen.map((lead) => Number(lead.won)) });
  return {
    rows,
    auc: area && { auc: area.auc, low: area.low, high: area.high },
    breakEven: terms.valueMinor === null ? null : terms.costMinor / terms.valueMinor,
    capacityPerWeek,
    ...optimaOf(rows, { terms, weeks, enough: totals.won >= ENOUGH }),
  };
}

const countWon = (leads: readonly { won: boolean }[]) => leads.filter(({ won }) => won).length;

const netOf = ({ valueMinor, costMinor }: Terms, { leads, won }: { leads: number; won: number }) =>
  valueMinor === null ? null : won * valueMinor - leads * costMinor;

function rowOf(sum: { leads: number; won: number }, totals: { leads: number; won: number; weeks: number }, terms: Terms) {
  const precision = rateOf(sum.won, sum.leads);
  const base = totals.leads > 0 ? totals.won / totals.leads : 0;
  const perWeek = sum.leads / totals.weeks;
  const attemptsPerWeek = perWeek * terms.attempts;
  return {
    ...sum,
    perWeek,
    precision,
    recall: totals.won > 0 ? sum.won / totals.won : null,
    lift: precision.rate !== null && base > 0 ? precision.rate / base : null,
    netMinor: netOf(terms, sum),
    attemptsPerWeek,
    hoursPerWeek: (attemptsPerWeek * terms.minutes) / 60,
    enough: precision.enough,
  };
}

function bandOf(leads: readonly PastLead[], sampled: readonly Sampled[], terms: Terms): Band {
  const n = leads.length;
  const won = countWon(leads);
  const worked = leads.filter((lead) => lead.worked).length;
  const net = netOf(terms, { leads: n, won });
  const mature = sampled.filter((one) => one.mature);
  return {
    leads: n,
    won,
    precision: rateOf(won, n),
    netPerLeadMinor: net === null || n === 0 ? null : net / n,
    worked,
    extrapolated: n > 0 && worked < HARDLY * n,
    sampled: { n: sampled.length, mature: rateOf(countWon(mature), mature.length) },
  };
}

/** The row that brings most; of equal ones the one with fewer leads. */
function bestOf(rows: readonly Row[]): Optimum | null {
  let best: Optimum | null = null;
  for (const { cut, netMinor, leads } of rows)
    if (netMinor !== null && leads > 0 && (best === null || netMinor > best.netMinor)) best = { cut, netMinor };
  return best;
}

function optimaOf(rows: readonly Row[], given: { terms: Terms; weeks: number; enough: boolean }) {
  const { terms, weeks, enough } = given;
  if (!enough) return { enough, best: null, withinCapacity: null, oneMore: null, outOfReachMinorPerYear: null };
  const aYear = (minor: number) => Math.round((minor / weeks) * WEEKS_PER_YEAR);
  const best = bestOf(rows);
  const within = bestOf(rows.filter((row) => row.withinCapacity));
  const reach = capacityOf(terms, terms.reps + 1);
  const next = bestOf(rows.filter(({ perWeek }) => perWeek <= reach));
  const gained = (to: Optimum) => to.netMinor - Math.max(0, within?.netMinor ?? 0);
  return {
    enough,
    best,
    withinCapacity: within,
    oneMore: next && gained(next) > 0 ? { ...next, moreMinorPerYear: aYear(gained(next)) } : null,
    outOfReachMinorPerYear: best ? aYear(gained(best)) : null,
  };
}
