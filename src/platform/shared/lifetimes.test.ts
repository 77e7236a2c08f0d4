import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costPer, lifeAt, lifeCourse, lifePercentile, maturityLag, ratePer100, type Spell } from './lifetimes.ts';
import { survival } from './statistics.ts';

type End = 'won' | 'lost';
const spell = (duration: number, cause: End | null, entry = 0): Spell<End> => ({ duration, cause, n: 1, entry });
const CAUSES = ['won', 'lost'] as const;
/** The worked example of competing risks: ten deals. */
const DEALS = [
  ...[20, 35, 60, 90].map((days) => spell(days, 'won')),
  ...[35, 75].map((days) => spell(days, 'lost')),
  ...[50, 60, 120, 150].map((days) => spell(days, null)),
];

describe('competing risks', () => {
  it('give the worked example', () => {
    const steps = lifeCourse(DEALS, CAUSES);
    const won = (day: number) => lifeAt(steps, day)?.ended.won ?? 0;
    expect([20, 35, 60, 90].map((day) => Number(won(day).toFixed(4)))).toEqual([0.1, 0.2, 0.3167, 0.4625]);
    expect(lifeAt(steps, 75)?.ended.lost).toBeCloseTo(0.2458, 4);
    expect(ratePer100(DEALS, 'won')).toBeCloseTo(0.5755, 4);
    // What it would be with losses taken as censored, and of the closed alone.
    expect(won(90)).not.toBeCloseTo(0.5556, 2);
  });

  const spells = fc.array(
    fc.record({
      duration: fc.integer({ min: 0, max: 40 }),
      cause: fc.constantFrom<End | null>('won', 'lost', null),
      n: fc.integer({ min: 1, max: 5 }),
    }),
    { minLength: 1, maxLength: 40 },
  );
  it('what ended and what remains add up to one, and what remains is Kaplan and Meier', () => {
    fc.assert(
      fc.property(spells, (cases) => {
        const steps = lifeCourse<End>(cases, CAUSES);
        for (const { remaining, ended, low, high } of steps) {
          expect(remaining + ended.won + ended.lost).toBeCloseTo(1, 9);
          expect(low <= remaining + 1e-9 && remaining <= high + 1e-9 && low >= 0 && high <= 1).toBe(true);
        }
        const plain = survival(
          cases.flatMap(({ duration, cause, n }) => Array.from({ length: n }, () => ({ duration, happened: cause !== null }))),
        );
        expect(steps.map(({ duration, atRisk }) => [duration, atRisk])).toEqual(plain.map(({ duration, atRisk }) => [duration, atRisk]));
        for (const [place, step] of steps.entries()) expect(step.remaining).toBeCloseTo(plain[place]?.remaining ?? -1, 9);
      }),
    );
  });

  it('count nobody before they were watched', () => {
    const steps = lifeCourse([spell(10, 'won'), spell(20, null), spell(30, 'won', 15)], CAUSES);
    expect(steps.map(({ duration, atRisk }) => [duration, atRisk])).toEqual([
      [10, 2],
      [30, 1],
    ]);
    expect(lifeCourse([spell(5, 'won', 5)], CAUSES)).toEqual([]);
  });

  it('Greenwood: half of twenty after ten days', () => {
    const cases: Spell<End>[] = [
      { duration: 10, cause: 'lost', n: 10 },
      { duration: 20, cause: null, n: 10 },
    ];
    const [step] = lifeCourse(cases, CAUSES);
    expect(step?.remaining).toBeCloseTo(0.5, 9);
    // exp(-exp(log(-log S) ± 1.96 · sqrt(10 / (20 · 10)) / |log S|)), worked out by hand.
    expect([step?.low, step?.high].map((value) => value?.toFixed(4))).toEqual(['0.2713', '0.6919']);
    expect(lifePercentile([{ duration: 10, remaining: 0.5 }], 0.5)).toBe(10);
    expect(lifePercentile([{ duration: 10, remaining: 0.5 }], 0.9)).toBeNull();
  });
});

describe('marketing money', () => {
  it('costs more per lead that is one: 200 conversions, 104 valid, 15,600', () => {
    expect(costPer(1_560_000, 200)).toBe(7_800);
    expect(costPer(1_560_000, 104)).toBe(15_000);
    expect(costPer(1_560_000, 0)).toBeNull();
  });
  it('a cohort is complete after the 90th percentile of the lag, where thirty are known', () => {
    expect(maturityLag(Array.from({ length: 29 }, () => 3))).toBeNull();
    expect(maturityLag(Array.from({ length: 100 }, (_, place) => place + 1))).toBe(90);
  });
});
