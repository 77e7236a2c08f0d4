import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setMemberStatus } from '#modules/team/contract/members.ts';
import { drainJobs } from '#platform/jobs/runner.ts';
import { mailDelivery } from '#platform/mail/delivery.ts';
import { sendMail } from '#platform/mail/mail.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { notify } from './commands.ts';
import * as contract from './contract.ts';

let app: TestApp;
let workspace: Awaited<ReturnType<TestApp['newWorkspace']>>;
beforeAll(async () => {
  app = await openTestApp();
  workspace = await app.newWorkspace();
});
afterAll(() => app.close());

describe('notices', () => {
  it('reach one person, once per key, and are read one by one or all', async () => {
    const rep = await workspace.member('rep');
    const tell = (title: string, dedupeKey: string | null = null) =>
      app.command(workspace.admin, (ctx) => notify(ctx, { memberId: rep.memberId, kind: 'test', title, link: '/leads/1', dedupeKey }));
    await tell('One', 'a');
    await tell('One again', 'a');
    await tell('Two');
    await tell('Three');
    const page = await rep.call(contract.listNotices, { limit: 2 });
    expect(page.items.map((item) => item.title)).toEqual(['Three', 'Two']);
    expect(page.unread).toBe(3);
    const rest = await rep.call(contract.listNotices, { limit: 2, cursor: page.next ?? '' });
    expect(rest).toMatchObject({ items: [{ title: 'One', link: '/leads/1' }], next: null });
    const [first] = page.items;
    await rep.call(contract.readNotice, { id: first?.id ?? '' });
    expect(await rep.call(contract.listNotices, { unread: true })).toMatchObject({ unread: 2 });
    expect(await rep.call(contract.readAllNotices, {})).toEqual({ read: 2 });
    expect((await rep.call(contract.listNotices, { unread: true })).items).toEqual([]);
  });

  it('of others are neither seen nor read, and nobody without access is told', async () => {
    const [rep, other] = [await workspace.member('rep'), await workspace.member('admin')];
    await app.command(workspace.admin, (ctx) => notify(ctx, { memberId: rep.memberId, kind: 'test', title: 'Private' }));
    const id = (await rep.call(contract.listNotices, {})).items[0]?.id ?? '';
    expect((await other.call(contract.listNotices, {})).items).toEqual([]);
    await expect(other.call(contract.readNotice, { id })).rejects.toMatchObject({ status: 404 });
    expect((await rep.call(contract.listNotices, {})).unread).toBe(1);
  });
});

const SECRET = 'https://x.test/reset-password#abcdefghijklmnopqrstuvwxyz0123456789';

async function send(more: Partial<{ email: string; name: string; subject: string }> = {}): Promise<string> {
  const id = await app.command(workspace.admin, (ctx) =>
    sendMail(ctx, {
      kind: 'test',
      to: { email: more.email ?? 'someone@example.test', name: more.name ?? 'Some One' },
      subject: more.subject ?? 'Hello',
      text: `Look: ${SECRET}`,
    }),
  );
  return id as string;
}

describe('mails without a mail server', () => {
  it('are captured and can be read, links included, by administrators only', async () => {
    const id = await send();
    await app.runAllJobs();
    expect(await workspace.admin.call(contract.listMails, { state: 'captured' })).toMatchObject({
      captures: true,
      items: [{ id, toEmail: 'someone@example.test', subject: 'Hello' }],
    });
    expect((await workspace.admin.call(contract.getMail, { id })).bodyText).toContain(SECRET);
    await expect((await workspace.member('revenue_lead')).call(contract.listMails, {})).rejects.toMatchObject({ status: 403 });
    await expect((await app.newWorkspace()).admin.call(contract.getMail, { id })).rejects.toMatchObject({ status: 404 });
  });

  it('are held on a restored copy, and go on once it is confirmed', async () => {
    await app.context.queuePool.query(`insert into installation (name, value) values ('restored_unconfirmed', 'true')`);
    const id = await send();
    await app.runAllJobs();
    const held = await workspace.admin.call(contract.getMail, { id });
    expect(held.state).toBe('held');
    expect(held.bodyText).not.toContain(SECRET);
    await app.tick('notices:left-mails');
    expect((await workspace.admin.call(contract.getMail, { id })).state).toBe('held');
    await app.context.queuePool.query(`delete from installation where name = 'restored_unconfirmed'`);
    await app.tick('notices:left-mails');
    expect((await workspace.admin.call(contract.getMail, { id })).state).toBe('captured');
  });

  it('go out although their sender lost access in the meantime', async () => {
    const leaver = await workspace.member('marketer');
    const id = await app.command(leaver, (ctx) =>
      sendMail(ctx, { kind: 'test', to: { email: 'left@example.test', name: null }, subject: 'Left behind', text: 'x' }),
    );
    await workspace.admin.call(setMemberStatus, { id: leaver.memberId, status: 'disabled' });
    await app.runAllJobs();
    expect((await workspace.admin.call(contract.getMail, { id: String(id) })).state).toBe('queued');
    app.setNow(new Date(Date.now() + 16 * 60_000).toISOString());
    await app.tick('notices:left-mails');
    app.setNow(null);
    expect((await workspace.admin.call(contract.getMail, { id: String(id) })).state).toBe('captured');
  });

  it.each([
    'a@b.test\r\nBcc: c@d.test',
    'a@b.test, c@d.test',
    '"x@evil.test y"@ok.test',
    'a@b.test\u0000',
    'a(c)@b.test',
    'a @b.test',
    '<a@b.test>',
    `${'x'.repeat(65)}@b.test`,
  ])('are refused for an address such as %j', async (email) => {
    await expect(send({ email })).rejects.toMatchObject({ code: 'invalid' });
  });

  it.each(['Line\nbreak', 'Bcc: x\r\n y', 'Null\u0000', 'Sep\u2028arator'])('are refused with %j in name or subject', async (text) => {
    await expect(send({ name: text })).rejects.toMatchObject({ code: 'invalid' });
    await expect(send({ subject: text })).rejects.toMatchObject({ code: 'invalid' });
  });
});

interface Sink {
  server: Server;
  port: number;
  messages: { recipients: string[]; data: string }[];
  /** What the final dot is answered with. */
  answer: string;
}

/** A mail server of a few lines. */
async function openSink(): Promise<Sink> {
  const sink: Sink = { server: createServer(), port: 0, messages: [], answer: '250 kept' };
  sink.server.on('connection', (socket) => {
    let recipients: string[] = [];
    let data: string | null = null;
    let rest = '';
    const say = (line: string) => socket.write(`${line}\r\n`);
    say('220 sink');
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      rest += chunk.toString('utf8');
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (data !== null) {
          if (line !== '.') data += `${line}\n`;
          else {
            if (sink.answer.startsWith('250')) sink.messages.push({ recipients, data });
            data = null;
            recipients = [];
            say(sink.answer);
          }
        } else if (/^DATA/i.test(line)) {
          data = '';
          say('354 go on');
        } else if (/^QUIT/i.test(line)) {
          say('221 bye');
          socket.end();
        } else {
          if (/^RCPT TO:/i.test(line)) recipients.push(line.slice(8));
          say('250 ok');
        }
      }
    });
  });
  await new Promise<void>((resolve) => sink.server.listen(0, '127.0.0.1', resolve));
  const address = sink.server.address();
  sink.port = typeof address === 'object' && address ? address.port : 0;
  return sink;
}

describe('mails with a mail server', () => {
  let sink: Sink;
  beforeAll(async () => {
    sink = await openSink();
  });
  afterAll(() => {
    sink.server.close();
  });

  const deliver = () => {
    const handler = mailDelivery({ host: '127.0.0.1', port: sink.port, tls: 'none', from: 'Truce <truce@example.test>' });
    return drainJobs({ ...app.context.jobs, handlers: [handler] });
  };

  it('go out to exactly one address, marked as automatic, and their links are no longer shown', async () => {
    const id = await send({ email: 'rita@example.test', name: 'Rita, "The" <Rep>' });
    await deliver();
    const [message] = sink.messages.splice(0);
    expect(message?.recipients).toEqual(['<rita@example.test>']);
    expect(message?.data).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(message?.data).toMatch(/^Message-ID: <[\w-]+@localhost>$/m);
    expect(message?.data).toMatch(/^From: Truce <truce@example.test>$/m);
    expect(message?.data).not.toMatch(/^(List-|Bcc|Cc)/m);
    const shown = await workspace.admin.call(contract.getMail, { id });
    expect(shown).toMatchObject({ state: 'sent', attempts: 1 });
    expect(shown.bodyText).toContain('#…');
  });

  it('are tried again after a temporary answer, with the same Message-ID', async () => {
    sink.answer = '451 later';
    const id = await send();
    await deliver();
    const waiting = await workspace.admin.call(contract.getMail, { id });
    expect(waiting).toMatchObject({ state: 'queued', attempts: 1 });
    expect(waiting.problem).toContain('later');
    sink.answer = '250 kept';
    await app.context.queuePool.query('update graphile_worker._private_jobs set run_at = now()');
    await deliver();
    const [message] = sink.messages.splice(0);
    expect(message?.data).toContain(waiting.messageId);
    expect(await workspace.admin.call(contract.getMail, { id })).toMatchObject({ state: 'sent', attempts: 2, problem: null });
  });

  it('fail after a final answer, and are not tried again', async () => {
    sink.answer = '550 no such person';
    const id = await send();
    await deliver();
    expect(await workspace.admin.call(contract.getMail, { id })).toMatchObject({ state: 'failed', attempts: 1 });
    sink.answer = '250 kept';
    await deliver();
    expect(sink.messages).toEqual([]);
  });
});

it('tells a refusal from an id', async () => {
  const refused = await app.context.runtime.transaction(app.context.systemScope(workspace.workspaceId), (ctx) =>
    sendMail(ctx, { kind: 'test', to: { email: 'nonsense', name: null }, subject: 'x', text: 'x' }),
  );
  expect(isRefusal(refused)).toBe(true);
});
