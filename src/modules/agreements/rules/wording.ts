import { addBusinessTime, type BusinessCalendar, type TimeWindow, type Weekday } from '#platform/shared/businesstime.ts';
import { minorDigits } from '#platform/shared/money.ts';
import {
  type AmountMeasure,
  type ClauseInput,
  type ClockClause,
  type Escalation,
  isClocked,
  type LeastEvidence,
  type Party,
  type PassOn,
  type Period,
  type Proof,
  passOnsOf,
  type Required,
  remindersOf,
  START_TERMS,
  type Step,
  toldOf,
} from '../schema.ts';

/** Leaves the union a union. */
type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;

/** A clause as it runs; its sentences are made from the same values. */
export type WordedClause = Without<ClauseInput, 'criteria' | 'calendarId' | 'title' | 'lineId'> & {
  /** The criteria in words; empty for every lead. */
  forWhom: string;
  /** Of amounts in money: the workspace's. */
  currency?: string;
  /** Of clauses with a clock. */
  calendar?: { name: string; hours: BusinessCalendar } | undefined;
};
type WordedClock = Extract<WordedClause, { family: ClockClause['family'] }> & { calendar: { name: string; hours: BusinessCalendar } };
type WordedShare = Extract<WordedClause, { family: 'share' }>;
type WordedAmount = Extract<WordedClause, { family: 'amount' }>;

/** The promise, and below it what counts and what does not. */
export interface Wording {
  text: string;
  fine: string;
}

const PARTY: Readonly<Record<Party, string>> = { sales: 'Sales', marketing: 'Marketing' };
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
  revenue_lead: 'whoever is accountable for both teams',
};
const PASSED: Readonly<Record<PassOn['do'], string>> = {
  reassign: 'the lead goes to the next person by the rules of routing, and the time that has passed stays passed',
  pool: 'the lead lies in the pool for anyone of Sales to take, or with the sales lead where there is no pool',
};
const EVIDENCE: Readonly<Record<LeastEvidence, string>> = {
  manual: '',
  confirmed: ', confirmed by the customer or another system',
  system: ', seen by the telephone or mail system',
};
const PERIOD: Readonly<Record<Period, string>> = { month: 'calendar month', quarter: 'quarter' };
const KNOWN: Readonly<Record<Required, string>> = {
  company: 'the company',
  campaign: 'the campaign',
  email: 'a mail address',
  phone: 'a telephone number',
  job_title: 'the job title',
  score: 'the score',
  why_now: 'why the person is worth a call now',
};

/** Lists in words: `a`, `a or b`, `a, b or c`. */
function either(parts: readonly string[], word = 'or'): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`;
}

function counted(n: number, unit: string): string {
  return `${n} ${unit}${n === 1 ? '' : unit.endsWith('ch') ? 'es' : 's'}`;
}

/** A share to the tenth of a percent, in which shares are written. */
const percent = (share: number) => `${Number((share * 100).toFixed(1))} %`;

const SPANS: readonly [unit: string, seconds: number][] = [
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** Exact: `24 hours`, `1 hour 30 minutes`. */
function spanInWords(seconds: number): string {
  const parts: string[] = [];
  let left = seconds;
  for (const [unit, size] of SPANS) {
    const n = Math.floor(left / size);
    if (n > 0) parts.push(counted(n, unit));
    left -= n * size;
  }
  return parts.join(' ');
}

/** Calendar time: days from two on, where they come out even. */
function plainSpan(seconds: number): string {
  return seconds >= 172_800 && seconds % 86_400 === 0 ? counted(seconds / 86_400, 'day') : spanInWords(seconds);
}

/** The length of an ordinary working day of the calendar, in seconds: the longest of its weekdays. */
export function workingDaySeconds(calendar: BusinessCalendar): number {
  const minutes = (wall: string) => Number(wall.slice(0, 2)) * 60 + Number(wall.slice(3, 5));
  const days = Object.values(calendar.windows).map((windows) =>
    (windows ?? []).reduce((sum, { from, to }) => sum + minutes(to) - minutes(from), 0),
  );
  return Math.max(0, ...days) * 60;
}

/** `24 hours`, `5 business days (40 hours of “Business hours”)`. */
export function durationInWords(seconds: number, calendar: BusinessCalendar, calendarName: string): string {
  if (calendar.always) return plainSpan(seconds);
  const day = workingDaySeconds(calendar);
  if (day > 0 && seconds >= day && seconds % day === 0)
    return `${counted(seconds / day, 'business day')} (${spanInWords(seconds)} of “${calendarName}”)`;
  return `${spanInWords(seconds)} of “${calendarName}”`;
}

const DAYS: readonly [Weekday, string][] = [
  [1, 'Monday'],
  [2, 'Tuesday'],
  [3, 'Wednesday'],
  [4, 'Thursday'],
  [5, 'Friday'],
  [6, 'Saturday'],
  [7, 'Sunday'],
];
const windowsInWords = (windows: readonly TimeWindow[]) =>
  either(
    windows.map(({ from, to }) => `${from} to ${to}`),
    'and',
  );

/** The hours of a calendar as an annex of the agreement: zone, hours by weekday, days with hours of their own. */
export function calendarInWords(hours: BusinessCalendar): string {
  if (hours.always) return 'Time runs day and night.';
  const week = DAYS.flatMap(([day, name]) => {
    const windows = hours.windows[day] ?? [];
    return windows.length === 0 ? [] : [`${name} ${windowsInWords(windows)}`];
  });
  const halves = Object.entries(hours.special ?? {}).map(([date, windows]) => `on ${date} ${windowsInWords(windows)}`);
  const closed = hours.holidays.length === 0 ? '' : ` Closed on ${either([...hours.holidays].sort(), 'and')}.`;
  return `${week.join('; ')} (${hours.zone}).${halves.length === 0 ? '' : ` Otherwise ${halves.sort().join('; ')}.`}${closed}`;
}

const onlyWhere = (forWhom: string) => (forWhom === '' ? '' : ` (only where ${forWhom})`);

function ladderInWords(escalation: readonly Step[], calendar: { name: string; hours: BusinessCalendar }): string {
  const warnings = remindersOf(escalation).map(percent);
  const reminded = warnings.length === 0 ? '' : ` Whoever owes it is reminded at ${either(warnings, 'and')} of the time.`;
  const roles = toldOf(escalation).map((role) => TOLD[role]);
  const told = roles.length === 0 ? '' : ` When the time has passed, ${either(roles, 'and')} ${roles.length > 1 ? 'are' : 'is'} told.`;
  const passed = passOnsOf(escalation).map(
    (step) => ` ${durationInWords(step.after, calendar.hours, calendar.name)} after that time ${PASSED[step.do]}.`,
  );
  return `${reminded}${told}${passed.join('')}`;
}

function clockInWords(clause: WordedClock): Wording {
  const { calendar } = clause;
  const within = durationInWords(clause.withinSeconds, calendar.hours, calendar.name);
  const proof = either(clause.proof.map((one) => DONE[one])) + EVIDENCE[clause.leastEvidence];
  const duty =
    clause.family === 'depth'
      ? `${PARTY[clause.party]} tries at least ${clause.attempts} times${clause.channels > 1 ? `, in at least ${clause.channels} ways` : ''}, within ${within}. As an attempt counts ${proof}. Reaching the person ends it sooner`
      : `${PARTY[clause.party]} answers it within ${within}. It is answered by ${proof}`;
  const proofs: readonly Proof[] = clause.proof;
  const givenBack =
    clause.party === 'sales' && proofs.some((one) => one !== 'verdict') ? ' Giving the lead back with its reason answers it too.' : '';
  const silence = proofs.includes('verdict') ? ' Silence is acceptance: without a verdict in time the lead counts as accepted.' : '';
  const clockHours = calendar.hours.always
    ? ' Nights, weekends and holidays count.'
    : ` Only the hours of “${calendar.name}” count (${calendar.hours.zone}).`;
  return {
    text: `${START_TERMS[clause.startsWhen].words}${onlyWhere(clause.forWhom)}, ${duty}.${givenBack}${silence}${clockHours}${ladderInWords(clause.escalation, calendar)} Target: ${percent(clause.target)} in time.`,
    fine: fineOf(clause),
  };
}

function fineOf({ family, proof, party }: WordedClock): string {
  const contact = proof.some((one) => one !== 'verdict' && one !== 'new_tactic');
  const no = 'A changed status, a note, a task or silence does not count';
  if (!contact) return `${no}.`;
  const other = PARTY[party === 'sales' ? 'marketing' : 'sales'];
  const before = family === 'depth' ? '' : ' A contact made no longer before than the same time counts as made at once.';
  return `${no}; nor does a mail that a program sent, a meeting that did not take place, or what ${other} did. What is written down on a later day counts from when it was written down. Where the customer comes first, nothing is owed any more, and it is counted apart.${before}`;
}

function shareInWords(clause: WordedShare): Wording {
  const target = `at least ${percent(clause.target)}`;
  const [whom, side, period] = [onlyWhere(clause.forWhom), PARTY[clause.party], PERIOD[clause.period]];
  const within = plainSpan(clause.withinSeconds ?? 0);
  switch (clause.measure) {
    case 'accepted':
      return {
        text: `Of the hand-offs${whom} on which the verdict falls in a ${period}, ${target} are accepted. ${side} answers for it.`,
        fine: 'Silence counts as acceptance. Hand-offs that turned out to be no lead before a verdict do not count. One that is given back later stays accepted here.',
      };
    case 'complete':
      return {
        text: `Of the hand-offs${whom} that ${side} makes in a ${period}, ${target} come with ${either(
          clause.required.map((one) => KNOWN[one]),
          'and',
        )}.`,
        fine: 'What was known at the hand-off counts; filling it in afterwards does not.',
      };
    case 'logged_in_time':
      return {
        text: `Of the conversations that ${side} has in a ${period}, ${target} are written down within ${within}.`,
        fine: 'Calls, meetings and the like that a person writes down count. What a system records by itself, and imported history, do not.',
      };
    case 'reasons_given':
      return {
        text: `Of the hand-offs${whom} that ${side} rejects or returns in a ${period}, ${target} carry a reason from the common list.`,
        fine: 'The reason “other” counts only with a note of fifteen characters or more.',
      };
    case 'changes_confirmed':
      return {
        text: `Of the confirmations that changes announced in a ${period} ask of ${side}, ${target} come within ${within}. As large a share of them lets an offer start.`,
        fine: 'Each person whom a change concerns confirms, once, having read the difference. Nights, weekends and holidays count. What a newer change replaced before its time was over does not count.',
      };
    case 'announced_ahead':
      return {
        text: `Of the offers and their versions that ${side} starts in a ${period}, ${target} were announced to Sales at least ${within} before. One that Sales has not confirmed enough starts only after that time, or early with a reason that is kept.`,
        fine: 'The time from the announcement to the start counts, nights, weekends and holidays too.',
      };
    case 'requests_served':
      return {
        text: `Of the content that Sales asks for in a ${period}, ${target} of the requests are served by ${side} within ${within}.`,
        fine: 'A request is served when the content is delivered, or declined with a reason. Nights, weekends and holidays count. Requests that Sales took back do not count.',
      };
    default:
      return {
        text: `Of the accepted leads${whom} that lie with ${side} in a ${period}, ${target} are never left untouched for more than ${within}.`,
        fine: 'A call, mail, meeting or chat with the person touches a lead; so does giving it back, or the deal that comes of it. Nights, weekends and holidays count. The last touch before the period counts too.',
      };
  }
}

/** Exact: `144,000.00 EUR`. */
function moneyInWords(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  const whole = new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${whole.format(minor / 10 ** digits)} ${currency}`;
}

const AMOUNT: Readonly<Record<AmountMeasure, (clause: WordedAmount) => Wording>> = {
  value_delivered: ({ party, amount, period, forWhom, currency }) => ({
    text: `${PARTY[party]} hands off leads${onlyWhere(forWhom)} worth at least ${moneyInWords(amount, currency ?? '')} in a ${PERIOD[period]}.`,
    fine: 'A lead is worth what leads of its kind came to, by the table that was frozen with this version. Leads that Sales found itself do not count, nor do those that Sales rejected as no lead. A person counts once in 90 days.',
  }),
  handoffs_delivered: ({ party, amount, period, forWhom }) => ({
    text: `${PARTY[party]} hands off at least ${counted(amount, 'lead')}${onlyWhere(forWhom)} in a ${PERIOD[period]}.`,
    fine: 'Leads that Sales found itself do not count, nor do those that turned out to be no lead or to have wrong data. A person counts once in a period.',
  }),
  sales_sourced: ({ party, amount, period, forWhom }) => ({
    text: `${PARTY[party]} opens at least ${counted(amount, 'lead')} of its own${onlyWhere(forWhom)} in a ${PERIOD[period]}.`,
    fine: 'The lead says that Sales found it. Imported leads do not count, nor do those that were put in the trash.',
  }),
  calls_each: (clause) => eachInWords(clause, { done: 'call', what: 'Calls to customers count.' }),
  touches_each: (clause) =>
    eachInWords(clause, { done: 'touch', what: 'Calls, mails written by a person, meetings held and chats count as touches.' }),
};

/** What each rep does at least; the same words for calls and for all ways of reaching a person. */
function eachInWords({ party, amount, period, forWhom }: WordedAmount, { done, what }: { done: string; what: string }): Wording {
  return {
    text: `Each rep of ${PARTY[party]} makes at least ${counted(amount, done)}${onlyWhere(forWhom)} in a ${PERIOD[period]}.`,
    fine: `${what} A person counts once a day, whether reached or not; what a program did does not count. What one rep does beyond the minimum does not make up for another. Days on leave and days before a rep began lower the minimum in proportion. A rep sees the own figure, the lead those of the team, the other team only the sum.`,
  };
}

/** What the clause says, in sentences that follow its values and nothing else. Clauses that run differently never read the same. */
export function clauseInWords(clause: WordedClause): Wording {
  if (clause.family === 'share') return shareInWords(clause);
  if (clause.family === 'amount') return AMOUNT[clause.measure](clause);
  const { calendar } = clause;
  return isClocked(clause) && calendar ? clockInWords({ ...clause, calendar }) : { text: '', fine: '' };
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
