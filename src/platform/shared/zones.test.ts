import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { dayIn } from './calendar.ts';
import { instantOfWall, isZone } from './zones.ts';

const ODD_ZONES = fc.constantFrom(
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Africa/Casablanca',
  'America/New_York',
  'Africa/Cairo',
  'America/St_Johns',
);
const day = (date: string) => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
const minute = 60_000;
const iso = (at: number) => new Date(at).toISOString();

describe('the instant of a wall time', () => {
  it('takes the offset of its own date', () => {
    expect(iso(instantOfWall('Europe/Berlin', day('2026-01-15'), 9 * 60 * minute))).toBe('2026-01-15T08:00:00.000Z');
    expect(iso(instantOfWall('Europe/Berlin', day('2026-07-15'), 9 * 60 * minute))).toBe('2026-07-15T07:00:00.000Z');
    expect(iso(instantOfWall('Asia/Kathmandu', day('2026-07-15'), 24 * 60 * minute))).toBe('2026-07-15T18:15:00.000Z');
  });
  it('takes the first of two, and the change itself for one that does not exist', () => {
    expect(iso(instantOfWall('Europe/Berlin', day('2026-10-25'), 150 * minute))).toBe('2026-10-25T00:30:00.000Z');
    expect(iso(instantOfWall('Europe/Berlin', day('2026-03-29'), 150 * minute))).toBe('2026-03-29T01:00:00.000Z');
    expect(iso(instantOfWall('Pacific/Apia', day('2011-12-30'), 600 * minute))).toBe('2011-12-30T10:00:00.000Z');
  });
  it('agrees with Temporal on every date of two years, in zones with odd changes', () => {
    fc.assert(
      fc.property(
        ODD_ZONES,
        fc.integer({ min: day('2024-01-01'), max: day('2025-12-31') }),
        fc.integer({ min: 0, max: 1439 }),
        (zone, date, minutes) => {
          const at = Temporal.Instant.fromEpochMilliseconds(instantOfWall(zone, date, minutes * minute)).toZonedDateTimeISO(zone);
          const wall = date * 1440 + minutes;
          const shown = Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute) / minute;
          // Equal, or the jump was over the asked time.
          expect(shown === wall || (shown > wall && shown - wall <= 60)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

it('the day of an instant is the one that Temporal says, also beside a change of the clocks and where a date was left out', () => {
  const said = (zone: string, at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString();
  const [first, last] = [Date.UTC(2010, 0, 1), Date.UTC(2027, 0, 1)];
  fc.assert(
    fc.property(ODD_ZONES, fc.integer({ min: first, max: last }), (zone, at) => {
      const next =
        Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).getTimeZoneTransition('next')?.epochMilliseconds ?? at;
      for (const one of [at, next - 1, next, next + minute, next - 12 * 60 * minute, next + 12 * 60 * minute])
        expect([zone, iso(one), dayIn(zone, iso(one))]).toEqual([zone, iso(one), said(zone, one)]);
    }),
    { numRuns: 400 },
  );
  expect(dayIn('Pacific/Apia', '2011-12-30T10:00:00.000Z')).toBe('2011-12-31');
  expect(() => dayIn('Europe/Berlin', 'yesterday')).toThrow(RangeError);
  expect(() => dayIn('Mars/Base', '2026-01-01T00:00:00.000Z')).toThrow(RangeError);
});

it('knows a zone when it sees one', () => {
  expect([isZone('Europe/Berlin'), isZone('UTC'), isZone('Mars/Base'), isZone('')]).toEqual([true, true, false, false]);
});
