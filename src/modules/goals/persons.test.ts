import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAction } from '#modules/meetings/contract/agenda.ts';
import { createMeeting } from '#modules/meetings/contract/meetings.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { changeWorkspace } from '#modules/team/contract/settings.ts';
import { type Client, openTestApp, refused, type TestApp } from '../../../test/harness.ts';
import * as persons from './contract/persons.ts';
import { getPromises, listPromises } from './contract/promises.ts';

let app: TestApp;
let admin: Client;
let anna: Client;
let cora: Client;
let ben: Client;
let mara: Client;
let lead: Client;
let outside: Client;
beforeAll(async () => {
  app = await openTestApp();
  app.setNow('2026-09-14T08:00:00.000Z');
  const made = await app.newWorkspace();
  admin = made.admin;
  anna = await made.member('rep', { name: 'Anna' });
  cora = await made.member('rep', { name: 'Cora' });
  ben = await made.member('marketer', { name: 'Ben' });
  mara = await made.member('marketing_lead', { name: 'Mara' });
  lead = await made.member('revenue_lead', { name: 'Lena' });
  outside = await made.member('coordinator', { name: 'Olga' });
}, 120_000);
afterAll(() => app.close());

describe('promises between people', () => {
  const mine = async (client: Client) => (await client.call(persons.listPersonPromises, { limit: 200 })).items;
  const one = async (client: Client, id: string) => (await mine(client)).find((row) => row.id === id);
  const told = async (client: Client) => (await client.call(listNotices, {})).items.map(({ title }) => title);
  const toBen = (more: object = {}) => ({ byId: anna.memberId, toId: ben.memberId, what: 'The price sheet', dueOn: '2026-09-18', ...more });

  it('bind only who says yes, and are judged by whoever got them', async () => {
    const wrong: [object, string][] = [
      [{ toId: null }, 'toId'],
      [{ toParty: 'marketing' }, 'toId'],
      [{ toId: anna.memberId }, 'toId'],
      [{ toId: outside.memberId }, 'toId'],
      [{ dueOn: '2026-09-13' }, 'dueOn'],
    ];
    for (const [more, field] of wrong)
      expect(await refused(anna.call(persons.createPersonPromise, toBen(more)))).toMatchObject({ status: 400, errors: [{ field }] });
    const own = await anna.call(persons.createPersonPromise, toBen());
    expect(own.state).toBe('open');
    expect(await told(ben)).toContain('You were promised something');

    const asked = await ben.call(persons.createPersonPromise, toBen({ what: 'A call with the plant' }));
    expect(asked.state).toBe('asked');
    expect(await refused(ben.call(persons.answerPersonPromise, { id: asked.id, accept: true }))).toMatchObject({ status: 403 });
    expect(await refused(ben.call(persons.judgePersonPromise, { id: asked.id, outcome: 'kept' }))).toMatchObject({ status: 422 });
    expect((await cora.call(getPromises, {})).sides.find(({ by }) => by === 'sales')).toMatchObject({ open: 1 });
    await anna.call(persons.answerPersonPromise, { id: asked.id, accept: true });
    expect(await refused(anna.call(persons.answerPersonPromise, { id: asked.id, accept: false }))).toMatchObject({ status: 422 });
    const no = await ben.call(persons.createPersonPromise, toBen({ what: 'Ten customers by name' }));
    await anna.call(persons.answerPersonPromise, { id: no.id, accept: false });
    expect(await one(ben, no.id)).toMatchObject({ state: 'declined', may: { judge: false } });

    expect(await refused(anna.call(persons.judgePersonPromise, { id: own.id, outcome: 'kept' }))).toMatchObject({ status: 403 });
    expect(await refused(ben.call(persons.judgePersonPromise, { id: own.id, outcome: 'missed' }))).toMatchObject({ status: 422 });
    expect(await refused(ben.call(persons.reportPersonPromise, { id: own.id }))).toMatchObject({ status: 403 });
    await anna.call(persons.reportPersonPromise, { id: own.id });
    expect(await one(ben, own.id)).toMatchObject({ state: 'kept', judged: false, doneOn: '2026-09-14', may: { judge: true } });
    await ben.call(persons.judgePersonPromise, { id: own.id, outcome: 'late' });
    expect(await one(anna, own.id)).toMatchObject({ state: 'late', judged: true });
    expect(await refused(ben.call(persons.judgePersonPromise, { id: own.id, outcome: 'kept' }))).toMatchObject({ status: 422 });
  });

  it('remind before and on the day, ask afterwards, and stay open while nobody says anything', async () => {
    const { id } = await anna.call(persons.createPersonPromise, toBen({ what: 'Slides', toId: null, toParty: 'marketing' }));
    for (const [day, who, title] of [
      ['2026-09-17', anna, 'Promised for tomorrow'],
      ['2026-09-18', anna, 'Promised for today'],
      ['2026-09-19', mara, 'Did you get what you were promised?'],
    ] as const) {
      app.setNow(`${day}T08:00:00.000Z`);
      await app.tick('goals.promises');
      await app.tick('goals.promises');
      const titles = (await who.call(listNotices, {})).items.filter(
        (notice) => notice.title === title && notice.body?.startsWith('Slides'),
      );
      expect(titles).toHaveLength(1);
    }
    expect(await one(anna, id)).toMatchObject({ state: 'open' });
    expect(await one(ben, id)).toMatchObject({ may: { judge: true } });
    await ben.call(persons.judgePersonPromise, { id, outcome: 'missed' });
    const team = (await cora.call(getPromises, {})).sides.find(({ by }) => by === 'sales');
    const rows = await cora.call(listPromises, { by: 'sales', states: ['kept', 'late', 'missed'], limit: 200 });
    expect(team).toMatchObject({ kept: { n: rows.items.length }, late: 1, missed: 1 });
    expect(rows.items.every(({ source, what }) => source === 'person' && what === null)).toBe(true);
  });

  it('count a follow-up of a meeting without being written twice', async () => {
    const { id } = await mara.call(createMeeting, {
      ...{ kind: 'monthly', title: 'October', day: '2026-10-02', time: '10:00' },
      people: [anna, ben, mara].map(({ memberId }) => memberId),
    });
    const act = await mara.call(addAction, { id, what: 'Ask the plant for a date', ownerId: anna.memberId, dueOn: '2026-09-25' });
    expect(await one(anna, act.id)).toMatchObject({ source: 'action', state: 'open', link: `/meetings/${id}`, may: { judge: false } });
    const listed = (await ben.call(listPromises, { by: 'sales', states: ['open'], limit: 200 })).items;
    expect(listed.filter((row) => row.id === act.id)).toMatchObject([{ source: 'action', what: 'Ask the plant for a date' }]);
  });

  it('show how reliable a person is to that person and to whoever answers for both, and to nobody else', async () => {
    const [seen] = (await anna.call(persons.getPersonReliability, {})).people;
    expect(seen).toMatchObject({ member: { name: 'Anna' }, kept: { k: 0, n: 2, enough: false }, late: 1, missed: 1, open: 2 });
    expect((await ben.call(persons.getPersonReliability, {})).people).toEqual([]);
    expect((await lead.call(persons.getPersonReliability, {})).people).toEqual([]);
    expect(await refused(mara.call(persons.listPersonPromises, { byId: anna.memberId }))).toMatchObject({ status: 403 });
    await admin.call(changeWorkspace, { accountableMemberId: lead.memberId });
    const { people } = await lead.call(persons.getPersonReliability, {});
    expect(people).toEqual([seen]);
    const rows = await lead.call(persons.listPersonPromises, { byId: anna.memberId, states: ['kept', 'late', 'missed'], limit: 200 });
    expect(rows.items).toHaveLength(seen?.kept.n ?? -1);
  });

  it('are not there for somebody who is no part of them, for a coordinator, and in another workspace', async () => {
    const [{ id } = { id: '' }] = (await mine(anna)).filter(({ source, state }) => source === 'hand' && state === 'open');
    expect(id).not.toBe('');
    const { admin: stranger, member } = await app.newWorkspace();
    const elsewhere = await member('rep', { name: 'Eve' });
    for (const who of [cora, outside, stranger, elsewhere]) {
      const acts = [
        () => who.call(persons.judgePersonPromise, { id, outcome: 'missed' }),
        () => who.call(persons.reportPersonPromise, { id }),
        () => who.call(persons.answerPersonPromise, { id, accept: true }),
      ];
      for (const act of acts) expect([403, 404]).toContain((await refused(act())).status);
      const read = who === outside ? [] : await mine(who);
      expect(read.filter(({ source }) => source === 'hand')).toEqual([]);
    }
    expect([400, 403]).toContain((await refused(outside.call(persons.createPersonPromise, toBen({ byId: outside.memberId })))).status);
    expect(
      await refused(elsewhere.call(persons.createPersonPromise, { ...toBen(), byId: elsewhere.memberId, dueOn: '2026-09-30' })),
    ).toMatchObject({
      status: 400,
    });
    expect(await one(anna, id)).toMatchObject({ state: 'open' });
  });
});
