import { deviationOf, meanOf, Z80 } from '#platform/shared/normal.ts';
import type { Cohort, Measured } from './cohorts.ts';

export interface Expected {
  low: number;
  expected: number;
  high: number;
  /** Of the expected: from leads that are there already. */
  inPipe: number;
}

interface Flow {
  kernel: Pick<Measured, 'perLead' | 'wins' | 'square' | 'sale'>;
  cohorts: readonly Cohort[];
  /** Leads a month that are still to come, at today's pace. */
  coming: number;
  /** Money without a lead on record, by month: past months. */
  base: readonly number[];
}

/**
 * Revenue of months from leads that are there, leads to come at today's pace, and sales without a lead. The interval is the middle 80 %: chance of how many are won and how
 * large they are (compound Poisson), how few wins the kernel rests on, and how much sales without a lead varied.
 */
export function outlook(flow: Flow, months: { now: number; from: number; n: number }): Expected[] {
  return Array.from({ length: months.n }, (_none, step) => monthOf(flow, { now: months.now, month: months.from + step }));
}

function monthOf({ kernel, cohorts, coming, base }: Flow, { now, month }: { now: number; month: number }): Expected {
  const at = (age: number) => kernel.perLead[age] ?? 0;
  const inPipe = cohorts.filter((one) => one.month <= now).reduce((all, one) => all + one.leads * at(month - one.month), 0);
  let later = 0;
  for (let cohort = now + 1; cohort <= month; cohort += 1) later += coming * at(month - cohort);
  const fromLeads = inPipe + later;
  const expected = fromLeads + meanOf(base);
  const chance = kernel.sale > 0 ? (fromLeads / kernel.sale) * kernel.square : 0;
  const known = kernel.wins > 0 ? fromLeads ** 2 / kernel.wins : 0;
  const half = Z80 * Math.sqrt(chance + known + deviationOf(base) ** 2);
  return { low: Math.max(0, expected - half), expected, high: expected + half, inPipe };
}

/** Cases to expect in so many weeks from those of past weeks: the middle 80 % by the spread of the weeks, which is at least that of chance (Poisson). */
export function comingCases(weeks: readonly number[], ahead: number): { low: number; expected: number; high: number } | null {
  if (weeks.length < 4) return null;
  const mean = meanOf(weeks);
  const variance = Math.max(mean, deviationOf(weeks) ** 2);
  const half = Z80 * Math.sqrt(ahead * variance + (ahead ** 2 * variance) / weeks.length);
  return { low: Math.max(0, Math.floor(ahead * mean - half)), expected: ahead * mean, high: Math.ceil(ahead * mean + half) };
}

export interface Said {
  low: number;
  expected: number;
  high: number;
  actual: number;
}

/** How earlier forecasts did: how many of them held the month, and whether they lean to one side. */
export function calibration(said: readonly Said[]): { within: number; n: number; bias: number | null } {
  const actual = said.reduce((all, one) => all + one.actual, 0);
  const expected = said.reduce((all, one) => all + one.expected, 0);
  return {
    within: said.filter((one) => one.actual >= one.low && one.actual <= one.high).length,
    n: said.length,
    bias: actual > 0 ? (expected - actual) / actual : null,
  };
}
