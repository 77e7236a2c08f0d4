import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betaBelow, chanceAtLeast, median, percentile, rateOf, survival, survivalMedian, wilson } from './statistics.ts';

describe('rates', () => {
  it.each([
    [8, 10, 0.4902, 0.9433],
    [80, 100, 0.7112, 0.8666],
    [0, 10, 0, 0.2775],
    [3, 20, 0.0524, 0.3604],
    [45, 50, 0.7864, 0.9565],
    [16, 40, 0.2635, 0.554],
    [70, 1500, 0.0371, 0.0585],
  ])('%i in %i has the interval %f to %f', (k, n, low, high) => {
    expect(wilson(k, n).low).toBeCloseTo(low, 4);
    expect(wilson(k, n).high).toBeCloseTo(high, 4);
  });
  it('says when there is not enough, or nothing', () => {
    expect(rateOf(29, 29).enough).toBe(false);
    expect(rateOf(15, 30)).toMatchObject({ rate: 0.5, enough: true });
    expect(rateOf(0, 0)).toEqual({ k: 0, n: 0, rate: null, low: 0, high: 1, enough: false });
  });
  it('holds the rate inside its interval, and the interval inside 0 to 1', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), (a, b) => {
        const { rate, low, high } = rateOf(Math.min(a, b), Math.max(a, b, 1));
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(rate).toBeGreaterThanOrEqual(low);
        expect(rate).toBeLessThanOrEqual(high);
      }),
    );
  });
});

describe('middle and tail', () => {
  const minutes = [240, 5, 9, 12, 18, 22, 30, 41, 55, 90];
  it('takes the middle of the two middle values and a real value for the tail', () => {
    expect(median(minutes)).toBe(26);
    expect(percentile(minutes, 0.9)).toBe(90);
    const hours = [0.1, 0.2, 0.5, 1, 2, 3, 5, 8, 20, 26, 30, 72];
    expect(median(hours)).toBe(4);
    expect(percentile(hours, 0.9)).toBe(30);
  });
  it('has no answer for nothing and the value for one', () => {
    expect(median([])).toBeNull();
    expect(percentile([], 0.9)).toBeNull();
    expect(median([7])).toBe(7);
    expect(percentile([7], 0.5)).toBe(7);
  });
  it('is not misled by floating point in the rank', () => {
    expect(percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.7)).toBe(7);
  });
});

describe('chance of having reached a target', () => {
  it.each([
    [41, 50, 0.0381973],
    [47, 50, 0.8261285],
    [9, 10, 0.4385088],
  ])('%i of %i against 90 %%: %f', (k, n, chance) => {
    expect(chanceAtLeast(k, n, 0.9)).toBeCloseTo(chance, 6);
  });
  it('knows distributions with a closed form', () => {
    for (const x of [0.01, 0.3, 0.5, 0.77, 0.99]) {
      expect(betaBelow(x, 1, 1)).toBeCloseTo(x, 12);
      expect(betaBelow(x, 3, 1)).toBeCloseTo(x ** 3, 12);
      expect(betaBelow(x, 1, 4)).toBeCloseTo(1 - (1 - x) ** 4, 12);
      expect(betaBelow(x, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(x)), 10);
    }
  });
  it('mirrors: below x of (a, b) is above 1 - x of (b, a)', () => {
    const shape = fc.integer({ min: 1, max: 4000 }).map((half) => half / 2);
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), shape, shape, (x, a, b) => {
        const below = betaBelow(x, a, b);
        expect(below).toBeGreaterThanOrEqual(-1e-9);
        expect(below).toBeLessThanOrEqual(1 + 1e-9);
        expect(below + betaBelow(1 - x, b, a)).toBeCloseTo(1, 8);
      }),
    );
  });
});

describe('durations of which some have not ended', () => {
  const ended = (durations: number[]) => durations.map((duration) => ({ duration, happened: true }));
  it('follows a hand-computed example', () => {
    const cases = [
      { duration: 1, happened: true },
      { duration: 2, happened: false },
      { duration: 3, happened: true },
      { duration: 3, happened: false },
      { duration: 5, happened: true },
    ];
    expect(survival(cases).map((step) => [step.duration, step.atRisk, Number(step.remaining.toFixed(6))])).toEqual([
      [1, 5, 0.8],
      [3, 3, 0.533333],
      [5, 1, 0],
    ]);
    expect(survivalMedian(cases)).toBe(5);
  });
  it('equals the ordinary median where everything has ended', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 60 }), (durations) => {
        expect(survivalMedian(ended(durations))).toBe(median(durations));
      }),
    );
  });
  it('is larger with the untouched counted in, and unknown where most are untouched', () => {
    const touched = ended([5, 9, 12, 18, 22]);
    const untouched = Array.from({ length: 4 }, () => ({ duration: 500, happened: false }));
    expect(median([5, 9, 12, 18, 22])).toBe(12);
    expect(survivalMedian([...touched, ...untouched])).toBe(22);
    expect(survivalMedian([...touched, ...untouched, ...untouched])).toBeNull();
    expect(survivalMedian([])).toBeNull();
  });
});
