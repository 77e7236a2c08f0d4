import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTimeline } from '#modules/activities/contract.ts';
import { listSuppressions, readMailPermissions } from '#modules/consents/contract.ts';
import { eraseContact } from '#modules/contacts/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { workOf } from '#platform/runtime.ts';
import { type Client, openTestApp, Problem, type TestApp } from '../../../test/harness.ts';
import { confirmSource, takePost } from './commands/posts.ts';
import { recordTold } from './commands/record.ts';
import * as contract from './contract.ts';
import { readPosted } from './rules/read.ts';
import { signedPost } from './testing.ts';

const NOW = '2026-03-10T10:00:00.000Z';
const SECRET = `whsec_${Buffer.from('a secret of thirty-two characters').toString('base64')}`;

let app: TestApp;
let admin: Client;
let stranger: Client;
let address: string;
let sourceId: string;
let posted = 0;
beforeAll(async () => {
  app = await openTestApp();
  app.setNow(NOW);
  admin = (await app.newWorkspace()).admin;
  stranger = (await app.newWorkspace('Other')).admin;
  ({ id: sourceId, address } = await admin.call(contract.createDeliverySource, { provider: 'resend', name: 'News', secret: SECRET }));
});
afterAll(() => app.close());

const event = (type: string, to: string, more: Record<string, unknown> = {}) => ({
  type: `email.${type}`,
  created_at: '2026-03-10T09:00:00.000Z',
  data: { to: [to], email_id: 'mail-1', ...more },
});
const HARD = { bounce: { type: 'Permanent', message: '550 5.1.1 user unknown' } };

/** Each post has an id of its own, as a provider's have. */
function post(body: unknown, more: { secret?: string; at?: string; to?: string } = {}) {
  posted += 1;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return signedPost(app.app, {
    address: more.to ?? address,
    secret: more.secret ?? SECRET,
    body: text,
    id: `msg_${posted}`,
    at: more.at ?? NOW,
  });
}

const eventsOf = async (text: string, client = admin) => (await client.call(contract.listDeliveryEvents, { text })).items;
const rows = async (table: string, workspaceId = admin.workspaceId) => {
  const { rows: found } = await app.context.queuePool.query<{ n: number }>(`select count(*)::int n from ${table} where workspace_id = $1`, [
    workspaceId,
  ]);
  return found[0]?.n ?? 0;
};

describe('what a provider posts', () => {
  it('is taken once, however often it comes', async () => {
    const body = event('bounced', 'repeat@firm.test', HARD);
    expect((await post(body)).json()).toEqual({ taken: 1 });
    for (const again of await Promise.all(Array.from({ length: 20 }, () => post(body)))) expect(again.json()).toEqual({ taken: 0 });
    expect(await eventsOf('repeat@firm.test')).toMatchObject([
      { kind: 'bounced', hardness: 'hard', reason: 'unknown_address', status: '5.1.1' },
    ]);
  });

  it('ends an address that bounces for good or complains, once, and hears a no', async () => {
    const people = ['moved@firm.test', 'angry@firm.test', 'enough@firm.test', 'full@firm.test'];
    const ids = await Promise.all(people.map((email) => aContact(admin, { emails: [{ email }] })));
    for (let time = 0; time < 2; time++) {
      await post(event('bounced', 'moved@firm.test', HARD));
      await post(event('complained', 'angry@firm.test'));
      await post(event('bounced', 'full@firm.test', { bounce: { type: 'Transient', message: '452 4.2.2 mailbox full' } }));
    }
    const no = readPosted(
      'sendgrid',
      [{ event: 'unsubscribe', email: 'enough@firm.test', timestamp: 1_773_133_200, sg_event_id: 'no-1' }],
      null,
    );
    await app.command(admin, (ctx) => recordTold(ctx, { sourceId, postId: null, told: no }));
    const reasons = await Promise.all(
      ids.map(async (id) => (await admin.call(readMailPermissions, { id })).addresses[0]?.purposes.map(({ reason }) => reason)),
    );
    for (const [person, reason] of ['bounced', 'complained', 'objected'].entries())
      expect(new Set(reasons[person])).toEqual(new Set([reason]));
    expect(reasons[3]).not.toContain('bounced');
    const ended = await admin.call(listSuppressions, {});
    expect(ended.items.map((one) => `${one.address} ${one.cause}`).sort()).toEqual(
      expect.arrayContaining(['angry@firm.test complained', 'moved@firm.test bounced']),
    );
  });

  it('is refused where it does not prove itself, and only counted', async () => {
    const before = await rows('delivery_event');
    const body = event('complained', 'forged@firm.test');
    const [good] = [await post(body, { at: NOW })];
    expect(good?.statusCode).toBe(200);
    const refused = [
      await post(body, { secret: `whsec_${Buffer.from('another secret').toString('base64')}` }),
      await post(body, { at: '2026-03-10T09:54:00.000Z' }),
      await post(body, { at: '2026-03-10T10:06:00.000Z' }),
      await app.app.inject({
        method: 'POST',
        url: new URL(address).pathname,
        payload: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    ];
    expect(refused.map((answer) => answer.statusCode)).toEqual([401, 401, 401, 401]);
    expect(await rows('delivery_event')).toBe(before + 1);
    const source = (await admin.call(contract.listDeliverySources, {})).items.find((one) => one.id === sourceId);
    expect(source?.day.refusals).toEqual([
      { cause: 'old', n: 2 },
      { cause: 'signature', n: 2 },
    ]);
  });

  it('finds nobody at an address that was guessed, is another workspace’s mailbox, or is paused', async () => {
    const other = await stranger.call(contract.createDeliverySource, { provider: 'resend', name: 'Theirs', secret: SECRET });
    expect((await post(event('opened', 'x@firm.test'), { to: `${address.slice(0, -8)}x/events` })).statusCode).toBe(404);
    expect((await post(event('opened', 'theirs@firm.test'), { to: other.address })).statusCode).toBe(200);
    expect(await eventsOf('theirs@firm.test')).toEqual([]);
    expect(await eventsOf('theirs@firm.test', stranger)).toHaveLength(1);
    await expect(stranger.call(contract.changeDeliverySource, { id: sourceId, paused: true })).rejects.toMatchObject({ status: 404 });
    await admin.call(contract.changeDeliverySource, { id: sourceId, paused: true });
    expect((await post(event('opened', 'x@firm.test'))).statusCode).toBe(404);
    await admin.call(contract.changeDeliverySource, { id: sourceId, paused: false });
  });

  it('ends in the same state, in whatever order five things are told', async () => {
    const told = [event('sent', 'p'), event('delivered', 'p'), event('opened', 'p'), event('bounced', 'p', HARD), event('complained', 'p')];
    const orders = permutations(told);
    expect(orders).toHaveLength(120);
    for (let turn = 0; turn < told.length; turn++) {
      const now = orders.flatMap((order, n) =>
        readPosted('resend', { ...order[turn], data: { ...order[turn]?.data, to: [`order-${n}@firm.test`] } }, null),
      );
      expect(await app.command(admin, (ctx) => recordTold(ctx, { sourceId, postId: null, told: now }))).toBe(120);
    }
    const { rows: states } = await app.context.queuePool.query(
      `select state, count(*)::int n from delivery_state where workspace_id = $1 and address like 'order-%' group by state`,
      [admin.workspaceId],
    );
    expect(states).toEqual([{ state: 'complained', n: 120 }]);
  });

  it('is kept and shown where nobody knows what it means, and where it is no JSON at all', async () => {
    expect((await post(event('brand_new', 'new@firm.test'))).json()).toEqual({ taken: 1 });
    const [unknown] = await eventsOf('new@firm.test');
    expect(unknown).toMatchObject({ kind: 'unknown', word: 'email.brand_new' });
    expect((await admin.call(contract.getDeliveryEvent, { id: unknown?.id ?? '' })).raw).toContain('brand_new');
    expect((await post('<<<')).json()).toEqual({ taken: 1 });
    const { items } = await admin.call(contract.listDeliveryEvents, { kind: 'unknown' });
    expect(items.map((one) => one.word)).toContain('unreadable');
  });

  it('is refused where it is too large, and harmless where it is deep or named after an object’s own parts', async () => {
    expect((await post(`"${'a'.repeat(2_200_000)}"`)).statusCode).toBe(413);
    expect((await post(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)).statusCode).toBe(200);
    const named =
      '{"type":"email.opened","__proto__":{"polluted":1},"data":{"to":["proto@firm.test"],"tags":{"__proto__":"x","a\\u0000b":"c\\ud800"}}}';
    expect((await post(named)).json()).toEqual({ taken: 1 });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    const nasty = { bounce: { type: 'Permanent', message: '550 5.1.1 no\r\nBcc: all@firm.test\u0000<script>alert(1)</script>' } };
    await post(event('bounced', 'nasty@firm.test', nasty));
    const [one] = await eventsOf('nasty@firm.test');
    expect(one?.detail).toBe('550 5.1.1 no Bcc: all@firm.test <script>alert(1)</script>');
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, n) => permutations([...items.slice(0, n), ...items.slice(n + 1)]).map((rest) => [item, ...rest]));
}

describe('Amazon', () => {
  const topic = 'arn:aws:sns:eu-west-1:1:mails';
  const body = (more: Record<string, string>) =>
    Buffer.from(
      JSON.stringify({
        Type: 'SubscriptionConfirmation',
        TopicArn: topic,
        Timestamp: NOW,
        SignatureVersion: '2',
        Signature: 'AAAA',
        ...more,
      }),
    );

  it('is asked nothing at an address that is not its own, whatever a message says', async () => {
    const { id, address: place } = await admin.call(contract.createDeliverySource, {
      provider: 'amazon_ses',
      name: 'Amazon',
      secret: topic,
    });
    const publicId = place.split('/').at(-2) ?? '';
    const asked: string[] = [];
    const ask = async (url: string) => {
      asked.push(url);
      throw new Error('not reached');
    };
    const hosts = [
      '127.0.0.1',
      'sns.eu-west-1.amazonaws.com.evil.test',
      'evil.test',
      'sns.eu-west-1.amazonaws.com@127.0.0.1',
      'localhost',
      '[::1]',
      's3.amazonaws.com',
      '169.254.169.254',
    ];
    for (const host of hosts) {
      const SigningCertURL = `https://${host}/SimpleNotificationService-1.pem`;
      const answer = await takePost(app.context.runtime, {
        publicId,
        posted: { headers: {}, body: body({ SigningCertURL, SubscribeURL: SigningCertURL }), url: place },
        ask,
      });
      expect(answer).toMatchObject({ code: 'unauthenticated' });
    }
    expect(asked).toEqual([]);
    const SigningCertURL = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem';
    await takePost(app.context.runtime, { publicId, posted: { headers: {}, body: body({ SigningCertURL }), url: place }, ask });
    expect(asked).toEqual([SigningCertURL]);
    await expect(admin.call(contract.confirmDeliverySource, { id })).rejects.toMatchObject({ code: 'conflict' });
    const work = workOf(app.context.runtime, await app.scopeOf(admin));
    expect(await confirmSource(work, { id, ask })).toMatchObject({ code: 'conflict' });
  });
});

function form(files: readonly { name: string; content: string }[]) {
  const parts = files.map(
    ({ name, content }) => `--edge\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n${content}\r\n`,
  );
  return { payload: `${parts.join('')}--edge--\r\n`, headers: { 'content-type': 'multipart/form-data; boundary=edge' } };
}

describe('mails that came back', () => {
  const bounce = (to: string) =>
    `Return-Path: <>\nFrom: MAILER-DAEMON@mx.test\nTo: news@ours.test\nSubject: Undelivered Mail Returned to Sender\nDate: Mon, 9 Mar 2026 10:00:00 +0000\n\n<${to}>: host mx.test said: 550 5.1.1 no such user (in reply to RCPT TO command)\n<script>alert(1)</script>\n`;

  it('are dropped as files, read once, and come onto the timeline of whom they are about', async () => {
    const contactId = await aContact(admin, { emails: [{ email: 'gone@firm.test' }] });
    const send = () =>
      admin.raw({ method: 'POST', url: '/api/deliveries/mails', ...form([{ name: 'back.eml', content: bounce('gone@firm.test') }]) });
    expect((await send()).json()).toEqual({ read: 1, fresh: 1, kinds: [{ kind: 'bounced', n: 1 }] });
    expect((await send()).json()).toMatchObject({ read: 1, fresh: 0 });
    const [one] = await eventsOf('gone@firm.test');
    expect(one).toMatchObject({ kind: 'bounced', hardness: 'hard', contact: { id: contactId }, at: '2026-03-09T10:00:00.000Z' });
    const whole = await admin.call(contract.getDeliveryEvent, { id: one?.id ?? '' });
    expect(whole.raw).toContain('<script>alert(1)</script>');
    const { items } = await admin.call(readTimeline, { of: 'contact', id: contactId });
    expect(items.filter((row) => row.kind === 'mail_event')).toMatchObject([{ outcome: 'bounced_hard' }]);
    await admin.call(eraseContact, { id: contactId });
    await app.runAllJobs();
    expect(await eventsOf('gone@firm.test')).toEqual([]);
    expect((await admin.call(contract.getDeliveryEvent, { id: one?.id ?? '' })).raw).toBeNull();
  });
});

describe('a provider of nobody’s list', () => {
  const mapping = {
    each: 'items',
    fields: { word: 'what', recipient: 'who.mail', at: 'when', messageId: 'id' },
    kinds: [
      { word: 'dead', kind: 'bounced' as const, hardness: 'hard' as const },
      { word: 'seen', kind: 'opened' as const },
    ],
  };
  const sample = JSON.stringify({
    items: [
      { what: 'dead', who: { mail: 'g@firm.test' }, when: 1773136800 },
      { what: 'other', who: { mail: 'h@firm.test' } },
    ],
  });

  it('is read by a mapping that can be tried first', async () => {
    const { items } = await admin.call(contract.tryDeliveryMapping, { mapping, sample });
    expect(items.map((one) => [one.kind, one.hardness, one.recipient, one.word])).toEqual([
      ['bounced', 'hard', 'g@firm.test', 'dead'],
      ['unknown', null, 'h@firm.test', 'other'],
    ]);
    const wrong = { ...mapping, fields: { ...mapping.fields, at: '__proto__.x' } };
    await expect(admin.call(contract.tryDeliveryMapping, { mapping: wrong, sample })).rejects.toMatchObject({ status: 400 });
    const code = { ...mapping, each: 'items.map(x=>x)' };
    await expect(admin.call(contract.tryDeliveryMapping, { mapping: code, sample })).rejects.toBeInstanceOf(Problem);
  });

  it('posts with a password, or is read from a CSV file', async () => {
    const made = await admin.call(contract.createDeliverySource, { provider: 'generic', name: 'Own', secret: 'a long password', mapping });
    const send = (authorization: string) =>
      app.app.inject({
        method: 'POST',
        url: new URL(made.address).pathname,
        payload: sample,
        headers: { 'content-type': 'application/json', authorization },
      });
    expect((await send('Bearer wrong')).statusCode).toBe(401);
    expect((await send(`Basic ${Buffer.from('any:a long password').toString('base64')}`)).json()).toEqual({ taken: 2 });
    expect((await send('Bearer a long password')).statusCode).toBe(401);
    const columns = { ...mapping, each: '', fields: { word: 'what', recipient: '"who is it"' } };
    await admin.call(contract.changeDeliverySource, { id: made.id, mapping: columns });
    const csv = 'what,who is it\r\ndead,csv-1@firm.test\r\nseen,csv-2@firm.test\r\n';
    const answer = await admin.raw({
      method: 'POST',
      url: `/api/deliveries/sources/${made.id}/files`,
      ...form([{ name: 'events.csv', content: csv }]),
    });
    expect(answer.json()).toMatchObject({ read: 2, fresh: 2 });
    expect(await eventsOf('csv-1@firm.test')).toMatchObject([{ kind: 'bounced', hardness: 'hard' }]);
  });
});

describe('figures', () => {
  it('count each mail once, with n and interval', async () => {
    const { admin: own } = await app.newWorkspace('Figures');
    const made = await own.call(contract.createDeliverySource, { provider: 'resend', name: 'News', secret: SECRET });
    for (let n = 0; n < 40; n++) {
      const one = event(n < 4 ? 'bounced' : 'delivered', `f${n}@firm.test`, { ...HARD, email_id: `f-${n}` });
      await post(one, { to: made.address });
    }
    await post(event('complained', 'f9@firm.test', { email_id: 'f-9' }), { to: made.address });
    const { bounces, complaints, days } = await own.call(contract.getDeliveryFigures, { days: 7 });
    expect([bounces.k, bounces.n, complaints.k, complaints.n, days.length]).toEqual([4, 40, 1, 36, 7]);
    expect(bounces.low).toBeGreaterThan(0.03);
    expect(bounces.high).toBeLessThan(0.24);
    expect(days.find((day) => day.day === '2026-03-10')?.bounces.k).toBe(4);
    // A mail that is told twice stands once among the rows of the figure.
    const again = { ...event('bounced', 'f0@firm.test', { ...HARD, email_id: 'f-0' }), created_at: '2026-03-10T09:05:00.000Z' };
    await post(again, { to: made.address });
    const day = { from: '2026-03-10', to: '2026-03-10', kind: 'bounced', hardness: 'hard' } as const;
    const told = async (input: object) => (await own.call(contract.listDeliveryEvents, { ...day, limit: 200, ...input })).items.length;
    expect([await told({ once: true }), await told({})]).toEqual([4, 5]);
    expect(await told({ once: true, from: '2026-03-11', to: '2026-03-12' })).toBe(0);
    expect((await own.call(contract.getDeliveryFigures, { days: 7 })).bounces.k).toBe(4);
  });
});
