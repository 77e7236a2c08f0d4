import { gzipSync } from 'node:zlib';
import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTimeline } from '#modules/activities/contract.ts';
import { eraseContact } from '#modules/contacts/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { mergeRecords } from '#modules/duplicates/contract.ts';
import { listRows } from '#modules/lists/contract/rows.ts';
import { listPoints } from '#modules/scoring/contract/score.ts';
import { aRule, aSignedModel } from '#modules/scoring/testing.ts';
import { serveMounts } from '#platform/http/mount.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { identify } from './commands/identify.ts';
import * as contract from './contract.ts';
import { visitorSeal } from './queries/seal.ts';
import { mounts } from './routes.ts';
import { aSite, hex, sendHits } from './testing.ts';

let app: TestApp;
let admin: Client;
let site: { id: string; key: string };
const NOW = '2026-03-10T10:00:00.000Z';

beforeAll(async () => {
  app = await openTestApp();
  app.setNow(NOW);
  const workspace = await app.newWorkspace();
  ({ admin } = workspace);
  const [sales, marketing] = [await workspace.member('sales_lead'), await workspace.member('marketing_lead')];
  await aSignedModel({ sales, marketing }, [aRule('Visited a page', { match: { kinds: ['page_visit'] }, points: 10, cap: 30 })]);
  site = await aSite(admin);
});
afterAll(() => app.close());

async function fold(): Promise<void> {
  await app.tick('visits.fold');
  await app.runAllJobs();
  expect(await app.failedJobs()).toBe('[]');
}
const visitsOf = async (contactId: string) => (await admin.call(contract.listVisits, { contactId })).items;
const ledgerOf = async (contactId: string) =>
  (await admin.call(readTimeline, { of: 'contact', id: contactId, kinds: ['page_visit', 'file_download'] })).items;
const rows = async <T>(text: string, values: unknown[] = []) => (await app.context.queuePool.query(text, values)).rows as T[];
const sealFor = (contactId: string, workspaceId = admin.workspaceId, until = '2026-12-31T00:00:00.000Z') =>
  visitorSeal(app.context.runtime.services.seals, { workspaceId, contactId, until });
const send = (visitor: string, pages: Parameters<typeof sendHits>[2], more: Partial<Parameters<typeof sendHits>[1]> = {}) =>
  sendHits(app.app, { key: site.key, visitor, ...more }, pages);

describe('the script', () => {
  it('is small, is for other people’s pages, and names nobody but its site', async () => {
    const { statusCode, headers, body } = await app.app.inject({ url: `/v/${site.key}.js` });
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toMatch(/^text\/javascript/);
    expect(headers['cross-origin-resource-policy']).toBe('cross-origin');
    expect(headers['cache-control']).toContain('public');
    expect(gzipSync(body).length).toBeLessThan(3 * 1024);
    expect(body).not.toContain(admin.workspaceId);
    const again = await app.app.inject({ url: `/v/${site.key}.js`, headers: { 'if-none-match': String(headers.etag) } });
    expect(again.statusCode).toBe(304);
    expect((await app.app.inject({ url: '/v/aaaaaaaaaaaaaaaa.js' })).statusCode).toBe(404);
  });
});

describe('hits', () => {
  it('become visits, told apart by half an hour, with origin, pages, time in sight and verdict', async () => {
    const visitor = hex();
    const pricing = hex();
    const first = await send(visitor, [
      {
        path: '/?utm_source=News&utm_medium=mail&utm_campaign=Spring&email=a@b.c',
        ago: 95,
        referrer: 'https://mail.example/inbox?token=1',
      },
      { path: '/pricing', ago: 93, id: pricing },
    ]);
    expect(first.statusCode).toBe(204);
    expect(first.headers['access-control-allow-origin']).toBe('https://acme.test');
    expect(first.headers['access-control-allow-credentials']).toBeUndefined();
    await send(visitor, [
      { path: '/pricing', kind: 'leave', ago: 92, more: { o: pricing, n: 45, y: 1 } },
      { path: '/docs', ago: 3 },
    ]);
    await fold();
    const { items } = await admin.call(contract.listVisits, { by: 'campaign', key: 'Spring' });
    expect(items).toMatchObject([
      {
        pages: 2,
        seconds: 165,
        entryPath: '/',
        exitPath: '/pricing',
        source: 'news',
        medium: 'mail',
        verdict: 'human',
        reason: 'person_acted',
        contact: null,
      },
    ]);
    expect(await rows('select distinct referrer, path from visit_hit where visitor = $1 order by path', [`i:${visitor}`])).toEqual([
      { referrer: 'mail.example/inbox', path: '/' },
      { referrer: null, path: '/docs' },
      { referrer: null, path: '/pricing' },
    ]);
    const visit = await admin.call(contract.getVisit, { id: items[0]?.id ?? '' });
    expect(visit.hits.map(({ path }) => path)).toEqual(['/', '/pricing']);
  });

  it('that are sent twice are kept once, and folding again changes nothing', async () => {
    const visitor = hex();
    const pages = [{ path: '/twice', id: hex() }];
    for (let times = 0; times < 3; times++) expect((await send(visitor, pages)).statusCode).toBe(204);
    await fold();
    const read = () => rows('select id, pages, started_at::text from visit where visitor = $1', [`i:${visitor}`]);
    const before = await read();
    expect(before).toMatchObject([{ pages: 1 }]);
    await rows('update visit_hit set folded = false');
    await fold();
    expect(await read()).toEqual(before);
  });

  it('of machines and doubtful senders are kept with the reason', async () => {
    const many = Array.from({ length: 8 }, (_, n) => ({ path: `/${n}`, ago: (8 - n) / 600 }));
    const one = [{ path: '/x' }];
    const googlebot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
    const cases = [
      { expected: 'machine known_bot', pages: one, headers: { 'user-agent': googlebot } },
      { expected: 'machine automated_browser', pages: one, parcel: { b: 1 } },
      { expected: 'machine prefetch', pages: one, headers: { 'sec-purpose': 'prefetch' } },
      { expected: 'suspected no_script_signals', pages: one, parcel: { w: 0 } },
      { expected: 'machine too_fast', pages: many },
      { expected: 'machine hidden_link', pages: [...one, { path: '/x', kind: 'trap' }] },
    ].map((given) => ({ ...given, visitor: hex() }));
    for (const { visitor, pages, headers = {}, parcel = {} } of cases) await send(visitor, pages, { headers, parcel });
    await fold();
    const judged = await rows<{ visitor: string; what: string }>(`select visitor, verdict || ' ' || reason what from visit`);
    for (const { visitor, expected } of cases) expect(judged.find((row) => row.visitor === `i:${visitor}`)?.what).toBe(expected);
  });

  it('without a cookie count under a name that lasts a day, and nobody is tied to it', async () => {
    const quiet = await aSite(admin, { hosts: ['quiet.test'], mode: 'cookieless', name: 'Quiet' });
    const contactId = await aContact(admin, { firstName: 'Nina', lastName: 'Quiet' });
    const pages = [{ path: '/' }, { path: '/', kind: 'seal', more: { x: sealFor(contactId) } }];
    const visit = (parcel = {}) => sendHits(app.app, { key: quiet.key, host: 'quiet.test', visitor: hex(), parcel }, pages);
    await visit();
    await visit();
    app.setNow('2026-03-11T10:00:00.000Z');
    await visit();
    await fold();
    const names = await rows<{ visitor: string }>('select distinct visitor from visit_hit where website_id = $1', [quiet.id]);
    expect(names.map(({ visitor }) => visitor.slice(0, 2))).toEqual(['h:', 'h:']);
    expect(await visitsOf(contactId)).toEqual([]);
    await visit({ c: 1 });
    await fold();
    expect(await visitsOf(contactId)).toHaveLength(1);
    app.setNow('2026-03-13T10:00:00.000Z');
    await app.tick('visits.forget');
    expect(await rows('select from visit_salt')).toEqual([]);
    app.setNow(NOW);
  });
});

describe('who it was', () => {
  it('becomes known by a sealed link: what was before joins the person, at its time, once, and can be asked for', async () => {
    const contactId = await aContact(admin, { firstName: 'Petra', lastName: 'Known' });
    const visitor = hex();
    await send(visitor, [
      { path: '/pricing', ago: 3 * 24 * 60 - 1200 },
      { path: '/pricing', ago: 1300 },
    ]);
    await fold();
    expect(await ledgerOf(contactId)).toEqual([]);
    await send(visitor, [
      { path: '/', kind: 'seal', more: { x: sealFor(contactId) } },
      { path: '/guide', kind: 'download', more: { g: 'https://acme.test/guide.pdf' } },
    ]);
    await fold();
    await fold();
    const lines = await ledgerOf(contactId);
    expect(lines.map(({ kind, subject, occurredAt }) => [kind, subject, occurredAt])).toEqual([
      ['file_download', 'acme.test/guide.pdf', NOW],
      ['page_visit', '/pricing', '2026-03-09T12:20:00.000Z'],
      ['page_visit', '/pricing', '2026-03-09T10:00:00.000Z'],
    ]);
    expect(lines.every(({ traffic, evidence, side }) => traffic === 'human' && evidence === 'system' && side === 'customer')).toBe(true);
    const asked = (n: number) =>
      admin.call(listRows, {
        entity: 'contact',
        criteria: {
          match: 'all',
          of: [
            {
              history: 'did',
              kinds: ['page_visit'],
              text: { in: 'address', op: 'is', value: '/pricing' },
              times: { compare: 'at_least', n },
              when: { within: { n: 14, unit: 'day' } },
            },
          ],
        },
      });
    expect((await asked(2)).items.map(({ id }) => id)).toEqual([contactId]);
    expect((await asked(3)).items).toEqual([]);
    expect((await admin.call(listPoints, { id: contactId })).items).toHaveLength(2);
  });

  it('of two people at one browser each keeps their own', async () => {
    const [anna, ben] = [
      await aContact(admin, { firstName: 'Anna', lastName: 'One' }),
      await aContact(admin, { firstName: 'Ben', lastName: 'Two' }),
    ];
    const visitor = hex();
    const known = (contactId: string, at: string) =>
      app.command(admin, async (ctx) => {
        await identify(ctx, { visitor: `i:${visitor}`, contactId, how: 'form', at });
        return {};
      });
    await send(visitor, [
      { path: '/before', ago: 50 },
      { path: '/anna', ago: 30 },
      { path: '/ben', ago: 10 },
    ]);
    await known(anna, '2026-03-10T09:25:00.000Z');
    await known(ben, '2026-03-10T09:45:00.000Z');
    await known(ben, '2026-03-10T09:55:00.000Z');
    await fold();
    expect((await ledgerOf(anna)).map(({ subject }) => subject)).toEqual(['/anna', '/before']);
    expect((await ledgerOf(ben)).map(({ subject }) => subject)).toEqual(['/ben']);
    expect(await rows('select from visitor_identity where visitor = $1', [`i:${visitor}`])).toHaveLength(2);
    await admin.call(mergeRecords, { entity: 'contact', winnerId: anna, loserId: ben });
    await app.runAllJobs();
    expect(await visitsOf(anna)).toHaveLength(2);
    await admin
      .call(eraseContact, { id: anna, confirmation: 'Anna One' } as never)
      .catch(() => admin.call(eraseContact, { id: anna } as never));
    await app.runAllJobs();
    expect(await rows('select from visit_hit where visitor = $1', [`i:${visitor}`])).toEqual([]);
    expect(await rows('select from visitor_identity where visitor = $1', [`i:${visitor}`])).toEqual([]);
  });

  it('is nobody by a forged, foreign or old seal, and no page can claim to be a mail address', async () => {
    const contactId = await aContact(admin, { firstName: 'Vera', lastName: 'Target', emails: [{ email: 'vera@target.test' }] });
    const other = await app.newWorkspace('Other');
    const good = sealFor(contactId);
    const forged = [
      `${good.slice(0, -2)}AA`,
      `${Buffer.from(JSON.stringify([admin.workspaceId, contactId, '2027-01-01'])).toString('base64url')}.${good.split('.')[1]}`,
      sealFor(contactId, other.workspaceId),
      sealFor(contactId, admin.workspaceId, '2026-03-01T00:00:00.000Z'),
      app.context.runtime.services.seals.seal('preferences', [admin.workspaceId, contactId, '2027-01-01']),
      'vera@target.test',
      '.',
      '',
    ];
    for (const x of forged)
      await send(hex(), [{ path: '/' }, { path: '/', kind: 'seal', more: { x, email: 'vera@target.test', contactId } }]);
    await fold();
    expect(await visitsOf(contactId)).toEqual([]);
    expect(await rows('select from visitor_identity where contact_id = $1', [contactId])).toEqual([]);
  });

  it('a person’s word on a visit goes before the rules, and the ledger follows', async () => {
    const contactId = await aContact(admin, { firstName: 'Mara', lastName: 'Judged' });
    const visitor = hex();
    await send(visitor, [{ path: '/judged' }, { path: '/', kind: 'seal', more: { x: sealFor(contactId) } }]);
    await fold();
    const [visit] = await visitsOf(contactId);
    const id = visit?.id ?? '';
    const traffic = async () => (await ledgerOf(contactId)).map((line) => line.traffic);
    await admin.call(contract.judgeVisit, { id, verdict: 'machine' });
    await app.runAllJobs();
    expect([await traffic(), (await visitsOf(contactId))[0]?.reason]).toEqual([['machine'], 'judged']);
    await admin.call(contract.reclassifyVisits, { id: site.id });
    await app.runAllJobs();
    expect(await traffic()).toEqual(['machine']);
    await admin.call(contract.judgeVisit, { id, verdict: null });
    await app.runAllJobs();
    expect([await traffic(), (await visitsOf(contactId))[0]?.verdict]).toEqual([['human'], 'human']);
  });
});

describe('strangers', () => {
  it('of unknown hosts, without consent or opted out are not kept, but counted', async () => {
    const { admin: client } = await app.newWorkspace('Strict');
    const open = await aSite(client, { name: 'Open' });
    const strict = await aSite(client, { hosts: ['strict.test'], mode: 'nothing', name: 'Strict' });
    const visitor = hex();
    const status = async (more: Partial<Parameters<typeof sendHits>[1]>) =>
      (await sendHits(app.app, { key: strict.key, host: 'strict.test', visitor, ...more }, [{ path: '/' }])).statusCode;
    expect(await status({})).toBe(204);
    expect(await status({ parcel: { c: 1 } })).toBe(204);
    expect(await status({ headers: { origin: 'https://evil.test' } })).toBe(403);
    expect(await status({ headers: { origin: 'https://strict.test.evil.test' } })).toBe(403);
    expect(await status({ headers: { origin: 'null' } })).toBe(403);
    expect(await status({ key: 'b'.repeat(16) })).toBe(404);
    expect((await send(hex(), [{ path: '/' }], { key: open.key, headers: { 'sec-gpc': '1' } })).statusCode).toBe(204);
    expect((await send(hex(), [{ path: '/' }, { path: '/', kind: 'seal', more: { x: 'a.b' } }], { key: open.key })).statusCode).toBe(204);
    const evil = await sendHits(app.app, { key: strict.key, host: 'strict.test', headers: { origin: 'https://evil.test' } }, [
      { path: '/' },
    ]);
    expect(evil.headers['access-control-allow-origin']).toBeUndefined();
    expect(await rows('select from visit_hit where website_id = $1', [strict.id])).toHaveLength(1);
    await expect
      .poll(async () => (await client.call(contract.listWebsites, {})).items.map(({ name, refused }) => [name, refused]), {
        timeout: 5_000,
      })
      .toEqual([
        [
          'Open',
          [
            { reason: 'invalid', n: 1 },
            { reason: 'opted_out', n: 1 },
          ],
        ],
        [
          'Strict',
          [
            { reason: 'consent', n: 1 },
            { reason: 'host', n: 4 },
          ],
        ],
      ]);
  });

  it('get nothing by what is too large, broken or not ours', async () => {
    const post = (payload: string) =>
      app.app.inject({ method: 'POST', url: '/v/hits', headers: { origin: 'https://acme.test', 'content-type': 'text/plain' }, payload });
    expect((await post(JSON.stringify({ s: site.key, q: [{ u: 'x'.repeat(20_000) }] }))).statusCode).toBe(413);
    for (const body of [
      '',
      '{',
      'null',
      '[]',
      '{"s":1}',
      `{"s":"${site.key}","q":[]}`,
      `{"s":"${site.key}","__proto__":{"a":1},"q":[{"i":"__proto__"}]}`,
    ])
      expect((await post(body)).statusCode).toBe(400);
    expect(({} as { a?: number }).a).toBeUndefined();
    expect((await app.app.inject({ method: 'GET', url: '/v/hits' })).statusCode).toBe(404);
  });

  it('flood in vain: beyond the limit of an address nothing is taken, whatever address they claim to have', async () => {
    const small = fastify();
    await serveMounts(small, { runtime: app.context.runtime, mounts, perAddress: 1 });
    const { admin: client } = await app.newWorkspace('Flood');
    const flooded = await aSite(client);
    const statuses: number[] = [];
    for (let n = 0; n < 15; n++) {
      const headers = { 'x-forwarded-for': `203.0.113.${n}`, forwarded: `for=203.0.113.${n}` };
      const answer = await sendHits(small, { key: flooded.key, visitor: hex(), headers }, [{ path: '/' }]);
      statuses.push(answer.statusCode);
      expect(answer.headers['retry-after']).toBe(answer.statusCode === 429 ? '5' : undefined);
    }
    await small.close();
    expect(statuses).toEqual([...Array(10).fill(204), ...Array(5).fill(429)]);
    expect(await rows('select from visit_hit where website_id = $1', [flooded.id])).toHaveLength(10);
  });

  it('write only text, and what looks like a script is only looked at', async () => {
    const script = '<img src=x onerror=alert(1)>';
    const visitor = hex();
    await send(visitor, [{ path: `/${script}?utm_campaign=${script}`, referrer: `https://evil.test/${script}`, more: { h: script } }]);
    await fold();
    const [visit] = await rows<{ entry_path: string; referrer: string }>('select entry_path, referrer from visit where visitor = $1', [
      `i:${visitor}`,
    ]);
    expect(visit?.entry_path).toBe('/%3Cimg%20src=x%20onerror=alert(1)%3E');
    expect(visit?.referrer).not.toContain('<');
  });
});
