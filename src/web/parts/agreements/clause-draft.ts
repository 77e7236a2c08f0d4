import type { getAgreement } from '#modules/agreements/contract/agreement.ts';
import {
  AMOUNT_MEASURES,
  type AmountMeasure,
  type ClauseInput,
  EVERYTHING,
  type Family,
  type Party,
  SHARE_MEASURES,
  type ShareMeasure,
  START_TERMS,
  STARTS,
  type Starts,
  type Step,
} from '#modules/agreements/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';

export type Version = NonNullable<OutputOf<typeof getAgreement>['version']>;
export type Clocked = Extract<ClauseInput, { family: 'in_time' | 'depth' }>;
export type Shared = Extract<ClauseInput, { family: 'share' }>;
export type Counted = Extract<ClauseInput, { family: 'amount' }>;

export const UNITS = ['minutes', 'hours', 'days'] as const;
export type Unit = (typeof UNITS)[number];
const SECONDS: Record<Unit, number> = { minutes: 60, hours: 3600, days: 86_400 };

/** The largest unit in which the time is a whole number; hours of a calendar stay hours, for its days are no 24. */
export function splitTime(seconds: number, inHours: boolean): { amount: number; unit: Unit } {
  const unit = !inHours && seconds >= 2 * 86_400 && seconds % 86_400 === 0 ? 'days' : seconds >= 3600 ? 'hours' : 'minutes';
  return { amount: seconds / SECONDS[unit], unit };
}

export function secondsOf(amount: number, unit: Unit): number {
  return Math.round(amount * SECONDS[unit]);
}

/** What is sent back of a clause that was read. */
export function inputOf(clause: Version['clauses'][number]): ClauseInput {
  const { id: _id, calendarName: _name, reading: _reading, text: _text, fine: _fine, problem: _problem, ...input } = clause;
  // What is read has every default filled in.
  return input as ClauseInput;
}

export const startsOf = (party: Party): Starts[] =>
  STARTS.filter((start) => (START_TERMS[start].parties as readonly Party[]).includes(party));

export const sharesOf = (party: Party): ShareMeasure[] =>
  (Object.keys(SHARE_MEASURES) as ShareMeasure[]).filter((one) => (SHARE_MEASURES[one].parties as readonly Party[]).includes(party));

export const amountsOf = (party: Party): AmountMeasure[] =>
  (Object.keys(AMOUNT_MEASURES) as AmountMeasure[]).filter((one) => (AMOUNT_MEASURES[one].parties as readonly Party[]).includes(party));

const DAY = 86_400;
/** Sensible times of the measures that have one. */
const USUAL_TIME: Partial<Record<ShareMeasure, number>> = {
  logged_in_time: DAY,
  not_left_lying: 14 * DAY,
  changes_confirmed: DAY,
  announced_ahead: 2 * DAY,
  requests_served: 7 * DAY,
};

/** What most teams begin with. */
export function measureTerms(measure: ShareMeasure): Pick<Shared, 'measure' | 'withinSeconds' | 'required'> {
  return { measure, withinSeconds: USUAL_TIME[measure] ?? null, required: measure === 'complete' ? ['company', 'phone', 'why_now'] : [] };
}

/** A new promise of a family with what most teams begin with; what the one before had and this one can have stays. */
export function newClause(family: Family, party: Party, calendarId: string): ClauseInput {
  const common = { title: '', party, criteria: EVERYTHING };
  if (family === 'share')
    return { ...common, family, period: 'month', target: 0.9, ...measureTerms(sharesOf(party)[0] ?? 'logged_in_time') };
  if (family === 'amount')
    return {
      ...common,
      family,
      period: 'month',
      measure: amountsOf(party)[0] ?? 'sales_sourced',
      amount: party === 'marketing' ? 1_000_000 : 10,
    };
  const escalation: Step[] = [
    { do: 'remind', at: 0.5 },
    { do: 'remind', at: 0.8 },
    { do: 'tell', role: party === 'sales' ? 'sales_lead' : 'marketing_lead' },
  ];
  const startsWhen = party === 'sales' ? ('handed_off' as const) : ('recycled' as const);
  const clocked = { ...common, startsWhen, leastEvidence: 'manual' as const, calendarId, escalation, target: 0.9 };
  if (family === 'depth')
    return { ...clocked, family, proof: ['call', 'mail', 'meeting'], attempts: 6, channels: 2, withinSeconds: 14 * 86_400 };
  return { ...clocked, family, proof: party === 'sales' ? ['call', 'mail', 'meeting'] : ['new_tactic'], withinSeconds: 86_400 };
}
