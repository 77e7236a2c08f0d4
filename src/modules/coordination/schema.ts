import { z } from 'zod';
import { AREAS, type AskKind } from '#modules/team/schema.ts';

/** Days of access where nobody names an end, and the longest at a time. */
export const USUAL_DAYS = 90;
export const LONGEST_DAYS = 366;
export const AreaName = z.enum(AREAS);

export const OUTCOMES = ['read', 'changed', 'refused'] as const;

/** What one team needs and the other can give. In the order of how many decisions one missing value holds up, see `rules/gaps.ts`. */
export const GAPS = [
  'why_now',
  'lead_facts',
  'verdict_reason',
  'win_motive',
  'deal_money',
  'campaign_cost',
  'asset_use',
  'open_question',
  'deal_debrief',
  'sales_signature',
  'marketing_signature',
  'sales_challenge',
  'marketing_challenge',
] as const;
export type Gap = (typeof GAPS)[number];
export const GapName = z.enum(GAPS);

/** What cannot be decided well while it is missing. */
export const DECISIONS = [
  'verdict',
  'routing',
  'profile',
  'recycling',
  'message',
  'forecast',
  'budget',
  'returns',
  'use',
  'remedy',
] as const;
export type Decision = (typeof DECISIONS)[number];

export const DRAFT_KINDS = ['ruling', 'plan'] as const;
export const DRAFT_STATES = ['draft', 'proposed', 'agreed', 'withdrawn'] as const;
export const RULINGS = ['upheld', 'overturned'] as const;
export const RESULTS = ['worked', 'did_not', 'unclear'] as const;

export const SIDES = ['sales', 'marketing'] as const;
export type Side = (typeof SIDES)[number];

export { Named } from '#modules/team/schema.ts';
export { Rate } from '#platform/shared/rate.ts';

/** What the page and the file of the report call a gap. */
export const GAP_NAMES: Readonly<Record<Gap, string>> = {
  why_now: 'Why now, on leads that wait for a verdict',
  lead_facts: 'Role, industry or address of leads that wait for a verdict',
  verdict_reason: 'A reason that says something, on returned leads of 90 days',
  win_motive: 'Why they bought, on deals won in 180 days',
  deal_money: 'Amount or close date of open deals',
  campaign_cost: 'Cost of campaigns',
  asset_use: 'How to use a document',
  open_question: 'Answers to questions of Sales',
  deal_debrief: 'Why a deal was won or lost, on deals closed in 60 days',
  sales_signature: 'Signature of Sales on goals, plans and rules',
  marketing_signature: 'Signature of Marketing on goals, plans and rules',
  sales_challenge: 'What helped with challenges that Sales took up',
  marketing_challenge: 'What helped with challenges that Marketing took up',
};

/** What the page and the file of the report call what is asked. */
export const ASK_NAMES: Readonly<Record<AskKind, string>> = {
  verdict: 'Verdict',
  review: 'Blind review',
  conversion: 'Conversion to validate',
  change: 'Change to confirm',
  discussion: 'Discussion to answer',
  asset_request: 'Content asked for',
  asset_dispute: 'Dispute about content',
  threshold_need: 'Needs of the threshold',
  agreement_signature: 'Signature on the agreement',
  profile_signature: 'Signature on the profile',
  gap: 'Missing information',
  draft_signature: 'Signature on a draft',
  question: 'Question to answer',
  brief: 'Brief to send',
  meeting: 'Meeting to reply to',
  goal_signature: 'Signature on a goal',
  plan_signature: 'Signature on the plan of the quarter',
  plan_item: 'Item of the plan',
  promise: 'Promise to keep',
  attribution_signature: 'Signature on the rule for sharing credit',
  debrief: 'Why a deal was won or lost',
  interview: 'Talk with the buyer about the decision',
  challenge: 'What helped with a challenge',
};

export const RESULT_NAMES: Readonly<Record<(typeof RESULTS)[number], string>> = {
  worked: 'It worked',
  did_not: 'It did not',
  unclear: 'Not clear',
};

/** The words of the alignment report: those of the page are those of the file. */
export const REPORT_WORDS = {
  title: 'Alignment report',
  titleOf: (workspace: string, month: string) => `Alignment report · ${workspace} · ${month}`,
  lead: 'How both teams worked together in this month, beside the three months before it. Components, each with its n; no single index.',
  running: 'This month is not over yet.',
  component: 'Component',
  now: 'This month',
  before: 'Three months before',
  change: 'Change',
  trends: {
    higher: (by: string) => `higher: ${by}`,
    lower: (by: string) => `lower: ${by}`,
    same: (by: string) => `no clear change: ${by}`,
    few: () => 'too few cases to compare',
  },
  /** In points, with the interval of the difference. */
  points: ({ at, low, high }: { at: string; low: string; high: string }) => `${at} (${low} to ${high})`,
  kept: (side: string) => `${side}: promises kept`,
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
  hours: (hours: string, n: string) => `${hours} h (n = ${n})`,
  none: 'no data',
  deals: (money: string, n: string) => `${money} (n = ${n})`,
  course: 'The last twelve months',
  monthName: 'Month',
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
  openOf: (open: string, overdue: string) => `${open} open, ${overdue} overdue`,
  kind: 'What',
  opens: 'Open',
  overdue: 'Overdue',
  oldest: 'Longest since',
  gaps: 'Missing today',
  missing: (missing: string, total: string) => `${missing} of ${total} missing`,
  noGaps: 'Nothing is missing.',
};
