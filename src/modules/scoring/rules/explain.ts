import { type Threshold, thresholdWords } from './decision.ts';
import type { Contribution } from './engagement.ts';
import type { FitScore } from './fit.ts';

/** Three plain lines: who they are, what they do, and what the two together mean. */
export function inThreeLines(score: {
  label: string;
  fit: FitScore | null;
  met: readonly string[];
  unmet: readonly string[];
  disqualifiedBy: readonly string[];
  engagement: number;
  strongest: readonly { label: string; counted: Contribution['counted'] }[];
  handsOff: boolean;
  /** The signed value that decides; null: the label does. */
  threshold: Threshold | null;
}): [string, string, string] {
  return [fitLine(score), engagementLine(score.engagement, score.strongest), labelLine(score)];
}

function fitLine({ fit, met, unmet, disqualifiedBy }: Parameters<typeof inThreeLines>[0]): string {
  if (!fit) return 'Fit: no customer profile is signed yet.';
  if (disqualifiedBy.length > 0) return `Fit D: ${disqualifiedBy.join(', ')}.`;
  if (fit.class === '?') return `Fit unknown: ${Math.round(fit.coverage * 100)} % of what the profile asks is known.`;
  const parts = [...(met.length > 0 ? [`meets ${met.join(', ')}`] : []), ...(unmet.length > 0 ? [`not ${unmet.join(', ')}`] : [])];
  const known = fit.coverage < 1 ? ` (${Math.round(fit.coverage * 100)} % known)` : '';
  return `Fit ${fit.class}, ${Math.round(fit.fit ?? 0)} of 100${known}: ${parts.join('; ')}.`;
}

function engagementLine(engagement: number, strongest: readonly { label: string; counted: number }[]): string {
  if (strongest.length === 0) return 'Engagement 0: nothing that counts has happened lately.';
  const parts = strongest.map(({ label, counted }) => `${label} ${counted > 0 ? '+' : '−'}${Math.abs(Math.round(counted * 10) / 10)}`);
  return `Engagement ${Math.round(engagement)} of 100: ${parts.join(', ')}.`;
}

function labelLine({ label, handsOff, threshold }: Pick<Parameters<typeof inThreeLines>[0], 'label' | 'handsOff' | 'threshold'>): string {
  if (label === '?') return 'Too little is known to say more; an answer to one question would tell.';
  if (threshold) {
    const agreed = `Both teams agreed: ${thresholdWords(threshold)} a lead is for Sales.`;
    return `${label}: ${handsOff ? 'over the threshold' : 'under the threshold'}. ${agreed}`;
  }
  return handsOff
    ? `${label}: over the threshold, so it is for Sales.`
    : `${label}: under the threshold, so the score alone hands nobody to Sales.`;
}
