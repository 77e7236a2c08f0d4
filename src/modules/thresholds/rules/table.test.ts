import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CUTS, type Terms } from '../schema.ts';
import { type PastLead, thresholdTable } from './table.ts';

/** 1,500 past leads in bands of ten points: [from, leads, won]; the figures of a worked example. */
const BANDS = [
  [90, 40, 16],
  [80, 60, 15],
  [70, 90, 13],
  [60, 130, 10],
  [50, 180, 7],
  [40, 240, 5],
  [0, 760, 4],
] as const;
const leads: PastLead[] = BANDS.flatMap(([engagement, n, won]) =>
  Array.from({ length: n }, (_, index) => ({ engagement, fit: 'A', won: index < won, worked: engagement >= 60 })),
);
const cuts = BANDS.map(([from]) => from);
const terms: Terms = { valueMinor: 900_000, costMinor: 8_500, attempts: 4, minutes: 6, hoursPerRep: 32, reps: 1 };
/** 320 leads in four weeks, of 24 minutes each, are 32 hours a week. */
const example = thresholdTable(leads, { cuts, fitClasses: ['A'], terms, weeks: 4 });

describe('the table of thresholds', () => {
  it('gives the worked example to the cent', () => {
    expect(example.rows.map(({ leads: n }) => n)).toEqual([40, 100, 190, 320, 500, 740, 1500]);
    expect(example.rows.map(({ netMinor }) => netMinor)).toEqual(
      [140_600, 270_500, 379_850, 458_800, 506_500, 531_100, 502_500].map((net) => net * 100),
    );
    const rounded = (values: readonly (number | null)[], digits: number) => values.map((value) => Number(value?.toFixed(digits)));
    expect(
      rounded(
        example.rows.map(({ precision }) => precision.rate),
        4,
      ),
    ).toEqual([0.4, 0.31, 0.2316, 0.1688, 0.122, 0.0892, 0.0467]);
    expect(
      rounded(
        example.rows.map(({ precision }) => precision.low),
        4,
      ),
    ).toEqual([0.2635, 0.2278, 0.1773, 0.1317, 0.0962, 0.0707, 0.0371]);
    expect(
      rounded(
        example.rows.map(({ precision }) => precision.high),
        4,
      ),
    ).toEqual([0.554, 0.4063, 0.2965, 0.2137, 0.1536, 0.1119, 0.0585]);
    expect(
      rounded(
        example.rows.map(({ recall }) => recall),
        4,
      ),
    ).toEqual([0.2286, 0.4429, 0.6286, 0.7714, 0.8714, 0.9429, 1]);
    expect(
      rounded(
        example.rows.map(({ lift }) => lift),
        2,
      ),
    ).toEqual([8.57, 6.64, 4.96, 3.62, 2.61, 1.91, 1]);
    const marginal = example.rows.map(({ band }) => (band.netPerLeadMinor ?? 0) / 100);
    expect(rounded(marginal, 1)).toEqual([3515, 2165, 1215, 607.3, 265, 102.5, -37.6]);
    expect(example.auc?.auc).toBeCloseTo(0.8620879, 7);
    expect(example.breakEven).toBeCloseTo(0.0094, 4);
  });

  it('finds what brings most, within capacity and without, and says what lies between', () => {
    expect(example.capacityPerWeek).toBe(80);
    expect(example.best).toEqual({ cut: 40, netMinor: 53_110_000 });
    expect(example.withinCapacity).toEqual({ cut: 60, netMinor: 45_880_000 });
    // 72,300 in four weeks is what the hours are missing for.
    expect(example.outOfReachMinorPerYear).toBe(Math.round((7_230_000 / 4) * (365.25 / 7)));
    expect(example.oneMore).toMatchObject({ cut: 50, netMinor: 50_650_000 });
    expect(example.rows.map(({ band }) => band.extrapolated)).toEqual([false, false, false, false, true, true, true]);
  });

  it('speaks of no optimum below thirty won leads', () => {
    const few = thresholdTable(
      leads.filter(({ engagement }) => engagement >= 90),
      { cuts, fitClasses: ['A'], terms, weeks: 4 },
    );
    expect(few).toMatchObject({ enough: false, best: null, withinCapacity: null, oneMore: null, outOfReachMinorPerYear: null });
    expect(few.rows[0]?.netMinor).toBe(14_060_000);
  });

  it('puts what the agreed sample found into its band', () => {
    const sampled = [
      { engagement: 45, won: true, mature: true },
      { engagement: 41, won: false, mature: true },
      { engagement: 42, won: false, mature: false },
    ];
    const { rows } = thresholdTable(leads, { cuts, fitClasses: ['A'], terms, weeks: 4, sampled });
    expect(rows.map(({ band }) => band.sampled.n)).toEqual([0, 0, 0, 0, 0, 3, 0]);
    expect(rows[5]?.band.sampled.mature).toMatchObject({ k: 1, n: 2 });
  });
});

const anyLead = fc.record({
  engagement: fc.double({ min: 0, max: 100, noNaN: true }),
  fit: fc.constantFrom('A', 'B', 'C', '?', null),
  won: fc.boolean(),
  worked: fc.boolean(),
});

describe('for any past', () => {
  it('counts each chosen lead once, never fewer further down, and its money adds up', () => {
    fc.assert(
      fc.property(fc.array(anyLead, { maxLength: 120 }), fc.double({ min: 1, max: 200, noNaN: true }), (past, weeks) => {
        const { rows } = thresholdTable(past, { cuts: CUTS, fitClasses: ['A', 'B'], terms, weeks });
        const chosen = past.filter(({ fit }) => fit === 'A' || fit === 'B');
        rows.forEach((row, index) => {
          const over = chosen.filter(({ engagement }) => engagement >= row.cut);
          expect([row.leads, row.won]).toEqual([over.length, over.filter(({ won }) => won).length]);
          const before = rows[index - 1];
          expect(row.leads).toBeGreaterThanOrEqual(before?.leads ?? 0);
          expect(row.recall ?? 0).toBeGreaterThanOrEqual(before?.recall ?? 0);
          const band = row.band.leads === 0 ? 0 : (row.band.netPerLeadMinor ?? 0) * row.band.leads;
          expect(row.netMinor ?? 0).toBeCloseTo((before?.netMinor ?? 0) + band, 3);
        });
        expect(rows.at(-1)?.leads).toBe(chosen.length);
      }),
    );
  });
});
