import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aucOf, brierOf, calibrationErrorOf, type Judged, liftOf, reliabilityOf } from './ranking.ts';

/** 1,500 leads in score bands: [lowest score, leads, won]. */
const BANDS: [number, number, number][] = [
  [90, 40, 16],
  [80, 60, 15],
  [70, 90, 13],
  [60, 130, 10],
  [50, 180, 7],
  [40, 240, 5],
  [0, 760, 4],
];

function banded(): Judged {
  const cases = BANDS.flatMap(([score, n, k]) => Array.from({ length: n }, (_, index) => ({ score, outcome: index < k ? 1 : 0 })));
  return { scores: cases.map((one) => one.score), outcomes: cases.map((one) => one.outcome) };
}

const judged = fc
  .array(fc.record({ score: fc.integer({ min: 0, max: 20 }), outcome: fc.integer({ min: 0, max: 1 }) }), { minLength: 2, maxLength: 60 })
  .map((cases): Judged => ({ scores: cases.map((one) => one.score / 20), outcomes: cases.map((one) => one.outcome) }));

/** By definition: every pair. */
function pairwise({ scores, outcomes }: Judged): number | null {
  let won = 0;
  let pairs = 0;
  for (let a = 0; a < scores.length; a++) {
    for (let b = 0; b < scores.length; b++) {
      if (outcomes[a] !== 1 || outcomes[b] !== 0) continue;
      pairs++;
      const difference = (scores[a] ?? 0) - (scores[b] ?? 0);
      won += difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
    }
  }
  return pairs ? won / pairs : null;
}

describe('area under the curve', () => {
  it('counts ties one half', () => {
    expect(aucOf(banded())?.auc).toBeCloseTo(0.8620879, 6);
  });

  it('is the share of pairs in order, inside its interval', () => {
    fc.assert(
      fc.property(judged, (cases) => {
        const found = aucOf(cases);
        const expected = pairwise(cases);
        if (!found || expected === null) return expected === null && found === null;
        expect(found.auc).toBeCloseTo(expected, 10);
        return found.low <= found.auc && found.auc <= found.high && found.low >= 0 && found.high <= 1;
      }),
    );
  });

  it('has the variance of DeLong, by its definition', () => {
    const { scores, outcomes } = { scores: [0.9, 0.8, 0.7, 0.6, 0.55, 0.4, 0.3, 0.2], outcomes: [1, 1, 0, 1, 0, 1, 0, 0] };
    const happened = scores.filter((_, index) => outcomes[index] === 1);
    const others = scores.filter((_, index) => outcomes[index] === 0);
    const above = happened.map((score) => others.filter((other) => score > other).length / others.length);
    const below = others.map((other) => happened.filter((score) => score > other).length / happened.length);
    const auc = above.reduce((a, b) => a + b) / above.length;
    const spread = (values: number[]) => values.reduce((sum, value) => sum + (value - auc) ** 2, 0) / (values.length - 1) / values.length;
    const half = (1.959963984540054 * Math.sqrt(spread(above) + spread(below))) / (auc * (1 - auc));
    const found = aucOf({ scores, outcomes });
    expect(found?.auc).toBeCloseTo(13 / 16, 12);
    expect(found?.low).toBeCloseTo(1 / (1 + Math.exp(-(Math.log(auc / (1 - auc)) - half))), 10);
  });

  it('does not claim certainty for a perfect order of few cases', () => {
    const found = aucOf({ scores: [3, 2, 1, 0], outcomes: [1, 1, 0, 0] });
    expect(found?.auc).toBe(1);
    expect(found?.low).toBeLessThan(0.9);
    const many = aucOf({
      scores: Array.from({ length: 200 }, (_, place) => place),
      outcomes: Array.from({ length: 200 }, (_, place) => (place < 100 ? 0 : 1)),
    });
    expect(many?.low).toBeGreaterThan(0.95);
  });

  it('of a score that says the same of all is one half', () => {
    expect(aucOf({ scores: [1, 1, 1, 1], outcomes: [1, 0, 1, 0] })).toMatchObject({ auc: 0.5, low: 0.5, high: 0.5 });
  });
});

describe('calibration', () => {
  it('has the Brier score of the worked example', () => {
    expect(brierOf({ scores: [0.9, 0.7, 0.4, 0.2, 0.1], outcomes: [1, 1, 0, 0, 0] })).toBeCloseTo(0.062, 12);
    expect(brierOf({ scores: [], outcomes: [] })).toBeNull();
  });

  it('bins what was said against what came', () => {
    const bins = reliabilityOf({ scores: [0.05, 0.05, 0.95, 1], outcomes: [0, 1, 1, 1] });
    expect(bins[0]).toMatchObject({ said: 0.05, came: { k: 1, n: 2, rate: 0.5 } });
    expect(bins[9]).toMatchObject({ said: 0.975, came: { k: 2, n: 2 } });
    expect(calibrationErrorOf(bins)).toBeCloseTo((2 / 4) * 0.45 + (2 / 4) * 0.025, 12);
  });
});

describe('lift', () => {
  it('holds every case once, best first', () => {
    fc.assert(
      fc.property(judged, (cases) => {
        const rows = liftOf(cases, 5);
        expect(rows.reduce((sum, row) => sum + row.came.n, 0)).toBe(cases.scores.length);
        expect(rows.at(-1)?.recall ?? 1).toBeCloseTo(1, 12);
        return rows.every((row, index) => index === 0 || row.from <= (rows[index - 1]?.from ?? 1));
      }),
    );
  });

  it('knows the lift of the best tenth', () => {
    const [first] = liftOf(banded());
    expect(first?.came).toMatchObject({ n: 150 });
    expect(first?.lift).toBeCloseTo((first?.came.rate ?? 0) / (70 / 1500), 12);
  });
});
