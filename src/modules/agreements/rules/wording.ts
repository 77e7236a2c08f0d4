import { addBusinessTime, type BusinessCalendar } from '#platform/shared/businesstime.ts';
import type { Escalation, LeastEvidence, Party, Proof, Starts } from '../schema.ts';

/** A clause as it runs; the sentence is made from the same values. */
export interface WordedClause {
  party: Party;
  startsWhen: Starts;
  /** The criteria in words; empty for every lead. */
  forWhom: string;
  proof: readonly Proof[];
  leastEvidence: LeastEvidence;
  withinSeconds: number;
  calendar: BusinessCalendar;
  calendarName: string;
  warnAt: readonly number[];
  escalateTo: Escalation | null;
  target: number;
}

const PARTY: Readonly<Record<Party, string>> = { sales: 'Sales', marketing: 'Marketing' };
const START: Readonly<Record<Starts, string>> = {
  handed_off: 'When Marketing hands off a lead',
  hand_raised: 'When a customer asks to be contacted',
  recycled: 'When Sales returns a lead to be warmed again',
};
const DONE: Readonly<Record<Proof, string>> = {
  call: 'a call',
  mail: 'a mail written by a person',
  meeting: 'a meeting held',
  chat: 'a chat',
  verdict: 'a verdict (accepted, rejected or recycled, with the reason)',
  new_tactic: 'a tactic that was not tried before',
};
const TOLD: Readonly<Record<Escalation, string>> = {
  sales_lead: 'the sales lead',
  marketing_lead: 'the marketing lead',
  revenue_lead: 'the revenue lead',
};
const EVIDENCE: Readonly<Record<LeastEvidence, string>> = {
  manual: '',
  confirmed: ', confirmed by the customer or another system',
  system: ', seen by the telephone or mail system',
};

/** Lists in words: `a`, `a or b`, `a, b or c`. */
function either(parts: readonly string[], word = 'or'): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`;
}

function counted(n: number, unit: string): string {
  return `${Number(n.toFixed(2))} ${unit}${n === 1 ? '' : 's'}`;
}

/** The length of an ordinary working day of the calendar, in seconds: the longest of its weekdays. */
export function workingDaySeconds(calendar: BusinessCalendar): number {
  const minutes = (wall: string) => Number(wall.slice(0, 2)) * 60 + Number(wall.slice(3, 5));
  const days = Object.values(calendar.windows).map((windows) =>
    (windows ?? []).reduce((sum, { from, to }) => sum + minutes(to) - minutes(from), 0),
  );
  return Math.max(0, ...days) * 60;
}

/** `24 hours`, `5 business days (40 hours of Business hours)`. */
export function durationInWords(seconds: number, calendar: BusinessCalendar, calendarName: string): string {
  const hours = seconds / 3600;
  const plain = seconds < 3600 ? counted(seconds / 60, 'minute') : counted(hours, 'hour');
  if (calendar.always) return hours >= 48 && hours % 24 === 0 ? counted(hours / 24, 'day') : plain;
  const day = workingDaySeconds(calendar);
  if (day > 0 && seconds >= day && seconds % day === 0)
    return `${counted(seconds / day, 'business day')} (${counted(hours, 'hour')} of “${calendarName}”)`;
  return `${plain} of “${calendarName}”`;
}

/** What the clause says, in one or two sentences that follow its values and nothing else. */
export function clauseInWords(clause: WordedClause): string {
  const whom = clause.forWhom === '' ? '' : ` (only where ${clause.forWhom})`;
  const proof = either(clause.proof.map((one) => DONE[one])) + EVIDENCE[clause.leastEvidence];
  const duty = `${PARTY[clause.party]} answers it within ${durationInWords(clause.withinSeconds, clause.calendar, clause.calendarName)}`;
  const givenBack =
    clause.party === 'sales' && clause.proof.some((one) => one !== 'verdict')
      ? ' Giving the lead back with its reason answers it too.'
      : '';
  const clockHours = clause.calendar.always
    ? ' Nights, weekends and holidays count.'
    : ` Only the hours of “${clause.calendarName}” count (${clause.calendar.zone}).`;
  const warnings = [...clause.warnAt].sort((a, b) => a - b).map((share) => `${Number((share * 100).toFixed(1))} %`);
  const reminded = warnings.length === 0 ? '' : ` Whoever owes it is reminded at ${either(warnings, 'and')} of the time.`;
  const told = clause.escalateTo === null ? '' : ` When the time has passed, ${TOLD[clause.escalateTo]} is told.`;
  return `${START[clause.startsWhen]}${whom}, ${duty}. It is answered by ${proof}.${givenBack}${clockHours}${reminded}${told} Target: ${Number((clause.target * 100).toFixed(1))} % in time.`;
}

export interface Reading {
  startedAt: string;
  /** The same number of hours read both ways. */
  calendarHoursDue: string;
  businessHoursDue: string;
}

/** One promise read in calendar hours and in business hours, for a few starts: what the two teams should look at before they sign. */
export function bothReadings(withinSeconds: number, business: BusinessCalendar, starts: readonly string[]): Reading[] {
  const always: BusinessCalendar = { zone: business.zone, windows: {}, holidays: [], always: true };
  return starts.map((startedAt) => ({
    startedAt,
    calendarHoursDue: addBusinessTime(startedAt, withinSeconds, always),
    businessHoursDue: addBusinessTime(startedAt, withinSeconds, business),
  }));
}
