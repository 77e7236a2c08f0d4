import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTimeline } from '#modules/activities/contract.ts';
import { recordMailWord } from '#modules/consents/contract.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { setMemberStatus } from '#modules/team/contract/members.ts';
import { openTestApp, Problem, type TestApp } from '../../../test/harness.ts';
import { installCarriers } from './commands/carriers.ts';
import * as messages from './contract/messages.ts';
import * as running from './contract/running.ts';
import * as sends from './contract/sends.ts';
import { aMailRoom, aSend, type MailRoom, somePeople } from './testing.ts';

let app: TestApp;
let room: MailRoom;

beforeAll(async () => {
  app = await openTestApp();
  room = await aMailRoom(app);
  await somePeople(app, room, 20);
});
afterAll(() => app.close());

const launch = async (id: string, of: MailRoom = room) => {
  await of.admin.call(running.scheduleSend, { id });
  await app.runAllJobs();
  return of.admin.call(sends.getSend, { id });
};

describe('a mailing', () => {
  it('says what is missing before it goes', async () => {
    const { id } = await room.admin.call(sends.createSend, { name: 'Empty' });
    const { problems } = await room.admin.call(sends.getSend, { id });
    expect(problems.filter(({ level }) => level === 'stop').map(({ code }) => code)).toEqual([
      'no_variant',
      'no_audience',
      'no_purpose',
      'no_sender',
    ]);
    await expect(room.admin.call(running.scheduleSend, { id })).rejects.toBeInstanceOf(Problem);
  });

  it('goes to its audience without a mail server, and can be read word for word', async () => {
    const id = await aSend(room);
    const checked = await room.admin.call(running.checkSend, { id });
    expect(checked.gate).toMatchObject({ total: 20, allowed: 20 });
    const send = await launch(id);
    expect(await app.failedJobs()).toBe('[]');
    expect(send).toMatchObject({ state: 'done', people: 20, gone: 20, open: 0 });
    const { items } = await room.admin.call(messages.listSendMessages, { id, state: 'captured' });
    expect(items).toHaveLength(20);
    const message = await room.admin.call(messages.getMessage, { id: items[0]?.id ?? '' });
    const name = message.contact?.name.split(' ')[0];
    expect(message.letter).toMatchObject({ subject: `News for ${name}`, from: { address: 'kim@northwind.example' } });
    expect(message.letter?.html).toContain(`Hello ${name}`);
    expect(message.letter?.html).toContain('https://www.northwind.example/pumps?a=1&amp;b=2');
    const timeline = await room.admin.call(readTimeline, { of: 'contact', id: message.contact?.id ?? '' });
    expect(
      timeline.items.filter(({ kind, direction, side }) => kind === 'mail' && direction === 'out' && side === 'marketing'),
    ).toHaveLength(1);
  });

  it('leaves out with a reason whoever the gate stops', async () => {
    const own = await aMailRoom(app);
    await somePeople(app, own, 3);
    const first = await aSend(own);
    await launch(first, own);
    const { items } = await own.admin.call(messages.listSendMessages, { id: first });
    await own.admin.call(recordMailWord, {
      id: items[0]?.contact?.id ?? '',
      email: items[0]?.address ?? '',
      word: 'objected',
      note: 'By phone',
    });
    const send = await launch(await aSend(own, { name: 'Second' }), own);
    expect(send.counts.codes).toEqual([{ code: 'objected', state: 'stopped', leftOut: true, n: 1 }]);
    expect(send).toMatchObject({ people: 3, gone: 2, stopped: 1, state: 'done' });
  });

  it('says beforehand that nothing leaves, and that nobody signs for it', async () => {
    const codesOf = async (id: string) =>
      (await room.admin.call(sends.getSend, { id })).problems.map(({ level, code }) => `${level} ${code}`);
    const id = await aSend(room);
    expect(await codesOf(id)).toEqual(['hint no_server']);
    installCarriers(async () => null, { installed: true });
    expect(await codesOf(id)).toEqual(['hint unsigned_domain']);
    installCarriers(async () => null);
  });

  it('names the places of its subject in lists, and begins late where the job that was to begin it is lost', async () => {
    const own = await aMailRoom(app);
    await somePeople(app, own, 2);
    const at = new Date(Date.now() + 3_600_000).toISOString();
    const id = await aSend(own, { timing: 'at', plannedAt: at });
    await own.admin.call(running.scheduleSend, { id });
    expect((await own.admin.call(sends.getSend, { id })).variants).toMatchObject([{ subject: 'News for [first name]' }]);
    await app.context.queuePool.query(`delete from graphile_worker._private_jobs where key = $1`, [`sends.freeze:${id}`]);
    const state = async () => (await own.admin.call(sends.getSend, { id })).state;
    app.setNow(new Date(Date.parse(at) + 60_000).toISOString());
    await app.tick('sends.tick');
    await app.runAllJobs();
    expect(await state()).toBe('scheduled');
    app.setNow(new Date(Date.parse(at) + 180_000).toISOString());
    await app.tick('sends.tick');
    await app.runAllJobs();
    expect(await state()).toBe('done');
    app.setNow(null);
  });

  it('waits for a lead where whoever launched it has lost access before its time', async () => {
    const own = await aMailRoom(app);
    await somePeople(app, own, 3);
    const [gone, lead] = [await own.member('marketing_lead'), await own.member('marketing_lead')];
    const plannedAt = new Date(Date.now() + 86_400_000).toISOString();
    const id = await aSend({ ...own, admin: gone }, { timing: 'at', plannedAt });
    await gone.call(running.scheduleSend, { id });
    await own.admin.call(setMemberStatus, { id: gone.memberId, status: 'disabled' });
    app.setNow(new Date(Date.parse(plannedAt) + 60_000).toISOString());
    await app.tick('sends.tick');
    expect(await lead.call(sends.getSend, { id })).toMatchObject({ state: 'paused', stateCode: 'problem', people: 0 });
    expect((await lead.call(listNotices, {})).items.map(({ title }) => title)).toEqual(['“Pump news” waits for you']);
    await app.tick('sends.tick');
    expect((await lead.call(listNotices, {})).items).toHaveLength(1);
    await lead.call(running.resumeSend, { id });
    await app.runAllJobs();
    expect(await lead.call(sends.getSend, { id })).toMatchObject({ state: 'done', people: 3, gone: 3 });
    app.setNow(null);
  });
});
