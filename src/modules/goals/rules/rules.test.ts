import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bridge, bridgeOver } from './bridge.ts';
import { expectedWins, inFlight, type Kernel, leadsByLag, leadsNeeded, projectedWins } from './kernel.ts';
import { velocity, velocityBridge } from './velocity.ts';

const cents = (values: readonly number[]) => values.map((value) => Math.round(value * 100) / 100);

describe('a missed plan, split among its levers (C14)', () => {
  it('sums to the gap, whatever the order', () => {
    const { gap, effects, by } = bridge([500, 0.2, 0.25, 8_000], [520, 0.15, 0.25, 8_200]);
    expect([gap, by]).toEqual([-40_100, 'exact']);
    expect(cents(effects)).toEqual([7_028.46, -51_553.45, 0, 4_424.99]);
  });

  it('always sums to the gap, also where nothing was won', () => {
    const lever = fc.integer({ min: 0, max: 1_000_000 }).map((n) => n / 1000);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.array(lever, { minLength: 4, maxLength: 4 }), fc.array(lever, { minLength: 4, maxLength: 4 })), {
          minLength: 1,
          maxLength: 5,
        }),
        (segments) => {
          const whole = bridgeOver(segments.map(([plan, actual]) => ({ plan, actual })));
          const sum = whole.effects.reduce((total, one) => total + one, 0);
          expect(Math.abs(sum - whole.gap)).toBeLessThanOrEqual(
            1e-6 * Math.max(1, ...segments.flatMap(([plan, actual]) => [plan, actual].map((one) => one.reduce((all, n) => all * n, 1)))),
          );
        },
      ),
    );
    expect(bridge([10, 0.5], [10, 0])).toEqual({ gap: -5, effects: [0, -5], by: 'sequential' });
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
