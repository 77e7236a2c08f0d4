import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readTimeline } from '#modules/activities/contract.ts';
import { workOf } from '#platform/runtime.ts';
import { openTestApp, Problem, type TestApp } from '../../../test/harness.ts';
import { deliverDue } from './commands/engine.ts';
import { markDelivery } from './commands/facts.ts';
import { recordReply } from './commands/queue.ts';
import * as messages from './contract/messages.ts';
import * as running from './contract/running.ts';
import * as sends from './contract/sends.ts';
import { linkPath } from './queries/seal.ts';
import { judgeClicks } from './rules/clicks.ts';
import { compare } from './rules/decision.ts';
import { nextWithin, sameClock, zoneOr } from './rules/hours.ts';
import { grant, perMinute } from './rules/rates.ts';
import { aMailRoom, aSend, type MailRoom, somePeople } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());
afterEach(() => app.setNow(null));

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36';

async function launched(n: number, values: Parameters<typeof aSend>[1] = {}): Promise<{ room: MailRoom; id: string }> {
  const room = await aMailRoom(app);
  await somePeople(app, room, n);
  const id = await aSend(room, values);
  await room.admin.call(running.scheduleSend, { id });
  await app.runAllJobs();
  return { room, id };
}

const rowsOf = async ({ room, id }: { room: MailRoom; id: string }) =>
  (await room.admin.call(messages.listSendMessages, { id, limit: 200 })).items;

const later = (seconds: number) => app.setNow(new Date(Date.now() + seconds * 1000).toISOString());

describe('what comes back', () => {
  it('is a person’s click once, a scanner’s never, and leads only where a mail led', async () => {
    const mailing = await launched(2);
    const { room } = mailing;
    const [one, other] = await rowsOf(mailing);
    const linkId = await app.command(room.admin, async ({ tx }) => {
      const { rows } = await sql<{ id: string }>`select id from message_link where workspace_id = ${room.workspaceId}`.execute(tx);
      return rows[0]?.id ?? '';
    });
    const pathOf = (messageId = '') => linkPath(app.context.runtime.services.seals, { workspaceId: room.workspaceId, messageId, linkId });
    const follow = (url: string, agent = BROWSER, method: 'GET' | 'HEAD' = 'GET') =>
      app.app.inject({ method, url, headers: { 'user-agent': agent } });
    later(60);
    const answer = await follow(pathOf(one?.id));
    expect(answer.statusCode).toBe(302);
    expect(answer.headers).toMatchObject({ location: 'https://www.northwind.example/pumps?a=1&b=2', 'referrer-policy': 'no-referrer' });
    await follow(pathOf(one?.id));
    await follow(pathOf(other?.id), 'Barracuda Sentinel');
    await follow(pathOf(other?.id), BROWSER, 'HEAD');
    expect((await follow(`${pathOf(one?.id)}x`)).statusCode).toBe(404);
    later(70);
    await app.tick('sends.tick');
    const report = await room.admin.call(running.getSendReport, { id: mailing.id });
    expect(report.all.clicked).toMatchObject({ k: 1, n: 2 });
    expect(report.links).toEqual([{ url: 'https://www.northwind.example/pumps?a=1&b=2', people: 1, clicks: 2, byMachines: 2 }]);
    const timeline = await room.admin.call(readTimeline, { of: 'contact', id: one?.contact?.id ?? '' });
    expect(timeline.items.filter(({ outcome }) => outcome === 'clicked')).toHaveLength(1);
    expect((await room.admin.call(messages.listSendMessages, { id: mailing.id, fact: 'clicked' })).items.map(({ id }) => id)).toEqual([
      one?.id,
    ]);
  });

  it('is a reply where a person answers, and none where a program does', async () => {
    const mailing = await launched(1);
    const [row] = await rowsOf(mailing);
    const said = { inReplyTo: [`${row?.id}@northwind.example`], contactId: row?.contact?.id ?? '', at: new Date().toISOString() };
    const tell = (isAuto: boolean) =>
      app.context.runtime.transaction(app.context.systemScope(mailing.room.workspaceId), (ctx) => recordReply(ctx, { ...said, isAuto }));
    expect(await tell(true)).toBeNull();
    expect(await tell(false)).toEqual({ messageId: row?.id });
    expect((await mailing.room.admin.call(running.getSendReport, { id: mailing.id })).all.replied.k).toBe(1);
  });

  it('stops a mailing of which too much comes back, until a lead lets it go on', async () => {
    const room = await aMailRoom(app);
    await somePeople(app, room, 80);
    const id = await aSend(room);
    await room.admin.call(running.scheduleSend, { id });
    await app.runAllJobs();
    await app.command(room.admin, async ({ tx }) => {
      // As if a server had taken them, and twenty were still to come.
      await sql`update message set state = 'sent' where workspace_id = ${room.workspaceId}`.execute(tx);
      await sql`update message set state = 'planned', due_at = now() + interval '1 hour', sent_at = null where workspace_id = ${room.workspaceId}
        and id in (select id from message where workspace_id = ${room.workspaceId} order by id limit 20)`.execute(tx);
      await sql`update send set state = 'sending' where workspace_id = ${room.workspaceId}`.execute(tx);
      return {};
    });
    const sent = (await room.admin.call(messages.listSendMessages, { id, state: 'sent', limit: 200 })).items;
    for (const { id: messageId } of sent.slice(0, 9))
      await app.context.runtime.transaction(app.context.systemScope(room.workspaceId), (ctx) =>
        markDelivery(ctx, { kind: 'bounced', hardness: 'hard', messageId: `${messageId}@northwind.example`, at: ctx.now }),
      );
    await app.tick('sends.tick');
    expect(await room.admin.call(sends.getSend, { id })).toMatchObject({
      state: 'stopped',
      stateCode: 'bounces',
      stateNote: '9 of 60 addresses do not exist.',
    });
    await expect(room.admin.call(running.resumeSend, { id })).rejects.toBeInstanceOf(Problem);
    await room.admin.call(running.releaseSend, { id, note: 'An old list; the rest was checked.' });
    expect((await room.admin.call(sends.getSend, { id })).state).toBe('sending');
  });
});

describe('a comparison', () => {
  it('keeps people back, and gives the winner to those who wait', async () => {
    const { room, id } = await comparison();
    const before = await room.admin.call(running.getSendReport, { id });
    expect(before.comparison).toMatchObject({ state: 'too_early', winner: null });
    const { waiting } = before.comparison;
    const heldOut = before.holdOut?.n ?? 0;
    expect(before.all.sent + waiting + heldOut).toBe(200);
    expect(waiting).toBeGreaterThan(20);
    expect(heldOut).toBeGreaterThan(5);
    const [a, b] = before.variants;
    await app.command(room.admin, async ({ tx }) => {
      await sql`update message set clicked_at = now() where workspace_id = ${room.workspaceId} and variant_id = ${b?.id}`.execute(tx);
      return {};
    });
    app.setNow(new Date(Date.now() + 5 * 3_600_000).toISOString());
    await app.tick('sends.tick');
    const after = await room.admin.call(running.getSendReport, { id });
    expect(after.comparison).toMatchObject({ state: 'decided', waiting: 0, winner: { id: b?.id } });
    expect(after.comparison.difference).toMatchObject({ best: b?.id, second: a?.id });
    expect(after.variants[1]?.figures.sent).toBe((b?.figures.sent ?? 0) + waiting);
    expect(after.holdOut?.n).toBe(heldOut);
  });

  async function comparison() {
    const room = await aMailRoom(app);
    await somePeople(app, room, 200);
    const variants = ['A', 'B'].map((name) => ({ name, templateId: room.templateId, share: 30 }));
    const id = await aSend(room, { variants, holdOut: 10, metric: 'click', decideAfterHours: 4, minimumN: 10 });
    await room.admin.call(running.scheduleSend, { id });
    await app.runAllJobs();
    return { room, id };
  }

  it('decides nothing on little, or where the interval does not leave zero out', () => {
    const of = (k: number, n: number, j: number, m: number) =>
      compare(
        [
          { id: 'a', k, n },
          { id: 'b', k: j, n: m },
        ],
        100,
      ).state;
    expect(of(5, 50, 20, 50)).toBe('not_enough_data');
    expect(of(10, 200, 12, 200)).toBe('no_difference');
    expect(of(10, 200, 40, 200)).toBe('decided');
  });
});

describe('the rules', () => {
  it('know when it is time, by the person’s own clock', () => {
    const hours = { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' };
    expect(nextWithin('2026-03-02T05:00:00.000Z', hours, 'Europe/Berlin')).toBe('2026-03-02T08:00:00.000Z');
    expect(nextWithin('2026-03-02T10:00:00.000Z', hours, 'Europe/Berlin')).toBe('2026-03-02T10:00:00.000Z');
    // Friday evening: Monday, after the clock was put forward.
    expect(nextWithin('2026-03-27T18:00:00.000Z', hours, 'Europe/Berlin')).toBe('2026-03-30T07:00:00.000Z');
    expect(sameClock('2026-03-02T08:00:00.000Z', 'Europe/Berlin', 'America/New_York')).toBe('2026-03-02T14:00:00.000Z');
    expect([zoneOr('Nowhere/Town', 'UTC'), zoneOr('+02:00', 'UTC'), zoneOr('Asia/Tokyo', 'UTC')]).toEqual(['UTC', 'UTC', 'Asia/Tokyo']);
  });

  it('let no more through than there are tokens, and give the others turns of their own', () => {
    const limits = [perMinute('server', 60)];
    const wanting = Array.from({ length: 14 }, (_, n) => ({ id: String(n), limits }));
    const { go, later: turns } = grant(wanting, new Map(), '2026-03-02T08:00:00.000Z');
    expect(go.size).toBe(10);
    expect([...turns.values()]).toEqual([1, 2, 3, 4].map((second) => `2026-03-02T08:00:0${second}.000Z`));
  });

  it('take for a machine who is too fast or follows everything', () => {
    const click = (id: string, linkId: string, at: number) => ({
      id,
      linkId,
      at,
      method: 'GET',
      verdict: 'human' as const,
      reason: 'no_sign',
    });
    expect(judgeClicks([click('a', '1', 10_000)], 0).map(({ verdict }) => verdict)).toEqual(['human']);
    expect(judgeClicks([click('a', '1', 1_000)], 0).map(({ reason }) => reason)).toEqual(['too_fast']);
    expect(judgeClicks([click('a', '1', 10_000), click('b', '2', 11_000)], 0).map(({ reason }) => reason)).toEqual([
      'several_at_once',
      'several_at_once',
    ]);
    expect(judgeClicks([click('a', '1', 10_000), click('b', '1', 10_500)], 0).map(({ verdict }) => verdict)).toEqual(['human', 'human']);
  });
});

it('works without a mail server to the end, also of mail to one person', async () => {
  const { room } = await launched(1);
  const next = await deliverDue(workOf(app.context.runtime, app.context.systemScope(room.workspaceId)), {
    carrierOf: async () => null,
    signal: new AbortController().signal,
  });
  expect(next).toBeNull();
});
