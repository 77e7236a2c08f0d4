import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OTHER } from '../schema.ts';
import { drifts } from './drift.ts';
import { type Counted, course, firstDayOf, moveQuarter, quarterOf } from './quarters.ts';

describe('quarters', () => {
  it('are those of the calendar', () => {
    expect(['2026-01-01', '2026-03-31', '2026-04-01', '2026-12-31'].map(quarterOf)).toEqual(['2026-Q1', '2026-Q1', '2026-Q2', '2026-Q4']);
    expect([moveQuarter('2026-Q1', -1), moveQuarter('2026-Q4', 1), moveQuarter('2026-Q2', -8)]).toEqual(['2025-Q4', '2027-Q1', '2024-Q2']);
  });

  it('a move and the way back lead home, and the first day lies in it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1970, max: 2100 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: -40, max: 40 }),
        (year, q, by) => {
          const quarter = `${year}-Q${q}`;
          expect(moveQuarter(moveQuarter(quarter, by), -by)).toBe(quarter);
          expect(quarterOf(firstDayOf(quarter))).toBe(quarter);
        },
      ),
    );
  });
});

const of = (quarter: string, values: Readonly<Record<string, number>>): Counted[] =>
  Object.entries(values).map(([value, n]) => ({ quarter, value: value === '' ? null : value, n }));

describe('a course', () => {
  const counted = [
    ...of('2024-Q4', { a: 500, b: 500 }),
    ...of('2025-Q1', { a: 40, b: 40 }),
    ...of('2025-Q2', { a: 45, b: 35 }),
    ...of('2025-Q4', { a: 50, b: 50, '': 7 }),
    ...of('2026-Q1', { a: 20, b: 80 }),
  ];

  it('holds each quarter against the four before it, and no older ones', () => {
    const { drifts: found } = course(counted, ['2025-Q4', '2026-Q1']);
    expect(found.map(({ dimension, base, current, currentUnknown }) => [dimension, base, current, currentUnknown])).toEqual([
      ['2025-Q4', 1_160, 100, 7],
      ['2026-Q1', 260, 100, 0],
    ]);
    expect(found[1]?.bins.map(({ value, base, current }) => [value, base, current])).toEqual(
      expect.arrayContaining([
        ['a', 135, 20],
        ['b', 125, 80],
      ]),
    );
    expect(found.map(({ standing }) => standing)).toEqual(['steady', 'major']);
  });

  it('corrects for having looked at several quarters', () => {
    const [one] = course(counted, ['2026-Q1']).drifts;
    const [, two] = course(counted, ['2025-Q4', '2026-Q1']).drifts;
    expect(one?.adjustedP).toBe(one?.p);
    expect(two?.adjustedP).toBeCloseTo(2 * (two?.p ?? 0), 12);
    expect(drifts([]).length).toBe(0);
  });

  it('has the same values all along: what is rare is one of them', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`v${index}`, 100 - index]));
    const { values, drifts: found } = course([...of('2025-Q4', many), ...of('2026-Q1', many)], ['2025-Q4', '2026-Q1']);
    expect(values).toHaveLength(12);
    expect(values.at(-1)).toBe(OTHER);
    for (const { bins, current } of found) expect(bins.reduce((sum, bin) => sum + bin.current, 0)).toBe(current);
    expect(found[1]?.psi).toBeCloseTo(0, 12);
  });
});
