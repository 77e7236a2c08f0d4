import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backtestOf, type PastLead } from './backtest.ts';
import { scoreLabel } from './fit.ts';

type Lead = PastLead & { fitOfThen: boolean };
const lead = (engagement: number, won: boolean, more: Partial<Lead> = {}): Lead => ({
  at: '2026-01-01T00:00:00.000Z',
  won,
  mature: true,
  fit: 'A',
  engagement,
  label: scoreLabel('A', engagement),
  liveEngagement: 0,
  liveLabel: scoreLabel('A', 0),
  rules: [],
  fitOfThen: true,
  ...more,
});
const times = (n: number, of: (n: number) => Lead) => Array.from({ length: n }, (_, index) => of(index));
const draft = { number: 2, handoffLabels: ['A1', 'A2', 'B1'] };
const live = { number: 1, handoffLabels: ['A1'] };
const run = (leads: Lead[], rules: { label: string; points: number }[] = []) => backtestOf({ leads, draft, live, rules });

describe('a back-test', () => {
  it('gives the worked table: 100 of 1,500 with 31 of the 70 won', () => {
    const bands = [
      [95, 40, 16],
      [85, 60, 15],
      [75, 90, 13],
      [65, 130, 10],
      [55, 180, 7],
      [45, 240, 5],
      [20, 760, 4],
    ] as const;
    const result = run(bands.flatMap(([score, n, won]) => times(n, (index) => lead(score, index < won))));
    expect(result).toMatchObject({ leads: 1500, mature: 1500, won: 70, immature: 0 });
    expect(result.draft.auc?.auc).toBeCloseTo(0.8621, 4);
    const [first] = result.draft.classes;
    expect(first).toMatchObject({ class: '1', n: 190, won: 44 });
    expect(first?.precision.rate).toBeCloseTo(0.2316, 4);
    expect(first?.precision.low).toBeCloseTo(0.1773, 4);
    expect(first?.precision.high).toBeCloseTo(0.2965, 4);
    expect(first?.recall).toBeCloseTo(0.6286, 4);
    expect(first?.lift).toBeCloseTo(4.96, 2);
    expect(result.draft.handedOff).toMatchObject({ n: 500, won: 61 });
    // 15 points fewer move the 85s down to 70 and the 55s out; 15 more bring the 45s in.
    expect(result.draft.scenarios.map(({ shift, n }) => [shift, n])).toEqual([
      [-15, 320],
      [15, 740],
    ]);
    expect(result.live?.handedOff).toMatchObject({ n: 0, won: 0, recall: 0 });
    expect(result.live?.auc?.auc).toBe(0.5);
  });
  it('sets aside whose window has not passed, but counts them in what would be handed off a week', () => {
    const late = lead(80, false, { mature: false, at: '2026-01-15T00:00:00.000Z' });
    const result = run([lead(80, true), lead(10, false), late]);
    expect(result).toMatchObject({ leads: 3, immature: 1, mature: 2, won: 1, weeks: 2 });
    expect(result.draft.handedOff).toMatchObject({ n: 1, won: 1, perWeek: 1 });
  });
  it('says nothing of nobody', () => {
    const result = run([]);
    expect(result).toMatchObject({ leads: 0, from: null, draft: { auc: null, labels: [], classes: [] } });
    expect(result.draft.handedOff.precision.rate).toBeNull();
  });
  it('suggests points where what was done tells won from not won, and only there', () => {
    const rules = [
      { label: 'Demo', points: 5 },
      { label: 'Page', points: 5 },
      { label: 'Job', points: 5 },
      { label: 'Rare', points: 5 },
    ];
    const leads = times(400, (n) => {
      const won = n < 100;
      const did = [
        ...((won ? n < 60 : n < 120) ? [0] : []),
        ...(n % 2 === 0 ? [1] : []),
        ...(!won && n < 300 ? [2] : []),
        ...(n === 1 ? [3] : []),
      ];
      return lead(10, won, { rules: did });
    });
    const [demo, page, job, rare] = run(leads, rules).rules;
    expect(demo).toMatchObject({ suggested: 40, why: 'enough' });
    expect(page).toMatchObject({ suggested: null, why: 'no_difference' });
    expect(job).toMatchObject({ suggested: -40, why: 'enough', had: { won: 0, n: 200 } });
    expect(rare).toMatchObject({ suggested: null, why: 'few' });
  });
  it('loses no lead: labels and classes add up to all that are mature', () => {
    const any = fc.record({ engagement: fc.integer({ min: 0, max: 100 }), won: fc.boolean(), mature: fc.boolean() });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 60 }), (drawn) => {
        const { draft: side, mature, won } = run(drawn.map((one) => lead(one.engagement, one.won, { mature: one.mature })));
        for (const parts of [side.labels, side.classes]) {
          expect(parts.reduce((sum, { n }) => sum + n, 0)).toBe(mature);
          expect(parts.reduce((sum, one) => sum + one.won, 0)).toBe(won);
        }
      }),
    );
  });
});
