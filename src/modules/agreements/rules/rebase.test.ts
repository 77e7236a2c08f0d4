import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BusinessCalendar } from '#platform/shared/businesstime.ts';
import { type ClockEvent, type ClockTerms, clockState } from './clock.ts';
import { effectOn } from './rebase.ts';

const H = 3600;
const day = [{ from: '09:00', to: '17:00' }];
const office: BusinessCalendar = { zone: 'Europe/Berlin', windows: { 1: day, 2: day, 3: day, 4: day, 5: day }, holidays: [] };
const always: BusinessCalendar = { zone: 'Europe/Berlin', windows: {}, holidays: [], always: true };
const START = '2026-03-02T09:00:00.000Z';
const later = (minutes: number) => new Date(Date.parse(START) + minutes * 60_000).toISOString();
type Terms = ClockTerms & { family: string; startsWhen: string };
const terms = (hours: number, more: Partial<Terms> = {}): Terms => ({
  family: 'in_time',
  startsWhen: 'handed_off',
  withinSeconds: hours * H,
  calendar: always,
  ...more,
});
const open = (old: Terms, events: ClockEvent[] = [{ kind: 'started', at: START }]) => ({ events, closed: false, old });

describe('a new version and a clock that runs', () => {
  it('moves the due time, and says what is overdue at once', () => {
    expect(effectOn(open(terms(24)), terms(48), later(60))).toEqual({
      becomes: 'moves',
      from: later(24 * 60),
      to: later(48 * 60),
      overdue: false,
    });
    expect(effectOn(open(terms(24)), terms(4), later(600))).toMatchObject({ becomes: 'moves', to: later(240), overdue: true });
    expect(effectOn(open(terms(8)), terms(8, { calendar: office }), later(0))).toMatchObject({
      becomes: 'moves',
      to: '2026-03-03T09:00:00.000Z',
    });
  });
  it('leaves what is decided, what has passed its time, and what became another promise', () => {
    const met: ClockEvent[] = [
      { kind: 'started', at: START },
      { kind: 'met', at: later(30), by: 'owner' },
    ];
    expect(effectOn(open(terms(24), met), terms(48), later(60))).toEqual({ becomes: 'stays', because: 'closed' });
    expect(effectOn(open(terms(1)), terms(48), later(90))).toEqual({ becomes: 'stays', because: 'passed' });
    expect(effectOn(open(terms(24)), terms(48, { startsWhen: 'hand_raised' }), later(60))).toMatchObject({ because: 'another_promise' });
    expect(effectOn(open(terms(24)), terms(48, { family: 'depth' }), later(60))).toMatchObject({ because: 'another_promise' });
  });
  it('ends what the version does not promise any more', () => {
    expect(effectOn(open(terms(24)), null, later(60))).toEqual({ becomes: 'ends' });
    expect(effectOn(open(terms(1)), null, later(90))).toEqual({ becomes: 'stays', because: 'passed' });
  });
});

const events = fc
  .array(
    fc.record({
      kind: fc.constantFrom('paused', 'resumed', 'met', 'excused', 'voided', 'restarted'),
      minutes: fc.integer({ min: -60, max: 6000 }),
    }),
    {
      maxLength: 5,
    },
  )
  .map((drawn): ClockEvent[] => [
    { kind: 'started', at: START },
    ...drawn.map(({ kind, minutes }) => ({ kind, at: later(minutes) }) as ClockEvent),
  ]);
const someTerms = fc
  .record({ hours: fc.integer({ min: 1, max: 120 }), calendar: fc.constantFrom(always, office) })
  .map(({ hours, calendar }) => terms(hours, { calendar }));

it('never touches a clock that is decided or has passed its time, whatever the new terms', () => {
  fc.assert(
    fc.property(events, fc.tuple(someTerms, fc.option(someTerms)), fc.integer({ min: 0, max: 8000 }), (happened, [old, next], minutes) => {
      const now = later(minutes);
      const before = clockState(old, happened, now);
      const effect = effectOn({ events: happened, closed: false, old }, next, now);
      if (['running', 'due_soon', 'paused', 'waiting'].includes(before.state))
        expect(effect.becomes).toBe(next === null ? 'ends' : 'moves');
      else expect(effect.becomes).toBe('stays');
      // What moves is judged from its start by the new terms, and by them alone.
      if (effect.becomes === 'moves' && next) {
        const after = clockState(next, happened, now);
        expect(effect).toMatchObject({ from: before.dueAt, to: after.dueAt, overdue: after.state === 'breached' });
      }
    }),
    { numRuns: 500 },
  );
});
