import type { CriterionInput, RuleInput } from '../schema.ts';

const rule = (label: string, match: RuleInput['match'], points: number, more: Partial<RuleInput> = {}): RuleInput => ({
  label,
  match,
  points,
  halfLifeDays: 30,
  cap: null,
  dailyCap: null,
  group: null,
  ...more,
});

/** The score of a new workspace: what people ask and answer weighs, what they look at adds, and opens never count. */
export const STARTER_RULES: readonly RuleInput[] = [
  rule('Filled in a form', { kinds: ['form'] }, 40, { cap: 80 }),
  rule('Wrote to us', { kinds: ['mail'], direction: 'in' }, 25, { cap: 50 }),
  rule('Called us', { kinds: ['call'], direction: 'in' }, 30, { cap: 60 }),
  rule('Chatted with us', { kinds: ['chat'] }, 20, { cap: 40 }),
  rule('Met us', { kinds: ['meeting'], outcomes: ['held'] }, 40, { halfLifeDays: 45, cap: 80 }),
  rule('Talked on the phone', { kinds: ['call'], direction: 'out', outcomes: ['connected'] }, 15, { cap: 30 }),
  rule('Looked at prices', { kinds: ['page_visit'], text: { in: 'address', op: 'contains', value: '/pricing' } }, 10, { cap: 30, dailyCap: 20, group: 'Pages' }),
  rule('Visited a page', { kinds: ['page_visit'] }, 2, { halfLifeDays: 14, cap: 12, dailyCap: 6, group: 'Pages' }),
  rule('Downloaded a file', { kinds: ['file_download'] }, 10, { halfLifeDays: 60, cap: 30, group: 'Content' }),
  rule('Answered a campaign', { kinds: ['campaign_response'] }, 15, { cap: 45, group: 'Content' }),
  rule('Clicked in a mail', { kinds: ['mail_event'], outcomes: ['clicked'] }, 3, { halfLifeDays: 21, cap: 15, group: 'Content' }),
  rule('Unsubscribed', { kinds: ['mail_event'], outcomes: ['unsubscribed'] }, -15, { halfLifeDays: 60 }),
  rule('Looked for a job', { kinds: ['page_visit'], text: { in: 'address', op: 'contains', value: '/careers' } }, -20, { halfLifeDays: 60, cap: 20 }),
];

export const STARTER_GROUPS = [
  { name: 'Pages', cap: 40 },
  { name: 'Content', cap: 50 },
];

/** A profile to start from; both teams make it their own before they sign it. */
export const STARTER_CRITERIA: readonly CriterionInput[] = [
  {
    kind: 'weighted',
    label: 'Decides or prepares the decision',
    weight: 40,
    condition: { match: 'all', of: [{ field: 'seniority', op: 'is_one_of', value: ['owner', 'c_level', 'vp', 'director', 'head', 'manager'] }] },
  },
  {
    kind: 'weighted',
    label: '20 to 1,000 people',
    weight: 30,
    condition: { match: 'all', of: [{ field: 'company.employeeCount', op: 'between', value: { from: 20, to: 1000 } }] },
  },
  {
    kind: 'weighted',
    label: 'A function that we sell to',
    weight: 30,
    condition: { match: 'all', of: [{ field: 'jobFunction', op: 'is_one_of', value: ['general_management', 'operations', 'sales', 'marketing', 'it', 'purchasing'] }] },
  },
  {
    kind: 'disqualifier',
    label: 'Competitor',
    weight: 1,
    condition: { match: 'all', of: [{ field: 'company.kind', op: 'is', value: 'competitor' }] },
  },
];
