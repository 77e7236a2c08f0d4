import { describe, expect, it } from 'vitest';
import type { Condition, Criteria, FieldInfo, Group } from '#modules/criteria/schema.ts';
import { operatorsOf } from '#modules/criteria/schema.ts';
import { formatFor } from '../../format.ts';
import { en } from '../../texts/en.ts';
import { appended, countConditions, isReady, newCondition, readyPart, replaced, withOperator } from './draft.ts';
import { namedRecords } from './names.ts';
import { sentenceOf } from './sentence.ts';

const field = (key: string, kind: FieldInfo['kind'], more: Partial<FieldInfo> = {}): FieldInfo => ({
  key,
  label: key.charAt(0).toUpperCase() + key.slice(1),
  kind,
  group: 'Company',
  operators: operatorsOf(kind),
  options: null,
  record: null,
  sortable: true,
  showable: true,
  writable: true,
  shown: false,
  ...more,
});
const items = [
  field('industry', 'choice'),
  field('customer', 'choice', { options: [{ value: 'former_customer', label: 'Former customer' }] }),
  field('employees', 'number'),
  field('revenue', 'money'),
  field('contract', 'date'),
  field('owner', 'member'),
  field('parent', 'record', { record: 'company' }),
  field('checked', 'yes_no'),
];
const fields = new Map(items.map((item) => [item.key, item]));
const known = (key: string): FieldInfo => fields.get(key) ?? field(key, 'text');
const format = formatFor({ locale: 'en', timeZone: 'UTC' } as Parameters<typeof formatFor>[0], en);
const words = (criteria: Group, entity: 'company' | 'contact' = 'company') =>
  sentenceOf(criteria, { entity, fields, texts: en.criteria, format, nameOf: (id) => ({ m1: 'Ada', c1: 'Fair 2026' })[id] });

describe('conditions as a sentence', () => {
  it.each<[Criteria, string]>([
    [{ match: 'all', of: [] }, 'Everything'],
    [{ match: 'all', of: [{ field: 'industry', op: 'is_one_of', value: ['Steel', 'Food'] }] }, 'Industry is one of Steel, Food'],
    [
      { match: 'all', of: [{ field: 'industry', op: 'is_one_of', value: ['a', 'b', 'c', 'd', 'e', 'f'] }] },
      'Industry is one of a, b, c, d and 2 more',
    ],
    [{ match: 'all', of: [{ field: 'customer', op: 'is', value: 'former_customer' }] }, 'Customer is Former customer'],
    [{ match: 'all', of: [{ field: 'owner', op: 'is_one_of', value: ['m1', 'm2'] }] }, 'Owner is one of Ada, not found'],
    [{ match: 'all', of: [{ field: 'employees', op: 'between', value: { from: 10, to: 2000 } }] }, 'Employees is between 10 and 2,000'],
    [
      { match: 'all', of: [{ field: 'contract', op: 'within_next', value: { n: 1, unit: 'month' } }] },
      'Contract is within the next 1 month',
    ],
    [{ match: 'all', of: [{ field: 'contract', op: 'in_period', value: { which: 'last', period: 'day' } }] }, 'Contract is in yesterday'],
    [{ match: 'all', of: [{ field: 'gone', op: 'is_set' }] }, 'A field that is not there any more'],
    [
      {
        match: 'any',
        of: [
          { field: 'checked', op: 'is_yes' },
          {
            match: 'all',
            of: [
              { field: 'industry', op: 'is_set' },
              { field: 'employees', op: 'at_least', value: 5 },
            ],
          },
        ],
      },
      'Checked is yes or (Industry is set and Employees is at least 5)',
    ],
    [
      {
        match: 'none',
        of: [
          { field: 'checked', op: 'is_yes' },
          { field: 'industry', op: 'is_set' },
        ],
      },
      'none of: Checked is yes, Industry is set',
    ],
    [
      {
        match: 'all',
        of: [
          { field: 'industry', op: 'is', value: 'Steel' },
          {
            history: 'did',
            kinds: ['page_visit'],
            text: { in: 'address', op: 'contains', value: '/pricing' },
            times: { compare: 'at_least', n: 2 },
            when: { within: { n: 14, unit: 'day' } },
          },
        ],
      },
      'Industry is Steel and page visit where the page or file contains “/pricing” at least 2 times within the last 14 days',
    ],
    [
      {
        match: 'all',
        of: [{ history: 'did_not', kinds: ['call', 'mail'], side: 'sales', when: { from: '2026-01-01', to: '2026-01-31' } }],
      },
      'no call or mail by Sales from Jan 1, 2026 to Jan 31, 2026',
    ],
    [
      { match: 'all', of: [{ history: 'did', kinds: ['campaign_response'], campaignIds: ['c1'], times: { compare: 'exactly', n: 1 } }] },
      'response to a campaign in campaign Fair 2026 exactly once',
    ],
  ])('%j', (criteria, sentence) => expect(words(criteria)).toBe(sentence));
  it('says at whom something happened where that is not the usual one', () => {
    const visit = (of: 'contact' | 'company'): Criteria => ({ match: 'all', of: [{ history: 'did', kinds: ['call'], of }] });
    expect([words(visit('contact'), 'contact'), words(visit('company'), 'contact')]).toEqual(['call', 'call at the company']);
  });
});

describe('conditions while they are written', () => {
  it('start with the first comparison and keep a value that still fits', () => {
    const started = newCondition(known('industry'));
    expect(started).toEqual({ field: 'industry', op: 'is' });
    const filled: Condition = { ...started, value: 'Steel' };
    expect(withOperator(filled, known('industry'), 'is_not')).toEqual({ field: 'industry', op: 'is_not', value: 'Steel' });
    expect(withOperator(filled, known('industry'), 'is_one_of')).toEqual({ field: 'industry', op: 'is_one_of' });
    expect(withOperator(filled, known('industry'), 'is_set')).toEqual({ field: 'industry', op: 'is_set' });
    expect(withOperator({ field: 'contract', op: 'before', value: '2026-01-01' }, known('contract'), 'within_last')).toMatchObject({
      value: { n: 14, unit: 'day' },
    });
  });
  it.each<[Condition, boolean]>([
    [{ field: 'industry', op: 'is' }, false],
    [{ field: 'industry', op: 'is', value: 'x' }, true],
    [{ field: 'industry', op: 'is_set' }, true],
    [{ field: 'industry', op: 'is_one_of', value: 'x' }, false],
    [{ field: 'employees', op: 'between', value: { from: 5, to: 1 } }, false],
    [{ field: 'employees', op: 'between', value: { from: 1 } as never }, false],
    [{ field: 'revenue', op: 'is', value: { amountMinor: 5, currency: 'EUR' } }, true],
    [{ field: 'gone', op: 'is_set' }, false],
  ])('%j is ready: %s', (condition, ready) => expect(isReady(condition, fields)).toBe(ready));
  it('are asked without those that are not ready, and without groups emptied by that', () => {
    const ready: Condition = { field: 'industry', op: 'is_set' };
    const draft: Criteria = {
      match: 'any',
      of: [ready, { field: 'industry', op: 'is' }, { match: 'none', of: [{ field: 'owner', op: 'is' }] }],
    };
    expect(readyPart(draft, fields)).toEqual({ match: 'any', of: [ready] });
    expect(readyPart({ match: 'none', of: [{ field: 'owner', op: 'is' }] }, fields)).toEqual({ match: 'all', of: [] });
    expect(countConditions(draft)).toBe(3);
  });
  it('are put in, replaced and taken out by their place', () => {
    const [a, b, c]: Condition[] = [
      { field: 'industry', op: 'is_set' },
      { field: 'owner', op: 'is_me' },
      { field: 'checked', op: 'is_yes' },
    ];
    if (!a || !b || !c) throw new Error('three are there');
    const group: Group = { match: 'all', of: [a, { match: 'any', of: [b] }] };
    expect(appended(group, [1], c)).toEqual({ match: 'all', of: [a, { match: 'any', of: [b, c] }] });
    expect(appended(group, [], c)).toEqual({ match: 'all', of: [a, { match: 'any', of: [b] }, c] });
    expect(replaced(group, [1, 0], c)).toEqual({ match: 'all', of: [a, { match: 'any', of: [c] }] });
    expect(replaced(group, [0], null)).toEqual({ match: 'all', of: [{ match: 'any', of: [b] }] });
  });
  it('name records whose names have to be read', () => {
    const criteria: Criteria = {
      match: 'all',
      of: [
        { field: 'parent', op: 'is', value: 'p1' },
        { match: 'any', of: [{ history: 'did', kinds: ['call'], campaignIds: ['c1', 'c2'] }] },
        { field: 'owner', op: 'is', value: 'm1' },
      ],
    };
    expect([...namedRecords(criteria, fields)]).toEqual([
      ['company', ['p1']],
      ['campaign', ['c1', 'c2']],
    ]);
  });
});
