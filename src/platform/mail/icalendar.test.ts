import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { instantAt, type Rhythm, ruleOf, ruleWithEnd, slotsOf } from '#platform/shared/recurrence.ts';
import { calendarText, type Entry } from './icalendar.ts';

const YEAR = { from: '2026-01-01T00:00:00.000Z', to: '2027-02-01T00:00:00.000Z' };

const entryOf = (rhythm: Rhythm): Entry => ({
  ...{ uid: 'one@example.test', sequence: 0, title: 'Weekly, both; teams', zone: rhythm.zone, minutes: 45, place: 'Room 2', link: null },
  startsAt: instantAt(rhythm.zone, rhythm.firstOn, rhythm.time),
  page: 'https://truce.example/meetings',
  stamp: '2026-01-01T00:00:00.000Z',
  rule: ruleWithEnd(rhythm),
  cancelled: false,
  organizer: { name: 'Ruiz', email: 'ruiz@example.test' },
});

/** When another program thinks that the meetings of an invitation are. */
function readByOthers(text: string): string[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const zones = calendar.getAllSubcomponents('vtimezone').map((zone) => new ICAL.Timezone(zone));
  for (const zone of zones) ICAL.TimezoneService.register(zone);
  const [event] = calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
  if (!event) return [];
  const steps = event.iterator();
  const found: string[] = [];
  for (let next = steps.next(); next && next.toJSDate().toISOString() < YEAR.to; next = steps.next())
    found.push(next.toJSDate().toISOString());
  for (const zone of zones) ICAL.TimezoneService.remove(zone.tzid);
  return found;
}

describe('a rhythm', () => {
  it.each([
    [
      'Europe/Berlin',
      '2026-03-24',
      ['2026-03-24T08:00:00.000Z', '2026-03-31T07:00:00.000Z'],
      ['2026-10-20T07:00:00.000Z', '2026-10-27T08:00:00.000Z'],
    ],
    [
      'America/New_York',
      '2026-03-03',
      ['2026-03-03T14:00:00.000Z', '2026-03-10T13:00:00.000Z'],
      ['2026-10-27T13:00:00.000Z', '2026-11-03T14:00:00.000Z'],
    ],
  ])(
    'meets at nine on the wall of %s before and after both changes of clocks, as an invitation is read by others',
    (zone, firstOn, spring, autumn) => {
      const rhythm = { firstOn, time: '09:00', zone, rule: ruleOf({ frequency: 'weekly', every: 1, firstOn }), untilOn: '2026-12-31' };
      const own = slotsOf(rhythm, YEAR);
      expect(own).toEqual(expect.arrayContaining([...spring, ...autumn]));
      expect(readByOthers(calendarText([entryOf(rhythm)], { method: 'request' }))).toEqual(own);
    },
  );

  it('keeps its weekday each month, and the last one where it began on a fifth', () => {
    expect(ruleOf({ frequency: 'monthly', every: 1, firstOn: '2026-02-10' })).toBe('FREQ=MONTHLY;INTERVAL=1;BYDAY=2TU');
    expect(ruleOf({ frequency: 'monthly', every: 3, firstOn: '2026-03-31' })).toBe('FREQ=MONTHLY;INTERVAL=3;BYDAY=-1TU');
  });

  it('is read by others as we mean it, whatever zone, day, time and step', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'UTC'];
    fc.assert(
      fc.property(
        fc.record({
          zone: fc.constantFrom(...zones),
          day: fc.integer({ min: 1, max: 28 }),
          month: fc.integer({ min: 1, max: 6 }),
          hour: fc.integer({ min: 5, max: 22 }),
          frequency: fc.constantFrom('weekly' as const, 'monthly' as const),
          every: fc.integer({ min: 1, max: 4 }),
        }),
        ({ zone, day, month, hour, frequency, every }) => {
          const two = (n: number) => String(n).padStart(2, '0');
          const firstOn = `2026-${two(month)}-${two(day)}`;
          const rhythm = { firstOn, time: `${two(hour)}:30`, zone, rule: ruleOf({ frequency, every, firstOn }), untilOn: '2026-12-31' };
          const own = slotsOf(rhythm, YEAR);
          expect(own[0]).toBe(instantAt(zone, firstOn, rhythm.time));
          expect(readByOthers(calendarText([entryOf(rhythm)], { method: 'request' }))).toEqual(own);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('names one of its meetings by the slot it had, with lines that no word breaks', () => {
    const moved = { ...entryOf({ firstOn: '2026-03-24', time: '09:00', zone: 'Europe/Berlin', rule: 'FREQ=WEEKLY', untilOn: null }) };
    const { rule: _none, ...single } = moved;
    const text = calendarText([{ ...single, title: 'A\r\nATTENDEE:mailto:x@y.zz', slotAt: '2026-03-31T07:00:00.000Z', sequence: 3 }], {
      method: 'cancel',
    });
    const [event] = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent');
    expect(text).toContain('METHOD:CANCEL');
    expect(event?.getFirstPropertyValue('recurrence-id')?.toString()).toBe('2026-03-31T09:00:00');
    expect(event?.getFirstPropertyValue('sequence')).toBe(3);
    expect(event?.getAllProperties('attendee')).toHaveLength(0);
  });
});

it('writes a name between quotes so that it begins no parameter of its own', () => {
  const person = { name: 'Ann "Annie";SENT-BY="mailto:x@evil.test', email: 'ann@example.test' };
  const rhythm: Rhythm = { firstOn: '2026-03-24', time: '09:00', zone: 'Europe/Berlin', rule: 'FREQ=WEEKLY', untilOn: null };
  const text = calendarText([{ ...entryOf(rhythm), organizer: person, attendee: person }], { method: 'request' });
  const event = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent');
  for (const property of [event?.getFirstProperty('organizer'), event?.getFirstProperty('attendee')]) {
    expect(property?.getParameter('sent-by')).toBeUndefined();
    expect(property?.getParameter('cn')).toBe('Ann ’Annie’;SENT-BY=’mailto:x@evil.test');
    expect(String(property?.getFirstValue()).toLowerCase()).toBe('mailto:ann@example.test');
  }
});
