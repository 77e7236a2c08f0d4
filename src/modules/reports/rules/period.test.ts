import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mondayOf, mondaysOf, periodOf, spanOf } from './period.ts';

const known = { now: '2026-11-20T12:00:00.000Z', newest: '2026-11-19T08:00:00.000Z', timeZone: 'Europe/Berlin', months: 12 };

describe('the period of a report', () => {
  it('is the twelve months that end today', () => {
    expect(periodOf({}, known)).toMatchObject({ from: '2025-11-21', to: '2026-11-20', basis: 'today', asOf: known.now });
  });
  it('ends with the newest of old data', () => {
    expect(periodOf({}, { ...known, newest: '2021-04-15T22:30:00.000Z' })).toMatchObject({
      from: '2020-04-17',
      to: '2021-04-16',
      basis: 'newest',
    });
  });
  it('ends today where there is nothing yet', () => {
    expect(periodOf({}, { ...known, newest: null })).toMatchObject({ to: '2026-11-20', basis: 'today' });
  });
  it('is what was asked for, judged as of the end of old data', () => {
    const asked = periodOf({ from: '2020-01-01', to: '2020-12-31' }, { ...known, newest: '2021-04-15T00:00:00.000Z' });
    expect(asked).toMatchObject({ from: '2020-01-01', to: '2020-12-31', basis: 'asked', asOf: '2021-04-15T00:00:00.000Z' });
  });
  it('spans whole days of its zone, across a change of the clocks', () => {
    expect(spanOf({ from: '2026-03-29', to: '2026-03-29', timeZone: 'Europe/Berlin' })).toEqual({
      start: '2026-03-28T23:00:00.000Z',
      end: '2026-03-29T22:00:00.000Z',
    });
  });
});

describe('weeks', () => {
  const day = fc
    .date({ min: new Date('2018-01-01'), max: new Date('2032-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  it('begin on Mondays and cover every day of the period', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 400 }), (from, length) => {
        const to = new Date(Date.parse(from) + length * 86_400_000).toISOString().slice(0, 10);
        const mondays = mondaysOf({ from, to });
        expect(mondays.every((one) => new Date(`${one}T00:00:00Z`).getUTCDay() === 1)).toBe(true);
        expect(mondays).toContain(mondayOf('UTC', `${from}T00:00:00Z`));
        expect(mondays.at(-1)).toBe(mondayOf('UTC', `${to}T23:59:59Z`));
        expect(new Set(mondays).size).toBe(mondays.length);
      }),
    );
  });
});
