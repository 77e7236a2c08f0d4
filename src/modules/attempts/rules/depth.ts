import { type Rate, rateOf } from '#platform/shared/statistics.ts';
import { ENOUGH_AT_RISK } from '../schema.ts';

/** Of the leads that came to attempt `k` without having been reached, how many it reached. */
export interface AttemptCount {
  k: number;
  atRisk: number;
  reached: number;
}

export interface Step {
  k: number;
  /** Reached at this attempt of those not reached before. */
  hazard: Rate;
  /** What one more attempt is worth on average, less what it costs: `hazard × value − cost`, in minor units. */
  netMinor: number;
  /** Too few leads came so far to say. */
  enough: boolean;
}

export interface Depth {
  steps: Step[];
  /** The last attempt that pays; null where the first has too little data to say. */
  depth: number | null;
  /** The share reached when everyone is tried that often. */
  reach: number;
  /** Attempts a lead takes on average when it is left alone once reached. */
  attemptsPerLead: number;
  /** Deeper could pay, but too few leads were tried that often to say. */
  open: boolean;
}

/**
 * How often it pays to try: the next attempt is made as long as `h(k) × value > cost`, where h(k) is the share reached at attempt k of those not
 * reached before. Attempts after the first that does not pay are not looked at: who comes to them was chosen by somebody.
 */
export function followUpDepth(counts: readonly AttemptCount[], money: { valueMinor: number; costMinor: number }): Depth {
  const steps = [...counts]
    .sort((a, b) => a.k - b.k)
    .map(({ k, atRisk, reached }): Step => {
      const hazard = rateOf(reached, atRisk);
      return { k, hazard, netMinor: (hazard.rate ?? 0) * money.valueMinor - money.costMinor, enough: atRisk >= ENOUGH_AT_RISK };
    });
  const paying = steps.slice(
    0,
    firstThat(steps, ({ enough, netMinor }) => !enough || netMinor <= 0),
  );
  const next = steps[paying.length];
  let missed = 1;
  let attemptsPerLead = 0;
  for (const { hazard } of paying) {
    attemptsPerLead += missed;
    missed *= 1 - (hazard.rate ?? 0);
  }
  return {
    steps,
    depth: steps[0]?.enough ? paying.length : null,
    reach: 1 - missed,
    attemptsPerLead,
    open: next === undefined ? paying.length > 0 : !next.enough,
  };
}

function firstThat(steps: readonly Step[], test: (step: Step) => boolean): number {
  const index = steps.findIndex(test);
  return index < 0 ? steps.length : index;
}
