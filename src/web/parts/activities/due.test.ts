import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueAt, instantOf, localMoment } from './due.ts';

const BERLIN = 'Europe/Berlin';

describe('dueAt', () => {
  const morning = Date.parse('2026-03-04T08:30:00Z');
  it('is the afternoon of the day meant, where the reader is', () => {
    expect(dueAt('tomorrow', morning, BERLIN)).toBe('2026-03-05T16:00:00.000Z');
    expect(dueAt('tomorrow', morning, 'America/New_York')).toBe('2026-03-05T22:00:00.000Z');
    expect(dueAt('none', morning, BERLIN)).toBeUndefined();
  });
  it('follows the clocks of the zone into summer', () => {
    expect(dueAt('week', Date.parse('2026-03-25T09:00:00Z'), BERLIN)).toBe('2026-04-01T15:00:00.000Z');
  });
  it('takes the day of the reader, not of the server', () => {
    expect(dueAt('today', Date.parse('2026-03-04T23:30:00Z'), 'Asia/Tokyo')).toBe('2026-03-05T08:00:00.000Z');
  });
  it('is never over before it begins', () => {
    expect(dueAt('today', Date.parse('2026-03-04T20:00:00Z'), BERLIN)).toBe('2026-03-04T21:00:00.000Z');
  });
});

describe('local moments', () => {
  it('are read back as they were written, in every zone', () => {
    const zones = [BERLIN, 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'UTC'];
    const minute = fc.integer({ min: 0, max: 40 * 365 * 24 * 60 }).map((n) => new Date(Date.UTC(2000, 0, 1) + n * 60_000).toISOString());
    fc.assert(
      fc.property(minute, fc.constantFrom(...zones), (iso, zone) => {
        const local = localMoment(iso, zone);
        expect(localMoment(instantOf(local, zone) ?? '', zone)).toBe(local);
      }),
    );
  });
  it('say nothing of what is no moment', () => {
    expect(instantOf('', BERLIN)).toBeUndefined();
    expect(instantOf('soon', BERLIN)).toBeUndefined();
  });
});
