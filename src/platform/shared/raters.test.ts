import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecastCounts } from './forecast.ts';
import { cohenKappa, kappaOf } from './raters.ts';

describe('agreement beyond chance', () => {
  it('follows the worked example', () => {
    expect(kappaOf(0.8, 0.5)).toBeCloseTo(0.6);
    // Twenty cases, both sides halfway: observed .80, expected .50.
    expect(cohenKappa({ both: 8, first: 2, second: 2, neither: 8 })).toMatchObject({ n: 20, observed: 0.8, expected: 0.5, enough: true });
    expect(cohenKappa({ both: 8, first: 2, second: 2, neither: 8 }).kappa).toBeCloseTo(0.6);
  });
  it('has no answer where there is none', () => {
    expect(cohenKappa({ both: 0, first: 0, second: 0, neither: 0 })).toMatchObject({ kappa: null, enough: false, low: -1, high: 1 });
    expect(cohenKappa({ both: 9, first: 0, second: 0, neither: 0 }).kappa).toBeNull();
  });
  it('is between −1 and 1, the same whoever is called first, and 1 only where they always agree', () => {
    const n = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(n, n, n, n, (both, first, second, neither) => {
        const one = cohenKappa({ both, first, second, neither });
        const other = cohenKappa({ both, first: second, second: first, neither });
        if (one.kappa === null) return expect(other.kappa).toBeNull() === undefined;
        expect(other.kappa).toBeCloseTo(one.kappa);
        expect(one.kappa).toBeLessThanOrEqual(1 + 1e-12);
        expect(one.kappa).toBeGreaterThanOrEqual(-1 - 1e-12);
        expect(one.low).toBeLessThanOrEqual(one.kappa + 1e-12);
        expect(Math.abs(one.kappa - 1) < 1e-12).toBe(first + second === 0);
        return true;
      }),
    );
  });
});

describe('a forecast of counts', () => {
  it('is the mean times the periods ahead, with more room for more periods and for a rougher past', () => {
    expect(forecastCounts([], 2)).toMatchObject({ n: 0, expected: 0, enough: false });
    const calm = forecastCounts([4, 4, 4, 4, 4, 4], 2);
    expect(calm).toMatchObject({ n: 6, perPeriod: 4, expected: 8, enough: true });
    expect(forecastCounts([0, 8, 0, 8, 0, 8], 2).high).toBeGreaterThan(calm.high);
    expect(forecastCounts([0, 0, 0], 4)).toMatchObject({ expected: 0, low: 0, high: 0, enough: false });
  });
  it('holds what comes as often as it says, for a steady flow', () => {
    let state = 7;
    const random = () => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return state / 2147483648;
    };
    const poisson = (mean: number) => {
      let n = 0;
      for (let p = random(); p > Math.exp(-mean); p *= random()) n += 1;
      return n;
    };
    let held = 0;
    for (let run = 0; run < 1000; run++) {
      const { low, high } = forecastCounts(
        Array.from({ length: 12 }, () => poisson(6)),
        2,
      );
      const came = poisson(6) + poisson(6);
      if (low <= came && came <= high) held += 1;
    }
    expect(held).toBeGreaterThan(925);
  });
});
