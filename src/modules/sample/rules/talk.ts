/** What the invented people asked each other. `days`: how long ago it was asked; `after`: hours until the answer, absent where it is still open. */
export interface Told {
  from: 'sales' | 'marketing';
  kind: 'question' | 'expertise' | 'intro' | 'call_along';
  /** On a lead, deal or campaign of the sample, or in general. */
  about: 'lead' | 'deal' | 'campaign' | null;
  words: string;
  days: number;
  after?: number;
  answer?: string;
  outcome?: 'done' | 'partly' | 'declined';
  kept?: boolean;
}

export const TOLD: readonly Told[] = [
  {
    from: 'sales',
    kind: 'question',
    about: null,
    words: 'Which price does the autumn mailing name for twenty seats?',
    days: 41,
    after: 3,
    answer: 'List price, without the early-bird discount. The discount stands only on the landing page, until the end of the month.',
    kept: true,
  },
  {
    from: 'marketing',
    kind: 'question',
    about: 'deal',
    words: 'What decided it in the end, the import or the price?',
    days: 33,
    after: 22,
    answer: 'The import. Their planner had moved three years of orders by hand once and said: never again.',
    kept: true,
  },
  {
    from: 'sales',
    kind: 'intro',
    about: 'campaign',
    words: 'Who of the guests of the workshop could introduce me to a plant manager?',
    days: 26,
    after: 30,
    answer: 'I wrote to two of them, one will call you on Thursday.',
    outcome: 'partly',
  },
  {
    from: 'marketing',
    kind: 'call_along',
    about: 'lead',
    words: 'May I listen in to your next first call, to hear how they describe their planning?',
    days: 19,
    after: 5,
    answer: 'Tuesday, nine o’clock. I send you the invitation.',
    outcome: 'done',
  },
  {
    from: 'sales',
    kind: 'question',
    about: 'lead',
    words: 'What did she download before she asked for the call?',
    days: 14,
    after: 1,
    answer: 'The checklist for planners, twice, and the page on interfaces. Nothing on prices.',
  },
  {
    from: 'marketing',
    kind: 'question',
    about: null,
    words: 'Which objection do you hear most since the new release?',
    days: 12,
    after: 28,
    answer: 'That IT has no time for another system. The one-page answer for IT helps.',
  },
  { from: 'sales', kind: 'question', about: 'campaign', words: 'Is the workshop open to customers as well?', days: 4 },
  {
    from: 'marketing',
    kind: 'expertise',
    about: null,
    words: 'Can one of you check the figures of the new case study with me?',
    days: 0.2,
  },
  { from: 'sales', kind: 'question', about: 'deal', words: 'Do we have a reference in their industry that they may call?', days: 0.1 },
];

export const OWN_LINE = 'Few verdicts name the second reason. One more word from you would save us a guess.';
