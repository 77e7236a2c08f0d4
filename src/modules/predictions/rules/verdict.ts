import type { Verdict } from '../schema.ts';
import type { Quality, Report } from './train.ts';

/** By how much a Brier score must be lower to count as better: below that it is the same model with other decimals. */
const NOTICEABLE = 0.0005;

/** Whether a training beats the plain rate of all: then it has learned something. */
export function isOfUse(report: Pick<Report, 'quality' | 'compared'>): boolean {
  const base = report.compared.find(({ name }) => name === 'base_rate')?.quality.brier ?? 0;
  const { auc, brier } = report.quality;
  return auc !== null && auc.low > 0.5 && brier !== null && brier < base;
}

/**
 * Whether a finished training is put in force by itself. Both are judged on the same newest leads, by the Brier score, which asks for order and
 * calibration at once.
 */
export function verdictOn(
  report: Report,
  now: { off: boolean; rival: { quality: Quality; features: readonly string[] } | null },
): { verdict: Verdict; kept: boolean } {
  if (!isOfUse(report)) return { verdict: 'no_use', kept: false };
  if (now.off) return { verdict: 'off', kept: false };
  if (!now.rival) return { verdict: 'first', kept: true };
  if (now.rival.features.some((key) => report.leftOut.includes(key))) return { verdict: 'replaces_leak', kept: true };
  const better = (report.quality.brier ?? 1) < (now.rival.quality.brier ?? 1) - NOTICEABLE;
  return { verdict: better ? 'better' : 'not_better', kept: better };
}
