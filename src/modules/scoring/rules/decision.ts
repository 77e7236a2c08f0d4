import { type ClassBounds, DEFAULT_BOUNDS } from './fit.ts';

/** A value that both sides signed, while it decides. */
export interface Threshold {
  number: number;
  /** Engagement points from which on, 0 to 100. */
  cut: number;
  fitClasses: readonly string[];
  expiresAt: string;
}

/** What hands a lead to Sales now: the signed threshold where one is in force, else the labels of the score. */
export interface HandoffRule {
  labels: readonly string[];
  threshold: Threshold | null;
}

export interface Standing {
  label: string | null;
  fit: string | null;
  engagement: number | null;
}

/** Points are stored and compared to the thousandth, so that what is on record and what is worked out anew decide alike. */
export function asStored(engagement: number): number {
  return Math.round(engagement * 1000) / 1000;
}

/** The one decision whether a score hands somebody to Sales; `forSales` in queries/decision.ts says the same in SQL. */
export function isForSales({ labels, threshold }: HandoffRule, { label, fit, engagement }: Standing): boolean {
  if (!threshold) return label !== null && labels.includes(label);
  return fit !== null && engagement !== null && threshold.fitClasses.includes(fit) && asStored(engagement) >= threshold.cut;
}

/** From how many engagement points on the rule hands off, for each fit; fits that no points hand off, or any points, have no cut. */
export function cutsOf({ labels, threshold }: HandoffRule, bounds: ClassBounds = DEFAULT_BOUNDS): { fit: string; cut: number }[] {
  if (threshold) return threshold.cut > 0 ? threshold.fitClasses.map((fit) => ({ fit, cut: threshold.cut })) : [];
  const fits = [...new Set(labels.flatMap((label) => (/^[A-D][1-4]$/.test(label) ? label.slice(0, 1) : [])))].sort();
  return fits.flatMap((fit) => {
    const weakest = Math.max(...labels.filter((label) => label.startsWith(fit)).map((label) => Number(label.slice(1))));
    const cut = bounds[weakest - 1];
    return cut === undefined || cut <= 0 ? [] : [{ fit, cut }];
  });
}

/** "from 55 points with fit A or B" */
export function thresholdWords({ cut, fitClasses }: Pick<Threshold, 'cut' | 'fitClasses'>): string {
  const last = fitClasses.at(-1) ?? '';
  const classes = fitClasses.length > 1 ? `${fitClasses.slice(0, -1).join(', ')} or ${last}` : last;
  return `from ${cut} points with fit ${classes}`;
}
