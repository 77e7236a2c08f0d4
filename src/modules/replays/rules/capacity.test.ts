import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BusinessCalendar } from '#platform/shared/businesstime.ts';
import { availableOn } from './capacity.ts';

const nine = [{ from: '09:00', to: '17:00' }];
const berlin: BusinessCalendar = {
  zone: 'Europe/Berlin',
  windows: { 1: nine, 2: nine, 3: nine, 4: nine, 5: nine },
  holidays: ['2026-04-03', '2026-04-06'],
};
const easter = ['2026-03-30', '2026-03-31', '2026-04-01', '2026-04-02', '2026-04-03', '2026-04-04', '2026-04-05'];
const on = (leaves: { from: string; to: string }[]) => availableOn('Europe/Berlin', easter, [{ calendar: berlin, leaves }]);

describe('what people can take', () => {
  it('is their hours without holidays and leave, each day taken out once', () => {
    expect(on([])).toEqual({ minutes: 4 * 480, holidayMinutes: 480, leaveMinutes: 0 });
    expect(on([{ from: '2026-04-02', to: '2026-04-03' }])).toEqual({ minutes: 3 * 480, holidayMinutes: 480, leaveMinutes: 480 });
    const overlapping = [
      { from: '2026-03-28', to: '2026-03-31' },
      { from: '2026-03-31', to: '2026-03-31' },
    ];
    expect(on(overlapping)).toEqual({ minutes: 2 * 480, holidayMinutes: 480, leaveMinutes: 960 });
  });

  it('knows half days, and the hour that a night of March does not have', () => {
    const special = { ...berlin, holidays: [], special: { '2026-04-02': [{ from: '09:00', to: '12:00' }] } };
    expect(availableOn('Europe/Berlin', easter, [{ calendar: special, leaves: [] }])).toEqual({
      minutes: 4 * 480 + 180,
      holidayMinutes: 300,
      leaveMinutes: 0,
    });
    const nights: BusinessCalendar = { zone: 'Europe/Berlin', windows: { 7: [{ from: '00:00', to: '06:00' }] }, holidays: [] };
    const sunday = ['2026-03-29'];
    expect(availableOn('Europe/Berlin', sunday, [{ calendar: nights, leaves: [] }]).minutes).toBe(300);
  });

  it('loses nothing: what is left, what holidays and what leave took make up the ordinary week', () => {
    const leave = fc
      .tuple(fc.constantFrom(...easter), fc.constantFrom(...easter))
      .map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a }));
    fc.assert(
      fc.property(fc.array(fc.array(leave, { maxLength: 3 }), { maxLength: 4 }), (people) => {
        const found = availableOn(
          'Europe/Berlin',
          easter,
          people.map((leaves) => ({ calendar: berlin, leaves })),
        );
        expect(found.minutes + found.holidayMinutes + found.leaveMinutes).toBe(people.length * 2400);
        expect(Math.min(found.minutes, found.leaveMinutes)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
