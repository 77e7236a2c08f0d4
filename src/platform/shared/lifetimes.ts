import { ENOUGH, percentile } from './statistics.ts';

/** Cases that ran equally long: `entry` is since when they were watched (an import knows nothing of what came before), `n` how many. */
export interface Spell<Cause extends string = string> {
  duration: number;
  /** How it ended; null where it was last seen not to have. */
  cause: Cause | null;
  n: number;
  /** 0 where absent: watched from the beginning. */
  entry?: number;
}

export interface LifeStep<Cause extends string = string> {
  duration: number;
  atRisk: number;
  /** Share for which nothing has ended it after this duration (Kaplan–Meier). */
  remaining: number;
  /** 95 % interval of `remaining`: Greenwood's variance on the log-log scale, so that it stays between 0 and 1. */
  low: number;
  high: number;
  /** Share that ended by each cause until then (Aalen–Johansen): they and `remaining` add up to 1. */
  ended: Readonly<Record<Cause, number>>;
}

const Z95 = 1.959963984540054;

/**
 * Course of lifetimes that can end by several causes: Kaplan–Meier for what is left, Aalen–Johansen for each cause. One minus a Kaplan–Meier
 * curve that takes the other causes as censored would overstate each of them. Ends at the same duration count together; who was last seen
 * then is still at risk; who is watched only since later is at risk from after their entry on.
 */
export function lifeCourse<Cause extends string>(spells: readonly Spell<Cause>[], causes: readonly Cause[]): LifeStep<Cause>[] {
  const watched = spells.filter((spell) => spell.n > 0 && spell.duration > (spell.entry ?? -1));
  const byEnd = [...watched].sort((a, b) => a.duration - b.duration);
  const byEntry = watched.filter((spell) => (spell.entry ?? 0) > 0).sort((a, b) => (a.entry ?? 0) - (b.entry ?? 0));
  let atRisk = watched.reduce((sum, spell) => sum + ((spell.entry ?? 0) > 0 ? 0 : spell.n), 0);
  const ended = Object.fromEntries(causes.map((cause) => [cause, 0])) as Record<Cause, number>;
  const steps: LifeStep<Cause>[] = [];
  let [remaining, greenwood, entered] = [1, 0, 0];
  for (let index = 0; index < byEnd.length; ) {
    const duration = byEnd[index]?.duration ?? 0;
    for (; (byEntry[entered]?.entry ?? Number.POSITIVE_INFINITY) < duration; entered += 1) atRisk += byEntry[entered]?.n ?? 0;
    const now: Spell<Cause>[] = [];
    for (let spell = byEnd[index]; spell?.duration === duration; spell = byEnd[index]) {
      now.push(spell);
      index += 1;
    }
    const happened = now.reduce((sum, { cause, n }) => sum + (cause === null ? 0 : n), 0);
    if (happened > 0 && atRisk > 0) {
      for (const { cause, n } of now) if (cause !== null) ended[cause] += (remaining * n) / atRisk;
      remaining *= 1 - happened / atRisk;
      greenwood += atRisk > happened ? happened / (atRisk * (atRisk - happened)) : Number.POSITIVE_INFINITY;
      steps.push({ duration, atRisk, remaining, ...intervalOf(remaining, greenwood), ended: { ...ended } });
    }
    atRisk -= now.reduce((sum, { n }) => sum + n, 0);
  }
  return steps;
}

function intervalOf(remaining: number, greenwood: number): { low: number; high: number } {
  if (remaining <= 1e-12) return { low: 0, high: 1 };
  if (remaining >= 1) return { low: 1, high: 1 };
  const spread = (Z95 * Math.sqrt(greenwood)) / Math.abs(Math.log(remaining));
  return { low: remaining ** Math.exp(spread), high: remaining ** Math.exp(-spread) };
}

/** The duration after which at most `1 - share` remain; null where the curve never gets there. */
export function lifePercentile(steps: readonly Pick<LifeStep, 'duration' | 'remaining'>[], share: number): number | null {
  return steps.find(({ remaining }) => remaining <= 1 - share + 1e-9)?.duration ?? null;
}

/** What the curve says at a duration: the last step until then. */
export function lifeAt<Cause extends string>(steps: readonly LifeStep<Cause>[], duration: number): LifeStep<Cause> | null {
  return steps.findLast((step) => step.duration <= duration) ?? null;
}

/** Events per 100 units of time under risk. */
export function ratePer100(spells: readonly Spell[], cause: string): number | null {
  const exposure = spells.reduce((sum, { duration, entry = 0, n }) => sum + (duration - entry) * n, 0);
  const events = spells.reduce((sum, spell) => sum + (spell.cause === cause ? spell.n : 0), 0);
  return exposure > 0 ? (100 * events) / exposure : null;
}

/**
 * How long a cohort takes until what will convert has converted: the 90th percentile of the lag of those that did. Null below 30: then nobody
 * can say when a cohort is complete.
 * @param lags days, of cases old enough to be complete
 */
export function maturityLag(lags: readonly number[]): number | null {
  return lags.length >= ENOUGH ? percentile(lags, 0.9) : null;
}

/** What one costs, in minor units, not rounded; null where there is none to share the spend. */
export function costPer(spendMinor: number, n: number): number | null {
  return n > 0 ? spendMinor / n : null;
}
