import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InputOf } from '#platform/shared/contract.ts';
import { openTestApp, Problem, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract/agreement.ts';
import * as calendars from './contract/calendars.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

async function sides() {
  const { member } = await app.newWorkspace();
  return { sales: await member('sales_lead'), marketing: await member('marketing_lead'), rep: await member('rep') };
}

const asInput = ({
  id: _id,
  calendarName: _name,
  reading: _reading,
  text: _text,
  fine: _fine,
  problem: _problem,
  ...clause
}: NonNullable<Shown>['clauses'][number]) => clause;
type Shown = Awaited<ReturnType<typeof read>>;
async function read(client: Awaited<ReturnType<typeof sides>>['sales'], number?: number) {
  const { version } = await client.call(contract.getAgreement, number === undefined ? {} : { number });
  if (!version) throw new Error('no version');
  return version;
}

function content(version: NonNullable<Shown>): Omit<InputOf<typeof contract.writeAgreement>, 'id'> {
  return {
    title: version.title,
    effectiveOn: version.effectiveOn,
    note: version.note,
    openClocks: version.openClocks,
    clauses: version.clauses.map(asInput),
  };
}

describe('the agreement', () => {
  it('starts as a draft of four promises of both sides, said in words that follow its values', async () => {
    const { sales } = await sides();
    const version = await read(sales);
    expect(version.state).toBe('draft');
    expect(version.clauses.map(({ title, party }) => [title, party])).toEqual([
      ['First touch', 'sales'],
      ['Call back who asks', 'sales'],
      ['Verdict', 'sales'],
      ['Returned leads warmed again', 'marketing'],
    ]);
    const [first, , , returned] = version.clauses;
    expect(first?.text).toBe(
      'When Marketing hands off a lead, Sales answers it within 24 hours. It is answered by a call, a mail written by a person or a meeting held.' +
        ' Giving the lead back with its reason answers it too. Nights, weekends and holidays count. Whoever owes it is reminded at 50 % and 80 % of the time. When the time has passed, the sales lead is told. Target: 90 % in time.',
    );
    expect(returned?.text).toContain('within 5 business days (40 hours of “Business hours”)');
    expect(first?.reading).toBe('calendar');
  });

  it('comes into force by one signature of each side, and only of what the signer read', async () => {
    const { sales, marketing, rep } = await sides();
    const { id, contentHash } = await read(sales);
    await expect(sales.call(contract.signAgreement, { id, contentHash })).rejects.toMatchObject({ code: 'not_now' });
    await sales.call(contract.proposeAgreement, { id });
    await expect(rep.call(contract.signAgreement, { id, contentHash })).rejects.toMatchObject({ status: 403 });
    await expect(sales.call(contract.signAgreement, { id, contentHash: 'something else' })).rejects.toMatchObject({ code: 'conflict' });
    expect(await sales.call(contract.signAgreement, { id, contentHash })).toEqual({ state: 'signed_by_one', inForceAt: null });
    await expect(sales.call(contract.signAgreement, { id, contentHash })).rejects.toMatchObject({ code: 'conflict' });
    expect((await marketing.call(contract.signAgreement, { id, contentHash })).state).toBe('in_force');
    const signed = await read(marketing);
    expect(signed.signatures.map(({ party }) => party)).toEqual(['sales', 'marketing']);
    await expect(sales.call(contract.writeAgreement, { id, ...content(signed) })).rejects.toMatchObject({ code: 'not_now' });
    await expect(sales.call(contract.discardAgreement, { id })).rejects.toMatchObject({ code: 'not_now' });
  });

  it('loses its signatures when it is edited after one', async () => {
    const { sales, marketing } = await sides();
    const version = await read(sales);
    await sales.call(contract.proposeAgreement, { id: version.id });
    await sales.call(contract.signAgreement, { id: version.id, contentHash: version.contentHash });
    const shorter = {
      ...content(version),
      clauses: version.clauses.map(asInput).map((clause, index) => (index === 0 ? { ...clause, withinSeconds: 3600 } : clause)),
    };
    const written = await marketing.call(contract.writeAgreement, { id: version.id, ...shorter });
    expect(written.signaturesCleared).toBe(true);
    expect(written.contentHash).not.toBe(version.contentHash);
    const after = await read(sales);
    expect(after).toMatchObject({ state: 'draft', signatures: [], contentHash: written.contentHash });
    await expect(marketing.call(contract.signAgreement, { id: version.id, contentHash: version.contentHash })).rejects.toBeInstanceOf(
      Problem,
    );
  });

  it('does not overwrite what someone else wrote meanwhile', async () => {
    const { sales, marketing } = await sides();
    const version = await read(sales);
    await sales.call(contract.writeAgreement, { id: version.id, ...content(version), title: 'Ours', basedOn: version.contentHash });
    await expect(
      marketing.call(contract.writeAgreement, { id: version.id, ...content(version), basedOn: version.contentHash }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });

  it('gives way to the next version on its day, and keeps every promise’s line', async () => {
    const { sales, marketing } = await sides();
    app.setNow('2026-03-02T09:00:00.000Z');
    const first = await read(sales);
    await sales.call(contract.proposeAgreement, { id: first.id });
    for (const side of [sales, marketing]) await side.call(contract.signAgreement, { id: first.id, contentHash: first.contentHash });
    const next = await marketing.call(contract.draftAgreement, {});
    expect(next.number).toBe(2);
    await expect(sales.call(contract.draftAgreement, {})).rejects.toMatchObject({ code: 'conflict' });
    const draft = await read(sales, 2);
    await sales.call(contract.writeAgreement, { id: next.id, ...content(draft), effectiveOn: '2026-03-10' });
    await sales.call(contract.proposeAgreement, { id: next.id });
    const proposed = await read(sales, 2);
    for (const side of [sales, marketing]) await side.call(contract.signAgreement, { id: next.id, contentHash: proposed.contentHash });
    expect((await read(sales)).number).toBe(1);
    expect((await read(sales, 2)).state).toBe('waiting');
    app.setNow('2026-03-09T23:00:01.000Z');
    expect((await read(sales)).number).toBe(2);
    expect((await read(sales, 1)).state).toBe('superseded');
    expect((await read(sales, 2)).clauses.map(({ lineId }) => lineId)).toEqual(first.clauses.map(({ lineId }) => lineId));
    app.setNow(null);
  });

  it('is not proposed one-sided, and says what is wrong by field', async () => {
    const { sales } = await sides();
    const version = await read(sales);
    const onlySales = { ...content(version), clauses: version.clauses.filter(({ party }) => party === 'sales').map(asInput) };
    await sales.call(contract.writeAgreement, { id: version.id, ...onlySales });
    await expect(sales.call(contract.proposeAgreement, { id: version.id })).rejects.toMatchObject({ code: 'not_now' });
    const [clause] = onlySales.clauses;
    if (clause?.family !== 'in_time') throw new Error('no clause');
    const wrong = {
      ...clause,
      proof: ['new_tactic' as const],
      criteria: { match: 'all' as const, of: [{ field: 'no_such_field', op: 'is' as const, value: 'x' }] },
    };
    const refused = await sales
      .call(contract.writeAgreement, { id: version.id, ...onlySales, clauses: [wrong] })
      .catch((problem: Problem) => problem);
    expect(refused instanceof Problem && refused.errors.map(({ field }) => field)).toEqual([
      'clauses[0].proof',
      'clauses[0].criteria.of[0].field',
    ]);
  });

  it('shows the hours both ways while it is drafted', async () => {
    const { sales } = await sides();
    app.setNow('2026-03-04T10:00:00.000Z');
    const version = await read(sales);
    const [first] = version.clauses;
    if (!first) throw new Error('no clause');
    const { readings, text } = await sales.call(contract.readClause, { clause: asInput(first) });
    expect(text).toBe(first.text);
    expect(readings).toEqual([
      { startedAt: '2026-03-10T09:00:00.000Z', calendarHoursDue: '2026-03-11T09:00:00.000Z', businessHoursDue: '2026-03-13T09:00:00.000Z' },
      { startedAt: '2026-03-13T15:00:00.000Z', calendarHoursDue: '2026-03-14T15:00:00.000Z', businessHoursDue: '2026-03-18T15:00:00.000Z' },
      { startedAt: '2026-03-14T11:00:00.000Z', calendarHoursDue: '2026-03-15T11:00:00.000Z', businessHoursDue: '2026-03-18T16:00:00.000Z' },
    ]);
    app.setNow(null);
  });
});

describe('calendars', () => {
  it('are made, changed and put away, with every problem named', async () => {
    const { sales, rep } = await sides();
    const { items } = await sales.call(calendars.listCalendars, {});
    expect(items.map(({ name, zone, clauses }) => [name, zone, clauses])).toEqual([
      ['Business hours', 'Europe/Berlin', 2],
      ['Calendar hours', 'Europe/Berlin', 2],
    ]);
    const wrong = {
      name: 'Lunch',
      zone: 'Europe/Nowhere',
      windows: {
        1: [
          { from: '09:00', to: '12:30' },
          { from: '12:00', to: '18:00' },
        ],
      },
      days: [],
      place: null,
      always: false,
    };
    const refused = await sales.call(calendars.createCalendar, wrong).catch((problem: Problem) => problem);
    expect(refused instanceof Problem && refused.errors.map(({ field }) => field)).toEqual(['zone', 'windows.1[1]']);
    await expect(sales.call(calendars.createCalendar, { ...wrong, zone: 'UTC', windows: {}, days: [] })).rejects.toMatchObject({
      status: 400,
    });
    const christmasEve = { date: '2026-12-24', name: 'Christmas Eve', windows: [{ from: '09:00', to: '12:00' }], from: 'hand' as const };
    const right = {
      ...wrong,
      zone: 'Europe/Prague',
      windows: {
        1: [
          { from: '09:00', to: '12:30' },
          { from: '13:30', to: '18:00' },
        ],
      },
      days: [christmasEve],
    };
    await expect(rep.call(calendars.createCalendar, right)).rejects.toMatchObject({ status: 403 });
    const { id } = await sales.call(calendars.createCalendar, right);
    await expect(sales.call(calendars.createCalendar, right)).rejects.toMatchObject({ code: 'conflict' });
    await sales.call(calendars.changeCalendar, { ...right, id, days: [] });
    expect((await sales.call(calendars.listCalendars, {})).items.find((one) => one.id === id)).toMatchObject({
      windows: right.windows,
      days: [],
    });
    await sales.call(calendars.deleteCalendar, { id });
    await expect(sales.call(calendars.deleteCalendar, { id: items[0]?.id ?? '' })).rejects.toMatchObject({ code: 'not_now' });
  });
});
