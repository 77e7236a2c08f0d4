import { type Terms, USUAL_HOURS, USUAL_MINUTES, usualCostMinor } from '../schema.ts';

export type TermsAsked = { readonly [K in keyof Terms]?: NonNullable<Terms[K]> | undefined };

/** What was asked for, else what is usual: the average sale, the reps on duty, the attempts that are owed. */
export function termsOf(asked: TermsAsked, own: { averageMinor: number | null; reps: number; owed: { attempts: number } }): Terms {
  const attempts = asked.attempts ?? own.owed.attempts;
  return {
    valueMinor: asked.valueMinor ?? own.averageMinor,
    costMinor: asked.costMinor ?? usualCostMinor(attempts),
    attempts,
    minutes: asked.minutes ?? USUAL_MINUTES,
    hoursPerRep: asked.hoursPerRep ?? USUAL_HOURS,
    reps: asked.reps ?? own.reps,
  };
}
