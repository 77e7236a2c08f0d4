import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { registerTeamCommands } from './cli.ts';
import * as access from './contract/access.ts';
import { giveAccount, openBrowser, PASSWORD } from './testing.ts';

let app: TestApp;
let workspace: Awaited<ReturnType<TestApp['newWorkspace']>>;
beforeAll(async () => {
  app = await openTestApp();
  workspace = await app.newWorkspace('Only one');
});
afterAll(() => app.close());

/** Runs one command line and gives its result back instead of printing it. */
async function truce(...words: string[]): Promise<Record<string, unknown>> {
  let result: unknown;
  const program = new Command().exitOverride();
  registerTeamCommands(program, {
    withRuntime: (work) => work(app.context.runtime),
    answering: (command, action) =>
      command.action(async (...args: unknown[]) => {
        result = await action(...(args as Parameters<typeof action>));
      }),
  });
  await program.parseAsync(words, { from: 'user' });
  return result as Record<string, unknown>;
}

describe('truce key', () => {
  it('makes a key that works with the rights of the role, and stops it', async () => {
    const { key, id } = await truce('key', 'create', '--role', 'admin');
    const ask = (url: string, with_ = key) => app.app.inject({ url, headers: { authorization: `Bearer ${with_}` } });
    expect((await ask('/api/keys')).statusCode).toBe(200);
    const rep = await truce('key', 'create', '--role', 'rep', '--name', 'Dialler');
    expect((await ask('/api/members', rep.key)).statusCode).toBe(200);
    expect((await ask('/api/keys', rep.key)).statusCode).toBe(403);
    const listed = (await truce('key', 'list')).keys as { name: string }[];
    expect(listed.map((one) => one.name)).toContain('Dialler');
    await truce('key', 'revoke', String(id));
    expect((await ask('/api/keys')).statusCode).toBe(401);
  });

  it('refuses roles and scopes that are none', async () => {
    await expect(truce('key', 'create', '--role', 'root')).rejects.toThrow(/not a role/);
    await expect(truce('key', 'create', '--role', 'rep', '--scopes', 'record:read,key:write')).rejects.toThrow(/key:write/);
  });
});

describe('truce user', () => {
  it('makes people who can sign in, invites others, lists and disables', async () => {
    const made = await truce('user', 'create', '--email', 'Op@Example.test', '--role', 'sales_lead', '--password', PASSWORD);
    expect(made).toMatchObject({ email: 'op@example.test', status: 'active' });
    const here = openBrowser(app.app);
    expect((await here.ask(access.signIn, { email: 'op@example.test', password: PASSWORD })).status).toBe(200);
    expect(await truce('user', 'create', '--email', 'new@example.test', '--role', 'rep')).toMatchObject({ status: 'invited' });
    await expect(truce('user', 'create', '--email', 'weak@example.test', '--role', 'rep', '--password', 'password12')).rejects.toThrow(
      /guessed first/,
    );
    const users = (await truce('user', 'list')).users as { email: string; status: string }[];
    expect(users.find((one) => one.email === 'new@example.test')?.status).toBe('invited');
    await truce('user', 'disable', 'op@example.test');
    expect((await here.ask(access.getSession, {})).status).toBe(401);
    await expect(truce('user', 'disable', 'nobody@example.test')).rejects.toThrow(/Nobody/);
  });

  it('leaves the last administrator in place', async () => {
    const lone = await openTestApp();
    try {
      const { admin } = await lone.newWorkspace();
      const email = await giveAccount(lone.context.runtime, admin);
      const program = new Command().exitOverride();
      registerTeamCommands(program, {
        withRuntime: (work) => work(lone.context.runtime),
        answering: (command, action) =>
          command.action(async (...args: unknown[]) => void (await action(...(args as Parameters<typeof action>)))),
      });
      await expect(program.parseAsync(['user', 'disable', email], { from: 'user' })).rejects.toThrow(/last administrator/);
    } finally {
      await lone.close();
    }
  });

  it('asks which workspace where there are several', async () => {
    const second = await app.newWorkspace('Second');
    await expect(truce('user', 'list')).rejects.toThrow(/--workspace.*Only one.*Second/);
    const users = (await truce('user', 'list', '--workspace', 'Second')).users as { id: string }[];
    expect(users.map((one) => one.id)).toEqual([second.admin.memberId]);
    expect(((await truce('user', 'list', '--workspace', workspace.workspaceId)).users as unknown[]).length).toBeGreaterThan(1);
  });
});
