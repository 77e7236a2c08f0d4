import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnOf, columnsOf } from './axis.ts';
import { bridge } from './bridge.ts';
import { courseOf, gapOf } from './gap.ts';
import { inFlight, type Kernel, projectedWins } from './kernel.ts';
import { workBack } from './plan.ts';
import { besideSigned, type WorkedMonth } from './signed.ts';
import { velocity, velocityBridge } from './velocity.ts';

const cents = (values: readonly number[]) => values.map((value) => Math.round(value * 100) / 100);

describe('a missed plan, split among its levers (C14)', () => {
  it('sums to the gap, whatever the order', () => {
    const { gap, effects, by } = bridge([500, 0.2, 0.25, 8_000], [520, 0.15, 0.25, 8_200]);
    expect([gap, by]).toEqual([-40_100, 'exact']);
    expect(cents(effects)).toEqual([7_028.46, -51_553.45, 0, 4_424.99]);
  });

  it('sums to the gap in whole cents, also where nothing was won, whatever the segments', () => {
    const lever = fc.integer({ min: 0, max: 1_000_000 }).map((n) => n / 1000);
    const course = fc.record({ volume: lever, acceptance: lever, qualification: lever, winRate: lever, size: lever, timing: lever });
    const minor = fc.integer({ min: 0, max: 10_000_000_000 });
    fc.assert(
      fc.property(course, course, minor, minor, (plan, actual, from, to) => {
        const { gap, effects } = gapOf(plan, actual, { plan: from, actual: to });
        expect(gap).toBe(to - from);
        expect(Object.values(effects).every(Number.isInteger)).toBe(true);
        // Levers that do not multiply to the money leave a difference, which is spread: the sum is the gap in any case.
        const size = Math.max(1, ...Object.values(effects).map(Math.abs));
        if (size < 2 ** 46) expect(Object.values(effects).reduce((sum, one) => sum + one, 0)).toBe(gap);
      }),
    );
    expect(bridge([10, 0.5], [10, 0])).toEqual({ gap: -5, effects: [0, -5], by: 'sequential' });
  });

  it('reads levers that multiply to the money of the period, with what is early or late in the timing', () => {
    const typical = { volume: 100, acceptance: 0.8, qualification: 0.5, winRate: 0.25, size: 8_000, timing: 1 };
    const due = { handed: 100, accepted: 80, deals: 40, won: 10, wins: 7, minor: 56_000 };
    const course = courseOf(due, typical);
    expect(course).toEqual({ volume: 100, acceptance: 0.8, qualification: 0.5, winRate: 0.25, size: 8_000, timing: 0.7 });
    expect(gapOf(typical, course, { plan: 80_000, actual: 56_000 }).effects).toMatchObject({ volume: 0, winRate: 0, timing: -24_000 });
    const cases = fc.nat({ max: 500 });
    fc.assert(
      fc.property(cases, cases, cases, cases, cases, fc.nat({ max: 1e9 }), (handed, accepted, deals, won, wins, minor) => {
        const one = courseOf({ handed, accepted, deals, won, wins, minor: wins === 0 ? 0 : minor }, typical);
        const product = Object.values(one).reduce((all, value) => all * value, 1);
        expect(Math.abs(product - (wins === 0 ? 0 : minor))).toBeLessThan(1e-3);
      }),
    );
  });
});

describe('leads that become revenue later (C02)', () => {
  const kernel: Kernel = { shares: [0.1, 0.3, 0.35, 0.25], conversion: 0.05, sale: 8_000 };
  const asked = {
    steps: { handed: 0.5, accepted: 0.8, qualified: 0.5, won: 0.25, sale: kernel.sale },
    shares: kernel.shares,
    ...{ now: 3, first: 3, last: 3, past: [400, 400, 400, 0], came: new Map<number, number>() },
    ...{ targetMinor: 160_000, baseMinor: 0, most: 10_000, marketingPercent: 100, leadCostMinor: null },
  };

  it('are in flight for the months after, and leave a gap by month', () => {
    const flying = cents(inFlight(kernel, [400, 400, 400], 3));
    expect(flying).toEqual([144_000, 96_000, 40_000]);
    expect([160_000, 160_000, 200_000].map((target, month) => target - (flying[month] ?? 0))).toEqual([16_000, 64_000, 160_000]);
  });

  it('leave a gap that only a tenth of a month’s own leads can move in that month', () => {
    const worked = workBack(asked);
    expect([Math.round(worked.gapMinor), worked.months[0]?.reaches]).toEqual([16_000, 0.1]);
    expect(worked.months[0]?.leads).toBeCloseTo(400, 9);
  });

  it('with one lag instead of a spread are the target over what a lead brings', () => {
    const needed = [160_000, 200_000, 240_000].map(
      (targetMinor) => workBack({ ...asked, shares: [1], past: [0], targetMinor }).months[0]?.leads ?? 0,
    );
    expect(cents(needed)).toEqual([400, 500, 600]);
  });

  it('of young cohorts are held against older ones of the same age', () => {
    const rates = [0.005, 0.015, 0.0175, 0.0125];
    const won = inFlight({ shares: [0, ...rates], conversion: 1, sale: 1 }, [400, 380, 450, 500], 1)[0];
    expect(won).toBeCloseTo(500 * 0.005 + 450 * 0.015 + 380 * 0.0175 + 400 * 0.0125, 9);
    expect(won).toBeCloseTo(20.9, 9);
    expect(projectedWins(6, 1, rates)).toBeCloseTo(15, 9);
    expect(projectedWins(0, 0, [0, 0.1])).toBeNull();
  });
});

describe('velocity (C09)', () => {
  it('is money a day', () => {
    expect(velocity({ deals: 100, winRate: 0.25, size: 50_000, days: 60 })).toBeCloseTo(20_833.3333, 3);
    expect(velocity({ deals: 50, winRate: 0.25, size: 10_000, days: 30 })).toBeCloseTo(4_166.67, 2);
    expect(velocity({ deals: 40, winRate: 0.25, size: 12_000, days: 60 })).toBeCloseTo(2_000, 9);
    expect(velocity({ deals: 44, winRate: 0.275, size: 11_500, days: 54 })).toBeCloseTo(2_576.85, 2);
    expect(velocity({ deals: 50, winRate: 0.25, size: 10_000, days: 0 })).toBeNull();
  });

  it('changes by what its levers did', () => {
    const { gap, effects } = velocityBridge(
      { deals: 40, winRate: 0.25, size: 12_000, days: 60 },
      { deals: 44, winRate: 0.275, size: 11_500, days: 54 },
    );
    expect(gap).toBeCloseTo(576.85, 2);
    expect(cents(effects)).toEqual([216.95, 216.95, -96.88, 239.83]);
  });
});

describe('a month beside what was signed for it', () => {
  const there = { leads: 40, handoffs: 20, spendMinor: 500, minor: 900 };
  const worked: WorkedMonth = { leads: 60, handoffs: 30, spendMinor: 1_500, inFlightMinor: 700, plannedMinor: 300, reaches: 0.4, there };
  const of = { month: 10, current: 10, first: 9, baseMinor: 100, signed: worked, today: worked, done: there };

  it('counts what was there with what has to come, and the money of the whole month', () => {
    const whole = { leads: 100, handoffs: 50, spendMinor: 2_000, minor: 1_100 };
    expect(besideSigned(of)).toEqual({ signed: whole, now: whole, done: there, state: 'movable' });
    expect(besideSigned({ ...of, signed: undefined })).toMatchObject({ signed: null, now: whole });
  });

  it('moves nothing of a month that is over, and nothing by leads that come too late', () => {
    expect(besideSigned({ ...of, current: 11 })).toMatchObject({ now: null, done: there, state: 'over' });
    expect(besideSigned({ ...of, today: { ...worked, reaches: 0.04 } }).state).toBe('too_late');
  });

  it('leaves out the money of months before the quarter, and spend that nobody knows', () => {
    expect(besideSigned({ ...of, first: 11 })).toMatchObject({ signed: { minor: null }, done: { minor: null, leads: 40 } });
    const unknown = { ...worked, spendMinor: null };
    expect(besideSigned({ ...of, signed: unknown }).signed?.spendMinor).toBeNull();
  });
});

describe('one axis for the plans of both teams and the money', () => {
  const days = fc
    .date({ min: new Date('2020-01-01'), max: new Date('2040-12-31'), noInvalidDate: true })
    .map((day) => day.toISOString().slice(0, 10));

  it('has today in it, without a gap, as far as four quarters after this one', () => {
    fc.assert(
      fc.property(days, fc.constantFrom('week', 'quarter', 'year'), (today, zoom) => {
        const columns = columnsOf(today, zoom);
        expect(columns.slice(1).every(({ from }, place) => from === columns[place]?.until)).toBe(true);
        const at = columnOf(columns, today) ?? -1;
        expect(zoom === 'week' ? at < 7 : at === 0).toBe(true);
        expect(columns.length).toBeLessThanOrEqual(15);
        expect(columnOf(columns, columns.at(-1)?.until ?? '')).toBeUndefined();
        if (zoom === 'year') expect(columns.at(-1)?.until.slice(5)).toMatch(/^(01|04|07|10)-01$/);
        else expect(new Date(columns[0]?.from ?? '').getUTCDay()).toBe(1);
      }),
    );
    expect(columnsOf('2026-11-22', 'year').at(-1)?.until).toBe('2028-01-01');
    expect(columnsOf('2026-11-22', 'quarter')[0]).toEqual({ from: '2026-11-16', until: '2026-11-23' });
  });
});
