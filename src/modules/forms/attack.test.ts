import { gzipSync } from 'node:zlib';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getContact } from '#modules/contacts/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { createSender } from '#modules/templates/contract/parts.ts';
import { aContent, aPublishedTemplate } from '#modules/templates/testing.ts';
import { BROWSER } from '#modules/visits/testing.ts';
import { serveMounts } from '#platform/http/mount.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { getFormAnswer, listFormAnswers } from './contract/answers.ts';
import { mounts } from './routes.ts';
import { aField, aForm, anAddress, fillIn, NAME_AND_MAIL, openPage, post } from './testing.ts';

let app: TestApp;
let admin: Client;
const NOW = '2026-03-10T10:00:00.000Z';
let minutes = 0;
const later = () => {
  minutes += 5;
  return new Date(Date.parse(NOW) + minutes * 60_000).toISOString();
};

beforeAll(async () => {
  app = await openTestApp();
  app.setNow(NOW);
  ({ admin } = await app.newWorkspace('Attacked'));
});
afterAll(() => app.close());

const path = (publicId: string) => `/p/f/${publicId}`;
const send = (publicId: string, fields: Record<string, string>) => fillIn(app, path(publicId), { fields, at: later() });
const rows = async <T>(text: string, values: unknown[] = []) => (await app.context.queuePool.query(text, values)).rows as T[];
const answersTo = async (formId: string) => (await admin.call(listFormAnswers, { formId })).items;

const TEMPLATES = [
  '{{7*7}}',
  '{{ contact.email }}',
  `$${'{7*7}'}`,
  '<%= 7*7 %>',
  '{% include "x" %}',
  '#{7*7}',
  '{{constructor.constructor("return process")()}}',
  '{{ workspace.postal_address | upcase }}',
  '__proto__',
];
const SCRIPTS = [
  '<details open ontoggle=alert(1)>',
  '"><b onmouseover=alert(1)>',
  "' autofocus onfocus=alert(1) x='",
  'javascript:alert(1)',
  '</textarea><b>',
  '&lt;b&gt;',
  '\u202Egnp.exe',
];

describe('what strangers write', () => {
  it('is text wherever it comes back: nothing is evaluated, nothing becomes markup', async () => {
    const payloads = [...TEMPLATES, ...SCRIPTS];
    const lines = payloads.map((_, n) => aField(`line_${n}`, n % 2 ? 'text' : 'long_text'));
    const form = await aForm(admin, { fields: [...NAME_AND_MAIL, ...lines] });
    const fields = Object.fromEntries(payloads.map((text, n) => [`line_${n}`, text]));
    const back = await send(form.publicId, { ...fields, first_name: SCRIPTS[0] ?? '', email: 'broken' });
    expect(back.statusCode).toBe(422);
    expect(back.body).not.toMatch(/<details|<b |<b>|>49</);
    const tags = [...back.body.matchAll(/<[a-z][^>]*>/g)].map(([tag]) => tag.replace(/"[^"]*"/g, '""'));
    expect(tags.filter((tag) => / (?:autofocus|on\w+)[ =]/.test(tag))).toEqual([]);
    await send(form.publicId, { ...fields, first_name: TEMPLATES[0] ?? '', last_name: 'Literal', email: 'literal@form.test' });
    const [answer] = await answersTo(form.id);
    const read = await admin.call(getFormAnswer, { id: answer?.id ?? '' });
    expect(read.fields.filter(({ key }) => key.startsWith('line_')).map(({ value }) => value)).toEqual(payloads);
  });

  it('stays as it is in the answer by mail, once a day for one person, without a second line of the head', async () => {
    const { id: senderId } = await admin.call(createSender, { name: 'Ours', email: 'us@ours.test', isDefault: true });
    const { id: templateId } = await aPublishedTemplate(
      admin,
      { ...aContent(), subject: 'Hello {{ contact.first_name }}' },
      { kind: 'transactional' },
    );
    const form = await aForm(admin, { reply: { templateId, senderId } });
    const name = '{{ contact.email }}\r\nBcc: everybody@evil.test';
    for (let times = 0; times < 3; times++)
      await send(form.publicId, { first_name: name, last_name: 'Replied', email: 'replied@literal.test', message: `Number ${times}` });
    const planned = await rows<{ contact_id: string; lane: string; cause: string }>(
      'select contact_id, lane, cause from message where workspace_id = $1',
      [admin.workspaceId],
    );
    expect(planned).toMatchObject([{ lane: 'transactional', cause: 'form' }]);
    expect((await admin.call(getContact, { id: planned[0]?.contact_id ?? '' })).firstName).toBe(
      '{{ contact.email }} Bcc: everybody@evil.test',
    );
  });

  it('reaches no field that the page did not ask: unknown names, hidden ones, those of the record', async () => {
    const id = await aContact(admin, { firstName: 'Vera', lastName: 'Victim', emails: [{ email: 'vera@victim.test' }], tags: ['ours'] });
    const form = await aForm(admin, {
      fields: [
        ...NAME_AND_MAIL,
        aField('role', 'text', { target: 'contact.jobTitle', later: true }),
        aField('more', 'text', { when: { field: 'first_name', is: 'equal', value: 'open' } }),
      ],
    });
    const stuffing = {
      owner_id: admin.memberId,
      ownerId: admin.memberId,
      tags: 'x',
      lifecycle_stage: 'customer',
      mail_permission: 'granted',
      workspace_id: 'x',
      contact_id: id,
      contactId: id,
      id,
      role: 'CEO',
      more: 'hidden',
      'contact.jobTitle': 'CEO',
      __proto__: 'x',
      constructor: 'x',
    };
    const done = await send(form.publicId, { first_name: 'Mallory', last_name: 'Victim', email: 'vera@victim.test', ...stuffing });
    expect(done.statusCode).toBe(303);
    const [answer] = await answersTo(form.id);
    const { fields } = await admin.call(getFormAnswer, { id: answer?.id ?? '' });
    expect(fields.filter(({ value }) => value !== null).map(({ key }) => key)).toEqual(['first_name', 'last_name', 'email']);
    const victim = await admin.call(getContact, { id });
    expect(victim).toMatchObject({ firstName: 'Vera', jobTitle: null, owner: null, tags: ['ours'] });
  });
});

describe('a flood', () => {
  it('makes no more contacts than the form takes in a minute, changes nobody, tells nothing; forged addresses do not help', async () => {
    const id = await aContact(admin, {
      firstName: 'Petra',
      lastName: 'Known',
      emails: [{ email: 'petra@flooded.test' }],
      jobTitle: 'Head',
      ownerId: admin.memberId,
    });
    const before = await admin.call(getContact, { id });
    const form = await aForm(admin, { perMinute: 20 });
    app.setNow(later());
    const tokens = await Promise.all(Array.from({ length: 60 }, async () => (await openPage(app, path(form.publicId))).token));
    app.setNow(later());
    const answers = await Promise.all(
      tokens.map((token, n) =>
        post(app, path(form.publicId), {
          token,
          from: anAddress(),
          headers: { 'x-forwarded-for': `10.0.${n}.1` },
          fields: {
            first_name: 'Mallory',
            last_name: `Flood ${n}`,
            email: n % 2 ? 'petra@flooded.test' : `flood${n}@evil.test`,
            message: `Text ${n}`,
          },
        }),
      ),
    );
    for (const { body, headers } of answers) expect(`${body} ${JSON.stringify(headers)}`).not.toMatch(/Petra|Known|Head\b|@flooded/);
    const states = await rows<{ state: string; n: number }>(
      'select state, count(*)::int n from form_answer where form_id = $1 group by 1 order by 1',
      [form.id],
    );
    expect(states).toEqual([
      { state: 'aside', n: 40 },
      { state: 'taken', n: 20 },
    ]);
    const made = await rows(`select 1 from contact where workspace_id = $1 and email like '%@evil.test'`, [admin.workspaceId]);
    expect(made.length).toBeLessThanOrEqual(20);
    const { updatedAt: _then, lastActivityAt: _last, lifecycleStage: _stage, ...was } = before;
    expect(await admin.call(getContact, { id })).toMatchObject(
      JSON.parse(JSON.stringify({ ...was, engagement: undefined, momentum: undefined })),
    );
  });

  it('from one place is turned away at the door, whatever it calls itself, and its neighbours in an IPv6 net with it', async () => {
    const server = fastify({ trustProxy: false });
    await server.register(rateLimit, {
      global: false,
      errorResponseBuilder: () => Object.assign(new Error('too many'), { statusCode: 429 }),
    });
    await server.register(multipart);
    await serveMounts(server, { runtime: app.context.runtime, perAddress: 10, mounts });
    await server.ready();
    const form = await aForm(admin);
    const flood = async (remoteAddress: (n: number) => string) => {
      const answers: { statusCode: number; body: string }[] = [];
      for (let n = 0; n < 40; n++)
        answers.push(
          await server.inject({
            method: 'POST',
            url: path(form.publicId),
            remoteAddress: remoteAddress(n),
            headers: { 'x-forwarded-for': `10.9.${n}.1`, 'user-agent': BROWSER, 'content-type': 'application/x-www-form-urlencoded' },
            payload: 'last_name=x',
          }),
        );
      return answers;
    };
    const count = (list: { statusCode: number }[], status: number) => list.filter(({ statusCode }) => statusCode === status).length;
    const one = await flood(() => '203.0.113.9');
    expect([count(one, 422), count(one, 429)]).toEqual([10, 30]);
    expect(one.find(({ statusCode }) => statusCode === 429)?.body).toContain('wait a minute');
    const net = await flood((n) => `2001:db8:1:2:${n.toString(16)}::1`);
    expect(count(net, 422)).toBe(10);
    await server.close();
  });
});

describe('what strangers get', () => {
  it('small scripts, no cookie, no name of the workspace’s own, a policy that runs nothing of others', async () => {
    const form = await aForm(admin);
    for (const name of ['embed.js', 'page.js']) {
      const script = await app.app.inject({ url: `/p/f/${name}` });
      expect(script.headers['content-type']).toMatch(/^text\/javascript/);
      expect(gzipSync(script.body).length).toBeLessThan(6 * 1024);
    }
    const page = await openPage(app, path(form.publicId));
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none'/);
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(page.html.replace(/value="[^"]*"/g, '')).not.toContain(admin.workspaceId);
    expect(page.headers['cache-control']).toBe('no-store');
    const COUNTS =
      'select (select count(*) from form_answer) a, (select count(*) from publication_tally) b, (select count(*) from contact) c';
    const before = await rows(COUNTS);
    for (const url of [path(form.publicId), `${path(form.publicId)}/sent`, `${path(form.publicId)}?last_name=x&email=a@b.de&_token=x`]) {
      for (const method of ['GET', 'HEAD'] as const) await app.app.inject({ method, url });
    }
    expect(await rows(COUNTS)).toEqual(before);
  });

  it('broken, huge and strange posts are answered with a sentence', async () => {
    const form = await aForm(admin);
    const urls = [path(form.publicId), '/p/f/aaaaaaaaaaaaaaaa', '/p/f/%00', '/p/f/..%2f..%2fapi', `${path(form.publicId)}/notes`];
    const bodies = [
      { payload: '{"a":1}', type: 'application/json' },
      { payload: 'x'.repeat(400_000), type: 'application/x-www-form-urlencoded' },
      { payload: '--b\r\ncontent-disposition: form-data; name="a', type: 'multipart/form-data; boundary=b' },
      { payload: 'a[b][c]=1&a=2&_token=%00&email=%ff', type: 'application/x-www-form-urlencoded' },
      { payload: '', type: 'text/plain' },
    ];
    for (const url of urls)
      for (const { payload, type } of bodies) {
        const { statusCode } = await app.app.inject({
          method: 'POST',
          url,
          payload,
          headers: { 'content-type': type, 'user-agent': BROWSER },
        });
        expect(statusCode, `${url} ${type}`).toBeLessThan(500);
        expect(statusCode).toBeGreaterThanOrEqual(400);
      }
    expect(await answersTo(form.id)).toEqual([]);
  });
});
