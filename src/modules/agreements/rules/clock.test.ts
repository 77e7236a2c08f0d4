import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BusinessCalendar } from '#platform/shared/businesstime.ts';
import { type ClockEvent, type ClockTerms, clockState } from './clock.ts';

const day = [{ from: '09:00', to: '17:00' }];
const office: BusinessCalendar = { zone: 'Europe/Berlin', windows: { 1: day, 2: day, 3: day, 4: day, 5: day }, holidays: [] };
const always: BusinessCalendar = { zone: 'Europe/Berlin', windows: {}, holidays: [], always: true };
const H = 3600;
const fourHours: ClockTerms = { withinSeconds: 4 * H, calendar: office };
/** Tuesday 3 March 2026, Berlin time. */
const tue = (time: string) => new Date(`2026-03-03T${time}:00+01:00`).toISOString();
const wed = (time: string) => new Date(`2026-03-04T${time}:00+01:00`).toISOString();
const started: ClockEvent = { kind: 'started', at: tue('10:00') };
const at = (events: ClockEvent[], now: string, terms = fourHours) => clockState(terms, events, now);

describe('a clock by time alone', () => {
  it.each([
    ['10:00', 'running', '12:00', 0],
    ['12:00', 'running', '13:12', 1],
    ['13:11', 'running', '13:12', 1],
    ['13:12', 'due_soon', '14:00', 2],
    ['14:00', 'due_soon', '14:00', 2],
  ])('at %s it is %s, and changes at %s', (now, state, change, warningsPassed) => {
    const result = at([started], tue(now));
    expect(result).toMatchObject({ state, warningsPassed, dueAt: tue('14:00'), breachedAt: null });
    expect(result.nextChangeAt?.slice(0, 16)).toBe(tue(change).slice(0, 16));
  });
  it('is breached just after the due time, never before, and stays so without further change', () => {
    const justAfter = new Date(Date.parse(tue('14:00')) + 1).toISOString();
    expect(at([started], tue('14:00')).nextChangeAt).toBe(justAfter);
    expect(at([started], justAfter)).toMatchObject({ state: 'breached', breachedAt: tue('14:00'), nextChangeAt: null });
    expect(at([started], tue('15:00'))).toMatchObject({ elapsedSeconds: 5 * H, remainingSeconds: -H, fractionUsed: 1.25 });
  });
  it('waits for a start that lies ahead, and does not run outside hours', () => {
    expect(at([started], tue('09:00'))).toMatchObject({ state: 'waiting', nextChangeAt: tue('10:00'), dueAt: null });
    expect(at([{ kind: 'started', at: tue('20:00') }], wed('08:00'))).toMatchObject({
      state: 'running',
      elapsedSeconds: 0,
      dueAt: wed('13:00'),
    });
  });
  it('runs through the night on calendar hours', () => {
    const terms = { withinSeconds: 24 * H, calendar: always };
    expect(at([started], wed('09:59'), terms)).toMatchObject({ state: 'due_soon', dueAt: wed('10:00') });
    expect(at([started], wed('10:01'), terms).state).toBe('breached');
  });
});

describe('what ends a clock', () => {
  it('contact in time, at the last instant, too late', () => {
    expect(at([started, { kind: 'met', at: tue('11:00') }], wed('16:00'))).toMatchObject({
      state: 'met',
      elapsedSeconds: H,
      nextChangeAt: null,
    });
    expect(at([started, { kind: 'met', at: tue('14:00') }], wed('16:00')).state).toBe('met');
    expect(at([started, { kind: 'met', at: tue('14:30') }], wed('16:00'))).toMatchObject({
      state: 'met_late',
      breachedAt: tue('14:00'),
      elapsedSeconds: 4.5 * H,
    });
  });
  it('the customer being faster, but only in time', () => {
    expect(at([started, { kind: 'met', by: 'customer', at: tue('13:00') }], wed('09:00')).state).toBe('met_by_customer');
    expect(at([started, { kind: 'met', by: 'customer', at: tue('15:00') }], wed('09:00')).state).toBe('met_late');
  });
  it('contact made before the start meets it with nothing elapsed, and says so', () => {
    const result = at([started, { kind: 'met', at: tue('09:00') }], wed('09:00'));
    expect(result).toMatchObject({ state: 'met', elapsedSeconds: 0, preContacted: true });
    expect(at([{ kind: 'met', at: tue('10:00') }, started], wed('09:00'))).toMatchObject({ state: 'met', preContacted: false });
  });
  it('the first contact counts, later ones change nothing', () => {
    const events: ClockEvent[] = [{ kind: 'met', at: tue('16:00') }, started, { kind: 'met', at: tue('11:00') }];
    expect(at(events, wed('09:00'))).toMatchObject({ state: 'met', elapsedSeconds: H });
  });
  it('excuse and void win over everything, and what was breached stays visible', () => {
    expect(at([started, { kind: 'excused', at: tue('16:00'), reason: 'outage' }], wed('09:00'))).toMatchObject({
      state: 'excused',
      breachedAt: tue('14:00'),
    });
    expect(at([started, { kind: 'voided', at: tue('11:00') }], wed('16:00'))).toMatchObject({
      state: 'void',
      dueAt: null,
      breachedAt: null,
    });
    expect(at([{ kind: 'voided', at: tue('09:00') }, started], wed('16:00')).state).toBe('void');
  });
});

describe('pauses', () => {
  const paused: ClockEvent = { kind: 'paused', at: tue('10:00') };
  const early: ClockEvent = { kind: 'started', at: tue('09:00') };
  const threeHours: ClockTerms = { withinSeconds: 3 * H, calendar: office };
  it('add the remaining working time to the instant of resuming', () => {
    expect(at([early], tue('09:30'), threeHours).dueAt).toBe(tue('12:00'));
    const resumed: ClockEvent = { kind: 'resumed', at: tue('11:30') };
    expect(at([early, paused, resumed], tue('11:30'), threeHours)).toMatchObject({
      state: 'running',
      dueAt: tue('13:30'),
      elapsedSeconds: H,
    });
  });
  it('have no due time and change by nothing but an event', () => {
    expect(at([early, paused], wed('16:00'), threeHours)).toMatchObject({
      state: 'paused',
      dueAt: null,
      remainingSeconds: 2 * H,
      nextChangeAt: null,
      breachedAt: null,
    });
  });
  it('over the night move the due time by working time only', () => {
    const resumed: ClockEvent = { kind: 'resumed', at: wed('08:00') };
    expect(at([early, paused, resumed], wed('08:00'), threeHours).dueAt).toBe(wed('11:00'));
  });
  it('do not undo a breach, not even one on a Friday evening', () => {
    const long: ClockTerms = { withinSeconds: 8 * H, calendar: office };
    const events: ClockEvent[] = [early, { kind: 'paused', at: tue('20:00') }, { kind: 'resumed', at: wed('12:00') }];
    expect(at(events, wed('08:00'), long)).toMatchObject({ state: 'breached', breachedAt: tue('17:00') });
    expect(at(events, wed('13:00'), long)).toMatchObject({ state: 'breached', breachedAt: tue('17:00') });
    expect(at([...events, { kind: 'met', at: wed('12:30') }], wed('13:00'), long).state).toBe('met_late');
  });
  it('can be ended by the contact itself', () => {
    expect(at([early, paused, { kind: 'met', at: wed('16:00') }], wed('17:00'), threeHours)).toMatchObject({
      state: 'met',
      elapsedSeconds: H,
    });
  });
});

describe('starting anew', () => {
  it('gives the full time again and keeps the earlier breach', () => {
    const events: ClockEvent[] = [started, { kind: 'restarted', at: wed('09:00') }];
    expect(at(events, wed('10:00'))).toMatchObject({ state: 'running', dueAt: wed('13:00'), elapsedSeconds: H, breachedAt: tue('14:00') });
    const met: ClockEvent = { kind: 'met', at: wed('12:00') };
    expect(at([...events, met], wed('15:00'))).toMatchObject({ state: 'met', breachedAt: tue('14:00') });
  });
  it('reopens a clock that was met', () => {
    const events: ClockEvent[] = [started, { kind: 'met', at: tue('11:00') }, { kind: 'restarted', at: wed('09:00') }];
    expect(at(events, tue('12:00')).state).toBe('met');
    expect(at(events, wed('09:30'))).toMatchObject({ state: 'running', breachedAt: null });
  });
});

describe('properties', () => {
  const offsets = fc.integer({ min: 0, max: 10 * 24 * 60 });
  const instant = (minutes: number) => new Date(Date.parse(tue('00:00')) + minutes * 60_000).toISOString();
  const kinds = fc.constantFrom('started', 'paused', 'resumed', 'met', 'excused', 'voided', 'restarted');
  const histories = fc.array(fc.record({ kind: kinds, at: offsets.map(instant) }), { maxLength: 8 });
  const terms = fc.record({ withinSeconds: fc.integer({ min: 0, max: 40 * H }), calendar: fc.constantFrom(office, always) });

  it('nothing changes before nextChangeAt, and something does then', () => {
    const shown = ({ state, dueAt, breachedAt, warningsPassed, nextChangeAt }: ReturnType<typeof clockState>) => ({
      state,
      dueAt,
      breachedAt,
      warningsPassed,
      nextChangeAt,
    });
    fc.assert(
      fc.property(terms, histories, offsets, (agreed, events, minute) => {
        const now = instant(minute);
        const past = events.filter((event) => event.at <= now);
        const result = clockState(agreed, past, now);
        const change = result.nextChangeAt;
        if (change === null) {
          const later = clockState(agreed, past, instant(minute + 60 * 24 * 60));
          expect(shown(later)).toEqual(shown(result));
          return;
        }
        expect(change > now).toBe(true);
        const before = clockState(agreed, past, new Date(Date.parse(change) - 1).toISOString());
        expect(shown(before)).toEqual(shown(result));
        const { nextChangeAt: _, ...then } = shown(clockState(agreed, past, change));
        expect(shown(result)).not.toMatchObject(then);
      }),
      { numRuns: 300 },
    );
  });
  it('does not depend on the order in which events arrive, and sees nothing of the future', () => {
    fc.assert(
      fc.property(
        terms,
        fc.uniqueArray(fc.record({ kind: kinds, at: offsets.map(instant) }), { maxLength: 8, selector: (event) => event.at }),
        offsets,
        (agreed, events, minute) => {
          const now = instant(minute);
          const result = clockState(agreed, events, now);
          expect(clockState(agreed, [...events].reverse(), now)).toEqual(result);
          const past = events.filter((event) => event.at <= now);
          if (result.state !== 'waiting') expect(clockState(agreed, past, now)).toEqual(result);
        },
      ),
      { numRuns: 300 },
    );
  });
  it('a pause never brings the due time forward, and used time never exceeds what passed', () => {
    fc.assert(
      fc.property(terms, offsets, fc.tuple(offsets, offsets), (agreed, start, [a, b]) => {
        const begin: ClockEvent = { kind: 'started', at: instant(start) };
        const pausedAt = start + Math.min(a, b);
        const events: ClockEvent[] = [
          begin,
          { kind: 'paused', at: instant(pausedAt) },
          { kind: 'resumed', at: instant(start + Math.max(a, b)) },
        ];
        const now = instant(start + Math.max(a, b) + 1);
        const without = clockState(agreed, [begin], now);
        const result = clockState(agreed, events, now);
        expect(Date.parse(result.dueAt ?? '')).toBeGreaterThanOrEqual(Date.parse(without.dueAt ?? ''));
        expect(result.elapsedSeconds).toBeLessThanOrEqual(without.elapsedSeconds + 1e-6);
      }),
      { numRuns: 200 },
    );
  });
});
