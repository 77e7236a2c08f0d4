import type { Kind, Source } from '../schema.ts';

/** What each kind of meeting looks at: the day-to-day each week, how it went each month, where it goes each quarter. */
export const LOOKS_AT: Readonly<Record<Kind, readonly Source[]>> = {
  weekly: [
    ...(['checkback', 'goal', 'breach', 'dispute', 'silence', 'discrepancy', 'discussion', 'question'] as const),
    ...(['promise', 'confirmation', 'course', 'issue'] as const),
  ],
  monthly: [
    ...(['checkback', 'goal', 'plan', 'issue', 'breach', 'course', 'reason', 'drift', 'dispute'] as const),
    ...(['discussion', 'question', 'challenge', 'promise', 'confirmation'] as const),
  ],
  quarterly: ['checkback', 'goal', 'plan', 'course', 'drift', 'reason', 'issue', 'breach', 'challenge', 'discussion'],
  root_cause: ['issue', 'reason', 'breach', 'drift', 'checkback'],
  team: ['breach', 'silence', 'discrepancy', 'discussion', 'question', 'challenge', 'promise', 'confirmation'],
};

/** Days back that a meeting without a predecessor looks. */
export const LOOKS_BACK: Readonly<Record<Kind, number>> = { weekly: 7, monthly: 31, quarterly: 92, root_cause: 28, team: 14 };

/** Minutes that an item gets where nobody says otherwise. */
export const MINUTES: Readonly<Record<Source, number>> = {
  checkback: 5,
  issue: 15,
  breach: 10,
  dispute: 5,
  reason: 10,
  drift: 10,
  silence: 5,
  discrepancy: 5,
  discussion: 5,
  promise: 5,
  confirmation: 3,
  goal: 10,
  plan: 10,
  course: 5,
  question: 5,
  challenge: 10,
  hand: 5,
};

/** Questions that get to the root, by what the item is about. They ask about the work, never about a person. */
export const QUESTIONS: Readonly<Record<Source, readonly string[]>> = {
  checkback: ['What else changed in that time?', 'Do we keep it, change it or take it back?'],
  issue: ['When did it still work, and what was different then?', 'What would have to be true for this to be nobody’s fault?'],
  breach: [
    'Was there time enough for these, on those days?',
    'What did these have in common: source, region, hour?',
    'What would have made the first step easier?',
  ],
  dispute: ['Which words of the profile did both sides read differently?', 'What would the next one of these need to be clear?'],
  reason: ['Where do these come from, and what did they ask for?', 'Which criterion would have told us beforehand?'],
  drift: ['What do customers of now want that those of last year did not?', 'Which campaigns still speak to those of last year?'],
  silence: ['Who would notice first if this went on?', 'What is waited for?'],
  discrepancy: ['Where does the customer read which of the two?', 'Which one is right from today on?'],
  discussion: ['What would each side need to see to agree?'],
  promise: ['Is it still worth doing?', 'What has to be moved so that it is done?'],
  confirmation: ['Did the change reach whoever talks with customers?'],
  goal: ['Which step fell behind first, and since when?', 'What of it can still be moved in this period, and what in the next?'],
  plan: ['What does each side need to see to sign it?'],
  course: ['What changed where these leads come from?', 'Is it the leads, or how soon somebody talked with them?'],
  question: ['Who knows the answer?', 'Where should the answer have been found?'],
  challenge: ['What would make this easier next week?', 'What does the other team see that we do not?'],
  hand: [],
};

/** Usual reasons why follow-up drops, to be ruled out one by one. */
export const CANDIDATES: readonly string[] = [
  'The leads: did their source, fit or reasons of return change?',
  'Capacity: how many came per person and week, against the hours there were?',
  'Routing: did they reach the right person at once?',
  'Content: was there something to say and to send?',
  'Calendar: were there holidays, fairs, quarter ends, absences?',
];

const plural = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;
const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;

/** What each lever of the variance bridge is. */
const LEVER_WORDS = {
  volume: 'how many leads were handed off',
  acceptance: 'how many of them were accepted',
  qualification: 'how many accepted ones became deals',
  winRate: 'how many deals were won',
  size: 'the size of a sale',
  timing: 'when the money comes',
} as const;

/** What an item says: what is, of how many, since when. No names, no blame. */
export const SENTENCES = {
  breach: (of: { title: string; k: number; n: number; target: number | null }) =>
    `“${of.title}”: ${of.k} of ${plural(of.n, 'answer that was due', 'answers that were due')} came late or not yet${of.target === null ? '' : `; promised are ${percent(of.target)} in time`}.`,
  dispute: (n: number) => `${plural(n, 'verdict is', 'verdicts are')} disputed and not settled.`,
  reason: (of: { label: string; k: number; n: number; before: number; nBefore: number }) =>
    `“${of.label}” is given more often: ${of.k} of ${plural(of.n, 'verdict', 'verdicts')}, after ${of.before} of ${of.nBefore} in the time before.`,
  drift: (dimension: string) => `What customers have in common seems to move: ${dimension}.`,
  verdicts: (of: { days: number; n: number }) =>
    `No verdict for ${plural(of.days, 'day', 'days')}, while ${plural(of.n, 'lead waits', 'leads wait')} for one.`,
  answers: (of: { days: number; n: number }) =>
    `No answer in any discussion for ${plural(of.days, 'day', 'days')}, while ${plural(of.n, 'one is', 'are')} open.`,
  meetings: (days: number) => `The last meeting of this kind was ${plural(days, 'day', 'days')} ago.`,
  early: (of: { channel: string | null; k: number; n: number; longer: number; touched: number }) =>
    `Following up ${of.channel === null ? 'leads without a known source' : `leads of “${of.channel}”`} loses pace: ${of.k} of ${plural(of.n, 'verdict', 'verdicts')} of late accepted; ${of.longer} of ${of.touched} waited longer for the first touch than was usual.`,
  outside: (of: { name: string; k: number; n: number }) =>
    `“${of.name}” speaks mostly to people outside of the signed profile: ${of.k} of ${of.n} whose fit is known.`,
  aside: (of: { name: string; k: number; n: number; goals: readonly string[] }) =>
    `“${of.name}” speaks mostly to people outside of whom ${of.goals.map((goal) => `“${goal}”`).join(' and ')} ${of.goals.length === 1 ? 'is' : 'are'} about: ${of.k} of ${of.n} of whom it is known.`,
  discrepancy: (n: number) => `Customers are told two different things in ${plural(n, 'case', 'cases')} that nobody has settled.`,
  discussion: (of: { n: number; overdue: number }) =>
    `${plural(of.n, 'discussion is', 'discussions are')} open${of.overdue > 0 ? `; ${of.overdue} of them wait for an answer past their day` : ''}.`,
  promise: (n: number) => `${plural(n, 'thing that was promised for a day is', 'things that were promised for a day are')} not done.`,
  confirmation: (of: { k: number; n: number }) =>
    `${of.k} of ${plural(of.n, 'confirmation', 'confirmations')} of a change are past their time.`,
  goal: (of: { title: string; share: number; lever: keyof typeof LEVER_WORDS | null }) =>
    `“${of.title}”: ${percent(of.share)} of what was to be expected by now.${of.lever ? ` Most of the difference: ${LEVER_WORDS[of.lever]}.` : ''}`,
  plan: (n: number) => `${plural(n, 'plan or goal is', 'plans and goals are')} written and not signed by both.`,
  course: (of: { n: number; worse: number }) =>
    `Leads of ${plural(of.n, 'segment become', 'segments become')} deals otherwise than before; ${of.worse} of them less often.`,
  question: (of: { n: number; overdue: number }) =>
    `${plural(of.n, 'question waits', 'questions wait')} for an answer${of.overdue > 0 ? `; ${of.overdue} of them past their time` : ''}.`,
  challenge: (n: number) => `${plural(n, 'thing that somebody finds hard is', 'things that somebody finds hard are')} not solved.`,
  due: (title: string) => `“${title}” is to be looked at again.`,
  checked: (of: { title: string; expected: string; was: string; n: number }) =>
    `“${of.title}”: expected ${of.expected}, was ${of.was} (n = ${of.n}).`,
  issue: (problem: string) => `To the root: ${problem}`,
} as const;

/** The problem of a promise that was missed week after week. */
export const dropOf = (of: { title: string; weeks: number; k: number; n: number; target: number }): string =>
  `“${of.title}” was below ${percent(of.target)} for ${of.weeks} weeks: ${of.k} of ${of.n} in time.`;

export function valueWords(metric: string, value: number | null): string {
  if (value === null) return 'not enough to say';
  return metric === 'handoffs' ? `${Math.round(value * 10) / 10} a week` : percent(value);
}
