import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classChangesAt } from './due.ts';
import { engagementScore } from './engagement.ts';
import { engagementClassOf } from './fit.ts';
import { type Doing, eventsOf, horizonDays, ruleMatches } from './match.ts';

const doing = (change: Partial<Doing> = {}): Doing => ({
  id: 'a1',
  kind: 'page_visit',
  direction: null,
  outcome: null,
  subject: 'Prices',
  address: '/en/Pricing?x=1',
  campaignId: null,
  occurredAt: '2026-03-04T10:12:00.000Z',
  ...change,
});

describe('which rows a rule counts', () => {
  it('goes by kind, direction, outcome, text and campaign, all of them', () => {
    const text = { in: 'address', op: 'contains', value: '/pricing' } as const;
    expect(ruleMatches({ kinds: ['page_visit'], text }, doing())).toBe(true);
    expect(ruleMatches({ kinds: ['form'], text }, doing())).toBe(false);
    expect(ruleMatches({ kinds: ['page_visit'], direction: 'in' }, doing())).toBe(false);
    expect(ruleMatches({ kinds: ['call'], outcomes: ['connected'] }, doing({ kind: 'call', outcome: 'busy' }))).toBe(false);
    expect(ruleMatches({ kinds: ['form'], campaignIds: ['c1'] }, doing({ kind: 'form', campaignId: 'c1' }))).toBe(true);
    expect(
      ruleMatches(
        { kinds: ['form'], text: { in: 'subject', op: 'is', value: 'demo' } },
        doing({ kind: 'form', subject: null, address: null }),
      ),
    ).toBe(false);
  });
  it('never an open, whatever the rule says', () => {
    expect(ruleMatches({ kinds: ['mail_event'] }, doing({ kind: 'mail_event', outcome: 'opened' }))).toBe(false);
  });
  it('one look at a page in an hour, however often it is loaded', () => {
    const rules = [{ id: 'r', match: { kinds: ['page_visit' as const] } }];
    const keys = eventsOf(rules, [
      doing(),
      doing({ id: 'a2', occurredAt: '2026-03-04T10:50:00.000Z' }),
      doing({ id: 'a3', occurredAt: '2026-03-04T11:01:00.000Z' }),
    ]).map(({ dedupeKey }) => dedupeKey);
    expect(new Set(keys).size).toBe(2);
  });
});

describe('how far back it matters', () => {
  it('is until next to nothing is left of the largest rule', () => {
    const days = horizonDays([
      { points: 40, halfLifeDays: 30 },
      { points: -5, halfLifeDays: 10 },
    ]);
    expect(40 * 2 ** (-days / 30)).toBeLessThan(0.05);
    expect(days).toBe(290);
    expect(horizonDays([{ points: 1, halfLifeDays: null }])).toBe(1825);
    expect(horizonDays([])).toBe(0);
  });
});

describe('when the label changes by itself', () => {
  const now = '2026-03-04T00:00:00.000Z';
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
            occurredAt: new Date(Date.parse(now) - days * 86_400_000).toISOString(),
          })),
          now,
        };
        const classAt = (at: number) => engagementClassOf(engagementScore({ ...input, now: new Date(at).toISOString() }).total);
        const due = classChangesAt(input);
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
