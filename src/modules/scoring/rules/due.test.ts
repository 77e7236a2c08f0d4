import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrange } from './arrange.ts';
import { classChangesAt } from './due.ts';
import { engagementScore } from './engagement.ts';
import { engagementClassOf } from './fit.ts';
import { horizonDays } from './horizon.ts';

describe('how far back it matters', () => {
  it('is until next to nothing is left of the largest rule', () => {
    const days = horizonDays([
      { points: 40, halfLifeDays: 30 },
      { points: -5, halfLifeDays: 10 },
    ]);
    expect(40 * 2 ** (-days / 30)).toBeLessThan(0.05);
    expect(days).toBe(290);
    expect(horizonDays([{ points: 1, halfLifeDays: null }])).toBe(1825);
    expect(horizonDays([{ points: 40, halfLifeDays: 30, fading: 'linear' }])).toBe(60);
    expect(horizonDays([])).toBe(0);
  });
});

describe('when the label changes by itself', () => {
  const now = '2026-03-04T00:00:00.000Z';

  it('is earlier where a signed threshold lies in between, and as before where it does not', () => {
    const input = {
      rules: [{ id: 'plus', points: 40, halfLifeDays: 20 }],
      events: [{ ruleId: 'plus', eventId: 'e', at: Date.parse(now) }],
      now,
    };
    const dueIn = (cut: number | null) =>
      (Date.parse(classChangesAt(arrange(input), Date.parse(now), cut) ?? '') - Date.parse(now)) / 3_600_000;
    const hoursUntil = (points: number) => 20 * 24 * Math.log2(40 / points);
    expect(dueIn(null)).toBeCloseTo(hoursUntil(25), -0.5);
    expect(dueIn(30)).toBeCloseTo(hoursUntil(30), -0.5);
    expect(dueIn(60)).toBe(dueIn(null));
  });

  it('is not before the class differs, and not later than it is seen to', () => {
    const events = fc.array(fc.record({ days: fc.integer({ min: 0, max: 60 }), rule: fc.constantFrom('plus', 'minus') }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(events, (drawn) => {
        const input = {
          rules: [
            { id: 'plus', points: 30, halfLifeDays: 20, cap: 120 },
            { id: 'minus', points: -25, halfLifeDays: 45 },
          ],
          events: drawn.map(({ days, rule }, index) => ({
            ruleId: rule,
            eventId: `e${index}`,
            at: Date.parse(now) - days * 86_400_000,
          })),
          now,
        };
        const classAt = (at: number) => engagementClassOf(engagementScore({ ...input, now: new Date(at).toISOString() }).total);
        const due = classChangesAt(arrange(input), Date.parse(now));
        const first = Date.parse(now);
        const until = due === null ? first + 10 * 86_400_000 : Date.parse(due) - 3_600_000;
        // Looked ahead day by day at first: nothing longer than a day is missed within two weeks.
        if (due !== null && Date.parse(due) - first < 13 * 86_400_000) expect(classAt(Date.parse(due))).not.toBe(classAt(first));
        for (let at = first; at <= Math.min(until, first + 13 * 86_400_000); at += 86_400_000) expect(classAt(at)).toBe(classAt(first));
      }),
      { numRuns: 60 },
    );
  });
});
