import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { twoProportions } from './comparison.ts';
import { fisherExact, sameRate } from './exact.ts';

describe('Fisher’s exact test', () => {
  it.each([
    // The lady tasting tea, and tables whose p is found in the literature.
    [3, 4, 1, 4, 0.4857142857],
    [1, 10, 11, 14, 0.0027594562],
    [0, 5, 5, 5, 0.0079365079],
    [8, 10, 1, 6, 0.034965035],
  ])('%i of %i against %i of %i is %f', (a, n, b, m, p) => {
    expect(fisherExact({ k: a, n }, { k: b, n: m })).toBeCloseTo(p, 8);
  });

  it('says nothing without cases', () => {
    expect(fisherExact({ k: 0, n: 0 }, { k: 1, n: 2 })).toBeNull();
    expect(sameRate({ k: 0, n: 0 }, { k: 1, n: 2 })).toBe(1);
  });

  const share = fc.integer({ min: 1, max: 300 }).chain((n) => fc.record({ k: fc.integer({ min: 0, max: n }), n: fc.constant(n) }));
  it('is a probability, does not care which group is named first, and is near χ² where there are many', () => {
    fc.assert(
      fc.property(share, share, (one, other) => {
        const p = fisherExact(one, other) ?? -1;
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(fisherExact(other, one)).toBeCloseTo(p, 9);
        const turned = (of: typeof one) => ({ k: of.n - of.k, n: of.n });
        expect(fisherExact(turned(one), turned(other))).toBeCloseTo(p, 6);
      }),
    );
    expect(fisherExact({ k: 520, n: 1000 }, { k: 470, n: 1000 })).toBeCloseTo(
      twoProportions({ k: 520, n: 1000 }, { k: 470, n: 1000 })?.p ?? 0,
      2,
    );
  });
});
