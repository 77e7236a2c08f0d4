import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition } from '#modules/criteria/schema.ts';
import type { CriterionInput } from '../schema.ts';
import { clashesOf } from './clashes.ts';
import { sameText } from './conditions.ts';
import { differencesOf, paired, shareIn } from './profilediff.ts';

const criterion = (label: string, condition: Condition, more: Partial<CriterionInput> = {}): CriterionInput => ({
  kind: 'weighted',
  label,
  weight: 10,
  condition: { match: 'all', of: [condition] },
  ...more,
});
const size = (from: number, to: number): Condition => ({ field: 'company.employeeCount', op: 'between', value: { from, to } });
const say = (...value: string[]): Condition => ({ field: 'seniority', op: 'is_one_of', value });

describe('the difference of two drafts', () => {
  it('puts beside each other what is about the same, whatever it is called', () => {
    const sales = [criterion('Decides', say('c_level', 'head')), criterion('50 to 200', size(50, 200))];
    const marketing = [
      criterion('Machine builders', { field: 'company.industry', op: 'is', value: 'Machinery' }),
      criterion('Mid-sized', { field: 'company.sizeBand', op: 'is', value: '51-200' }),
      criterion('Decides', say('head', 'c_level')),
    ];
    const lines = paired(sales, marketing);
    expect(lines.map(({ one, other }) => [one?.label ?? null, other?.label ?? null])).toEqual([
      ['Decides', 'Decides'],
      ['50 to 200', 'Mid-sized'],
      [null, 'Machine builders'],
    ]);
    const [first, second] = lines;
    if (!first || !second) throw new Error('no lines');
    // The order of chosen values says nothing.
    expect(differencesOf(first, { one: 0.5, other: 0.5 })).toEqual([]);
    expect(differencesOf(first, { one: 0.5, other: 1 / 3 })).toEqual(['weight']);
    expect(differencesOf(second, { one: 0.5, other: 0.5 })).toEqual(['condition', 'label']);
  });
  it('weighs within the own list', () => {
    const list = [
      criterion('a', say('head'), { weight: 40 }),
      criterion('b', say('vp'), { weight: 10 }),
      criterion('c', say('staff'), { kind: 'disqualifier', weight: 50 }),
    ];
    expect(list.map((one) => shareIn(list, one))).toEqual([0.8, 0.2, 0]);
  });
  it('holds every criterion of both lists exactly once, and a list beside itself without a difference', () => {
    const any = fc.record({
      kind: fc.constantFrom('weighted' as const, 'disqualifier' as const),
      label: fc.constantFrom('a', 'b', 'c'),
      weight: fc.integer({ min: 1, max: 9 }),
      condition: fc
        .constantFrom('seniority', 'jobFunction', 'company.sizeBand', 'company.kind')
        .map((field) => ({ match: 'all' as const, of: [{ field, op: 'is' as const, value: 'x' }] })),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 6 }), fc.array(any, { maxLength: 6 }), (one, other) => {
        const lines = paired(one, other);
        expect(lines.flatMap((line) => line.one ?? [])).toEqual(one);
        expect(new Set(lines.flatMap((line) => line.other ?? []))).toEqual(new Set(other));
        expect(lines.filter((line) => line.other)).toHaveLength(other.length);
        const alone = paired(one.slice(0, 1), one.slice(0, 1));
        for (const line of alone) expect(differencesOf(line, { one: 1, other: 1 })).toEqual([]);
      }),
    );
  });
  it('knows criteria that say the same', () => {
    expect(sameText({ match: 'all', of: [say('a', 'b'), size(1, 2)] })).toBe(sameText({ match: 'all', of: [size(1, 2), say('b', 'a')] }));
    expect(sameText({ match: 'all', of: [size(1, 2)] })).not.toBe(sameText({ match: 'none', of: [size(1, 2)] }));
  });
});

describe('a disqualifier against a criterion', () => {
  const rulesOut = (condition: Condition) => criterion('out', condition, { kind: 'disqualifier' });
  const clashes = (wanted: Condition, out: Condition) => clashesOf([criterion('in', wanted), rulesOut(out)]).map(({ how }) => how);

  it('is found where the numbers overlap', () => {
    expect(clashes(size(50, 200), { field: 'company.employeeCount', op: 'more_than', value: 100 })).toEqual(['partly']);
    expect(clashes(size(150, 200), { field: 'company.employeeCount', op: 'more_than', value: 100 })).toEqual(['wholly']);
    expect(clashes(size(50, 100), { field: 'company.employeeCount', op: 'more_than', value: 100 })).toEqual([]);
    expect(clashes(size(50, 200), { field: 'company.employeeCount', op: 'less_than', value: 50 })).toEqual([]);
  });
  it('is found between bands and numbers, and in chosen values', () => {
    const bands: Condition = { field: 'company.sizeBand', op: 'is_one_of', value: ['51-200', '201-500'] };
    expect(clashes(bands, { field: 'company.employeeCount', op: 'at_least', value: 201 })).toEqual(['partly']);
    expect(clashes(bands, { field: 'company.employeeCount', op: 'at_least', value: 501 })).toEqual([]);
    expect(clashes(say('head', 'staff'), { field: 'seniority', op: 'is', value: 'staff' })).toEqual(['partly']);
    expect(clashes(say('staff'), { field: 'seniority', op: 'is', value: 'staff' })).toEqual(['wholly']);
    expect(clashes(say('staff'), { field: 'jobFunction', op: 'is', value: 'it' })).toEqual([]);
  });
  it('is none where the disqualifier asks for two things at once', () => {
    const both = criterion('out', say('staff'), {
      kind: 'disqualifier',
      condition: { match: 'all', of: [size(100, 300), { field: 'company.country', op: 'is', value: 'US' }] },
    });
    expect(clashesOf([criterion('in', size(50, 200)), both])).toEqual([]);
    const either = { ...both, condition: { ...both.condition, match: 'any' as const } };
    expect(clashesOf([criterion('in', size(50, 200)), either])).toMatchObject([{ wanted: 0, ruledOut: 1, field: 'company.employeeCount' }]);
  });
});
