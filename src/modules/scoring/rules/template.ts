import type { CriterionInput, RuleInput } from '../schema.ts';

type Starter = Pick<RuleInput, 'label' | 'match' | 'points'> & Partial<RuleInput>;
const rule = (starter: Starter): RuleInput => ({
  halfLifeDays: 30,
  fading: 'half_life',
  cap: null,
  dailyCap: null,
  group: null,
  ...starter,
});

const PRICING = { in: 'address', op: 'contains', value: '/pricing' } as const;
const CAREERS = { in: 'address', op: 'contains', value: '/careers' } as const;

/** The score of a new workspace: what people ask and answer weighs, what they look at adds, and opens never count. */
export const STARTER_RULES: readonly RuleInput[] = (
  [
    { label: 'Filled in a form', match: { kinds: ['form'] }, points: 40, cap: 80 },
    { label: 'Wrote to us', match: { kinds: ['mail'], direction: 'in' }, points: 25, cap: 50 },
    { label: 'Called us', match: { kinds: ['call'], direction: 'in' }, points: 30, cap: 60 },
    { label: 'Chatted with us', match: { kinds: ['chat'] }, points: 20, cap: 40 },
    { label: 'Met us', match: { kinds: ['meeting'], outcomes: ['held'] }, points: 40, halfLifeDays: 45, cap: 80 },
    { label: 'Talked on the phone', match: { kinds: ['call'], direction: 'out', outcomes: ['connected'] }, points: 15, cap: 30 },
    { label: 'Looked at prices', match: { kinds: ['page_visit'], text: PRICING }, points: 10, cap: 30, dailyCap: 20, group: 'Pages' },
    { label: 'Visited a page', match: { kinds: ['page_visit'] }, points: 2, halfLifeDays: 14, cap: 12, dailyCap: 6, group: 'Pages' },
    { label: 'Downloaded a file', match: { kinds: ['file_download'] }, points: 10, halfLifeDays: 60, cap: 30, group: 'Content' },
    { label: 'Answered a campaign', match: { kinds: ['campaign_response'] }, points: 15, cap: 45, group: 'Content' },
    {
      label: 'Clicked in a mail',
      match: { kinds: ['mail_event'], outcomes: ['clicked'] },
      points: 3,
      halfLifeDays: 21,
      cap: 15,
      group: 'Content',
    },
    { label: 'Unsubscribed', match: { kinds: ['mail_event'], outcomes: ['unsubscribed'] }, points: -15, halfLifeDays: 60 },
    { label: 'Looked for a job', match: { kinds: ['page_visit'], text: CAREERS }, points: -20, halfLifeDays: 60, cap: 20 },
  ] satisfies Starter[]
).map(rule);

/** Who does not fit is never handed off for what they do alone. */
export const STARTER_NEVER = ['D1', 'D2', 'D3', 'D4'] as const;

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
    condition: {
      match: 'all',
      of: [{ field: 'seniority', op: 'is_one_of', value: ['owner', 'c_level', 'vp', 'director', 'head', 'manager'] }],
    },
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
    condition: {
      match: 'all',
      of: [
        { field: 'jobFunction', op: 'is_one_of', value: ['general_management', 'operations', 'sales', 'marketing', 'it', 'purchasing'] },
      ],
    },
  },
  {
    kind: 'disqualifier',
    label: 'Competitor',
    weight: 1,
    condition: { match: 'all', of: [{ field: 'company.kind', op: 'is', value: 'competitor' }] },
  },
];
