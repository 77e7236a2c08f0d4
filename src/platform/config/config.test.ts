import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { applicationSecret, readConfig, redacted, SETTINGS, settingsTable } from './config.ts';
import { secretsOf } from './secrets.ts';
import { problemOf, StartupProblem } from './startup-problem.ts';

function problem(env: Record<string, string>): StartupProblem {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof StartupProblem) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('readConfig', () => {
  it('needs nothing: the defaults serve this machine only', () => {
    expect(readConfig({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      baseUrl: 'http://localhost:3000',
      stateDir: path.resolve('state'),
    });
    expect(readConfig({ PORT: ' ', TRUCE_SECRET: '' })).toEqual(readConfig({}));
  });

  it('reads mail settings from one line or from several', () => {
    const expected = { host: 'mail.example.com', port: 465, tls: 'implicit', user: 'a b', password: 'p@ss' };
    expect(readConfig({ SMTP_URL: 'smtps://a%20b:p%40ss@mail.example.com' }).smtp).toEqual(expected);
    expect(readConfig({ SMTP_HOST: 'mail.example.com', SMTP_PORT: '465', SMTP_USER: 'a b', SMTP_PASSWORD: 'p@ss' }).smtp).toEqual(expected);
    expect(readConfig({ SMTP_HOST: 'localhost' }).smtp).toEqual({ host: 'localhost', port: 587, tls: 'none' });
    expect(readConfig({}).smtp).toBeUndefined();
  });

  it.each([
    [{ SMTP_URL: 'smtp://mail.example.com' }, 'starttls'],
    [{ SMTP_URL: 'smtp://127.evil.example.com' }, 'starttls'],
    [{ SMTP_URL: 'smtp://[::1]:25' }, 'none'],
    [{ SMTP_URL: 'smtp://mail.example.com', SMTP_TLS: 'if-offered' }, 'if_offered'],
    [{ SMTP_HOST: '127.0.0.1', SMTP_TLS: 'required' }, 'starttls'],
    [{ SMTP_URL: 'smtps://mail.example.com', SMTP_TLS: 'never' }, 'implicit'],
  ])('asks for TLS unless it is told otherwise or stays on this machine: %o', (env, tls) => {
    expect(readConfig(env as Record<string, string>).smtp).toMatchObject({ tls });
  });

  it.each([
    ['', false],
    ['0', false],
    ['2', 2],
    ['true', 1],
    ['10.0.0.0/8, ::1', '10.0.0.0/8,::1'],
  ])('trusts the proxies named by "%s"', (written, expected) => {
    expect(readConfig({ TRUCE_TRUST_PROXY: written }).trustProxy).toBe(expected);
  });

  it.each([
    [{ PORT: 'http' }, 'PORT must be a whole number from 0 to 65535. It is "http" now.'],
    [{ PORT: '65536' }, 'PORT must be'],
    [{ PORT: '-1' }, 'PORT must be'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of fatal, error'],
    [{ TRUCE_BASE_URL: 'truce.example.com' }, 'TRUCE_BASE_URL must be'],
    [{ TRUCE_BASE_URL: 'https://truce.example.com/crm' }, 'TRUCE_BASE_URL must be'],
    [{ DATABASE_URL: 'mysql://a@b/c' }, 'DATABASE_URL must be'],
    [{ DATABASE_APP_URL: 'postgres://a@b/c' }, 'DATABASE_URL is not'],
    [{ TRUCE_ADMIN_EMAIL: 'a@example.com' }, 'TRUCE_ADMIN_PASSWORD is not'],
    [{ TRUCE_ADMIN_EMAIL: 'anna' }, 'TRUCE_ADMIN_EMAIL must be an e-mail address'],
    [{ SMTP_USER: 'anna' }, 'SMTP_HOST is not'],
    [{ SMTP_URL: 'smtp://a', SMTP_HOST: 'b' }, 'both set'],
    [{ MAIL_FROM: 'Truce <a@b>\nBcc: c@d' }, 'MAIL_FROM must be'],
    [{ TRUCE_TRUST_PROXY: 'everyone' }, 'TRUCE_TRUST_PROXY must be'],
  ])('refuses %o in one sentence', (env, words) => {
    expect(problem(env as Record<string, string>).message).toContain(words);
  });

  it('warns of misspelt settings', () => {
    expect(readConfig({ TRUCE_STAET: '/srv', PATH: '/bin' }).unknown).toEqual(['TRUCE_STAET']);
  });
});

describe('secrets', () => {
  const env = {
    DATABASE_URL: 'postgres://owner:hush-1@db.example.com/truce?password=hush-2',
    DATABASE_APP_URL: 'postgres://app:hush-3@db.example.com/truce',
    ...{ SMTP_URL: 'smtp://me:hush-4@mail.example.com', TRUCE_SECRET: `hush-5${'x'.repeat(32)}` },
    ...{ TRUCE_ADMIN_EMAIL: 'a@example.com', TRUCE_ADMIN_PASSWORD: 'hush-6-long' },
  };

  it('never leave through the redacted configuration', () => {
    expect(Object.entries(SETTINGS).filter(([, setting]) => setting.secret)).toHaveLength(6);
    expect(JSON.stringify(readConfig(env))).toContain('hush-6');
    expect(JSON.stringify(redacted(readConfig(env)))).not.toContain('hush');
  });

  it('are not repeated when they are wrong', () => {
    for (const [name, setting] of Object.entries(SETTINGS)) {
      if (!setting.secret || setting.kind.schema.safeParse('hush').success) continue;
      expect(problem({ [name]: 'hush' }).message).not.toContain('hush');
    }
  });

  it('are made once, for this user only, and completed when an older file lacks one', () => {
    const stateDir = mkdtempSync(path.join(tmpdir(), 'truce-secrets-'));
    const file = path.join(stateDir, 'secrets.json');
    const secret = applicationSecret({ stateDir, secret: undefined });
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(applicationSecret({ stateDir, secret: undefined })).toBe(secret);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    writeFileSync(file, JSON.stringify({ application: 'kept' }));
    expect(secretsOf(stateDir)).toMatchObject({ application: 'kept', databaseApp: expect.stringMatching(/^[\w-]{43}$/) });
    writeFileSync(file, 'damaged');
    expect(() => secretsOf(stateDir)).toThrow(/not valid JSON/);
    rmSync(stateDir, { recursive: true });
    expect(existsSync(stateDir)).toBe(false);
  });
});

it('well-known troubles of a disk are named', () => {
  const failing = (code: string) => Object.assign(new Error(code), { code });
  expect(problemOf(failing('ENOSPC'), '/srv')?.code).toBe('no_space');
  expect(problemOf('FATAL:  could not write lock file: No space left on device', '/srv')?.message).toContain('/srv');
  expect(problemOf(failing('EACCES'), '/srv')?.code).toBe('not_permitted');
  expect(problemOf(failing('EROFS'), '/srv')?.message).toContain('read-only');
  expect(problemOf(failing('ENOENT'), '/srv')).toBeUndefined();
});

it('the guide has every setting', async () => {
  await expect(settingsTable()).toMatchFileSnapshot('../../../docs/guide/settings.md');
});
