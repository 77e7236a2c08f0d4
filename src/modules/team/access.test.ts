import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { ensureFirstAdmin, ensureSetupSecret } from './commands.ts';
import * as contract from './contract/access.ts';
import * as account from './contract/account.ts';
import { giveAccount, mailedSecret, openBrowser, PASSWORD, totp } from './testing.ts';

let app: TestApp;
let counter = 0;
/** Every test from an address of its own, so that none uses up another's attempts. */
let remoteAddress: string;

beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());
beforeEach(() => {
  counter += 1;
  remoteAddress = `10.0.${counter}.1`;
});

const browser = () => openBrowser({ inject: (options) => app.app.inject({ remoteAddress, ...options }) as never });

async function person(role: 'admin' | 'rep' | 'marketer' = 'rep') {
  const workspace = await app.newWorkspace();
  const client = role === 'admin' ? workspace.admin : await workspace.member(role);
  const email = await giveAccount(app.context.runtime, client);
  return { ...client, email, workspace };
}

async function signedIn(email: string) {
  const here = browser();
  expect((await here.ask(contract.signIn, { email, password: PASSWORD })).body).toEqual({ next: 'done' });
  return here;
}

describe('set-up', () => {
  const input = {
    name: 'Ada Admin',
    email: 'Ada@Example.test',
    password: 'three odd teapots',
    workspace: 'First & Co',
    baseCurrency: 'CHF',
  };

  it('works once, with the newest secret only, and signs the administrator in', async () => {
    const fresh = await openTestApp();
    try {
      const first = openBrowser(fresh.app);
      expect((await first.ask(contract.getSetup, {})).body).toEqual({ needed: true });
      const old = (await ensureSetupSecret(fresh.context.database)) ?? '';
      const secret = (await ensureSetupSecret(fresh.context.database)) ?? '';
      expect((await first.ask(contract.completeSetup, { ...input, secret: old })).status).toBe(403);
      expect((await first.ask(contract.completeSetup, { ...input, secret: 'x'.repeat(43) })).status).toBe(403);
      expect((await first.ask(contract.completeSetup, { ...input, secret, password: 'password12' })).body.errors?.[0]?.field).toBe(
        'password',
      );
      const made = await first.ask(contract.completeSetup, { ...input, secret });
      expect(made.status).toBe(200);
      const session = await first.ask(contract.getSession, {});
      expect(session.body).toMatchObject({
        member: { name: 'Ada Admin', email: 'ada@example.test', roles: ['admin'] },
        workspace: { id: made.body.workspaceId, name: 'First & Co', baseCurrency: 'CHF' },
        twoFactor: false,
        means: 'session',
      });
      expect((await first.ask(contract.getSetup, {})).body).toEqual({ needed: false });
      expect((await openBrowser(fresh.app).ask(contract.completeSetup, { ...input, secret, email: 'eve@example.test' })).status).toBe(410);
      expect(await ensureSetupSecret(fresh.context.database)).toBeNull();
    } finally {
      await fresh.close();
    }
  });

  it('makes the administrator of the settings once', async () => {
    const fresh = await openTestApp();
    try {
      const admin = { email: 'op@example.test', password: PASSWORD, workspace: 'Settings Ltd' };
      expect(await ensureFirstAdmin(fresh.context, { ...admin, password: 'Password123' })).toMatchObject({ refused: true });
      expect(await ensureFirstAdmin(fresh.context, admin)).toBe('made');
      expect(await ensureFirstAdmin(fresh.context, { ...admin, workspace: 'Other' })).toBe('present');
      expect((await openBrowser(fresh.app).ask(contract.signIn, admin2(admin))).status).toBe(200);
    } finally {
      await fresh.close();
    }
  });
  const admin2 = ({ email, password }: { email: string; password: string }) => ({ email, password });
});

describe('signing in', () => {
  it('opens a session with a guarded cookie, and signing out ends it', async () => {
    const { email } = await person();
    const here = browser();
    const answer = await here.ask(contract.signIn, { email, password: PASSWORD });
    const cookie = answer.response.cookies.find((one) => one.name === 'truce.session_token');
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', maxAge: 30 * 24 * 3600 });
    expect((await here.ask(contract.getSession, {})).status).toBe(200);
    const kept = new Map(here.cookies);
    await here.ask(contract.signOut, {});
    for (const [name, value] of kept) here.cookies.set(name, value);
    expect((await here.ask(contract.getSession, {})).status).toBe(401);
  });

  it('answers the same for a wrong password and for an unknown address', async () => {
    const { email } = await person();
    const wrong = await browser().ask(contract.signIn, { email, password: 'not the password' });
    const unknown = await browser().ask(contract.signIn, { email: 'nobody@example.test', password: 'not the password' });
    const malformed = await browser().ask(contract.signIn, { email: 'nobody', password: 'not the password' });
    expect(wrong.status).toBe(401);
    expect([unknown.status, malformed.status]).toEqual([401, 401]);
    expect([unknown.response.body, malformed.response.body]).toEqual([wrong.response.body, wrong.response.body]);
    expect(Object.keys(unknown.response.headers).sort()).toEqual(Object.keys(wrong.response.headers).sort());
  });

  it('does not let a cookie be made up or changed', async () => {
    const { email } = await person();
    const here = await signedIn(email);
    const signed = decodeURIComponent(here.cookies.get('truce.session_token') ?? '');
    const [token = '', signature = ''] = signed.split('.');
    for (const forged of [token, `${token}.`, `${token}.AAAA`, `${token.slice(1)}x.${signature}`, `${token}x.${signature}`]) {
      here.cookies.set('truce.session_token', encodeURIComponent(forged));
      expect((await here.ask(contract.getSession, {})).status).toBe(401);
    }
  });

  it('slows guessing down for the place it comes from, not for the person', async () => {
    const { email } = await person();
    for (let attempt = 0; attempt < 10; attempt += 1) await browser().ask(contract.signIn, { email, password: 'wrong password' });
    expect((await browser().ask(contract.signIn, { email, password: PASSWORD })).status).toBe(429);
    remoteAddress = `10.9.${counter}.1`;
    expect((await browser().ask(contract.signIn, { email, password: PASSWORD })).status).toBe(200);
  });

  it('ends unused sessions, and used ones after thirty days', async () => {
    const { email } = await person();
    const here = await signedIn(email);
    const day = 86_400_000;
    const start = Date.now();
    try {
      app.setNow(new Date(start + 13 * day).toISOString());
      expect((await here.ask(contract.getSession, {})).status).toBe(200);
      app.setNow(new Date(start + 26 * day).toISOString());
      expect((await here.ask(contract.getSession, {})).status).toBe(200);
      app.setNow(new Date(start + 31 * day).toISOString());
      expect((await here.ask(contract.getSession, {})).status).toBe(401);
      const idle = await signedIn(email);
      app.setNow(new Date(start + 15 * day).toISOString());
      expect((await idle.ask(contract.getSession, {})).status).toBe(401);
    } finally {
      app.setNow(null);
    }
  });
});

describe('sessions', () => {
  it('are listed and ended one by one or all but this', async () => {
    const { email } = await person();
    const [one, two, three] = [await signedIn(email), await signedIn(email), await signedIn(email)];
    const { body } = await one.ask(contract.listSessions, {});
    expect(body.items).toHaveLength(3);
    expect(body.items.filter((item) => item.current)).toHaveLength(1);
    expect(body.items[0]?.ipAddress).toBe(remoteAddress);
    const mine = (await two.ask(contract.listSessions, {})).body.items.find((item) => item.current);
    expect((await one.ask(contract.endSession, { id: mine?.id ?? '' })).status).toBe(200);
    expect((await two.ask(contract.getSession, {})).status).toBe(401);
    expect((await one.ask(contract.endOtherSessions, {})).body).toEqual({ ended: 1 });
    expect((await three.ask(contract.getSession, {})).status).toBe(401);
    expect((await one.ask(contract.getSession, {})).status).toBe(200);
  });

  it('of others cannot be ended', async () => {
    const victim = await signedIn((await person()).email);
    const id = (await victim.ask(contract.listSessions, {})).body.items[0]?.id ?? '';
    expect((await (await signedIn((await person()).email)).ask(contract.endSession, { id })).status).toBe(404);
    expect((await victim.ask(contract.getSession, {})).status).toBe(200);
  });

  it('do not exist for keys', async () => {
    const { raw } = await person();
    expect((await raw({ method: 'GET', url: '/api/sessions' })).statusCode).toBe(403);
    expect(
      (await raw({ method: 'PUT', url: '/api/account/password', payload: { currentPassword: PASSWORD, password: 'quite another phrase' } }))
        .statusCode,
    ).toBe(403);
  });

  it('refuse changes that come from a foreign page', async () => {
    const { email } = await person();
    const here = await signedIn(email);
    const rename = (headers: Record<string, string>) => here.ask(account.changeAccount, { name: 'Mallory' }, { headers });
    expect((await rename({ 'x-requested-with': '' })).status).toBe(403);
    expect((await rename({ origin: 'https://evil.test' })).status).toBe(403);
    expect((await rename({ origin: 'null' })).status).toBe(403);
    expect((await here.ask(contract.getSession, {})).body.member.name).not.toBe('Mallory');
    expect((await rename({ origin: 'http://localhost' })).status).toBe(200);
  });
});

describe('the second factor', () => {
  async function protectedPerson() {
    const found = await person();
    const here = await signedIn(found.email);
    expect((await here.ask(account.startSecondFactor, { password: 'wrong password' })).status).toBe(400);
    const { secret, uri, backupCodes } = (await here.ask(account.startSecondFactor, { password: PASSWORD })).body;
    expect(uri).toMatch(/^otpauth:\/\/totp\/Truce/);
    expect((await here.ask(account.confirmSecondFactor, { code: '000000' })).status).toBe(400);
    expect((await here.ask(contract.getSession, {})).body.twoFactor).toBe(false);
    expect((await here.ask(account.confirmSecondFactor, { code: totp(secret) })).status).toBe(200);
    expect((await here.ask(contract.getSession, {})).body.twoFactor).toBe(true);
    return { ...found, here, secret, backupCodes };
  }

  it('is asked for after the password, and each code counts once', async () => {
    const { email, secret } = await protectedPerson();
    const later = browser();
    expect((await later.ask(contract.signIn, { email, password: PASSWORD })).body).toEqual({ next: 'second_factor' });
    expect((await later.ask(contract.getSession, {})).status).toBe(401);
    expect((await later.ask(contract.confirmSignIn, { code: '123456' })).status).toBe(401);
    const code = totp(secret);
    expect((await later.ask(contract.confirmSignIn, { code })).body).toEqual({ next: 'done' });
    expect((await later.ask(contract.getSession, {})).status).toBe(200);
    const thief = browser();
    await thief.ask(contract.signIn, { email, password: PASSWORD });
    expect((await thief.ask(contract.confirmSignIn, { code })).status).toBe(401);
    expect((await thief.ask(contract.getSession, {})).status).toBe(401);
  });

  it('takes a backup code once', async () => {
    const { email, backupCodes } = await protectedPerson();
    const [code = ''] = backupCodes;
    expect(backupCodes).toHaveLength(10);
    const one = browser();
    await one.ask(contract.signIn, { email, password: PASSWORD });
    expect((await one.ask(contract.confirmSignIn, { code })).body).toEqual({ next: 'done' });
    const two = browser();
    await two.ask(contract.signIn, { email, password: PASSWORD });
    expect((await two.ask(contract.confirmSignIn, { code })).status).toBe(401);
  });

  it('stops guessing after five codes', async () => {
    const { email, secret } = await protectedPerson();
    const here = browser();
    await here.ask(contract.signIn, { email, password: PASSWORD });
    for (let attempt = 0; attempt < 5; attempt += 1) await here.ask(contract.confirmSignIn, { code: '000001' });
    expect((await here.ask(contract.confirmSignIn, { code: totp(secret) })).status).toBe(410);
    expect((await here.ask(contract.getSession, {})).status).toBe(401);
  });

  it('goes away only with the password', async () => {
    const { email, here } = await protectedPerson();
    expect((await here.ask(account.removeSecondFactor, { password: 'wrong password' })).status).toBe(400);
    expect((await here.ask(account.renewBackupCodes, { password: PASSWORD })).body.backupCodes).toHaveLength(10);
    expect((await here.ask(account.removeSecondFactor, { password: PASSWORD })).status).toBe(200);
    expect((await browser().ask(contract.signIn, { email, password: PASSWORD })).body).toEqual({ next: 'done' });
  });

  it('survives a password reset', async () => {
    const { email, workspaceId } = await protectedPerson();
    await browser().ask(contract.requestPasswordReset, { email });
    const { secret: token } = await mailedSecret(app.context.runtime, workspaceId, email);
    expect((await browser().ask(contract.resetPassword, { token, password: 'a new odd phrase' })).status).toBe(200);
    expect((await browser().ask(contract.signIn, { email, password: 'a new odd phrase' })).body).toEqual({ next: 'second_factor' });
  });
});

describe('passwords', () => {
  it('are changed with the present one, which ends the other sessions', async () => {
    const { email } = await person();
    const [here, elsewhere] = [await signedIn(email), await signedIn(email)];
    expect((await here.ask(account.changePassword, { currentPassword: 'wrong password', password: 'another odd phrase' })).status).toBe(
      400,
    );
    expect((await here.ask(account.changePassword, { currentPassword: PASSWORD, password: 'Password1234' })).status).toBe(400);
    expect((await here.ask(account.changePassword, { currentPassword: PASSWORD, password: 'another odd phrase' })).status).toBe(200);
    expect((await here.ask(contract.getSession, {})).status).toBe(200);
    expect((await elsewhere.ask(contract.getSession, {})).status).toBe(401);
    expect((await browser().ask(contract.signIn, { email, password: PASSWORD })).status).toBe(401);
    expect((await browser().ask(contract.signIn, { email, password: 'another odd phrase' })).status).toBe(200);
  });

  it('are reset by a mailed link, once, and every session ends', async () => {
    const { email, workspaceId } = await person();
    const here = await signedIn(email);
    await browser().ask(contract.requestPasswordReset, { email: email.toUpperCase() });
    const { secret, link } = await mailedSecret(app.context.runtime, workspaceId, email);
    expect(link).toBe(`http://localhost:3000/reset-password#${secret}`);
    for (let scan = 0; scan < 10; scan += 1)
      expect((await app.app.inject({ method: 'GET', url: '/api/password-resets/outcome' })).statusCode).toBe(404);
    expect((await browser().ask(contract.resetPassword, { token: secret, password: 'password1234' })).status).toBe(400);
    const both = await Promise.all(
      [1, 2].map(() => browser().ask(contract.resetPassword, { token: secret, password: 'a fresh odd phrase' })),
    );
    expect(both.map((one) => one.status).sort()).toEqual([200, 410]);
    expect((await here.ask(contract.getSession, {})).status).toBe(401);
    expect((await browser().ask(contract.signIn, { email, password: 'a fresh odd phrase' })).status).toBe(200);
  });

  it('have links that end: after an hour, after a newer one, after a change', async () => {
    const { email, workspaceId } = await person();
    const ask = async () => {
      await browser().ask(contract.requestPasswordReset, { email });
      return (await mailedSecret(app.context.runtime, workspaceId, email)).secret;
    };
    const first = await ask();
    const second = await ask();
    const use = (token: string) => browser().ask(contract.resetPassword, { token, password: 'a fresh odd phrase' });
    expect((await use(first)).status).toBe(410);
    app.setNow(new Date(Date.now() + 3_601_000).toISOString());
    expect((await use(second)).status).toBe(410);
    app.setNow(null);
    const third = await ask();
    const here = await signedIn(email);
    await here.ask(account.changePassword, { currentPassword: PASSWORD, password: 'another odd phrase' });
    expect((await use(third)).status).toBe(410);
  });

  it('are asked for without telling who is here, and at most three mails go out', async () => {
    const { email, workspaceId } = await person();
    const known = await browser().ask(contract.requestPasswordReset, { email });
    const unknown = await browser().ask(contract.requestPasswordReset, { email: 'nobody@example.test' });
    expect([unknown.status, unknown.response.body]).toEqual([known.status, known.response.body]);
    expect(Object.keys(unknown.response.headers).sort()).toEqual(Object.keys(known.response.headers).sort());
    for (let again = 0; again < 5; again += 1) await browser().ask(contract.requestPasswordReset, { email });
    const mails = await app.context.runtime.read(app.context.systemScope(workspaceId), ({ tx }) =>
      tx.selectFrom('mail').select('id').where('to_email', '=', email).execute(),
    );
    expect(mails).toHaveLength(3);
  });

  const forgeries: Record<string, string>[] = [
    { host: 'evil.test' },
    { host: 'localhost:3000@evil.test' },
    { host: 'evil.test:3000' },
    { 'x-forwarded-host': 'evil.test' },
    { 'x-forwarded-server': 'evil.test' },
    { 'x-host': 'evil.test' },
    { 'x-original-host': 'evil.test' },
    { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.test' },
    { forwarded: 'host=evil.test;proto=https' },
    { origin: 'https://evil.test' },
    { referer: 'https://evil.test/forgot' },
    { 'x-original-url': 'https://evil.test/', 'x-rewrite-url': 'https://evil.test/' },
  ];
  it.each(forgeries)('mails links to the configured address only, whatever the headers say: %o', async (headers) => {
    const { email, workspaceId } = await person();
    await browser().ask(contract.requestPasswordReset, { email }, { headers });
    const { text, link } = await mailedSecret(app.context.runtime, workspaceId, email);
    expect(link).toMatch(/^http:\/\/localhost:3000\/reset-password#[\w-]{43}$/);
    expect(text).not.toContain('evil');
  });
});
