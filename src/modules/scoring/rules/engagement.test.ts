import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrange, totalAt } from './arrange.ts';
import { engagementScore, explain } from './engagement.ts';
import type { EngagementEvent, EngagementRule } from './input.ts';
import { changeOfWeek, FLAT_PACE, momentumOf, paceOf, strongestRecent } from './momentum.ts';

const now = '2026-06-30T12:00:00.000Z';
const daysAgo = (days: number) => new Date(Date.parse(now) - days * 86_400_000).toISOString();
const rule = (id: string, points: number, more: Partial<EngagementRule> = {}): EngagementRule => ({
  id,
  points,
  halfLifeDays: 30,
  ...more,
});
let next = 0;
const event = (ruleId: string, days: number, more: Partial<EngagementEvent> = {}): EngagementEvent => ({
  ruleId,
  eventId: `e${next++}`,
  at: Date.parse(daysAgo(days)),
  ...more,
});

describe('engagement score', () => {
  const rules = [rule('demo', 40), rule('pricing', 10), rule('webinar', 15), rule('ebook', 10), rule('click', 3), rule('unsubscribe', -15)];
  it('adds up the worked example to 59.3072', () => {
    const events = [
      event('unsubscribe', 10),
      event('demo', 0),
      event('ebook', 60),
      event('pricing', 3),
      event('click', 7),
      event('pricing', 3),
      event('webinar', 30),
    ];
    const score = engagementScore({ rules, events, now });
    expect(score.total).toBeCloseTo(59.307153, 5);
    const of = (id: string) => score.contributions.filter(({ ruleId }) => ruleId === id).map(({ counted }) => Number(counted.toFixed(4)));
    expect(of('pricing')).toEqual([9.3303, 9.3303]);
    expect(of('webinar')).toEqual([7.5]);
    expect(of('ebook')).toEqual([2.5]);
    expect(of('click')).toEqual([2.552]);
    expect(of('unsubscribe')).toEqual([-11.9055]);
  });
  it('stays within 0 and the maximum and says what it was before', () => {
    const many = Array.from({ length: 4 }, () => event('demo', 0));
    expect(engagementScore({ rules, events: many, now })).toMatchObject({ total: 100, unclamped: 160 });
    expect(engagementScore({ rules, events: [event('unsubscribe', 0)], now })).toMatchObject({ total: 0, unclamped: -15 });
    expect(engagementScore({ rules, events: many, now, max: 500 }).total).toBe(160);
  });
  it('does not fade without a half-life', () => {
    expect(engagementScore({ rules: [rule('r', 8, { halfLifeDays: null })], events: [event('r', 900)], now }).total).toBe(8);
  });
});

describe('fading on a straight line', () => {
  it('leaves half after the half-life and nothing after twice of it', () => {
    const rules = [rule('r', 10, { fading: 'linear' })];
    const after = (days: number) => engagementScore({ rules, events: [event('r', days)], now }).total;
    expect([0, 30, 45, 60, 90].map(after)).toEqual([10, 5, 2.5, 0, 0]);
  });
  it('takes negatives towards 0 as well', () => {
    const rules = [rule('plus', 50, { halfLifeDays: null }), rule('minus', -10, { fading: 'linear' })];
    expect(engagementScore({ rules, events: [event('plus', 0), event('minus', 45)], now }).total).toBe(47.5);
  });
});

describe('inactivity', () => {
  const rules = [rule('r', 40, { halfLifeDays: null }), rule('minus', -5, { halfLifeDays: null })];
  const inactivity = { afterDays: 30, points: 12 };
  it('takes points once nothing that gives any has happened for so long, and says so in a row of its own', () => {
    expect(engagementScore({ rules, events: [event('r', 29)], now, inactivity }).total).toBe(40);
    const score = engagementScore({ rules, events: [event('r', 30), event('minus', 1)], now, inactivity });
    expect(score.total).toBe(40 - 5 - 12);
    expect(score.contributions[0]).toMatchObject({ ruleId: null, counted: -12 });
    expect(engagementScore({ rules, events: [], now, inactivity }).total).toBe(0);
  });
});

describe('a week', () => {
  const rules = [rule('r', 10, { cap: 20 })];
  const week = (days: number[]) => {
    const input = { rules, events: days.map((day) => event('r', day)), now };
    return changeOfWeek(input, arrange(input));
  };
  it('changes the score by what came less what faded, as it stood then', () => {
    expect(week([])).toBe(0);
    expect(week([3])).toBeCloseTo(10 * 2 ** -0.1, 9);
    expect(week([37])).toBeCloseTo(10 * 2 ** (-37 / 30) - 5, 9);
    // What filled the cap a week ago is not forgotten because something newer fills it now.
    expect(week([0, 0, 7, 7])).toBeCloseTo(0, 9);
  });
  it('is momentum where it stands out among the active', () => {
    const pace = paceOf({ low: -12, high: 3, people: 200 });
    expect(pace).toEqual({ falling: -12, rising: 5 });
    expect([-12, -11, 4.9, 5].map((change) => momentumOf(change, pace))).toEqual(['falling', 'steady', 'steady', 'rising']);
    expect(paceOf({ low: -40, high: 40, people: 19 })).toEqual(FLAT_PACE);
  });
  it('has a reason: the strongest of the last month', () => {
    const all = [rule('old', 90), rule('new', 20), rule('minus', -50)];
    const arranged = arrange({ rules: all, events: [event('old', 31), event('new', 2), event('minus', 0)], now });
    expect(strongestRecent(arranged)?.rule.id).toBe('new');
    expect(strongestRecent(arrange({ rules: all, events: [event('minus', 0)], now }))).toBeNull();
  });
});

describe('caps', () => {
  it('of a rule are filled by the newest events, in points before fading, the last in part', () => {
    const events = [event('p', 60), event('p', 0), event('p', 30)];
    const score = engagementScore({ rules: [rule('p', 10, { cap: 15 })], events, now });
    expect(score.contributions.map(({ counted, capEffect }) => [counted, capEffect])).toEqual([
      [10, null],
      [2.5, 'rule'],
      [0, 'rule'],
    ]);
    expect(score.contributions[2]).toMatchObject({ base: 10, decayed: 2.5 });
  });
  it('of a day hold for each local day on its own', () => {
    const rules = [rule('v', 5, { dailyCap: 8, halfLifeDays: null })];
    const at = (instant: string) => ({ ...event('v', 0), at: Date.parse(instant) });
    const events = [at('2026-06-10T21:30:00Z'), at('2026-06-10T22:30:00Z'), at('2026-06-10T23:30:00Z')];
    expect(engagementScore({ rules, events, now }).total).toBe(8);
    expect(engagementScore({ rules, events, now, zone: 'Europe/Berlin' }).total).toBe(13);
  });
  it('of a group hold over its rules after fading, and leave negatives alone', () => {
    const rules = [rule('a', 10, { group: 'web' }), rule('b', 10, { group: 'web' }), rule('minus', -4, { group: 'web' }), rule('c', 10)];
    const events = [event('a', 30), event('b', 0), event('minus', 0), event('c', 0)];
    const score = engagementScore({ rules, groups: [{ id: 'web', cap: 12 }], events, now });
    expect(score.total).toBe(12 - 4 + 10);
    expect(score.contributions.find(({ ruleId }) => ruleId === 'a')).toMatchObject({ decayed: 5, counted: 2, capEffect: 'group' });
  });
  it('hold for negative rules too', () => {
    const rules = [rule('plus', 50), rule('minus', -10, { cap: 15 })];
    expect(engagementScore({ rules, events: [event('plus', 0), event('minus', 0), event('minus', 0), event('minus', 0)], now }).total).toBe(
      35,
    );
  });
});

describe('which events count', () => {
  const rules = [rule('r', 10), rule('s', 1)];
  it('the same thing once, by its key and the earliest; other rules keep it', () => {
    const events = [
      event('r', 0, { dedupeKey: 'visit-1' }),
      event('r', 30, { dedupeKey: 'visit-1' }),
      event('s', 0, { dedupeKey: 'visit-1' }),
    ];
    const score = engagementScore({ rules, events, now });
    expect(score.total).toBe(6);
    expect(score.ignored.duplicate).toBe(1);
    expect(engagementScore({ rules, events: [...events, ...events], now }).total).toBe(6);
  });
  it('not before a reset, not of a rule that is gone', () => {
    const score = engagementScore({ rules, events: [event('r', 10), event('r', 0), event('gone', 0)], now, resetAt: daysAgo(5) });
    expect(score).toMatchObject({ total: 10, ignored: { duplicate: 0, beforeReset: 1, unknownRule: 1 } });
  });
  it('dated in the future as of now, and marked', () => {
    const score = engagementScore({ rules, events: [event('r', -3)], now });
    expect(score.contributions[0]).toMatchObject({ counted: 10, fromFuture: true });
  });
});

describe('properties', () => {
  const ruleIds = ['a', 'b', 'c'];
  const anyRule = fc.record({
    points: fc.integer({ min: -20, max: 40 }),
    halfLifeDays: fc.option(fc.integer({ min: 1, max: 90 })),
    fading: fc.constantFrom('half_life' as const, 'linear' as const),
    group: fc.constantFrom(undefined, 'g'),
    cap: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
    dailyCap: fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined }),
  });
  const models = fc
    .tuple(anyRule, anyRule, anyRule)
    .map((list) => list.map((fields, index): EngagementRule => ({ id: ruleIds[index] ?? '', ...fields })));
  const events = fc.array(
    fc.record({
      ruleId: fc.constantFrom(...ruleIds),
      eventId: fc.integer({ min: 0, max: 30 }).map(String),
      at: fc.integer({ min: -2, max: 200 }).map((days) => Date.parse(daysAgo(days))),
    }),
    { maxLength: 30 },
  );
  const groups = [{ id: 'g', cap: 25 }];
  it('the parts make the whole, no part exceeds what it faded to, every cap holds', () => {
    fc.assert(
      fc.property(models, events, (rules, list) => {
        const score = engagementScore({ rules, groups, events: list, now });
        expect(score.total).toBeGreaterThanOrEqual(0);
        expect(score.total).toBeLessThanOrEqual(100);
        const sum = score.contributions.reduce((total, { counted }) => total + counted, 0);
        expect(Math.min(100, Math.max(0, sum))).toBeCloseTo(score.total, 9);
        for (const { counted, decayed, capEffect } of score.contributions) {
          expect(Math.abs(counted)).toBeLessThanOrEqual(Math.abs(decayed) + 1e-9);
          if (capEffect === null) expect(counted).toBeCloseTo(decayed, 9);
        }
        for (const { id, cap } of rules)
          if (cap !== undefined) {
            const ofRule = score.contributions
              .filter(({ ruleId }) => ruleId === id)
              .reduce((total, { counted }) => total + Math.abs(counted), 0);
            expect(ofRule).toBeLessThanOrEqual(cap + 1e-9);
          }
        const grouped = score.contributions.filter(
          ({ ruleId, counted }) => counted > 0 && rules.find(({ id }) => id === ruleId)?.group === 'g',
        );
        expect(grouped.reduce((total, { counted }) => total + counted, 0)).toBeLessThanOrEqual(25 + 1e-9);
      }),
    );
  });
  it('the order of arrival does not matter, and events that arrive twice count once', () => {
    fc.assert(
      fc.property(models, events, (rules, list) => {
        const score = engagementScore({ rules, groups, events: list, now });
        expect(engagementScore({ rules, groups, events: [...list].reverse(), now }).total).toBeCloseTo(score.total, 9);
        expect(engagementScore({ rules, groups, events: [...list, ...list], now }).total).toBeCloseTo(score.total, 9);
      }),
    );
  });
  it('the rows make the stored total at any later moment, which an independent sum gives as well', () => {
    const idle = fc.option(fc.record({ afterDays: fc.integer({ min: 1, max: 60 }), points: fc.integer({ min: 1, max: 30 }) }));
    fc.assert(
      fc.property(models, events, fc.integer({ min: 0, max: 100 }), idle, (rules, list, days, inactivity) => {
        const input = { rules, groups, events: list, now, inactivity };
        const arranged = arrange(input);
        const later = Date.parse(now) + days * 86_400_000;
        expect(totalAt(arranged, later)).toBeCloseTo(explain(arranged, later).total, 7);
        // Fading alone, by hand: every cap out of the way.
        const free = rules.map(({ id, points, halfLifeDays, fading }): EngagementRule => ({ id, points, halfLifeDays, fading }));
        const seen = new Map(
          arrange({ rules: free, events: list, now }).kept.map((kept) => [`${kept.rule.id} ${kept.event.eventId}`, kept]),
        );
        const sum = [...seen.values()].reduce((total, { rule: { points, halfLifeDays, fading }, at }) => {
          const age = Math.max(0, later - at) / 86_400_000;
          if (halfLifeDays === null) return total + points;
          return total + points * (fading === 'linear' ? Math.max(0, 1 - age / halfLifeDays / 2) : 0.5 ** (age / halfLifeDays));
        }, 0);
        expect(totalAt(arrange({ rules: free, events: list, now }), later)).toBeCloseTo(Math.min(100, Math.max(0, sum)), 7);
      }),
    );
  });
  it('merging two histories and scoring them is scoring their union', () => {
    fc.assert(
      fc.property(models, events, events, (rules, one, other) => {
        const named = (list: EngagementEvent[], mark: string) => list.map((each) => ({ ...each, eventId: `${mark}${each.eventId}` }));
        const [a, b] = [named(one, 'x'), named(other, 'y')];
        const total = engagementScore({ rules, groups, events: [...a, ...b], now }).total;
        expect(engagementScore({ rules, groups, events: [...b, ...a], now }).total).toBeCloseTo(total, 9);
      }),
    );
  });
});
