import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listNotices } from '#modules/notices/contract.ts';
import { openTestApp, type Problem, type TestApp } from '../../../test/harness.ts';
import * as agreement from './contract/agreement.ts';
import * as contract from './contract/calendars.ts';
import type { SpecialDay } from './schema.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const NOW = '2026-03-04T10:00:00.000Z';
const DAY = [{ from: '09:00', to: '17:00' }];
const WEEK = { 1: DAY, 2: DAY, 3: DAY, 4: DAY, 5: DAY };
const office = { name: 'Office', zone: 'Europe/Berlin', windows: WEEK, days: [] as SpecialDay[], place: null, always: false };
const off = (date: string, more: Partial<SpecialDay> = {}): SpecialDay => ({ date, name: 'A day off', windows: [], from: 'hand', ...more });

async function lead() {
  app.setNow(NOW);
  const { member } = await app.newWorkspace();
  return member('sales_lead');
}

async function problemsOf(asked: Promise<unknown>): Promise<string[]> {
  const problem = (await asked.catch((error: unknown) => error)) as Problem;
  return problem.errors.map(({ field }) => field);
}

describe('a calendar asked for times', () => {
  it('says when something is due, and how much of its time lies between two instants', async () => {
    const sales = await lead();
    const { id } = await sales.call(contract.createCalendar, {
      ...office,
      days: [off('2026-04-03'), off('2026-04-06'), off('2026-03-05', { windows: [{ from: '09:00', to: '12:00' }] })],
    });
    const due = async (from: string, seconds: number) =>
      (await sales.call(contract.getDue, { id, from: new Date(from).toISOString(), seconds })).due;
    // Eight hours from nine o'clock end at closing time, not at nine the next morning.
    expect(await due('2026-03-02T09:00+01:00', 28_800)).toBe('2026-03-02T16:00:00.000Z');
    expect(await due('2026-04-02T15:00+02:00', 86_400)).toBe('2026-04-09T13:00:00.000Z');
    expect(await due('2026-03-07T10:00+01:00', 0)).toBe('2026-03-07T09:00:00.000Z');
    // Three hours of the half day, one of the next.
    expect(await due('2026-03-05T08:00+01:00', 4 * 3600)).toBe('2026-03-06T09:00:00.000Z');
    const elapsed = (from: string, to: string) =>
      sales.call(contract.getElapsed, { id, from: new Date(from).toISOString(), to: new Date(to).toISOString() });
    expect(await elapsed('2026-03-06T16:30+01:00', '2026-03-09T09:20+01:00')).toEqual({ seconds: 3000 });
    expect(await elapsed('2026-03-09T09:20+01:00', '2026-03-06T16:30+01:00')).toEqual({ seconds: -3000 });
    await expect(elapsed('1990-01-01T00:00Z', '2026-01-01T00:00Z')).rejects.toMatchObject({ status: 400 });
    const other = await lead();
    await expect(other.call(contract.getDue, { id, from: NOW, seconds: 60 })).rejects.toMatchObject({ status: 404 });
  });

  it('refuses a time that it would never come to, there and in a promise', async () => {
    const sales = await lead();
    const { id } = await sales.call(contract.createCalendar, { ...office, windows: { 1: [{ from: '09:00', to: '09:01' }] } });
    await expect(sales.call(contract.getDue, { id, from: NOW, seconds: 31_622_400 })).rejects.toMatchObject({ code: 'not_now' });
    const { version } = await sales.call(agreement.getAgreement, {});
    const [first] = version?.clauses ?? [];
    if (!version || first?.family !== 'in_time') throw new Error('no clause');
    const { id: _id, calendarName: _name, reading: _reading, text: _text, fine: _fine, problem: _problem, ...clause } = first;
    const { title, note } = version;
    const wrong = { ...clause, calendarId: id, withinSeconds: 31_622_400 };
    const written = sales.call(agreement.writeAgreement, { id: version.id, title, note, effectiveOn: null, clauses: [wrong] });
    expect(await problemsOf(written)).toEqual(['clauses[0].withinSeconds']);
  });
});

describe('a calendar saved', () => {
  it('names what is wrong: no hours, overlaps, hours past midnight, a day twice', async () => {
    const sales = await lead();
    const made = (more: object) => problemsOf(sales.call(contract.createCalendar, { ...office, ...more }));
    expect(await made({ windows: {} })).toEqual(['windows']);
    expect(await made({ windows: { 5: [{ from: '22:00', to: '06:00' }] } })).toEqual(['windows.5[0]']);
    const halves = [
      { from: '09:00', to: '12:00' },
      { from: '11:00', to: '14:00' },
    ];
    expect(await made({ days: [off('2026-12-24', { windows: halves })] })).toEqual(['days[0].windows[1]']);
    expect(await made({ days: [off('2026-12-24'), off('2026-12-24')] })).toEqual(['days[1].date']);
    const night = sales.call(contract.createCalendar, { ...office, windows: { 5: [{ from: '22:00', to: '06:00' }] } });
    await expect(night).rejects.toThrow('write 22:00 to 24:00, and 00:00 to 06:00 on the next day');
  });

  it('keeps days with their names and hours, and makes a version only of a change', async () => {
    const sales = await lead();
    const days = [
      off('2026-12-24', { name: 'Christmas Eve', windows: [{ from: '09:00', to: '12:00' }] }),
      off('2026-12-25', { name: 'Christmas' }),
    ];
    const { id } = await sales.call(contract.createCalendar, { ...office, days });
    const shown = async () => (await sales.call(contract.listCalendars, {})).items.find((one) => one.id === id);
    expect(await shown()).toMatchObject({ days, place: null });
    await sales.call(contract.changeCalendar, { ...office, id, days });
    await sales.call(contract.changeCalendar, { ...office, id, days: [off('2026-12-25', { name: 'Christmas Day' })] });
    expect((await shown())?.days).toEqual([off('2026-12-25', { name: 'Christmas Day' })]);
    const versions = await app.command(sales, (ctx) =>
      ctx.tx.selectFrom('calendar_version').select('number').where('calendar_id', '=', id).execute(),
    );
    expect(versions.map(({ number }) => number).sort()).toEqual([1, 2]);
  });
});

describe('public holidays', () => {
  const bavaria = { country: 'DE', state: 'BY', region: null };

  it('are those of the country, state and region', async () => {
    const sales = await lead();
    const places = await sales.call(contract.listHolidayPlaces, { country: 'DE', state: 'BY' });
    expect(places.countries.length).toBeGreaterThan(150);
    expect(places.states).toContainEqual({ code: 'BY', name: 'Bayern' });
    expect(places.regions.map(({ code }) => code)).toContain('A');
    const dates = async (place: object) =>
      (await sales.call(contract.listHolidays, { place: { ...bavaria, ...place }, fromYear: 2026, toYear: 2026 })).days.map(
        ({ date }) => date,
      );
    expect(await dates({ state: null })).toEqual([
      '2026-01-01',
      '2026-04-03',
      '2026-04-06',
      '2026-05-01',
      '2026-05-14',
      '2026-05-25',
      '2026-10-03',
      '2026-12-25',
      '2026-12-26',
    ]);
    expect(await dates({})).toEqual(expect.arrayContaining(['2026-01-06', '2026-06-04', '2026-11-01']));
    // The peace festival of Augsburg.
    expect(await dates({ region: 'A' })).toContain('2026-08-08');
    const asked = (place: object, toYear = 2026) =>
      sales.call(contract.listHolidays, { place: { ...bavaria, ...place }, fromYear: 2026, toYear });
    await expect(asked({ country: 'XX' })).rejects.toMatchObject({ status: 400 });
    await expect(asked({ country: 'constructor', state: null })).rejects.toMatchObject({ status: 400 });
    await expect(asked({ state: 'ZZ' })).rejects.toMatchObject({ status: 400 });
    await expect(asked({}, 2090)).rejects.toMatchObject({ status: 400 });
    // Three days in a row, and one that begins at sunset.
    const { days } = await sales.call(contract.listHolidays, {
      place: { country: 'CN', state: null, region: null },
      fromYear: 2026,
      toYear: 2026,
    });
    expect(days.map(({ date }) => date)).toEqual(expect.arrayContaining(['2026-10-01', '2026-10-02', '2026-10-03']));
  });

  it('stay as they were taken, and are proposed again once a year with the difference', async () => {
    const sales = await lead();
    const taken = (await sales.call(contract.listHolidays, { place: bavaria, fromYear: 2025, toYear: 2028 })).days;
    const days = taken.filter(({ date }) => date < '2028-05-01').map((day) => off(day.date, { name: day.name, from: 'library' }));
    const { id } = await sales.call(contract.createCalendar, {
      ...office,
      place: bavaria,
      days: [...days, off('2026-07-01', { name: 'Abolished', from: 'library' }), off('2026-07-02', { name: 'Outing' })],
    });
    const changes = await sales.call(contract.getHolidayChanges, { id });
    expect(changes.remove).toEqual([{ date: '2026-07-01', name: 'Abolished' }]);
    expect(changes.add.map(({ date }) => date)).toEqual(taken.map(({ date }) => date).filter((date) => date >= '2028-05-01'));
    await app.tick('agreements.holidays');
    await app.tick('agreements.holidays');
    const { items } = await sales.call(listNotices, {});
    const told = items.filter(({ link }) => link === `/settings/calendars?holidays=${id}`);
    expect(told).toHaveLength(1);
    expect((await sales.call(contract.listCalendars, {})).items.find((one) => one.id === id)?.days).toHaveLength(days.length + 2);
  });
});
