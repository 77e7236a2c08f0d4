import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claimStanding } from '#modules/consents/commands/claim.ts';
import { addressHash, oneClickLink } from '#modules/consents/queries/links.ts';
import { installCarriers } from '#modules/sends/commands/carriers.ts';
import { deliverDue } from '#modules/sends/commands/engine.ts';
import { setSendSettings } from '#modules/sends/contract/messages.ts';
import { USUAL_SETTINGS } from '#modules/sends/schema.ts';
import {
  addressesOf,
  aLaunchedSend,
  aMailRoom,
  carrierTo,
  type MailRoom,
  openSink,
  type Sink,
  somePeople,
} from '#modules/sends/testing.ts';
import { workOf } from '#platform/runtime.ts';
import { openTestApp, type TestApp } from '../test/harness.ts';
import { randomOf } from './kills.ts';

/** `npm run faults -- unsubscribes <rounds> <seed>` is the long form. */
const rounds = Number(process.env.FAULT_ROUNDS ?? 2);
const random = randomOf(Number(process.env.FAULT_SEED ?? 7));
const PEOPLE = 40;
/** Milliseconds between an answer and a mail that was committed to the line before it: what two answers of a database may be apart on a busy machine. */
const ON_THE_LINE_MS = 150;

let app: TestApp;
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

/** What a mail program posts when its reader clicks on "unsubscribe", by address. */
async function waysOut(room: MailRoom): Promise<Map<string, string>> {
  const { workspaceId, purposeId } = room;
  const addresses = await addressesOf(app, room);
  const { links } = await app.command(room.admin, async (ctx) => {
    // As an earlier mail, in which such a link stood, has left it.
    await claimStanding(ctx, { addresses: [...addresses.values()], purposeId });
    const links = [...addresses.values()].map((email) => {
      const link = ctx.link(oneClickLink(ctx, { workspaceId, purposeId, hash: addressHash(workspaceId, email) }));
      return [email, new URL(link).pathname] as const;
    });
    return { links };
  });
  return new Map(links);
}

/** One mailing to everybody, while half of them say no one after the other. @returns milliseconds by which each mail began after its person was answered */
async function race(): Promise<{ left: number; tooLate: number[]; inFlight: number; twice: number; silent: number }> {
  const room = await aMailRoom(app);
  await room.admin.call(setSendSettings, { ...USUAL_SETTINGS, domainPerMinute: null });
  await somePeople(app, room, PEOPLE);
  await aLaunchedSend(app, room);
  sink.taken.splice(0);
  const inFlight = 2 + Math.floor(random() * 8);
  const began = new Map<string, number>();
  const slow = {
    ...carrier,
    transport: {
      ...carrier.transport,
      deliver: async (mail: Parameters<typeof carrier.transport.deliver>[0]) => {
        began.set(mail.envelope.to, performance.now());
        await after(random() * 60);
        return carrier.transport.deliver(mail);
      },
    },
  };
  const answered = new Map<string, number>();
  const leaving = [...(await waysOut(room))].filter(() => random() < 0.5);
  const sayNo = async () => {
    for (const [email, url] of leaving) {
      const answer = await app.app.inject({ method: 'POST', url, payload: 'List-Unsubscribe=One-Click', headers: FORM });
      expect(answer.body).toContain('Noted');
      answered.set(email, performance.now());
      await after(random() * 20);
    }
  };
  const work = workOf(app.context.runtime, app.context.systemScope(room.workspaceId));
  const { signal } = new AbortController();
  await Promise.all([deliverDue(work, { carrierOf: async () => slow, signal, inFlight, batch: 10 + Math.floor(random() * 30) }), sayNo()]);
  const tooLate = [...answered].flatMap(([email, at]) => {
    const gap = (began.get(email) ?? at) - at;
    return gap > 0 ? [gap] : [];
  });
  const arrived = new Set(sink.taken.map(({ to }) => to));
  const silent = [...(await addressesOf(app, room)).values()].filter((email) => !arrived.has(email) && !answered.has(email)).length;
  return { left: answered.size, tooLate, inFlight, twice: sink.taken.length - arrived.size, silent };
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

it(
  'whoever was told that they get nothing any more gets nothing that was not on the line already',
  async () => {
    let slowest = 0;
    let races = 0;
    for (let round = 0; round < rounds; round += 1) {
      const { left, tooLate, inFlight, twice, silent } = await race();
      expect(tooLate.length).toBeLessThanOrEqual(inFlight);
      expect(tooLate.filter((ms) => ms > ON_THE_LINE_MS)).toEqual([]);
      expect({ twice, silent }).toEqual({ twice: 0, silent: 0 });
      slowest = Math.max(slowest, ...tooLate);
      races += left;
    }
    console.log(
      `${rounds} mailings to ${PEOPLE} people, ${races} of whom left meanwhile: a mail began at most ${slowest.toFixed(0)} ms after the answer`,
    );
  },
  Math.max(120_000, rounds * 10_000),
);
