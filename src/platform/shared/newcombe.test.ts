import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceOf } from './newcombe.ts';

describe('the difference of two shares', () => {
  it('has the interval of Newcombe’s own example', () => {
    // R. G. Newcombe, Statistics in Medicine 17 (1998) 873: 56/70 against 48/80 gives 0.0524 to 0.3339 by method 10.
    const { value, low, high } = differenceOf({ k: 56, n: 70 }, { k: 48, n: 80 });
    expect(value).toBeCloseTo(0.2, 10);
    expect(low).toBeCloseTo(0.0524, 4);
    expect(high).toBeCloseTo(0.3339, 4);
  });

  it('says nothing where there is nothing, and turns round with its sides', () => {
    expect(differenceOf({ k: 0, n: 0 }, { k: 3, n: 10 })).toEqual({ value: 0, low: -1, high: 1 });
    const side = fc.nat(400).chain((n) => fc.record({ n: fc.constant(n + 1), k: fc.nat(n + 1) }));
    fc.assert(
      fc.property(side, side, (one, other) => {
        const [there, back] = [differenceOf(one, other), differenceOf(other, one)];
        expect(there.low).toBeCloseTo(-back.high, 10);
        expect(there.low).toBeLessThanOrEqual(there.value + 1e-12);
        expect(there.high).toBeGreaterThanOrEqual(there.value - 1e-12);
        expect(Math.abs(there.low)).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });
});
