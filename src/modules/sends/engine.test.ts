import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listSuppressions, recordMailWord } from '#modules/consents/contract.ts';
import { takeMail } from '#modules/deliveries/commands/mails.ts';
import { mailboxSource } from '#modules/deliveries/commands/sources.ts';
import { mergeRecords } from '#modules/duplicates/contract.ts';
import { setAttentionCap } from '#modules/gate/commands/attention.ts';
import { listOverrides } from '#modules/gate/contract/overrides.ts';
import { aHold } from '#modules/gate/testing.ts';
import { workOf } from '#platform/runtime.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { installCarriers } from './commands/carriers.ts';
import { deliverDue } from './commands/engine.ts';
import { type Queued, queueMessage } from './commands/queue.ts';
import * as messages from './contract/messages.ts';
import * as running from './contract/running.ts';
import * as sends from './contract/sends.ts';
import { addressesOf, aLaunchedSend, aMailRoom, type aSend, carrierTo, type MailRoom, openSink, type Sink, somePeople } from './testing.ts';

let app: TestApp;
let room: MailRoom;
let sink: Sink;
let carrier: ReturnType<typeof carrierTo>;

beforeAll(async () => {
  app = await openTestApp();
  sink = await openSink();
  carrier = carrierTo(sink.port);
});
afterAll(async () => {
  installCarriers(async () => null);
  await carrier.transport.close();
  await sink.close();
  await app.close();
});
afterEach(() => app.setNow(null));

async function roomOf(n: number): Promise<MailRoom> {
  room = await aMailRoom(app);
  await somePeople(app, room, n);
  sink.taken.splice(0);
  return room;
}

const launched = (of: MailRoom, values: Parameters<typeof aSend>[1] = {}) => aLaunchedSend(app, of, values);

const engine = (of: MailRoom, more: Partial<Parameters<typeof deliverDue>[1]> = {}) =>
  deliverDue(workOf(app.context.runtime, app.context.systemScope(of.workspaceId)), {
    carrierOf: async () => carrier,
    signal: new AbortController().signal,
    ...more,
  });

const statesOf = async (of: MailRoom): Promise<Record<string, number>> =>
  app.command(of.admin, async ({ tx }) => {
    const { rows } = await sql<{
      state: string;
      n: number;
    }>`select state, count(*)::int as n from message where workspace_id = ${of.workspaceId} group by state order by state`.execute(tx);
    return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
  });

describe('the engine', () => {
  it('hands every mail over once, with the ways out and links of ours', async () => {
    const own = await roomOf(30);
    await launched(own);
    await engine(own, { inFlight: 8, batch: 10 });
    expect(await statesOf(own)).toEqual({ sent: 30 });
    expect(new Set(sink.taken.map(({ to }) => to)).size).toBe(30);
    expect(sink.taken).toHaveLength(30);
    const raw = (sink.taken[0]?.raw ?? '').replace(/=\r\n|\r\n(?=[ \t])/g, '');
    expect(raw).toMatch(/^List-Unsubscribe: <http/m);
    expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click/m);
    expect(raw).toMatch(/^Precedence: bulk/m);
    expect(raw).not.toContain('www.northwind.example/pumps');
    expect(raw).toContain('/c/');
  });

  it('tries again what is refused for now, ends what is refused for good, and leaves everybody else alone', async () => {
    const own = await roomOf(4);
    await launched(own);
    sink.refuse.set('p0@d0.example', '451 4.3.0 later');
    sink.refuse.set('p1@d1.example', '550 5.1.1 no such user');
    sink.refuse.set('p2@d2.example', '550 5.7.1 your network is listed');
    await engine(own);
    expect(await statesOf(own)).toEqual({ failed: 2, planned: 1, sent: 1 });
    const stopped = await app.command(own.admin, async ({ tx }) => {
      const { rows } = await sql<{
        n: number;
      }>`select count(*)::int as n from suppression where workspace_id = ${own.workspaceId} and cause = 'bounced'`.execute(tx);
      return { n: rows[0]?.n };
    });
    expect(stopped.n).toBe(1);
    sink.refuse.clear();
    app.setNow(new Date(Date.now() + 2 * 60_000).toISOString());
    await engine(own);
    expect(await statesOf(own)).toEqual({ failed: 2, sent: 2 });
  });

  it('finds the mail that came back by its return address, where the bounce names nobody, and only by one of ours', async () => {
    const own = await roomOf(3);
    await launched(own);
    const returning = { ...carrier, envelopeFrom: 'bounces@northwind.example', ownReturns: true };
    await engine(own, { carrierOf: async () => returning });
    const [first, second] = sink.taken;
    const froms = new Set(sink.taken.map(({ from }) => from));
    expect(froms.size).toBe(3);
    const work = workOf(app.context.runtime, app.context.systemScope(own.workspaceId));
    const sourceId = await work.transaction(mailboxSource);
    const nameless = (to: string) =>
      Buffer.from(
        `From: MAILER-DAEMON@relay.example\r\nTo: ${to.toUpperCase()}\r\nSubject: Undelivered Mail Returned to Sender\r\n\r\nYour message could not be delivered: 550 5.1.1 user unknown\r\n`,
      );
    const forged = (second?.from ?? '').replace(/.@/, (end) => (end === 'a@' ? 'b@' : 'a@'));
    expect((await takeMail(work, { sourceId, raw: nameless(forged) })).told).toMatchObject([{ kind: 'bounced', messageId: null }]);
    const { told } = await takeMail(work, { sourceId, raw: nameless(first?.from ?? '') });
    expect(told).toMatchObject([{ kind: 'bounced', hardness: 'hard', recipient: first?.to }]);
    await app.runAllJobs();
    const { rows } = await app.command(own.admin, async ({ tx }) => ({
      rows: (
        await sql<{
          address: string;
          bounce: string;
        }>`select address, bounce from message where workspace_id = ${own.workspaceId} and bounced_at is not null`.execute(tx)
      ).rows,
    }));
    expect(rows).toEqual([{ address: first?.to, bounce: 'hard' }]);
    const { items } = await own.admin.call(listSuppressions, {});
    expect(items).toMatchObject([{ address: first?.to, cause: 'bounced' }]);
  });

  it('says that a program wrote what somebody waits for, and that it answers where that is a form', async () => {
    const own = await roomOf(2);
    const [asked = '', ordered = ''] = await contactsOf(own);
    const expected = { lane: 'transactional', kind: 'transactional' } as const;
    const answer: Queued = { ...oneMail(own, asked, expected), cause: { entity: 'form', id: own.workspaceId } };
    for (const mail of [answer, oneMail(own, ordered, expected)]) await app.command(own.admin, (ctx) => queueMessage(ctx, mail));
    await engine(own);
    const heads = sink.taken.map(({ raw }) => /^Auto-Submitted: (.*)$/m.exec(raw)?.[1]?.trim());
    expect(heads.toSorted()).toEqual(['auto-generated', 'auto-replied']);
  });

  it('pauses within a batch, and goes on without sending twice', async () => {
    const own = await roomOf(60);
    const id = await launched(own);
    let calls = 0;
    const slow = {
      ...carrier,
      transport: {
        ...carrier.transport,
        deliver: async (mail: never) => {
          calls += 1;
          if (calls === 5) await own.admin.call(running.pauseSend, { id });
          return carrier.transport.deliver(mail);
        },
      },
    };
    await engine(own, { carrierOf: async () => slow, inFlight: 4, batch: 10 });
    const there = sink.taken.length;
    expect(there).toBeLessThan(16);
    expect((await own.admin.call(sends.getSend, { id })).state).toBe('paused');
    await own.admin.call(running.resumeSend, { id });
    await engine(own);
    expect(new Set(sink.taken.map(({ to }) => to)).size).toBe(60);
    expect(sink.taken).toHaveLength(60);
  });

  it('shows what may have gone, and a person says what became of it', async () => {
    const own = await roomOf(2);
    await launched(own);
    const lost = {
      ...carrier,
      transport: { ...carrier.transport, deliver: async () => ({ kind: 'unknown' as const, why: 'the line went dead' }) },
    };
    await engine(own, { carrierOf: async () => lost });
    expect(await statesOf(own)).toEqual({ unknown: 2 });
    await engine(own);
    expect(sink.taken).toHaveLength(0);
    const { items, unknown } = await own.admin.call(messages.listMessages, { state: 'unknown' });
    expect(unknown).toBe(2);
    await own.admin.call(messages.resolveMessage, { id: items[0]?.id ?? '', as: 'it_went' });
    await own.admin.call(messages.resolveMessage, { id: items[1]?.id ?? '', as: 'send_again' });
    await engine(own);
    expect(await statesOf(own)).toEqual({ sent: 2 });
    expect(sink.taken).toHaveLength(1);
  });

  it('gives back what a dead worker had in hand: marketing mail in flight is unknown, mail that somebody waits for goes again', async () => {
    const own = await roomOf(3);
    await launched(own);
    const [contactId = ''] = await contactsOf(own);
    await app.command(own.admin, (ctx) => queueMessage(ctx, oneMail(own, contactId, { lane: 'transactional', kind: 'transactional' })));
    const dead = { ...carrier, transport: { ...carrier.transport, deliver: () => new Promise<never>(() => undefined) } };
    void engine(own, { carrierOf: async () => dead, inFlight: 4, batch: 4 }).catch(() => undefined);
    await expect.poll(() => statesOf(own)).toEqual({ handing: 4 });
    app.setNow(new Date(Date.now() + 61_000).toISOString());
    await engine(own);
    expect(await statesOf(own)).toEqual({ sent: 1, unknown: 3 });
  });

  it('sends nothing from a copy that nobody has confirmed', async () => {
    const own = await roomOf(2);
    await launched(own);
    await app.context.queuePool.query(`insert into installation (name, value) values ('restored_unconfirmed', '1')`);
    await engine(own);
    expect(await statesOf(own)).toEqual({ planned: 2 });
    await app.context.queuePool.query(`delete from installation where name = 'restored_unconfirmed'`);
  });

  it('reaches somebody once who was two when the audience was put together', async () => {
    const own = await roomOf(4);
    await launched(own);
    await engine(own, { carrierOf: async () => ({ ...carrier, rates: { perMinute: 6, perHour: null } }) });
    expect(sink.taken).toHaveLength(1);
    const addresses = await addressesOf(app, own);
    const people = [...addresses.keys()].toSorted((one) => (addresses.get(one) === sink.taken[0]?.to ? -1 : 1));
    const [got = '', twin = '', other = '', double = ''] = people;
    await own.admin.call(mergeRecords, { entity: 'contact', winnerId: twin, loserId: got });
    await own.admin.call(mergeRecords, { entity: 'contact', winnerId: other, loserId: double });
    app.setNow(new Date(Date.now() + 120_000).toISOString());
    await engine(own);
    expect(await statesOf(own)).toEqual({ sent: 2, stopped: 2 });
    expect(new Set(sink.taken.map(({ to }) => to))).toEqual(new Set([addresses.get(got), addresses.get(other)]));
    expect(sink.taken).toHaveLength(2);
  });

  it('keeps to the pace of the server, and to turns', async () => {
    const own = await roomOf(30);
    await launched(own);
    const start = Date.now() + 60_000;
    app.setNow(new Date(start).toISOString());
    await engine(own, { carrierOf: async () => ({ ...carrier, rates: { perMinute: 60, perHour: null } }) });
    expect(sink.taken).toHaveLength(10);
    app.setNow(new Date(start + 5_000).toISOString());
    await engine(own, { carrierOf: async () => ({ ...carrier, rates: { perMinute: 60, perHour: null } }) });
    expect(sink.taken).toHaveLength(15);
  });
});

describe('attention', () => {
  it('is never taken twice, by however many at once', async () => {
    const own = await roomOf(6);
    // A full budget is six mails; eight are planned for everybody.
    for (let n = 0; n < 8; n += 1) await launched(own, { name: `Mailing ${n}` });
    await Promise.all([engine(own, { batch: 7 }), engine(own, { batch: 5 }), engine(own, { batch: 11 })]);
    const most = await app.command(own.admin, async ({ tx }) => {
      const { rows } = await sql<{
        n: number;
        contact_id: string;
      }>`select contact_id, count(*)::int as n from message where workspace_id = ${own.workspaceId} and state = 'sent' group by contact_id`.execute(
        tx,
      );
      return { counts: rows.map(({ n }) => n) };
    });
    expect(most.counts).toEqual([6, 6, 6, 6, 6, 6]);
  });

  it('and every other reason hold in any history', async () => {
    const what = fc.constantFrom('no', 'hold', 'customer', 'mail', 'mail', 'mail', 'work' as const);
    const history = fc.array(fc.record({ who: fc.nat(3), what }), { minLength: 4, maxLength: 12 });
    const each = (who: number, ...steps: string[]) => steps.map((what) => ({ who, what }));
    // Every reason at least once, before a message is asked for and after it was planned.
    const all = [
      ...each(0, 'mail', 'no', 'work', 'mail'),
      ...each(1, 'mail', 'hold', 'work', 'mail'),
      ...each(2, 'mail', 'customer', 'work', 'mail'),
      ...each(3, 'mail', 'mail', 'mail', 'work', 'mail'),
    ];
    const met = new Set<string>();
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        for (const code of await lived(steps)) met.add(code);
      }),
      { numRuns: 5, examples: [[all as { who: number; what: 'mail' }[]]] },
    );
    expect([...met]).toEqual(expect.arrayContaining(['objected', 'rep_hold', 'customer_gets_prospect_mail', 'attention_budget']));
  });
});

/** Goes through a history step by step; a mail that arrives although something known by then says no is a fault. @returns the reasons that were met */
async function lived(steps: readonly { who: number; what: string }[]): Promise<string[]> {
  const own = await roomOf(4);
  const people = await contactsOf(own);
  const addresses = await addressesOf(app, own);
  for (const id of people) await app.command(own.admin, (ctx) => setAttentionCap(ctx, { id, cap: 2 }));
  const never = new Map<string, string>();
  const met: string[] = [];
  const wrong: unknown[] = [];
  const checked = {
    ...carrier,
    transport: {
      ...carrier.transport,
      deliver: (mail: { envelope: { to: string } }) => {
        const { to } = mail.envelope;
        const before = sink.taken.filter((one) => one.to === to).length;
        if (never.has(to) || before >= 2) wrong.push({ to, known: never.get(to), before });
        return carrier.transport.deliver(mail as never);
      },
    },
  };
  const work = () => engine(own, { carrierOf: async () => checked, inFlight: 1 });
  for (const [key, { who, what }] of steps.entries()) {
    const contactId = people[who] ?? '';
    if (what === 'work') await work();
    else if (what === 'mail') met.push(...(await asked(own, contactId, `history:${key}`)));
    else {
      if (what === 'no') await own.admin.call(recordMailWord, { id: contactId, word: 'objected', note: 'By letter' });
      if (what === 'hold') await aHold(own.admin, { id: contactId, against: 'everybody', until: inDays(10) });
      if (what === 'customer') await becomesCustomer(own, contactId);
      never.set(addresses.get(contactId) ?? '', what);
    }
  }
  await work();
  expect(wrong).toEqual([]);
  const { codes } = await app.command(own.admin, async ({ tx }) => {
    const { rows } = await sql<{
      code: string;
    }>`select code from message where workspace_id = ${own.workspaceId} and code is not null`.execute(tx);
    return { codes: rows.map(({ code }) => code) };
  });
  return [...met, ...codes];
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

/** @returns why it was refused */
async function asked(own: MailRoom, contactId: string, dedupeKey: string): Promise<string[]> {
  const mail = oneMail(own, contactId);
  const intent = { ...mail.intent, audience: 'prospects' as const };
  const queued = await app.context.runtime.transaction(await app.scopeOf(own.admin), (ctx) =>
    queueMessage(ctx, { ...mail, intent, dedupeKey }),
  );
  return isRefusal(queued) ? (queued.errors ?? []).map(({ field }) => field) : [];
}

async function becomesCustomer(own: MailRoom, contactId: string): Promise<void> {
  await app.command(own.admin, async ({ tx }) => {
    await sql`with c as (insert into company (workspace_id, name, customer_status) values (${own.workspaceId}, ${contactId}, 'customer') returning id)
      update contact set company_id = c.id from c where workspace_id = ${own.workspaceId} and contact.id = ${contactId}`.execute(tx);
    return {};
  });
}

describe('one message', () => {
  it('is planned once by its key, and answered by a reply to its Message-ID', async () => {
    const own = await roomOf(1);
    const [contactId = ''] = await contactsOf(own);
    const ask = () => app.command(own.admin, (ctx) => queueMessage(ctx, oneMail(own, contactId)));
    const first = await ask();
    expect(await ask()).toEqual(first);
    await engine(own);
    expect(sink.taken).toHaveLength(1);
    expect(sink.taken[0]?.raw).toContain(`Message-ID: <${first.messageId}@`);
    expect(sink.taken[0]?.raw).toMatch(/Hello P0/);
  });

  it('goes in spite of a hold where somebody who may says why, and that stands at the gate', async () => {
    const own = await roomOf(1);
    const [contactId = ''] = await contactsOf(own);
    await aHold(own.admin, { id: contactId, against: 'everybody', until: inDays(10) });
    const mail = { ...oneMail(own, contactId), override: { reason: 'They rang and asked for it.' } };
    const rep = await own.member('rep');
    const held = await app.context.runtime.transaction(await app.scopeOf(rep), (ctx) => queueMessage(ctx, mail));
    expect(held).toMatchObject({ code: 'forbidden' });
    expect(await app.command(own.admin, (ctx) => queueMessage(ctx, mail))).toMatchObject({ state: 'planned' });
    const { items } = await own.admin.call(listOverrides, { contactId });
    expect(items).toMatchObject([{ codes: ['rep_hold'], reason: 'They rang and asked for it.' }]);
    await engine(own);
    expect(sink.taken).toHaveLength(1);
  });
});

function oneMail(
  of: MailRoom,
  contactId: string,
  { lane = 'personal', kind = 'personal' }: Partial<{ lane: Queued['lane']; kind: Queued['intent']['kind'] }> = {},
): Queued {
  return {
    contactId,
    lane,
    intent: { side: 'sales', kind, audience: 'everybody', topics: [], isReply: false },
    what: { subject: 'A word', text: 'Hello {{contact.first_name}},\n\nsee https://www.northwind.example/offer.' },
    from: { senderId: of.senderId },
    cause: { entity: 'by_hand', id: of.workspaceId },
    dedupeKey: `one:${contactId}`,
  };
}

const contactsOf = async (of: MailRoom): Promise<string[]> => [...(await addressesOf(app, of)).keys()];
