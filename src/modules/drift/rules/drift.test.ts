import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_BINS, OTHER } from '../schema.ts';
import { aimsAtShrinking, drifts, grown, notFollowed, type Observed, shrunk } from './drift.ts';

const of = (dimension: string, base: readonly number[], current: readonly number[]): Observed => ({
  dimension,
  seen: base.map((count, index) => ({ value: `v${index}`, base: count, current: current[index] ?? 0 })),
  baseUnknown: 0,
  currentUnknown: 0,
});

const MOVED = of('industry', [240, 180, 120, 60], [56, 54, 50, 40]);
const SAME = of('region', [300, 300], [100, 100]);

describe('what moved between then and now', () => {
  it('is said with PSI, the χ² test and where it stands out', () => {
    const [drift] = drifts([MOVED]);
    expect(drift?.psi).toBeCloseTo(0.1264, 2);
    expect(drift?.chi2).toBeCloseTo(20.0640822, 5);
    expect(drift?.p).toBeCloseTo(0.00016463, 6);
    expect(drift?.standing).toBe('drift');
    expect(drift?.bins.map(({ residual }) => Math.round((residual ?? 0) * 100) / 100)).toEqual([-2.09, -0.59, 1.15, 3]);
    expect(drift && grown(drift).map(({ value }) => value)).toEqual(['v3']);
    expect(drift && shrunk(drift).map(({ value }) => value)).toEqual(['v0']);
  });

  it('is no drift where 60 are held against 40: such a difference is chance', () => {
    const [drift] = drifts([of('size', [15, 15, 15, 15], [15, 11, 8, 6])]);
    expect(drift?.psi).toBeGreaterThan(0.1);
    expect(drift?.standing).toBe('steady');
  });

  it('says nothing about fewer than 30 known on a side, or about one value alone', () => {
    expect(drifts([of('size', [100, 100], [20, 9])])[0]).toMatchObject({ standing: 'not_enough', psi: null });
    expect(drifts([of('size', [100], [100])])[0]).toMatchObject({ standing: 'not_enough' });
  });

  it('asks more of each when many things are looked at together', () => {
    const slight = of('country', [100, 100, 100], [18, 36, 36]);
    const [alone] = drifts([slight]);
    const among = drifts([slight, ...Array.from({ length: 9 }, (_, n) => of(`d${n}`, [300, 300], [50, 50]))]);
    expect(among[0]?.adjustedP).toBeCloseTo(Math.min(1, (alone?.p ?? 0) * 10), 10);
  });

  it('keeps every one it was given, in at most twelve bins', () => {
    const counts = fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 200 })), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(counts, (rows) => {
        const [drift] = drifts([
          of(
            'any',
            rows.map(([base]) => base),
            rows.map(([, current]) => current),
          ),
        ]);
        expect(drift?.bins.length).toBeLessThanOrEqual(MOST_BINS);
        expect(drift?.bins.reduce((all, bin) => all + bin.base, 0)).toBe(rows.reduce((all, [base]) => all + base, 0));
        expect(drift?.bins.reduce((all, bin) => all + bin.current, 0)).toBe(rows.reduce((all, [, current]) => all + current, 0));
        if (rows.length <= MOST_BINS) expect(drift?.bins.some(({ value }) => value === OTHER)).toBe(false);
      }),
    );
  });
});

describe('what was not followed', () => {
  it('is where who buys moved and whom campaigns address did not', () => {
    const customers = drifts([MOVED, SAME]);
    expect(notFollowed(customers, drifts([of('industry', [400, 300, 200, 100], [200, 150, 100, 50]), SAME]))).toEqual(['industry']);
    expect(notFollowed(customers, drifts([MOVED, SAME]))).toEqual([]);
    expect(notFollowed(customers, drifts([of('industry', [10, 10], [10, 10])]))).toEqual([]);
  });

  it('is a campaign of which clearly more belong to a shrinking segment than of who buys now', () => {
    expect(aimsAtShrinking({ known: 100, shrinking: 60 }, 0.28)).toBe(true);
    expect(aimsAtShrinking({ known: 100, shrinking: 40 }, 0.28)).toBe(false);
    expect(aimsAtShrinking({ known: 29, shrinking: 29 }, 0.28)).toBe(false);
  });
});
