import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DateOrder, inferDateOrder, parseDate, parseInstant } from './dates.ts';

const berlin = (text: string, order: DateOrder | null = null) => parseInstant(text, { zone: 'Europe/Berlin', order });
const utc = (text: string, order: DateOrder | null = null) => parseInstant(text, { zone: 'UTC', order });
const ok = (value: string) => ({ ok: true, value: new Date(value).toISOString() });
const no = (reason: string) => ({ ok: false, reason });

describe('instants', () => {
  it.each([
    ['15 Apr, 2021 00:03:00', '2021-04-15T00:03:00Z'],
    ['2021-04-15', '2021-04-15T00:00:00Z'],
    ['2021-04-15 23:03:00', '2021-04-15T23:03:00Z'],
    ['2021-04-15T23:03:00.123456Z', '2021-04-15T23:03:00.123Z'],
    ['2021-04-15T23:03:00+02:00', '2021-04-15T21:03:00Z'],
    ['2021-04-15 23:03:00 -0530', '2021-04-16T04:33:00Z'],
    ['2021/04/15 9:05', '2021-04-15T09:05:00Z'],
    ['20210415', '2021-04-15T00:00:00Z'],
    ['44301', '2021-04-15T00:00:00Z'],
    ['44301.75', '2021-04-15T18:00:00Z'],
    ['45631.0', '2024-12-05T00:00:00Z'],
    ['1618444980', '2021-04-15T00:03:00Z'],
    ['1618444980123', '2021-04-15T00:03:00.123Z'],
    ['Apr 15, 2021 3:04 PM', '2021-04-15T15:04:00Z'],
    ['April 15th, 2021 at 12:00 a.m.', '2021-04-15T00:00:00Z'],
    ['15-Apr-21', '2021-04-15T00:00:00Z'],
    ['Thu, 15 Apr 2021 10:00:00 +0200', '2021-04-15T08:00:00Z'],
    ['Thu Apr 15 2021 10:00:00 GMT+0200 (Central European Summer Time)', '2021-04-15T08:00:00Z'],
    ['15. März 2021 08:30', '2021-03-15T08:30:00Z'],
    ['15 de abril de 2021', '2021-04-15T00:00:00Z'],
    ['1er août 2021', '2021-08-01T00:00:00Z'],
    ['2021-04-15 10:00 EST', '2021-04-15T15:00:00Z'],
    ['15.04.2021', '2021-04-15T00:00:00Z'],
    ['4/15/2021', '2021-04-15T00:00:00Z'],
  ])('reads %s', (text, expected) => {
    expect(utc(text)).toEqual(ok(expected));
  });
  it('means local time where no offset is written', () => {
    expect(berlin('15 Apr, 2021 00:03:00')).toEqual(ok('2021-04-14T22:03:00Z'));
    expect(berlin('2021-01-15')).toEqual(ok('2021-01-14T23:00:00Z'));
    expect(berlin('2021-04-15T23:03:00Z')).toEqual(ok('2021-04-15T23:03:00Z'));
    expect(berlin('2021-03-28 02:30')).toEqual(ok('2021-03-28T01:00:00Z'));
  });
  it('takes the order of the column, and never swaps silently', () => {
    expect(utc('03-07-2021 01:09', 'dmy')).toEqual(ok('2021-07-03T01:09:00Z'));
    expect(utc('03-07-2021 01:09', 'mdy')).toEqual(ok('2021-03-07T01:09:00Z'));
    expect(utc('03-07-2021 01:09')).toEqual(no('date_ambiguous'));
    expect(utc('07-07-2021')).toEqual(ok('2021-07-07T00:00:00Z'));
    expect(utc('12/25/2021', 'dmy')).toEqual(no('date_order'));
    expect(utc('25/12/21', 'dmy')).toEqual(ok('2021-12-25T00:00:00Z'));
    expect(utc('25/12/70', 'dmy')).toEqual(ok('1970-12-25T00:00:00Z'));
  });
  it.each([
    '',
    'soon',
    '31 Foo 2021',
    '2021-02-30',
    '2021-13-01',
    '2021',
    '12',
    '10:30',
    '2021-04-15 25:00',
    '2021-04-15 10:61',
    '15/04-2021',
    '1/2',
    '0000-00-00',
    'Anna',
  ])('refuses "%s"', (text) => {
    expect(utc(text, 'dmy').ok).toBe(false);
  });
  it('refuses years that nobody means', () => {
    expect(utc('0201-04-15')).toEqual(no('date_out_of_range'));
    expect(utc('9999-12-31')).toEqual(no('date_out_of_range'));
  });
});

describe('dates', () => {
  it('are the date that is written', () => {
    expect(parseDate('2021-04-15T23:30:00-08:00', { order: null })).toEqual({ ok: true, value: '2021-04-15' });
    expect(parseDate('15 Apr, 2021 00:03:00', { order: null })).toEqual({ ok: true, value: '2021-04-15' });
    expect(parseDate('44301.99', { order: null })).toEqual({ ok: true, value: '2021-04-15' });
  });
});

describe('the order of a column', () => {
  it('is settled by one value above 12, not by place or habit', () => {
    expect(inferDateOrder(['03-07-2021 01:09', '', '25-05-2021 04:15', '01-02-2021'])).toEqual({
      order: 'dmy',
      dmy: 1,
      mdy: 0,
      either: 2,
      mixed: false,
    });
    expect(inferDateOrder(['03/07/2021', '5/25/2021 4:15 PM']).order).toBe('mdy');
  });
  it('is open where nothing tells, mixed where both occur, day first with points', () => {
    expect(inferDateOrder(['03/07/2021', '2021-05-25', '15 Apr 2021'])).toMatchObject({ order: null, either: 1, mixed: false });
    expect(inferDateOrder(['13/07/2021', '07/13/2021'])).toMatchObject({ order: null, mixed: true });
    expect(inferDateOrder(['03.07.2021']).order).toBe('dmy');
    expect(inferDateOrder([]).order).toBeNull();
  });
});

describe('properties', () => {
  const instants = fc.date({ min: new Date('1901-01-01T00:00:00Z'), max: new Date('2198-12-31T00:00:00Z'), noInvalidDate: true });
  it('no text throws', () => {
    const near = fc
      .array(fc.constantFrom(...'0123456789-/.:, TZAPMapril+()', '15', '2021', 'Apr'), { maxLength: 20 })
      .map((list) => list.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), near), fc.constantFrom('dmy' as const, 'mdy' as const, null), (text, order) => {
        const read = utc(text, order);
        if (read.ok) expect(new Date(read.value).toISOString()).toBe(read.value);
        parseDate(text, { order });
        inferDateOrder([text]);
      }),
      { numRuns: 2000 },
    );
  });
  it('what is written in a known form is read back', () => {
    fc.assert(
      fc.property(instants, (at) => {
        const iso = at.toISOString();
        const seconds = `${iso.slice(0, 19)}.000Z`;
        const part = (options: Intl.DateTimeFormatOptions, locale = 'en-US') =>
          new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options }).format(at);
        const time = iso.slice(11, 19);
        const [year, month, day] = [iso.slice(0, 4), iso.slice(5, 7), iso.slice(8, 10)];
        expect(utc(iso)).toEqual({ ok: true, value: iso });
        expect(berlin(iso)).toEqual({ ok: true, value: iso });
        expect(utc(`${day} ${part({ month: 'short' })}, ${year} ${time}`)).toEqual({ ok: true, value: seconds });
        expect(utc(`${day}-${month}-${year} ${time}`, 'dmy')).toEqual({ ok: true, value: seconds });
        expect(utc(`${month}/${day}/${year} ${part({ timeStyle: 'medium' })}`, 'mdy')).toEqual({ ok: true, value: seconds });
        for (const locale of ['de', 'fr', 'es', 'it', 'nl', 'pt', 'sv', 'pl'])
          expect([locale, parseDate(part({ dateStyle: 'long' }, locale), { order: null })]).toEqual([
            locale,
            { ok: true, value: iso.slice(0, 10) },
          ]);
        const serial = (at.getTime() - Date.UTC(1899, 11, 30)) / 86_400_000;
        if (serial >= 10_000) expect(utc(String(Math.floor(serial)))).toEqual({ ok: true, value: `${iso.slice(0, 10)}T00:00:00.000Z` });
      }),
      { numRuns: 400 },
    );
  });
});
