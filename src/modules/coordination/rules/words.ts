import type { Trend } from '../contract/report.ts';
import type { RESULTS, Side } from '../schema.ts';

/** The words of the alignment report as a file. They are those of the page: a browser test reads both. */
export const WORDS = {
  title: (workspace: string, month: string) => `Alignment report · ${workspace} · ${month}`,
  lead: 'How both teams worked together in this month, beside the three months before it. Components, each with its n; no single index.',
  running: 'This month is not over yet.',
  heads: ['Component', 'This month', 'Three months before', 'Change'],
  kept: (side: Side) => `${SIDE[side]}: promises kept`,
  accepted: 'Leads accepted',
  silent: 'Accepted by silence',
  reasoned: 'Returned with a reason that says something',
  verdict: 'Time to a verdict, median',
  nudge: 'From a reminder to the answer, median',
  nudges: 'Reminders',
  disputes: 'Disputed verdicts',
  discussions: 'Discussions opened, answered',
  booked: 'Won deals',
  invoiced: 'Invoiced',
  withoutRate: (n: string) => `${n} without a rate`,
  none: 'no data',
  course: 'The last twelve months',
  month: 'Month',
  tables: {
    shares: 'Promises and verdicts, month by month',
    talk: 'Waiting and talking, month by month',
    money: 'Money, month by month',
  },
  decisions: 'Decisions and what came of them',
  noDecisions: 'Both teams signed no draft in this time.',
  waits: 'Waits for its day',
  seenBy: (measure: string) => `Seen by: ${measure}`,
  checkedOn: (day: string) => `Day of looking: ${day}`,
  open: 'Open today',
  owedHeads: ['What', 'Open', 'Overdue', 'Longest since'],
  openOf: (open: string, overdue: string) => `${open} open, ${overdue} overdue`,
  gaps: 'Missing today',
  missing: (missing: string, total: string) => `${missing} of ${total} missing`,
  noGaps: 'Nothing is missing.',
  foot: (of: { made: string; page: string; pages: string }) => `Made on ${of.made} · page ${of.page} of ${of.pages}`,
  boxes: 'Some characters are shown as boxes here, as the typeface of this file lacks them. The page shows them, and prints them.',
};

export const SIDE: Readonly<Record<Side, string>> = { sales: 'Sales', marketing: 'Marketing' };

export const OUTCOME: Readonly<Record<(typeof RESULTS)[number], string>> = {
  worked: 'It worked',
  did_not: 'It did not',
  unclear: 'Not clear',
};

export const TREND: Readonly<Record<Trend, string>> = {
  higher: 'higher',
  lower: 'lower',
  same: 'no clear change',
  few: 'too few cases to compare',
};
