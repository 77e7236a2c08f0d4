import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readTimeline } from '#modules/activities/contract.ts';
import { recordMailWord } from '#modules/consents/contract.ts';
import { listMails, listNotices } from '#modules/notices/contract.ts';
import { listJobs, retryJob } from '#modules/operations/contract.ts';
import { setMemberStatus } from '#modules/team/contract/members.ts';
import type { Ctx } from '#platform/context.ts';
import type { Outgoing } from '#platform/mail/compose.ts';
import type { Outcome } from '#platform/mail/outcome.ts';
import { workOf } from '#platform/runtime.ts';
import { type Client, openTestApp, Problem, type TestApp } from '../../../test/harness.ts';
import { type Carrier, installCarriers } from './commands/carriers.ts';
import { beginHanding, claimBatch } from './commands/claim.ts';
import { deliverDue } from './commands/engine.ts';
import * as messages from './contract/messages.ts';
import * as running from './contract/running.ts';
import * as sends from './contract/sends.ts';
import { aLaunchedSend, aMailRoom, aSend, type MailRoom, somePeople } from './testing.ts';

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

  it('says beforehand that nothing leaves, that nobody signs for it, and that Sales was not asked', async () => {
    const codesOf = async (id: string) =>
      (await room.admin.call(sends.getSend, { id })).problems.map(({ level, code }) => `${level} ${code}`);
    const id = await aSend(room);
    expect(await codesOf(id)).toEqual(['hint no_server', 'hint review_not_asked']);
    installCarriers(async () => null, { installed: true });
    expect(await codesOf(id)).toEqual(['hint unsigned_domain', 'hint review_not_asked']);
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

describe('what cannot be called back', () => {
  const OWNER = '00000000-0000-7000-8000-0000000000aa';
  let own: MailRoom;
  let rep: Client;
  beforeAll(async () => {
    own = await aMailRoom(app);
    await somePeople(app, own, 4);
    rep = await own.member('rep');
  });
  afterEach(() => {
    installCarriers(async () => null);
    app.setNow(null);
  });

  const statusOf = (asked: Promise<unknown>) => asked.then(() => 200).catch((problem: Problem) => problem.status);
  const stateOf = async (id: string) => (await own.admin.call(sends.getSend, { id })).state;
  const system = <T>(work: (ctx: Ctx) => Promise<T>) => app.context.runtime.transaction(app.context.systemScope(own.workspaceId), work);
  const claim = () =>
    system((ctx) => claimBatch(ctx, { owner: OWNER, limit: 100, carrierOf: async () => null })).then((found) => found.claimed);
  const work = (carrier: Carrier | null = null) =>
    deliverDue(workOf(app.context.runtime, app.context.systemScope(own.workspaceId)), {
      carrierOf: async () => carrier,
      signal: new AbortController().signal,
    });
  /** A server that answers each mail by its recipient; what it took, in order. */
  const serverThat = (answers: (to: string) => Promise<Outcome> | Outcome): { carrier: Carrier; taken: string[] } => {
    const taken: string[] = [];
    const deliver = async ({ envelope: { to } }: Outgoing) => {
      const outcome = await answers(to);
      if (outcome.kind === 'accepted') taken.push(to);
      return outcome;
    };
    const transport = { deliver, verify: async () => null, close: async () => undefined };
    return { taken, carrier: { id: OWNER, transport, keys: [], rates: { perMinute: null, perHour: null }, domainRates: {} } };
  };
  const took: Outcome = { kind: 'accepted', code: 250, response: '250 ok' };
  const no = (kind: 'temporary' | 'permanent', stage: 'recipient' | 'content', code: number): Outcome => ({
    kind,
    stage,
    code,
    enhanced: null,
    response: `${code} no`,
  });
  const rowsOf = async (id: string) => (await own.admin.call(messages.listSendMessages, { id, limit: 200 })).items;
  const states = async (id: string) => (await rowsOf(id)).map(({ state }) => state).toSorted();

  it('is asked of whoever may launch mailings, and of nobody else', async () => {
    const id = await aSend(own);
    const { variants } = await own.admin.call(sends.getSend, { id });
    const variantId = variants[0]?.id ?? '';
    const asked = [
      rep.call(sends.changeSend, { id, name: 'Mine' }),
      rep.call(sends.copySend, { id }),
      rep.call(sends.deleteSend, { id }),
      rep.call(running.scheduleSend, { id }),
      rep.call(running.unscheduleSend, { id }),
      rep.call(running.cancelSend, { id }),
      rep.call(running.retryFailed, { id }),
      rep.call(running.decideSend, { id, variantId }),
      rep.call(running.sendTestOfSend, { id, variantId }),
    ];
    expect(await Promise.all(asked.map(statusOf))).toEqual(asked.map(() => 403));
    const stranger = (await app.newWorkspace()).admin;
    for (const call of [sends.copySend, sends.deleteSend, running.cancelSend, running.retryFailed] as const)
      expect(await statusOf(stranger.call(call, { id }))).toBe(404);
    expect(await own.admin.call(sends.getSend, { id })).toMatchObject({ name: 'Pump news', state: 'draft' });
  });

  it('is a draft until it is launched: changed, copied, tried out, thrown away; afterwards only copied', async () => {
    const id = await aSend(own, { holdOut: 10, lastsHours: 48 });
    await own.admin.call(sends.changeSend, { id, name: 'Pump news of May' });
    const [variant] = (await own.admin.call(sends.getSend, { id })).variants;
    const variantId = variant?.id ?? '';
    const test = await own.admin.call(running.sendTestOfSend, { id, variantId });
    expect(await statusOf(own.admin.call(running.sendTestOfSend, { id, variantId: id }))).toBe(404);
    const mails = (await own.admin.call(listMails, {})).items.filter(({ kind }) => kind === 'send.test');
    expect(mails).toMatchObject([{ toEmail: test.to, subject: expect.stringMatching(/^\[Test\] News for /) }]);
    // To look at: it counts nowhere, and reaches nobody of the audience.
    expect(await rowsOf(id)).toEqual([]);
    expect((await own.admin.call(messages.listMessages, {})).items).toEqual([]);
    const copy = await own.admin.call(sends.copySend, { id });
    expect(await own.admin.call(sends.getSend, copy)).toMatchObject({
      name: 'Copy of Pump news of May',
      state: 'draft',
      plannedAt: null,
      holdOut: 10,
      lastsHours: 48,
      variants: [{ name: 'A', share: 100, template: { id: own.templateId } }],
    });
    await own.admin.call(sends.deleteSend, copy);
    expect(await statusOf(own.admin.call(sends.deleteSend, copy))).toBe(404);
    expect(await statusOf(own.admin.call(running.scheduleSend, copy))).toBe(404);
    const plannedAt = new Date(Date.now() + 3_600_000).toISOString();
    await own.admin.call(sends.changeSend, { id, timing: 'at', plannedAt });
    await own.admin.call(running.scheduleSend, { id });
    expect(await statusOf(own.admin.call(sends.changeSend, { id, name: 'Late' }))).toBe(409);
    expect(await statusOf(own.admin.call(sends.deleteSend, { id }))).toBe(409);
    await own.admin.call(running.unscheduleSend, { id });
    expect(await statusOf(own.admin.call(running.unscheduleSend, { id }))).toBe(409);
    expect(await own.admin.call(sends.getSend, { id })).toMatchObject({
      state: 'draft',
      freezeAt: null,
      scheduledAt: null,
      name: 'Pump news of May',
    });
    // The job that was to begin it finds a draft, as does the look-round of every minute.
    app.setNow(new Date(Date.parse(plannedAt) + 300_000).toISOString());
    await app.tick('sends.tick');
    await app.runAllJobs();
    expect(await own.admin.call(sends.getSend, { id })).toMatchObject({ state: 'draft', people: 0 });
    await own.admin.call(sends.deleteSend, { id });
  });

  it('ends for good: nothing that was planned or in hand goes, and nobody’s attention stays taken', async () => {
    const id = await aLaunchedSend(app, own);
    const claimed = await claim();
    expect(claimed).toHaveLength(4);
    expect(await statusOf(own.admin.call(running.unscheduleSend, { id }))).toBe(409);
    await own.admin.call(running.cancelSend, { id, note: 'Wrong price.' });
    expect(await own.admin.call(sends.getSend, { id })).toMatchObject({ state: 'cancelled', stateNote: 'Wrong price.', open: 0, gone: 0 });
    expect(await system((ctx) => beginHanding(ctx, OWNER, claimed))).toEqual(new Set());
    expect(await work()).toBeNull();
    expect(await states(id)).toEqual(Array(4).fill('cancelled'));
    const held = await system(({ tx }) =>
      sql`select 1 from attention_reservation where workspace_id = ${own.workspaceId} and state = 'open'`.execute(tx),
    );
    expect(held.rows).toEqual([]);
    for (const again of [running.cancelSend, running.pauseSend, running.resumeSend, running.retryFailed, running.scheduleSend] as const)
      expect(await statusOf(own.admin.call(again, { id }))).toBe(409);
    expect(await stateOf(id)).toBe('cancelled');
  });

  it('neither tries later nor again what was on its way when its mailing was called off', async () => {
    const id = await aLaunchedSend(app, own);
    let calledOff: Promise<unknown> | null = null;
    const server = serverThat(async (to) => {
      calledOff ??= own.admin.call(running.cancelSend, { id });
      await calledOff;
      if (to.startsWith('p0')) return { kind: 'unknown', why: 'the line went dead' };
      return to.startsWith('p1') ? took : no('temporary', 'recipient', 451);
    });
    await work(server.carrier);
    expect(await states(id)).toEqual(['cancelled', 'cancelled', 'sent', 'unknown']);
    const unknown = (await rowsOf(id)).find(({ state }) => state === 'unknown')?.id ?? '';
    expect(await statusOf(own.admin.call(messages.resolveMessage, { id: unknown, as: 'send_again' }))).toBe(409);
    await own.admin.call(messages.resolveMessage, { id: unknown, as: 'leave_it' });
    app.setNow(new Date(Date.now() + 86_400_000).toISOString());
    await work(server.carrier);
    expect(server.taken).toHaveLength(1);
    expect(await own.admin.call(sends.getSend, { id })).toMatchObject({ state: 'cancelled', open: 0, gone: 1 });
  });

  it('calls one message off, in hand or not, and lets the others go', async () => {
    const id = await aLaunchedSend(app, own);
    const claimed = await claim();
    const [first, second] = claimed;
    expect(await statusOf(rep.call(messages.cancelMessage, { id: first?.id ?? '' }))).toBe(403);
    await own.admin.call(messages.cancelMessage, { id: first?.id ?? '' });
    expect(await system((ctx) => beginHanding(ctx, OWNER, claimed))).toEqual(new Set(claimed.slice(1).map((one) => one.id)));
    // From here on it is with the server.
    for (const gone of [first, second]) expect(await statusOf(own.admin.call(messages.cancelMessage, { id: gone?.id ?? '' }))).toBe(409);
    app.setNow(new Date(Date.now() + 120_000).toISOString());
    await work();
    expect(await states(id)).toEqual(['cancelled', 'unknown', 'unknown', 'unknown']);
    await app.tick('sends.tick');
    expect(await stateOf(id)).toBe('done');
  });

  it('tries again only whom it did not reach and whose address works, once', async () => {
    const id = await aLaunchedSend(app, own);
    const first = serverThat((to) =>
      to.startsWith('p0') ? no('permanent', 'recipient', 550) : to.startsWith('p1') ? no('permanent', 'content', 554) : took,
    );
    await work(first.carrier);
    await app.tick('sends.tick');
    expect([await stateOf(id), await states(id)]).toEqual(['done', ['failed', 'failed', 'sent', 'sent']]);
    const second = serverThat(() => took);
    expect(await own.admin.call(running.retryFailed, { id })).toEqual({ n: 1 });
    expect(await own.admin.call(running.retryFailed, { id })).toEqual({ n: 0 });
    expect(await stateOf(id)).toBe('sending');
    await work(second.carrier);
    expect(second.taken).toEqual(['p1@d1.example']);
    expect(await own.admin.call(running.retryFailed, { id })).toEqual({ n: 0 });
    await app.tick('sends.tick');
    expect([await stateOf(id), await states(id)]).toEqual(['done', ['failed', 'sent', 'sent', 'sent']]);
  });

  it('gives those who wait the variant that somebody chooses, once, and only where somebody waits', async () => {
    own = await aMailRoom(app);
    await somePeople(app, own, 4);
    const plain = await aLaunchedSend(app, own);
    const [only] = (await own.admin.call(sends.getSend, { id: plain })).variants;
    expect(await statusOf(own.admin.call(running.decideSend, { id: plain, variantId: only?.id ?? '' }))).toBe(409);
    await own.admin.call(running.cancelSend, { id: plain });
    const variants = ['A', 'B'].map((name) => ({ name, templateId: own.templateId, share: 1 }));
    const draft = await aSend(own, { variants, metric: 'click', decideAfterHours: 4, minimumN: 10 });
    const [, chosen] = (await own.admin.call(sends.getSend, { id: draft })).variants;
    const variantId = chosen?.id ?? '';
    expect(await statusOf(own.admin.call(running.decideSend, { id: draft, variantId }))).toBe(409);
    await launch(draft, own);
    const waiting = (await rowsOf(draft)).filter(({ variant }) => variant === null).length;
    expect(waiting).toBeGreaterThan(0);
    expect(await statusOf(own.admin.call(running.decideSend, { id: draft, variantId: only?.id ?? '' }))).toBe(400);
    await own.admin.call(running.decideSend, { id: draft, variantId });
    expect(await statusOf(own.admin.call(running.decideSend, { id: draft, variantId }))).toBe(409);
    await work();
    const got = await rowsOf(draft);
    expect(got.every(({ state, variant }) => state === 'captured' && variant !== null)).toBe(true);
    expect(got.filter(({ variant }) => variant?.id === variantId).length).toBeGreaterThanOrEqual(waiting);
    const { comparison } = await own.admin.call(running.getSendReport, { id: draft });
    expect(comparison).toMatchObject({ state: 'by_hand', waiting: 0, winner: { id: variantId } });
  });

  it('leaves a job that failed to an administrator, who tries it again now', async () => {
    const id = await aLaunchedSend(app, own);
    const failed = (await own.admin.call(listJobs, {})).jobs.find(({ task }) => task === 'sends.work');
    const jobId = failed?.id ?? '';
    expect(failed?.problem).toContain('only the engine sends');
    expect(await statusOf(rep.call(retryJob, { id: jobId }))).toBe(403);
    const stranger = (await app.newWorkspace()).admin;
    expect(await statusOf(stranger.call(retryJob, { id: jobId }))).toBe(404);
    installCarriers(async () => null);
    await own.admin.call(retryJob, { id: jobId });
    await app.runAllJobs();
    expect(new Set(await states(id))).toEqual(new Set(['captured']));
    expect(await statusOf(own.admin.call(retryJob, { id: jobId }))).toBe(404);
  });
});
