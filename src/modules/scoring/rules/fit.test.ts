import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engagementClassOf, fitClassOf, fitScore, scoreLabel, suggestedRoute } from './fit.ts';

const attribute = (id: string, weight: number, match: number | null) => ({ id, weight, match });

describe('fit', () => {
  it('is 85, class A, in the worked example', () => {
    const score = fitScore({ attributes: [attribute('title', 0.4, 1), attribute('industry', 0.3, 0.5), attribute('size', 0.3, 1)] });
    expect(score.fit).toBeCloseTo(85, 10);
    expect(score).toMatchObject({ class: 'A', coverage: 1 });
    expect(score.contributions.map(({ id, points, possible }) => [id, Math.round(points), Math.round(possible)])).toEqual([
      ['title', 40, 40],
      ['industry', 15, 30],
      ['size', 30, 30],
    ]);
  });
  it('leaves the unknown out of the denominator, and says how much is known', () => {
    const score = fitScore({ attributes: [attribute('title', 0.4, 1), attribute('industry', 0.3, null), attribute('size', 0.3, 0)] });
    expect(score.fit).toBeCloseTo(57.142857, 5);
    expect(score.coverage).toBeCloseTo(0.7, 10);
    expect(score.class).toBe('B');
  });
  it('is "?" when less than half is known, or nothing', () => {
    const half = fitScore({ attributes: [attribute('a', 0.1 + 0.2, 1), attribute('b', 0.3, null)] });
    expect(half.class).toBe('A');
    expect(fitScore({ attributes: [attribute('a', 0.49, 1), attribute('b', 0.51, null)] })).toMatchObject({ class: '?', fit: 100 });
    expect(fitScore({ attributes: [] })).toMatchObject({ fit: null, coverage: 0, class: '?' });
    expect(fitScore({ attributes: [attribute('a', 0, 1)] })).toMatchObject({ fit: null, class: '?' });
  });
  it('is D where a disqualifier applies, however good or unknown the rest', () => {
    expect(fitScore({ attributes: [attribute('a', 1, 1)], disqualifiedBy: ['competitor'] })).toMatchObject({ class: 'D', fit: 100 });
    expect(fitScore({ attributes: [], disqualifiedBy: ['competitor'] }).class).toBe('D');
  });
  it('never leaves 0 to 100', () => {
    const attributes = fc.array(
      fc.record({ id: fc.string(), weight: fc.integer({ min: 0, max: 9 }), match: fc.option(fc.double({ min: -1, max: 2, noNaN: true })) }),
    );
    fc.assert(
      fc.property(attributes, (list) => {
        const { fit, coverage } = fitScore({ attributes: list });
        expect(coverage).toBeGreaterThanOrEqual(0);
        expect(coverage).toBeLessThanOrEqual(1 + 1e-9);
        if (fit !== null) expect(fit >= 0 && fit <= 100 + 1e-9).toBe(true);
      }),
    );
  });
});

describe('labels', () => {
  it('put a value on a bound into the better class, rounding noise or not', () => {
    expect([100, 75, 74.999, 50, 49.9, 25, 24.9, 0].map((fit) => fitClassOf(fit)).join('')).toBe('AABBCCDD');
    expect([100, 75, 74.999, 50, 49.9, 25, 24.9, 0].map((points) => engagementClassOf(points)).join('')).toBe('11223344');
    expect(fitClassOf(74.9999999999)).toBe('A');
    expect(fitClassOf(60, [60, 40, 20])).toBe('A');
  });
  it('join fit and engagement', () => {
    expect(scoreLabel('A', 80)).toBe('A1');
    expect(scoreLabel('D', 0)).toBe('D4');
    expect(scoreLabel('?', 99)).toBe('?');
  });
  it('suggest where to go; who asked for a call is never dropped', () => {
    expect((['A1', 'A2', 'B1'] as const).map((label) => suggestedRoute(label, false))).toEqual(['hand_off', 'hand_off', 'hand_off']);
    expect((['A3', 'B2', 'C1'] as const).map((label) => suggestedRoute(label, false))).toEqual([
      'nurture_first',
      'nurture_first',
      'nurture_first',
    ]);
    expect(suggestedRoute('C4', false)).toBe('nurture');
    expect(suggestedRoute('?', false)).toBe('enrich');
    expect([suggestedRoute('D1', false), suggestedRoute('D1', true), suggestedRoute('C4', true), suggestedRoute('?', true)]).toEqual([
      'none',
      'triage',
      'hand_off',
      'hand_off',
    ]);
  });
});
