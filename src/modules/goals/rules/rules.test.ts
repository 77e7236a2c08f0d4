import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bridge } from './bridge.ts';
import { courseOf, gapOf } from './gap.ts';
import { expectedWins, inFlight, type Kernel, leadsByLag, leadsNeeded, projectedWins } from './kernel.ts';
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
  const targets = [160_000, 160_000, 200_000, 200_000, 240_000, 240_000];

  it('are in flight for the months after', () => {
    expect(cents(inFlight(kernel, [400, 400, 400], 3))).toEqual([144_000, 96_000, 40_000]);
    expect(leadsByLag(targets, kernel)).toEqual([400, 400, 500, 500, 600, 600]);
  });

  it('leave a gap that only a tenth of a month’s own leads can move in that month', () => {
    const months = leadsNeeded(kernel, { targets: targets.slice(0, 3), past: [400, 400, 400], most: Number.POSITIVE_INFINITY });
    expect(cents(months.map(({ gap }) => gap))).toEqual([16_000, 64_000, 160_000]);
    expect(months[0]?.leads).toBeCloseTo(400, 9);
  });

  it('never ask for fewer than none, and say what volume can’t reach', () => {
    const months = leadsNeeded(kernel, { targets: [160_000, 0, 400_000], past: [400, 400, 400], most: 1_000 });
    for (const { leads, outOfReach } of months) expect([leads >= 0 && leads <= 1_000, outOfReach >= 0]).toEqual([true, true]);
    expect(months[1]?.leads).toBe(0);
    expect(months[2]?.outOfReach).toBeGreaterThan(0);
  });

  it('reach the targets where nothing is out of reach', () => {
    const amount = fc.integer({ min: 0, max: 400_000 });
    fc.assert(
      fc.property(
        fc.array(amount, { minLength: 1, maxLength: 8 }),
        fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 4 }),
        (plan, past) => {
          const months = leadsNeeded(kernel, { targets: plan, past, most: Number.POSITIVE_INFINITY });
          const all = [...past, ...months.map(({ leads }) => leads)];
          for (const [n, month] of months.entries()) {
            const through = all.slice(0, past.length + n);
            const brings = (inFlight(kernel, through, 1)[0] ?? 0) + month.leads * kernel.conversion * kernel.sale * (kernel.shares[0] ?? 0);
            expect(brings).toBeGreaterThanOrEqual(month.target - 1e-3);
          }
        },
      ),
    );
  });

  it('of young cohorts are held against older ones of the same age', () => {
    const rates = [0.005, 0.015, 0.0175, 0.0125];
    expect(expectedWins([400, 380, 450, 500], [...rates])).toBeCloseTo(500 * 0.005 + 450 * 0.015 + 380 * 0.0175 + 400 * 0.0125, 9);
    expect(projectedWins(6, 1, rates)).toBeCloseTo(15, 9);
    expect(projectedWins(0, 0, [0, 0.1])).toBeNull();
  });
});

describe('velocity (C09)', () => {
  it('is money a day', () => {
    expect(velocity({ deals: 100, winRate: 0.25, size: 50_000, days: 60 })).toBeCloseTo(20_833.3333, 3);
    expect(velocity({ deals: 50, winRate: 0.25, size: 10_000, days: 30 })).toBeCloseTo(4_166.67, 2);
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
