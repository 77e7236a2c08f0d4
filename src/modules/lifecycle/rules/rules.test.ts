import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monthsWithin, spendWithin } from '#platform/shared/spend.ts';
import { type Cohort, matureOn, passing } from './cohorts.ts';

describe('spend of a period', () => {
  it('is the cost spread evenly over the days of the campaign', () => {
    const campaign = { costMinor: 30_000, startsOn: '2026-01-22', endsOn: '2026-02-20' };
    expect(spendWithin(campaign, { from: '2026-01-01', to: '2026-01-31' })).toBe(10_000);
    expect(spendWithin(campaign, { from: '2026-03-01', to: '2026-03-31' })).toBe(0);
    expect(spendWithin({ costMinor: 500, startsOn: '2026-01-22', endsOn: null }, { from: '2026-01-22', to: '2026-01-22' })).toBe(500);
  });
  it('of all months together is the cost', () => {
    const day = fc.integer({ min: 0, max: 900 }).map((n) => new Date(Date.UTC(2025, 0, 1) + n * 86_400_000).toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, day, fc.integer({ min: 1, max: 1_000_000 }), (one, other, costMinor) => {
        const [startsOn = '', endsOn = ''] = [one, other].sort();
        const months = monthsWithin({ from: '2024-12-15', to: '2027-12-31' });
        expect(months.reduce((sum, month) => sum + spendWithin({ costMinor, startsOn, endsOn }, month), 0)).toBeCloseTo(costMinor, 4);
      }),
    );
  });
});

describe('a cohort', () => {
  const cohort = (month: string, ...reached: number[]): Cohort => ({ month, side: 'marketing', reached, skipped: [] });
  it('counts in a rate from when it is complete', () => {
    expect(matureOn('2026-01', 28)).toBe('2026-02-28');
    expect(matureOn('2025-12', null)).toBe('2026-03-31');
    const cohorts = [cohort('2026-01', 100, 40), cohort('2026-02', 80, 2)];
    expect(passing(cohorts, 0, { lags: [0, 30], today: '2026-03-15' })).toEqual({ k: 40, n: 100, immature: 80, youngFrom: '2026-02' });
    expect(passing(cohorts, 0, { lags: [0, 30], today: '2026-03-30' })).toEqual({ k: 42, n: 180, immature: 0, youngFrom: null });
  });
});
