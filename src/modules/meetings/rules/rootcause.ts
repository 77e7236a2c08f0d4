import { DROP_WEEKS, LEAST_CASES, PARTIES, type Party } from '../schema.ts';

export type Missing = 'cause' | 'action' | 'check' | 'both_teams';

/** What a problem lacks before it can be closed. */
export function missingOf(of: { causes: number; actions: number; checkOn: string | null; present: readonly Party[] }): Missing[] {
  const missing: Missing[] = [];
  if (of.causes === 0) missing.push('cause');
  if (of.actions === 0) missing.push('action');
  if (of.checkOn === null) missing.push('check');
  if (PARTIES.some((party) => !of.present.includes(party))) missing.push('both_teams');
  return missing;
}

/** A promise was below its target in each of the last weeks, with enough cases in each to say so. */
export function hasDropped(weeks: readonly { k: number; n: number }[], target: number): boolean {
  return weeks.length >= DROP_WEEKS && weeks.every(({ k, n }) => n >= LEAST_CASES && k / n < target);
}
