import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Segment } from '../schema.ts';
import { paceOf, shrunkRate, valueTable } from './value.ts';

describe('the close rate of a small sample', () => {
  it.each([
    [0, 7, 0.0350877],
    [3, 20, 0.0714286],
    [60, 500, 0.1127273],
  ])('of %i won in %i leans to 4 %%', (won, n, expected) => {
    expect(shrunkRate(won, n, 0.04)).toBeCloseTo(expected, 6);
  });

  it('is the prior without any history', () => {
    expect(shrunkRate(0, 0, 0.04)).toBeCloseTo(0.04, 12);
  });
});

/** Close rates of 12, 6, 1.5 and 0.5 %, each of so many that the prior no longer moves the fifth digit. */
const MANY = 100_000_000;
const RATES = { demo: 0.12, pricing: 0.06, webinar: 0.015, ebook: 0.005 };

describe('what a lead is worth', () => {
  const history = {
    closed: Object.entries(RATES).map(([type, rate]) => ({ type, segment: 'A' as Segment, closed: MANY, won: Math.round(MANY * rate) })),
    sales: [{ segment: 'A' as Segment, n: 100, sumMinor: 80_000_000 }],
  };
  const table = valueTable(history, { types: Object.keys(RATES), segments: ['A'] });
  const value = (type: string) => table.rates.find((one) => one.type === type)?.valueMinor ?? 0;

  it('is the close rate times the average sale', () => {
    expect(Object.fromEntries(Object.keys(RATES).map((type) => [type, value(type)]))).toEqual({
      demo: 96_000,
      pricing: 48_000,
      webinar: 12_000,
      ebook: 4_000,
    });
  });

  it('adds up to the plan, and to what was delivered of it', () => {
    const total = (counts: Record<string, number>) => Object.entries(counts).reduce((all, [type, n]) => all + n * value(type), 0);
    expect(total({ demo: 60, pricing: 80, webinar: 240, ebook: 600 })).toBe(14_880_000);
    expect(total({ demo: 22, pricing: 41, webinar: 150, ebook: 400 })).toBe(7_480_000);
  });

  it('takes the average of everybody where a segment has sold little, and says so', () => {
    const few = valueTable(
      {
        closed: [],
        sales: [
          { segment: 'A', n: 29, sumMinor: 2_900 },
          { segment: 'B', n: 30, sumMinor: 6_000 },
        ],
      },
      { types: ['demo'], segments: ['A', 'B'] },
    );
    expect(few.rates.map(({ averageMinor, averageOf }) => [averageMinor, averageOf])).toEqual([
      [151, 'all'],
      [200, 'segment'],
    ]);
  });

  it('is not said before the first sale', () => {
    const none = valueTable(
      { closed: [{ type: 'demo', segment: 'A', closed: 9, won: 0 }], sales: [] },
      { types: ['demo'], segments: ['A'] },
    );
    expect(none.rates[0]).toMatchObject({ averageOf: 'none', averageMinor: null, valueMinor: null });
  });

  it('lies between the own rate and the prior, for any history', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 0, max: 500 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (won, more, prior) => {
          const n = won + more;
          const rate = shrunkRate(won, n, prior);
          const own = n > 0 ? won / n : prior;
          expect(rate).toBeGreaterThanOrEqual(Math.min(own, prior) - 1e-12);
          expect(rate).toBeLessThanOrEqual(Math.max(own, prior) + 1e-12);
        },
      ),
    );
  });
});

describe('the pace of a month', () => {
  it('holds what was delivered against what was due by now', () => {
    const { expectedMinor, pace } = paceOf({ obligationMinor: 14_400_000, deliveredMinor: 7_480_000, daysGone: 11, days: 21 });
    expect(expectedMinor).toBe(7_542_857);
    expect(pace).toBeCloseTo(0.991667, 6);
  });

  it('says nothing before the first working day', () => {
    expect(paceOf({ obligationMinor: 100, deliveredMinor: 0, daysGone: 0, days: 21 })).toEqual({ expectedMinor: 0, pace: null });
  });
});
