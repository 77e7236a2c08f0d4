import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crude, foregone, mergedStrata, pooledRiskRatio, type Stratum, TOGETHER } from './stratified.ts';

const stratum = (key: string, [won, n]: [number, number], [lateWon, lateN]: [number, number]): Stratum => ({
  key,
  inTime: { n, won },
  late: { n: lateN, won: lateWon },
});
const TWO = [stratum('hot', [20, 100], [3, 20]), stratum('cold', [2, 40], [6, 150])];

const any = fc.array(
  fc
    .tuple(fc.nat(40), fc.nat(40), fc.nat(), fc.nat())
    .map(([n, lateN, won, lateWon]) => stratum(`${n}-${lateN}`, [won % (n + 1), n], [lateWon % (lateN + 1), lateN])),
  { maxLength: 12 },
);
const people = (strata: readonly Stratum[]) => strata.reduce((sum, { inTime, late }) => sum + inTime.n + late.n, 0);

describe('like with like', () => {
  it('is the worked example: what looked like three times as good is a third better', () => {
    expect(crude(TWO).ratio.ratio).toBeCloseTo(2.968254, 6);
    expect(pooledRiskRatio(TWO).ratio).toBeCloseTo(1.305361, 6);
    expect(crude(TWO).foregone * 8000).toBeCloseTo(141_714.29, 2);
    expect(foregone(TWO) * 8000).toBeCloseTo(20_000, 6);
  });

  it('has an interval that holds the ratio, and none where nobody late won', () => {
    const { ratio, low, high } = pooledRiskRatio(TWO);
    expect(low).toBeLessThan(ratio ?? 0);
    expect(high).toBeGreaterThan(ratio ?? 0);
    expect(pooledRiskRatio([stratum('hot', [5, 10], [0, 10])])).toEqual({ ratio: null, low: null, high: null });
  });

  it('keeps the sign where the late did better', () => {
    expect(foregone([stratum('a', [1, 10], [5, 10])])).toBeCloseTo(-4, 9);
  });

  it('counts small strata together, with the smallest of the others where they are still too few', () => {
    expect(mergedStrata([...TWO, stratum('x', [1, 4], [0, 9]), stratum('y', [0, 3], [1, 1])]).map(({ key }) => key)).toEqual([
      'hot',
      'cold',
      TOGETHER,
    ]);
    expect(mergedStrata([...TWO, stratum('x', [1, 1], [0, 2])])).toEqual([TWO[1], stratum(TOGETHER, [21, 101], [3, 22])]);
    expect(mergedStrata([stratum('x', [1, 4], [0, 9])])).toEqual([]);
  });

  it('drops nobody unless all together are too few', () => {
    fc.assert(
      fc.property(any, (strata) => {
        const merged = mergedStrata(strata);
        if (merged.length > 0) expect(people(merged)).toBe(people(strata));
        for (const { inTime, late } of merged) expect(Math.min(inTime.n, late.n)).toBeGreaterThanOrEqual(5);
      }),
    );
  });
});
