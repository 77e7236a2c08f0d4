import type { getAgreement } from '#modules/agreements/contract/agreement.ts';
import { type ClauseInput, EVERYTHING, type Party } from '#modules/agreements/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';

export type Version = NonNullable<OutputOf<typeof getAgreement>['version']>;

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
  const { id: _id, calendarName: _name, reading: _reading, text: _text, problem: _problem, ...input } = clause;
  return input;
}

export function newClause(party: Party, calendarId: string): ClauseInput {
  return {
    title: '',
    party,
    startsWhen: party === 'sales' ? 'handed_off' : 'recycled',
    criteria: EVERYTHING,
    proof: party === 'sales' ? ['call', 'mail', 'meeting'] : ['new_tactic'],
    leastEvidence: 'manual',
    withinSeconds: 86_400,
    calendarId,
    warnAt: [0.5, 0.8],
    escalateTo: party === 'sales' ? 'sales_lead' : 'marketing_lead',
    target: 0.9,
  };
}
