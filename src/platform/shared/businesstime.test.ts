import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addBusinessTime, type BusinessCalendar, businessSecondsBetween, type TimeWindow, validateCalendar } from './businesstime.ts';

const H = 3600;
const week = (windows: TimeWindow[]) => ({ 1: windows, 2: windows, 3: windows, 4: windows, 5: windows });
const office: BusinessCalendar = { zone: 'Europe/Berlin', windows: week([{ from: '09:00', to: '17:00' }]), holidays: [] };
const easter: BusinessCalendar = { ...office, holidays: ['2026-04-03', '2026-04-06'] };
const siesta: BusinessCalendar = {
  ...office,
  windows: week([
    { from: '13:30', to: '18:00' },
    { from: '09:00', to: '12:30' },
  ]),
};
const always: BusinessCalendar = { zone: 'Europe/Berlin', windows: {}, holidays: [], always: true };
const newYork: BusinessCalendar = { ...office, zone: 'America/New_York' };
const sundayNight: BusinessCalendar = { zone: 'Europe/Berlin', windows: { 7: [{ from: '00:00', to: '06:00' }] }, holidays: [] };
const at = (iso: string) => new Date(iso).toISOString();

describe('adding working time', () => {
  const cases: [string, string, number, BusinessCalendar, string][] = [
    ['#1 over the weekend', '2026-03-06T16:00+01:00', 8 * H, office, '2026-03-09T16:00+01:00'],
    ['#2 part of it on Monday', '2026-03-06T16:00+01:00', 2 * H, office, '2026-03-09T10:00+01:00'],
    ['#3 starting on Saturday', '2026-03-07T10:00+01:00', 4 * H, office, '2026-03-09T13:00+01:00'],
    ['#4 over Easter', '2026-04-02T15:00+02:00', 24 * H, easter, '2026-04-09T15:00+02:00'],
    ['#5 over lunch', '2026-03-03T12:00+01:00', 2 * H, siesta, '2026-03-03T15:00+01:00'],
    ['#6 landing on the end of the window', '2026-03-02T09:00+01:00', 8 * H, office, '2026-03-02T17:00+01:00'],
    ['#7 calendar hours over a clock change', '2026-03-28T12:00+01:00', 24 * H, always, '2026-03-29T13:00+02:00'],
    ['#9 working hours over a clock change', '2026-03-27T15:00+01:00', 4 * H, office, '2026-03-30T09:00Z'],
    ['#11 another zone', '2026-03-10T16:30-04:00', 8 * H, newYork, '2026-03-11T16:30-04:00'],
    ['#12 nothing, outside hours', '2026-03-07T10:00+01:00', 0, office, '2026-03-07T10:00+01:00'],
    ['#14 the remainder after a pause', '2026-03-03T11:30+01:00', 2 * H, office, '2026-03-03T13:30+01:00'],
  ];
  it.each(cases)('%s', (_name, start, seconds, calendar, due) => {
    expect(addBusinessTime(start, seconds, calendar)).toBe(at(due));
  });
  it('#8 measures the window of a clock-change night by what the clock really ran', () => {
    expect(businessSecondsBetween('2026-03-28T12:00Z', '2026-03-29T12:00Z', sundayNight)).toBe(5 * H);
    expect(businessSecondsBetween('2026-10-24T12:00Z', '2026-10-25T12:00Z', sundayNight)).toBe(7 * H);
  });
  it('#10 counts elapsed working time over a weekend', () => {
    expect(businessSecondsBetween('2026-03-06T16:30+01:00', '2026-03-09T09:20+01:00', office)).toBe(50 * 60);
  });
  it('#13 refuses a calendar without windows and never loops', () => {
    const empty: BusinessCalendar = { zone: 'Europe/Berlin', windows: { 1: [] }, holidays: [] };
    expect(validateCalendar(empty)).toHaveLength(1);
    expect(() => addBusinessTime('2026-03-06T16:00Z', 60, empty)).toThrow(RangeError);
    expect(businessSecondsBetween('2026-03-06T16:00Z', '2027-03-06T16:00Z', empty)).toBe(0);
  });
  it('gives up on a calendar whose time does not suffice within a century', () => {
    const minute: BusinessCalendar = { zone: 'UTC', windows: { 1: [{ from: '09:00', to: '09:01' }] }, holidays: [] };
    expect(() => addBusinessTime('2026-03-06T16:00Z', 400_000, minute)).toThrow(/too little/);
  });
  it('knows working time that runs over midnight in two windows', () => {
    const night: BusinessCalendar = {
      zone: 'Europe/Berlin',
      windows: { 5: [{ from: '22:00', to: '24:00' }], 6: [{ from: '00:00', to: '06:00' }] },
      holidays: [],
    };
    expect(addBusinessTime('2026-03-06T21:00Z', 3 * H, night)).toBe(at('2026-03-07T00:00Z'));
  });
  it('is negative backwards and refuses local times without an offset', () => {
    expect(businessSecondsBetween('2026-03-09T09:20+01:00', '2026-03-06T16:30+01:00', office)).toBe(-3000);
    expect(() => addBusinessTime('2026-03-06T16:00', 60, office)).toThrow(RangeError);
    expect(() => addBusinessTime('2026-03-06T16:00Z', -1, office)).toThrow(RangeError);
  });
});

describe('clock changes inside a window', () => {
  const split: BusinessCalendar = {
    zone: 'Europe/Berlin',
    windows: {
      7: [
        { from: '00:00', to: '02:30' },
        { from: '02:30', to: '06:00' },
      ],
    },
    holidays: [],
  };
  it('loses and doubles nothing where a window begins in the hour left out or doubled', () => {
    expect(businessSecondsBetween('2026-03-28T12:00Z', '2026-03-29T12:00Z', split)).toBe(5 * H);
    expect(businessSecondsBetween('2026-10-24T12:00Z', '2026-10-25T12:00Z', split)).toBe(7 * H);
  });
  it('skips the day that Samoa left out', () => {
    const apia: BusinessCalendar = { zone: 'Pacific/Apia', windows: week([{ from: '09:00', to: '17:00' }]), holidays: [] };
    // Thursday 29 December 2011 was followed by Saturday the 31st.
    expect(addBusinessTime('2011-12-30T01:00Z', 3 * H, apia)).toBe(at('2012-01-01T20:00Z'));
  });
  it('begins where midnight does not exist', () => {
    const cairo: BusinessCalendar = { zone: 'Africa/Cairo', windows: { 5: [{ from: '00:00', to: '24:00' }] }, holidays: [] };
    expect(businessSecondsBetween('2024-04-25T12:00Z', '2024-04-27T12:00Z', cairo)).toBe(23 * H);
  });
});

describe('validating', () => {
  const fields = (calendar: BusinessCalendar) => validateCalendar(calendar).map((problem) => problem.field);
  it('finds what is wrong and says where', () => {
    expect(fields(office)).toEqual([]);
    expect(fields(always)).toEqual([]);
    expect(fields({ ...office, zone: 'Mars/Base' })).toEqual(['zone']);
    expect(fields({ ...office, holidays: ['2026-02-30', '2026-02-28'] })).toEqual(['holidays[0]']);
    expect(fields({ ...office, windows: { 1: [{ from: '17:00', to: '09:00' }] } })).toEqual(['windows.1[0]']);
    expect(fields({ ...office, windows: { 1: [{ from: '9:00', to: '25:00' }] } })).toEqual(['windows.1[0].from', 'windows.1[0].to']);
    const overlapping = [
      { from: '12:00', to: '24:00' },
      { from: '09:00', to: '12:01' },
    ];
    expect(fields({ ...office, windows: { 3: overlapping } })).toEqual(['windows.3[0]']);
  });
});

const zones = ['Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Casablanca', 'America/New_York', 'Europe/Berlin', 'Asia/Kathmandu', 'UTC'];
const windowsOfDay = fc.uniqueArray(fc.integer({ min: 0, max: 48 }), { minLength: 2, maxLength: 6 }).map((cuts) => {
  const wall = (half: number) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 ? '30' : '00'}`;
  const sorted = [...cuts].sort((a, b) => a - b);
  return sorted.flatMap((from, index) =>
    index % 2 === 0 && index + 1 < sorted.length ? [{ from: wall(from), to: wall(sorted[index + 1] ?? 48) }] : [],
  );
});
const calendars = fc
  .record({ zone: fc.constantFrom(...zones), day: windowsOfDay, weekend: fc.boolean(), holiday: fc.integer({ min: 0, max: 700 }) })
  .map(
    ({ zone, day, weekend, holiday }): BusinessCalendar => ({
      zone,
      windows: weekend ? { ...week(day), 6: day, 7: day } : week(day),
      holidays: [new Date(Date.UTC(2024, 0, 1 + holiday)).toISOString().slice(0, 10)],
    }),
  );
const instants = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2025, 11, 1) }).map((ms) => new Date(ms).toISOString());
const durations = fc.integer({ min: 0, max: 30 * 24 * H });

describe('properties, over zones with odd clock changes', () => {
  it('elapsed(start, add(start, d)) = d', () => {
    fc.assert(
      fc.property(calendars, instants, durations, (calendar, start, seconds) => {
        expect(validateCalendar(calendar)).toEqual([]);
        expect(businessSecondsBetween(start, addBusinessTime(start, seconds, calendar), calendar)).toBeCloseTo(seconds, 6);
      }),
      { numRuns: 60 },
    );
  });
  it('more time is never due earlier, a later start never due earlier, and the due time is the first instant with that much elapsed', () => {
    fc.assert(
      fc.property(
        calendars,
        instants,
        fc.tuple(durations, durations),
        fc.integer({ min: 0, max: 1e9 }),
        (calendar, start, [d1, d2], later) => {
          const due = (from: string, seconds: number) => Date.parse(addBusinessTime(from, seconds, calendar));
          expect(due(start, d1 + d2)).toBeGreaterThanOrEqual(due(start, d1));
          const laterStart = new Date(Date.parse(start) + later).toISOString();
          expect(due(laterStart, d1 + 1)).toBeGreaterThanOrEqual(due(start, d1 + 1));
          const before = new Date(due(start, d1 + 1) - 1).toISOString();
          expect(businessSecondsBetween(start, before, calendar)).toBeLessThan(d1 + 1);
        },
      ),
      { numRuns: 60 },
    );
  });
  it('time adds up: a to b and b to c make a to c', () => {
    fc.assert(
      fc.property(calendars, fc.tuple(instants, instants, instants), (calendar, [a, b, c]) => {
        const sum = businessSecondsBetween(a, b, calendar) + businessSecondsBetween(b, c, calendar);
        expect(sum).toBeCloseTo(businessSecondsBetween(a, c, calendar), 6);
      }),
      { numRuns: 30 },
    );
  });
});
