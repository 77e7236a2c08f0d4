import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adjusted,
  chiSquareAbove,
  chiSquarePoint,
  criticalPsi,
  homogeneity,
  liftOf,
  psi,
  relativeRate,
  twoProportions,
} from './comparison.ts';

const BASE = [240, 180, 120, 60];
const CURRENT = [56, 54, 50, 40];

describe('two rates', () => {
  it('are the worked example: 18 of 60 against 27 of 240', () => {
    const { value, low, high } = relativeRate({ k: 18, n: 60 }, { k: 27, n: 240 }, 1.96);
    expect(value).toBeCloseTo(2.6666667, 6);
    expect(low).toBeCloseTo(1.5774128, 6);
    expect(high).toBeCloseTo(4.508085, 5);
    const test = twoProportions({ k: 18, n: 60 }, { k: 27, n: 240 });
    expect(test?.z).toBeCloseTo(3.638, 3);
    expect(test?.p).toBeCloseTo(0.00027, 5);
    const lift = liftOf({ k: 18, n: 60 }, { k: 27, n: 240 });
    expect(lift.value).toBeCloseTo(2, 10);
    expect(lift.base).toMatchObject({ k: 45, n: 300 });
    expect(lift.enough).toBe(true);
    expect([lift.low, lift.high].map((bound) => bound?.toFixed(3))).toEqual(['1.414', '2.649']);
  });
  it('say nothing where there is nothing to say', () => {
    expect(relativeRate({ k: 0, n: 0 }, { k: 1, n: 2 }).value).toBeNull();
    expect(relativeRate({ k: 3, n: 9 }, { k: 0, n: 9 })).toMatchObject({ value: null, low: expect.any(Number) });
    expect(twoProportions({ k: 0, n: 0 }, { k: 1, n: 2 })).toBeNull();
    expect(twoProportions({ k: 2, n: 2 }, { k: 5, n: 5 })).toEqual({ z: 0, p: 1 });
    expect(liftOf({ k: 0, n: 40 }, { k: 0, n: 40 })).toMatchObject({ value: null, enough: true });
    expect(liftOf({ k: 3, n: 9 }, { k: 3, n: 9 }).enough).toBe(false);
    expect(liftOf({ k: 3, n: 9 }, { k: 0, n: 0 })).toMatchObject({ value: 1, low: null });
  });
  it('lie within their interval', () => {
    const share = fc.integer({ min: 1, max: 500 }).chain((n) => fc.integer({ min: 0, max: n }).map((k) => ({ k, n })));
    fc.assert(
      fc.property(share, share, (one, other) => {
        const lift = liftOf(one, other);
        if (lift.value === null || lift.low === null || lift.high === null || one.k === 0 || other.k === 0) return;
        if (one.k === one.n && other.k === other.n) return;
        expect(lift.low).toBeLessThanOrEqual(lift.value * (1 + 1e-9));
        expect(lift.high).toBeGreaterThanOrEqual(lift.value * (1 - 1e-9));
      }),
    );
  });
});

describe('χ²', () => {
  it('has the tables’ values', () => {
    expect(chiSquareAbove(3.841458820694124, 1)).toBeCloseTo(0.05, 10);
    expect(chiSquareAbove(7.814727903251179, 3)).toBeCloseTo(0.05, 10);
    expect(chiSquareAbove(2, 2)).toBeCloseTo(Math.exp(-1), 12);
    expect(chiSquareAbove(0, 4)).toBe(1);
    expect(chiSquarePoint(0.05, 3)).toBeCloseTo(7.814727903251179, 8);
    expect(chiSquarePoint(0.01, 10)).toBeCloseTo(23.209251158954356, 7);
  });
  it('and its points are each other’s opposite', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.0001, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 60 }), (p, df) => {
        expect(chiSquareAbove(chiSquarePoint(p, df), df)).toBeCloseTo(p, 8);
      }),
    );
  });
});

describe('two distributions', () => {
  it('are the worked example of a profile that moves', () => {
    const index = psi(BASE, CURRENT);
    expect(index?.value).toBeCloseTo(0.1264337, 6);
    expect(index?.terms.map((term) => term.toFixed(6))).toEqual(['0.042801', '0.003161', '0.011157', '0.069315']);
    const test = homogeneity(BASE, CURRENT);
    expect(test?.chi2).toBeCloseTo(20.0640822, 6);
    expect(test?.df).toBe(3);
    expect(test?.p).toBeCloseTo(0.00016463, 7);
    expect(test?.v).toBeCloseTo(0.158, 3);
    expect(test?.residuals.map((one) => one.toFixed(2))).toEqual(['-2.09', '-0.59', '1.15', '3.00']);
  });
  it('have the noise of their numbers', () => {
    expect(criticalPsi(1000, 500, 4).p95).toBeCloseTo(0.0234442, 6);
    expect(criticalPsi(100, 50, 4).p95).toBeCloseTo(0.2344418, 6);
    expect(criticalPsi(60, 40, 4).p95).toBeCloseTo(0.3256137, 6);
    expect(psi([30, 15, 10, 5], [20, 10, 6, 4])?.critical.p95).toBeCloseTo(0.3256137, 6);
  });
  it('smooth an empty bin, and leave out one that is empty on both sides', () => {
    expect(psi([50, 30, 20, 0], [30, 30, 30, 10])?.value).toBeCloseTo(0.4363056, 6);
    const without = psi(BASE, CURRENT);
    expect(psi([...BASE, 0], [...CURRENT, 0])?.value).toBeCloseTo(without?.value ?? 0, 12);
    expect(homogeneity([...BASE, 0], [...CURRENT, 0])?.df).toBe(3);
    expect(psi([], [])).toBeNull();
    expect(homogeneity([0], [3])).toBeNull();
  });
  it('are never less than alike, and alike with themselves', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(counts, counts, (one, other) => {
        const pair = [one, one.map((_, bin) => other[bin] ?? 0)] as const;
        const index = psi(...pair);
        if (index) expect(index.value).toBeGreaterThanOrEqual(-1e-12);
        const same = psi(one, one);
        if (same) expect(same.value).toBeCloseTo(0, 12);
        const test = homogeneity(...pair);
        if (test) expect(test.p >= 0 && test.p <= 1 && test.v <= 1 + 1e-9).toBe(true);
      }),
    );
  });
});

describe('many tests at once', () => {
  it('are adjusted as in the example of Benjamini and Hochberg', () => {
    const given = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];
    expect(adjusted(given).filter((p) => p <= 0.05)).toHaveLength(4);
    expect(adjusted([0.01, 0.04, 0.03])).toEqual([0.03, 0.04, 0.04]);
    expect(adjusted([])).toEqual([]);
  });
  it('keep their order and never fall below what was given', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), (given) => {
        const result = adjusted(given);
        for (const [place, p] of given.entries()) {
          expect(result[place]).toBeGreaterThanOrEqual(p - 1e-12);
          expect(result[place]).toBeLessThanOrEqual(1);
          for (const [other, q] of given.entries()) if (q < p) expect(result[other] ?? 0).toBeLessThanOrEqual((result[place] ?? 0) + 1e-12);
        }
      }),
    );
  });
});
