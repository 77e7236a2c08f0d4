import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdingOf, normalBelow, twoShares } from '#platform/shared/normal.ts';
import { changesOf } from './changes.ts';
import { measure } from './cohorts.ts';
import { outcomeOf, reliability } from './kept.ts';
import { calibration, comingCases, outlook } from './outlook.ts';
import { feasibility, paceOf } from './pace.ts';
import { conversionOf, shifted, workBack } from './plan.ts';

describe('cohorts', () => {
  it('count at an age only once they have that age behind them', () => {
    const cohorts = [0, 1, 2, 3].map((month) => ({ month, leads: 100 }));
    const yields = [
      { month: 0, age: 0, wins: 2, minor: 200, squares: 20_000 },
      { month: 0, age: 2, wins: 6, minor: 600, squares: 60_000 },
      { month: 1, age: 0, wins: 4, minor: 400, squares: 40_000 },
      { month: 3, age: 0, wins: 50, minor: 5_000, squares: 500_000 },
    ];
    const kernel = measure(cohorts, yields, { now: 3, horizon: 4 });
    // Age 0: months 0–2; age 2: month 0 alone; month 3 is not over.
    expect(kernel.rates).toEqual([6 / 300, 0, 6 / 100, 0]);
    expect([kernel.conversion, kernel.sale]).toEqual([0.08, 100]);
    expect(kernel.shares).toEqual([0.25, 0, 0.75, 0]);
    expect([kernel.leads, kernel.wins]).toEqual([300, 12]);
  });
});

describe('the quarter worked back', () => {
  const steps = { handed: 0.5, accepted: 0.8, qualified: 0.5, won: 0.25, sale: 8_000 };
  const asked = {
    steps,
    shares: [0.1, 0.3, 0.35, 0.25],
    now: 10,
    first: 10,
    last: 12,
    past: [400, 400, 400, 0],
    came: new Map<number, number>(),
    targetMinor: 480_000,
    baseMinor: 0,
    most: 10_000,
    marketingPercent: 60,
    leadCostMinor: 500,
  };

  it('counts what is in flight, says what is too late, and adds up', () => {
    const worked = workBack(asked);
    // C02: 144,000 / 96,000 / 40,000.
    expect(worked.months.map(({ inFlightMinor }) => Math.round(inFlightMinor))).toEqual([144_000, 96_000, 40_000]);
    expect(Math.round(worked.gapMinor)).toBe(200_000);
    expect(worked.months.map(({ reaches }) => Math.round(reaches * 100))).toEqual([75, 40, 10]);
    const all = worked.months.reduce((sum, { inFlightMinor, plannedMinor }) => sum + inFlightMinor + plannedMinor, 0);
    expect(all).toBeCloseTo(480_000, 3);
    expect(worked.months[0]?.spendMinor).toBeCloseTo((worked.months[0]?.leads ?? 0) * 300, 6);
  });

  it('says what leads can’t reach, and asks for none where enough is in flight', () => {
    expect(workBack({ ...asked, most: 100 }).outOfReachMinor).toBeGreaterThan(100_000);
    expect(workBack({ ...asked, targetMinor: 100_000 }).months.every(({ leads }) => leads === 0)).toBe(true);
    // A quarter that is over can’t be moved at all.
    const late = workBack({ ...asked, first: 7, last: 9 });
    expect([late.months.every(({ leads }) => leads === 0), late.outOfReachMinor]).toEqual([true, 480_000]);
    // What came in months that are over is not asked for again.
    expect(workBack({ ...asked, first: 7, last: 9, came: new Map([[8, 300_000]]) }).gapMinor).toBe(180_000);
  });

  it('keeps the kernel whole when it is moved', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 100 }), { minLength: 1, maxLength: 12 }), fc.integer({ min: -6, max: 6 }), (shares, by) => {
        const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);
        expect(sum(shifted(shares, by))).toBe(sum(shares));
      }),
    );
    expect(conversionOf(steps)).toBeCloseTo(0.05, 12);
  });
});

describe('pace and feasibility', () => {
  it('is seasonal with three earlier periods and linear with fewer', () => {
    const past = [20, 30, 40].map((byThen) => ({ total: 100, byThen }));
    expect(paceOf({ target: 200, actual: 45, elapsed: 0.5, past })).toMatchObject({
      basis: 'seasonal',
      expected: 60,
      projected: { value: 150 },
    });
    expect(paceOf({ target: 200, actual: 45, elapsed: 0.5, past: past.slice(1) })).toEqual({
      basis: 'linear',
      expected: 100,
      projected: { value: 90, low: null, high: null },
    });
    expect(paceOf({ target: 200, actual: 45, elapsed: 1, past })).toMatchObject({
      expected: 200,
      projected: { value: 45, low: 45, high: 45 },
    });
  });

  it('warns above nine of ten periods, counted or by the normal distribution (C28)', () => {
    const spread = 4.1 / Math.sqrt(8 / 7);
    const eight = [-1, 1, -1, 1, -1, 1, -1, 1].map((sign) => 18.6 + sign * spread);
    const found = feasibility(26, eight);
    expect(found.z).toBeCloseTo(1.805, 2);
    expect(found).toMatchObject({ basis: 'normal', verdict: 'stretch' });
    expect(found.chance).toBeCloseTo(0.036, 3);
    expect(feasibility(26, eight.slice(0, 5)).verdict).toBe('not_enough_data');
    const counted = feasibility(
      20,
      Array.from({ length: 19 }, (_none, n) => n + 1),
    );
    expect(counted).toMatchObject({ basis: 'counted', verdict: 'stretch', chance: 0.5 / 20 });
  });
});

describe('changes of outcome (C29)', () => {
  it('are two shares apart by more than chance, and a quarter or more', () => {
    expect(twoShares({ k: 24, n: 120 }, { k: 12, n: 150 })).toBeCloseTo(2.88, 2);
    expect(normalBelow(1.8)).toBeCloseTo(0.96407, 5);
    const [less, few, same, little] = changesOf([
      { before: { k: 24, n: 120 }, after: { k: 12, n: 150 } },
      { before: { k: 20, n: 29 }, after: { k: 1, n: 40 } },
      { before: { k: 30, n: 100 }, after: { k: 30, n: 100 } },
      { before: { k: 5_000, n: 10_000 }, after: { k: 4_500, n: 10_000 } },
    ]);
    expect([less?.holds, few?.holds, same?.holds, little?.holds]).toEqual([true, false, false, false]);
    expect([less?.over, same?.over]).toEqual([false, true]);
    expect(holdingOf([0.01, 0.04, 0.03, 0.5])).toEqual([true, false, false, false]);
  });
});

describe('forecasts and promises', () => {
  it('expect what the kernel says, with a wider interval where fewer wins carry it', () => {
    const kernel = { perLead: [10, 30], sale: 1_000, square: 1_500_000, wins: 100 };
    const flow = {
      kernel,
      cohorts: [
        { month: 4, leads: 100 },
        { month: 5, leads: 50 },
      ],
      coming: 80,
      base: [500, 700],
    };
    const [first, second] = outlook(flow, { now: 5, from: 5, n: 2 });
    expect(first).toMatchObject({ expected: 100 * 30 + 50 * 10 + 600, inPipe: 3_500 });
    expect(second).toMatchObject({ expected: 50 * 30 + 80 * 10 + 600, inPipe: 1_500 });
    const [wider] = outlook({ ...flow, kernel: { ...kernel, wins: 4 } }, { now: 5, from: 5, n: 1 });
    expect((wider?.high ?? 0) - (wider?.expected ?? 0)).toBeGreaterThan((first?.high ?? 0) - (first?.expected ?? 0));
    expect(
      calibration([
        { low: 1, expected: 2, high: 3, actual: 2 },
        { low: 1, expected: 4, high: 5, actual: 8 },
      ]),
    ).toEqual({ within: 1, n: 2, bias: -0.4 });
    expect(comingCases([3, 3, 3], 2)).toBeNull();
    expect(comingCases([2, 4, 3, 3], 2)).toMatchObject({ expected: 6 });
  });

  it('are as reliable as they came near (C34)', () => {
    const told = [
      [100, 90],
      [80, 100],
      [120, 110],
    ] as const;
    expect(reliability(told.map(([promised, delivered]) => ({ promised, delivered })))?.value).toBeCloseTo(0.8556, 4);
    expect(reliability([{ promised: null, delivered: null }])).toBeNull();
  });

  it('are kept on their day, late after it, and missed once it is over', () => {
    const on = (doneOn: string | null, today: string) => outcomeOf({ dueOn: '2026-03-10', doneOn }, today);
    expect([on('2026-03-10', '2026-04-01'), on('2026-03-11', '2026-04-01')]).toEqual(['kept', 'late']);
    expect([on(null, '2026-03-10'), on(null, '2026-03-11')]).toEqual(['open', 'missed']);
  });
});
