import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as contacts from '#modules/contacts/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { giveConsent } from './commands/words.ts';
import * as contract from './contract.ts';
import { addressHash, oneClickLink, preferencesLink } from './queries/links.ts';
import { standingOf } from './queries/standing.ts';
import { confirmationPath, hiddenField, purposeNamed } from './testing.ts';

let app: TestApp;
let admin: Client;
let news: string;
const seals = () => app.context.runtime.services.seals;

beforeAll(async () => {
  app = await openTestApp();
  ({ admin } = await app.newWorkspace('Ours <b>& Co'));
  news = await purposeNamed(admin, 'News');
});
afterAll(() => app.close());

const open = (path: string, method: 'GET' | 'HEAD' = 'GET') => app.app.inject({ method, url: path, headers: { 'user-agent': 'Scanner' } });
const post = (path: string, fields: Record<string, string | string[]>) =>
  app.app.inject({
    method: 'POST',
    url: path,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(
      Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])),
    ).toString(),
  });

const to = (email: string, purposeId = news) => ({
  workspaceId: admin.workspaceId,
  hash: addressHash(admin.workspaceId, email),
  purposeId,
});

/** Somebody who agreed to News. */
async function subscriber(email: string, values: { firstName?: string } = {}): Promise<string> {
  const id = await aContact(admin, { emails: [{ email }], ...values });
  await admin.call(contract.recordMailWord, { id, word: 'given', purposeId: news, note: 'said so at the fair' });
  return id;
}

async function standing(email: string, purposeId = news) {
  const [row] = await app.command(admin, (ctx) => standingOf(ctx, { addresses: [email], purposeId }));
  return row?.reason ?? row?.basis;
}

async function wordsOf(email: string): Promise<string[]> {
  return app.command(admin, async ({ tx }) => {
    const { rows } = await sql<{ word: string }>`select word || ' ' || by_kind || ' ' || through as word from consent_entry
      where workspace_id = ${admin.workspaceId} and hash = ${addressHash(admin.workspaceId, email)} order by at, recorded_at, id`.execute(
      tx,
    );
    return rows.map(({ word }) => word);
  });
}

describe('one click', () => {
  it('takes off by POST alone: no cookie, no redirect; a GET shows a button', async () => {
    await subscriber('one@click.test');
    const link = oneClickLink(seals(), to('one@click.test'));
    for (const method of ['GET', 'HEAD'] as const) expect((await open(link, method)).statusCode).toBe(200);
    expect((await open(link)).body).toContain('<form method="post">');
    expect((await post(link, {})).statusCode).toBe(200);
    expect(await standing('one@click.test')).toBe('consent');
    const done = await post(link, { 'List-Unsubscribe': 'One-Click' });
    expect(done).toMatchObject({ statusCode: 200 });
    expect(done.headers).not.toHaveProperty('location');
    expect(done.headers).not.toHaveProperty('set-cookie');
    expect(await standing('one@click.test')).toBe('withdrawn');
    expect((await post(link, { 'List-Unsubscribe': 'One-Click' })).statusCode).toBe(200);
  });

  it('works after the address was erased, and for thirteen months and more', async () => {
    const id = await subscriber('gone@click.test');
    const link = oneClickLink(seals(), to('gone@click.test'));
    await admin.call(contacts.eraseContact, { id });
    expect((await post(link, { 'List-Unsubscribe': 'One-Click' })).statusCode).toBe(200);
    await subscriber('old@click.test');
    const old = oneClickLink(seals(), to('old@click.test'));
    app.setNow(new Date(Date.now() + 500 * 86_400_000).toISOString());
    expect((await post(old, { 'List-Unsubscribe': 'One-Click' })).statusCode).toBe(200);
    app.setNow(null);
    expect(await standing('old@click.test')).toBe('withdrawn');
  });

  it('opens for nobody else: cut, changed, another workspace, another kind of link', async () => {
    const there = await app.newWorkspace('Theirs');
    await subscriber('safe@click.test');
    const link = oneClickLink(seals(), to('safe@click.test'));
    const seal = link.split('/').at(-1) ?? '';
    const [body = '', tag = ''] = seal.split('.');
    const words = JSON.parse(Buffer.from(body, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify([there.workspaceId, ...words.slice(1)])).toString('base64url');
    const preferences = preferencesLink(seals(), to('safe@click.test')).split('/').at(-1);
    for (const bad of [
      body,
      `${body}.`,
      `${body}.${tag.slice(0, -2)}`,
      `${forged}.${tag}`,
      `${body}.${tag}x`,
      preferences,
      'x'.repeat(5_000),
    ])
      expect((await post(`/p/mail/off/${bad}`, { 'List-Unsubscribe': 'One-Click' })).statusCode, bad).toBeGreaterThanOrEqual(400);
    for (const path of [`/p/mail/${seal}`, `/p/mail/confirm/${seal}`]) expect((await open(path)).statusCode).toBe(404);
    expect(await standing('safe@click.test')).toBe('consent');
  });
});

describe('preferences', () => {
  it('say what one gets; a change holds at once and is kept', async () => {
    const id = await subscriber('pref@erence.test', { firstName: '<script>alert(1)</script>' });
    const events = await purposeNamed(admin, 'Events');
    const { id: evil } = await admin.call(contract.createMailPurpose, {
      name: '"><img src=x onerror=alert(1)>',
      description: '</span><script>alert(2)</script>',
      ground: 'consent',
      doubleOptIn: false,
    });
    const link = preferencesLink(seals(), to('pref@erence.test'));
    const { body, headers } = await open(link);
    expect(body).not.toMatch(/<script|<img/);
    expect(body).toContain('&lt;script&gt;alert(1)');
    expect(body).not.toContain('pref@erence.test');
    expect(String(headers['content-security-policy'])).toContain("default-src 'none'");
    const saved = await post(link, {
      act: 'save',
      shown: [news, events, evil],
      purpose: [events],
      pause: '30',
      firstName: 'Eva',
      lastName: 'Neu',
    });
    expect(saved).toMatchObject({ statusCode: 303, headers: { location: `${link}?done=save` } });
    expect(await standing('pref@erence.test')).toBe('withdrawn');
    expect(await standing('pref@erence.test', events)).toBe('paused');
    expect(await admin.call(contacts.getContact, { id })).toMatchObject({ name: 'Eva Neu' });
    expect((await open(`${link}?done=save`)).body).toContain('Saved.');
    await post(link, { act: 'save', shown: [news, events], purpose: [events], pause: '0' });
    expect(await standing('pref@erence.test', events)).toBe('consent');
    await admin.call(contract.changeMailPurpose, { id: evil, retired: true });
  });

  it('nothing at all is nothing at all, until one chooses again', async () => {
    const id = await subscriber('nothing@erence.test');
    const link = preferencesLink(seals(), to('nothing@erence.test'));
    const updates = await purposeNamed(admin, 'Product updates');
    await admin.call(contract.changeMailPurpose, { id: updates, ground: 'interest' });
    expect(await standing('nothing@erence.test', updates)).toBe('interest');
    await post(link, { act: 'nothing' });
    expect([await standing('nothing@erence.test'), await standing('nothing@erence.test', updates)]).toEqual(['objected', 'objected']);
    expect((await admin.call(contacts.getContact, { id })).mailPermission).toBe('opted_out');
    await expect(
      admin.call(contract.recordMailWord, { id, word: 'given', purposeId: news, note: 'said so again, honestly' }),
    ).rejects.toMatchObject({ status: 422 });
    await post(link, { act: 'save', shown: [news, updates], purpose: [news] });
    expect([await standing('nothing@erence.test'), await standing('nothing@erence.test', updates)]).toEqual(['consent', 'objected']);
    expect((await admin.call(contacts.getContact, { id })).mailPermission).toBe('granted');
  });

  it('pass on who asks for their data, once, and open no other page', async () => {
    const id = await subscriber('mine@erence.test');
    const link = preferencesLink(seals(), to('mine@erence.test'));
    for (const act of ['erasure', 'erasure', 'https://evil.test', '//evil.test'])
      expect((await post(link, { act })).headers.location?.startsWith(link)).toBe(true);
    const { items } = await admin.call(contract.listPrivacyRequests, {});
    const mine = items.filter(({ email }) => email === 'mine@erence.test');
    expect(mine).toMatchObject([{ kind: 'erasure', contact: { id }, doneAt: null }]);
    await admin.call(contract.closePrivacyRequest, { id: mine[0]?.id ?? '' });
    expect((await admin.call(contract.listPrivacyRequests, {})).items.find((one) => one.id === mine[0]?.id)?.doneAt).not.toBeNull();
  });
});

describe('double opt-in', () => {
  const ask = (email: string) =>
    app.command(admin, (ctx) => giveConsent(ctx, { email, purposeId: news, by: 'form', through: 'form', proof: { formId: 'footer' } }));

  it('counts when a person confirms, not when a scanner opens, presses or guesses', async () => {
    await admin.call(contract.writeConsentText, { id: news, body: 'I want <i>News</i>.' });
    await ask('new@opt.test');
    expect(await standing('new@opt.test')).toBe('not_confirmed');
    const link = await confirmationPath(app, admin);
    const begun = Date.now();
    app.setNow(new Date(begun).toISOString());
    await open(link, 'HEAD');
    const { body } = await open(link);
    expect(body).toContain('I want &lt;i&gt;News');
    const shown = hiddenField(body, 'shown');
    const later = (seconds: number) => app.setNow(new Date(begun + seconds * 1000).toISOString());
    await post(link, {});
    await post(link, { shown, agree: 'yes' });
    later(1);
    await post(link, { shown, agree: 'yes' });
    later(60);
    await post(link, { shown });
    await post(link, { shown: 'x.y', agree: 'yes' });
    await post(link, { agree: 'yes' });
    expect(await standing('new@opt.test')).toBe('not_confirmed');
    expect((await post(link, { shown, agree: 'yes' })).body).toContain('Confirmed');
    expect(await standing('new@opt.test')).toBe('consent');
    expect(await wordsOf('new@opt.test')).toEqual(['given form form', 'confirmed person double_opt_in']);
    app.setNow(new Date(begun + 61 * 86_400_000).toISOString());
    expect((await open(link)).statusCode).toBe(404);
    app.setNow(null);
  });

  it('is the way back for who said no; a stranger who fills in the form changes nothing and cannot pester', async () => {
    await subscriber('back@opt.test');
    await post(oneClickLink(seals(), to('back@opt.test')), { 'List-Unsubscribe': 'One-Click' });
    const mails = async () =>
      app.command(admin, async ({ tx }) => {
        const { rows } = await sql<{
          n: number;
        }>`select count(*)::int as n from mail where workspace_id = ${admin.workspaceId} and to_email = 'back@opt.test'`.execute(tx);
        return rows[0]?.n;
      });
    for (let n = 0; n < 5; n++) await ask('back@opt.test');
    expect(await standing('back@opt.test')).toBe('withdrawn');
    expect(await mails()).toBe(3);
    const link = await confirmationPath(app, admin);
    const shown = hiddenField((await open(link)).body, 'shown');
    app.setNow(new Date(Date.now() + 20_000).toISOString());
    await post(link, { shown, agree: 'yes' });
    app.setNow(null);
    expect(await standing('back@opt.test')).toBe('consent');
  });
});

describe('what only fetches links', () => {
  it('changes nothing: every link, with GET and HEAD', async () => {
    await subscriber('scan@ned.test');
    await app.command(admin, (ctx) => giveConsent(ctx, { email: 'scan2@ned.test', purposeId: news, by: 'form', through: 'form' }));
    const preferences = preferencesLink(seals(), to('scan@ned.test'));
    const links = [
      preferences,
      `${preferences}?done=nothing&act=nothing`,
      oneClickLink(seals(), to('scan@ned.test')),
      await confirmationPath(app, admin),
    ];
    const state = () =>
      app.command(admin, async ({ tx }) => {
        const { rows } = await sql<{ n: string }>`select (select count(*) from consent_entry) || ' ' || (select count(*) from suppression)
          || ' ' || (select count(*) from privacy_request) || ' ' || (select count(*) from mail_address) as n`.execute(tx);
        return rows[0]?.n;
      });
    const before = await state();
    for (const link of links) for (const method of ['GET', 'HEAD', 'GET'] as const) expect((await open(link, method)).statusCode).toBe(200);
    expect(await state()).toBe(before);
  });
});
