import fc from 'fast-check';
import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRefusal } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { openTestApp, type TestApp } from '../../../../test/harness.ts';
import { type Criteria, type History, KINDS, type Kind, type Node, operatorsOf } from '../schema.ts';
import { ALL_KINDS, FIELDS, NOW, seedRecords } from '../testing.ts';
import { compile } from './compile.ts';
import { passing } from './passing.ts';

/** Rows of the case table: A and B have values, C has others, N has none at all. `money`: A, B in EUR, C in USD. */
let app: TestApp;
let scope: Scope;
let ids: Record<string, string>;

beforeAll(async () => {
  app = await openTestApp();
  const { admin } = await app.newWorkspace();
  scope = await app.scopeOf(admin);
  ids = await app.command(admin, (ctx) => seedRecords(ctx));
});
afterAll(() => app.close());

const compilationAt = (now: string, few = false) => ({
  fields: FIELDS,
  entity: 'company' as const,
  row: 't',
  scope,
  now,
  zone: 'Europe/Berlin',
  currency: 'EUR',
  few,
});
const namesOf = (condition: RawBuilder<boolean>) =>
  app.context.runtime.read(scope, async ({ tx }) => {
    const { rows } = await sql<{ name: string }>`select t.name from company t where t.workspace_id = ${scope.workspaceId} and ${condition}
      order by t.name`.execute(tx);
    return rows.map((row) => row.name).join('');
  });

async function found(criteria: Criteria, few = false, now = NOW): Promise<string> {
  const condition = compile(criteria, compilationAt(now, few));
  return isRefusal(condition) ? `${condition.field}: ${condition.message}` : namesOf(condition);
}
const one = (node: Node) => found({ match: 'all', of: [node] });
const day = (value: string) => value;
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

type Case = [kind: Kind, op: string, value: unknown, expected: string];
const CASES: Case[] = [
  ['text', 'is', 'software', 'A'],
  ['text', 'is_not', 'Software', 'BCN'],
  ['text', 'is_one_of', ['SOFTWARE', 'Steel'], 'AB'],
  ['text', 'is_none_of', ['software', 'steel'], 'CN'],
  ['text', 'contains', 'E', 'AB'],
  ['text', 'contains', '%', 'C'],
  ['text', 'does_not_contain', 'e', 'CN'],
  ['text', 'starts_with', 's', 'AB'],
  ['text', 'ends_with', 'WARE', 'A'],
  ['text', 'is_set', undefined, 'ABC'],
  ['text', 'is_unset', undefined, 'N'],
  ['long_text', 'is', 'Builds   TOOLS', ''],
  ['long_text', 'is_not', 'x', 'ABCN'],
  ['long_text', 'is_one_of', ['makes tools'], 'A'],
  ['long_text', 'is_none_of', ['makes tools'], 'BCN'],
  ['long_text', 'contains', 'tool', 'AB'],
  ['long_text', 'does_not_contain', 'tool', 'CN'],
  ['long_text', 'starts_with', 'MAKES', 'A'],
  ['long_text', 'ends_with', 'repairs', 'B'],
  ['long_text', 'is_set', undefined, 'ABC'],
  ['long_text', 'is_unset', undefined, 'N'],
  ['number', 'is', 10, 'A'],
  ['number', 'is_not', 10, 'BCN'],
  ['number', 'less_than', 50, 'A'],
  ['number', 'at_most', 50, 'AB'],
  ['number', 'more_than', 50, 'C'],
  ['number', 'at_least', 50, 'BC'],
  ['number', 'between', { from: 10, to: 50 }, 'AB'],
  ['number', 'is_set', undefined, 'ABC'],
  ['number', 'is_unset', undefined, 'N'],
  ['money', 'is', eur(100_000), 'A'],
  ['money', 'is_not', eur(100_000), 'BCN'],
  ['money', 'less_than', eur(200_000), 'A'],
  ['money', 'at_most', eur(200_000), 'AB'],
  ['money', 'more_than', eur(100_000), 'B'],
  ['money', 'at_least', { amountMinor: 1, currency: 'USD' }, 'C'],
  ['money', 'between', { from: eur(0), to: eur(900_000) }, 'AB'],
  ['money', 'is_set', undefined, 'ABC'],
  ['money', 'is_unset', undefined, 'N'],
  // Now is 2026-03-11 23:30 UTC: already the 12th in Berlin, a Thursday.
  ['date', 'is_on', day('2026-03-12'), 'A'],
  ['date', 'before', day('2026-03-12'), 'B'],
  ['date', 'after', day('2026-03-12'), 'C'],
  ['date', 'between', { from: '2026-03-01', to: '2026-03-12' }, 'AB'],
  ['date', 'within_last', { n: 11, unit: 'day' }, 'AB'],
  ['date', 'within_last', { n: 10, unit: 'day' }, 'A'],
  ['date', 'within_next', { n: 3, unit: 'week' }, 'A'],
  ['date', 'within_next', { n: 2, unit: 'month' }, 'AC'],
  ['date', 'more_than_ago', { n: 10, unit: 'day' }, 'B'],
  ['date', 'more_than_ago', { n: 11, unit: 'day' }, ''],
  ['date', 'more_than_ahead', { n: 1, unit: 'day' }, 'C'],
  ['date', 'in_period', { which: 'this', period: 'week' }, 'A'],
  ['date', 'in_period', { which: 'next', period: 'quarter' }, 'C'],
  ['date', 'is_set', undefined, 'ABC'],
  ['date', 'is_unset', undefined, 'N'],
  // A: 2026-03-11 23:10 UTC, which is the 12th in Berlin. B: the 11th, 12:00 UTC. C: 2026-04-01 00:00 in Berlin.
  ['instant', 'is_on', day('2026-03-12'), 'A'],
  ['instant', 'is_on', day('2026-03-11'), 'B'],
  ['instant', 'before', day('2026-03-12'), 'B'],
  ['instant', 'after', day('2026-03-11'), 'AC'],
  ['instant', 'between', { from: '2026-03-11', to: '2026-03-31' }, 'AB'],
  ['instant', 'within_last', { n: 30, unit: 'minute' }, 'A'],
  ['instant', 'within_last', { n: 1, unit: 'day' }, 'AB'],
  ['instant', 'within_next', { n: 1, unit: 'year' }, 'C'],
  ['instant', 'more_than_ago', { n: 1, unit: 'hour' }, 'B'],
  ['instant', 'more_than_ahead', { n: 1, unit: 'week' }, 'C'],
  ['instant', 'in_period', { which: 'this', period: 'day' }, 'A'],
  ['instant', 'in_period', { which: 'last', period: 'day' }, 'B'],
  ['instant', 'in_period', { which: 'this', period: 'month' }, 'AB'],
  ['instant', 'in_period', { which: 'next', period: 'month' }, 'C'],
  ['instant', 'in_period', { which: 'this', period: 'year' }, 'ABC'],
  ['instant', 'is_set', undefined, 'ABC'],
  ['instant', 'is_unset', undefined, 'N'],
  ['yes_no', 'is_yes', undefined, 'A'],
  ['yes_no', 'is_no', undefined, 'BCN'],
  ['choice', 'is', 'gold', 'A'],
  ['choice', 'is', 'Gold', ''],
  ['choice', 'is_not', 'gold', 'BCN'],
  ['choice', 'is_one_of', ['gold', 'silver'], 'AB'],
  ['choice', 'is_none_of', ['gold', 'silver'], 'CN'],
  ['choice', 'is_set', undefined, 'ABC'],
  ['choice', 'is_unset', undefined, 'N'],
  ['choices', 'has_any_of', ['fair', 'vip'], 'AB'],
  ['choices', 'has_all_of', ['fair', 'vip'], 'A'],
  ['choices', 'has_none_of', ['fair', 'vip'], 'CN'],
  ['choices', 'is_set', undefined, 'ABC'],
  ['choices', 'is_unset', undefined, 'N'],
  ['member', 'is', '$me', 'A'],
  ['member', 'is_not', '$me', 'BCN'],
  ['member', 'is_one_of', ['$me', '$other'], 'AB'],
  ['member', 'is_none_of', ['$me'], 'BCN'],
  ['member', 'is_me', undefined, 'A'],
  ['member', 'is_not_me', undefined, 'BCN'],
  ['member', 'is_set', undefined, 'AB'],
  ['member', 'is_unset', undefined, 'CN'],
  ['record', 'is', '$A', 'B'],
  ['record', 'is_not', '$A', 'ACN'],
  ['record', 'is_one_of', ['$A', '$B'], 'BC'],
  ['record', 'is_none_of', ['$A', '$B'], 'AN'],
  ['record', 'is_set', undefined, 'BC'],
  ['record', 'is_unset', undefined, 'AN'],
];

const named = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(named) : typeof value === 'string' && value.startsWith('$') ? ids[value.slice(1)] : value;

describe('every operator of every kind', () => {
  it.each(CASES)('%s %s %j finds %s', async (kind, op, value, expected) => {
    for (const field of ALL_KINDS[kind]) {
      const node = { field, op, ...(value === undefined ? {} : { value: named(value) }) } as Node;
      expect(await one(node), field).toBe(expected);
    }
  });
  it('is in the table', () => {
    const covered = new Set(CASES.map(([kind, op]) => `${kind} ${op}`));
    expect(KINDS.flatMap((kind) => operatorsOf(kind).map((op) => `${kind} ${op}`)).filter((name) => !covered.has(name))).toEqual([]);
  });
});

describe('groups', () => {
  const is = (value: string): Node => ({ field: 'industry', op: 'is', value });
  it.each<[Criteria, string]>([
    [{ match: 'all', of: [] }, 'ABCN'],
    [{ match: 'any', of: [is('software'), is('steel')] }, 'AB'],
    [{ match: 'none', of: [is('software'), is('steel')] }, 'CN'],
    [{ match: 'all', of: [is('software'), is('steel')] }, ''],
    [{ match: 'none', of: [{ match: 'all', of: [is('software'), { field: 'employees', op: 'is', value: 10 }] }] }, 'BCN'],
    [{ match: 'none', of: [{ match: 'none', of: [is('software')] }] }, 'A'],
    [{ match: 'any', of: [{ match: 'none', of: [is('software')] }, is('software')] }, 'ABCN'],
  ])('%j finds %s', async (criteria, expected) => expect(await found(criteria)).toBe(expected));
});

describe('history', () => {
  const visits: History = { history: 'did', kinds: ['page_visit'] };
  const within = (n: number) => ({ within: { n, unit: 'day' as const } });
  const cases: [string, Node, string][] = [
    ['did', visits, 'AB'],
    ['did not', { ...visits, history: 'did_not' }, 'CN'],
    ['at least twice', { ...visits, times: { compare: 'at_least', n: 2 } }, 'A'],
    ['at least 0 times', { ...visits, times: { compare: 'at_least', n: 0 } }, 'ABCN'],
    ['at most once', { ...visits, times: { compare: 'at_most', n: 1 } }, 'BCN'],
    ['exactly once', { ...visits, times: { compare: 'exactly', n: 1 } }, 'B'],
    ['exactly 0 times', { ...visits, times: { compare: 'exactly', n: 0 } }, 'CN'],
    ['twice within 14 days', { ...visits, times: { compare: 'at_least', n: 2 }, when: within(14) }, 'A'],
    ['three times within 14 days', { ...visits, times: { compare: 'at_least', n: 3 }, when: within(14) }, ''],
    ['three times', { ...visits, times: { compare: 'at_least', n: 3 } }, 'A'],
    ['between days', { ...visits, when: { from: '2025-12-01', to: '2025-12-31' } }, 'A'],
    ['page', { ...visits, text: { in: 'address', op: 'starts_with', value: '/Pricing' } }, 'A'],
    ['headline', { history: 'did', kinds: ['call'], text: { in: 'subject', op: 'contains', value: 'offer' } }, 'C'],
    ['direction and side', { history: 'did', kinds: ['call'], direction: 'out', side: 'sales' }, 'C'],
    ['other direction', { history: 'did', kinds: ['call'], direction: 'in' }, ''],
    ['outcome as corrected', { history: 'did', kinds: ['call'], outcomes: ['connected'] }, 'C'],
    ['outcome before the correction', { history: 'did', kinds: ['call'], outcomes: ['no_answer'] }, ''],
    ['not what was retracted', { history: 'did', kinds: ['meeting'] }, ''],
    ['not machines', { history: 'did', kinds: ['file_download'] }, ''],
  ];
  it.each(cases)('%s', async (_name, node, expected) => {
    expect(await found({ match: 'all', of: [node] })).toBe(expected);
    expect(await found({ match: 'all', of: [node] }, true)).toBe(expected);
  });
  it('refuses what makes no sense', async () => {
    expect(await one({ ...visits, of: 'deal' })).toMatch(/^criteria\.of\[0\]\.of: /);
    expect(await one({ ...visits, history: 'did_not', times: { compare: 'at_least', n: 2 } })).toMatch(/^criteria\.of\[0\]\.times: /);
  });
});

describe('refusals name the node', () => {
  it.each<[Node, string]>([
    [{ field: 'nothing', op: 'is', value: 'x' }, 'criteria.of[0].field'],
    [{ field: 'industry', op: 'less_than', value: 3 }, 'criteria.of[0].op'],
    [{ field: 'industry', op: 'is', value: 3 }, 'criteria.of[0].value'],
    [{ field: 'industry', op: 'is' }, 'criteria.of[0].value'],
    [{ field: 'industry', op: 'is_set', value: 'x' }, 'criteria.of[0].value'],
    [{ field: 'employees', op: 'between', value: { from: 3, to: 1 } }, 'criteria.of[0].value'],
    [{ field: 'owner', op: 'is', value: 'me' }, 'criteria.of[0].value'],
    [{ field: 'custom.on', op: 'within_last', value: { n: 3, unit: 'hour' } }, 'criteria.of[0].value'],
    [
      {
        match: 'any',
        of: [
          { field: 'industry', op: 'is_set' },
          { field: '__proto__', op: 'is_set' },
        ],
      },
      'criteria.of[0].of[1].field',
    ],
  ])('%j', async (node, path) => expect((await one(node)).split(':')[0]).toBe(path));
});

describe('the ends of the calendar', () => {
  it.each<Node>([
    { field: 'lastActivity', op: 'is_on', value: '0001-01-01' },
    { field: 'lastActivity', op: 'after', value: '9999-12-31' },
    { field: 'custom.on', op: 'between', value: { from: '0001-01-01', to: '9999-12-31' } },
    { field: 'custom.on', op: 'more_than_ago', value: { n: 10_000, unit: 'year' } },
    { field: 'lastActivity', op: 'within_next', value: { n: 10_000, unit: 'year' } },
    { history: 'did', kinds: ['call'], when: { from: '0000-01-01T00:00:00Z', to: '9999-12-31T00:00:00-23:59' } },
  ])('%j runs', async (node) => expect(await one(node)).toMatch(/^[ABCN]*$/));
});

describe('what time alone changes', () => {
  const span = fc.record({ n: fc.integer({ min: 0, max: 40 }), unit: fc.constantFrom('day' as const, 'week' as const) });
  const period = fc.record({
    which: fc.constantFrom('this' as const, 'last' as const, 'next' as const),
    period: fc.constantFrom('week' as const, 'month' as const),
  });
  const moving = fc.record({
    field: fc.constantFrom('lastActivity', 'custom.on', 'custom.at'),
    op: fc.constantFrom('within_last' as const, 'within_next' as const, 'more_than_ago' as const, 'more_than_ahead' as const),
    value: span,
  });
  const ofPeriod = fc.record({ field: fc.constantFrom('lastActivity', 'custom.on'), op: fc.constant('in_period' as const), value: period });
  const happened = fc.record({
    history: fc.constantFrom('did' as const, 'did_not' as const),
    kinds: fc.constant(['page_visit' as const, 'call' as const]),
    when: fc.record({ within: span }),
  });
  const still = fc.constantFrom<Node>({ field: 'industry', op: 'is_set' }, { field: 'lastActivity', op: 'before', value: '2026-03-20' });
  const criteria = fc.record({
    match: fc.constantFrom('all' as const, 'any' as const, 'none' as const),
    of: fc.array(fc.oneof(moving, ofPeriod, happened, still) as fc.Arbitrary<Node>, { minLength: 1, maxLength: 3 }),
  });
  const instant = fc
    .integer({ min: 0, max: 24 * 120 })
    .map((hours) => new Date(Date.parse('2026-02-01T00:30:00Z') + hours * 3_600_000).toISOString());

  it('is changed for nobody whom no bound has passed over', async () => {
    await fc.assert(
      fc.asyncProperty(criteria, instant, instant, async (asked, one, other) => {
        const [since, now] = [one, other].sort() as [string, string];
        const [before, after] = [await found(asked, false, since), await found(asked, false, now)];
        const passed = passing(asked, compilationAt(now), since);
        const names = passed ? await namesOf(passed) : '';
        for (const name of 'ABCN') if (before.includes(name) !== after.includes(name)) expect(names).toContain(name);
      }),
      { numRuns: 150 },
    );
  });

  it('is nothing where no bound moves: a named day, the same day for a date, history of all time', () => {
    const asked = (node: Node) => passing({ match: 'all', of: [node] }, compilationAt('2026-03-10T20:00:00Z'), '2026-03-10T06:00:00Z');
    expect(asked({ field: 'lastActivity', op: 'is_on', value: '2026-03-10' })).toBeNull();
    expect(asked({ field: 'custom.on', op: 'more_than_ago', value: { n: 3, unit: 'day' } })).toBeNull();
    expect(asked({ history: 'did', kinds: ['call'] })).toBeNull();
    expect(asked({ field: 'lastActivity', op: 'more_than_ago', value: { n: 3, unit: 'day' } })).not.toBeNull();
  });
});
