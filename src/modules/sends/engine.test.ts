import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { recordMailWord } from '#modules/consents/contract.ts';
import { workOf } from '#platform/runtime.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { installCarriers } from './commands/carriers.ts';
import { deliverDue } from './commands/engine.ts';
import { type Queued, queueMessage } from './commands/queue.ts';
import * as messages from './contract/messages.ts';
import * as running from './contract/running.ts';
import * as sends from './contract/sends.ts';
import { aMailRoom, aSend, carrierTo, type MailRoom, openSink, type Sink, somePeople } from './testing.ts';

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

/** Puts the audience together; nothing goes before the engine is called. */
async function launched(of: MailRoom, values: Parameters<typeof aSend>[1] = {}): Promise<string> {
  const id = await aSend(of, values);
  installCarriers(async () => {
    throw new Error('not yet');
  });
  await of.admin.call(running.scheduleSend, { id });
  await app.runAllJobs();
  return id;
}

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

  it('never hands over after a no was heard, however the two run together', async () => {
    const own = await roomOf(40);
    await launched(own);
    const people = await contactsOf(own);
    const heard = new Map<string, number>();
    const no = async (id: string) => {
      await own.admin.call(recordMailWord, { id, word: 'objected', note: 'On the phone' });
      heard.set(id, performance.now());
    };
    const handing = new Map<string, number>();
    const watched = {
      ...carrier,
      transport: {
        ...carrier.transport,
        deliver: (mail: { envelope: { to: string } }) => {
          handing.set(mail.envelope.to, performance.now());
          return carrier.transport.deliver(mail as never);
        },
      },
    };
    await Promise.all([
      engine(own, { carrierOf: async () => watched, inFlight: 4, batch: 8 }),
      (async () => {
        for (const id of people.slice(20)) await no(id);
      })(),
    ]);
    const addresses = await addressesOf(own);
    for (const [id, at] of heard) {
      const given = handing.get(addresses.get(id) ?? '');
      // What was committed to the server before the answer may still be on the line: no more than is in flight.
      if (given !== undefined) expect(given - at).toBeLessThan(50);
    }
    expect(Object.keys(await statesOf(own)).filter((state) => state !== 'sent' && state !== 'stopped')).toEqual([]);
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

  it('and reasons hold in any history', async () => {
    const own = await roomOf(4);
    const people = await contactsOf(own);
    const step = fc.record({ who: fc.nat(3), what: fc.constantFrom('no', 'mail', 'mail', 'hold', 'work') });
    let key = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 6 }), async (steps) => {
        for (const { who, what } of steps) {
          const contactId = people[who] ?? '';
          if (what === 'no') await own.admin.call(recordMailWord, { id: contactId, word: 'objected', note: 'By letter' });
          if (what === 'mail') {
            key += 1;
            await app.context.runtime.transaction(await app.scopeOf(own.admin), (ctx) =>
              queueMessage(ctx, { ...oneMail(own, contactId), dedupeKey: `history:${key}` }),
            );
          }
          if (what === 'work') await engine(own);
        }
        await engine(own);
      }),
      { numRuns: 6 },
    );
    const wrong = await app.command(own.admin, async ({ tx }) => {
      const { rows } = await sql<{
        n: number;
      }>`select count(*)::int as n from message m join consent_entry c on c.workspace_id = m.workspace_id and c.contact_id = m.contact_id and c.word = 'objected'
        where m.workspace_id = ${own.workspaceId} and m.state = 'sent' and m.sent_at > c.at + interval '100 milliseconds'`.execute(tx);
      return { n: rows[0]?.n };
    });
    expect(wrong.n).toBe(0);
  });
});

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

const contactsOf = async (of: MailRoom): Promise<string[]> => [...(await addressesOf(of)).keys()];

async function addressesOf(of: MailRoom): Promise<Map<string, string>> {
  const { rows } = await app.command(of.admin, async ({ tx }) => {
    const found = await sql<{
      id: string;
      email: string;
    }>`select id, email from contact where workspace_id = ${of.workspaceId} order by email`.execute(tx);
    return { rows: found.rows };
  });
  return new Map(rows.map(({ id, email }) => [id, email]));
}
