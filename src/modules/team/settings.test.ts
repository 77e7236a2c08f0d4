import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, openTestApp, Problem, type TestApp } from '../../../test/harness.ts';
import * as access from './contract/access.ts';
import * as members from './contract/members.ts';
import * as contract from './contract/settings.ts';
import { giveAccount, openBrowser, PASSWORD } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

let workspace: Awaited<ReturnType<TestApp['newWorkspace']>>;
let admin: Client;
beforeEach(async () => {
  workspace = await app.newWorkspace();
  admin = workspace.admin;
});

const withKey = (key: string, url: string, method: 'GET' | 'POST' | 'PATCH' = 'GET', payload?: object) =>
  app.app.inject({ method, url, headers: { authorization: `Bearer ${key}` }, ...(payload ? { payload } : {}) });

describe('API keys', () => {
  it('are shown once and do what their scopes say, within what their person may do', async () => {
    const rep = await workspace.member('rep');
    const { id, key, prefix } = await admin.call(contract.createKey, {
      name: 'Reports',
      memberId: rep.memberId,
      scopes: ['team:read', 'team:write', 'audit:read'],
    });
    expect(key).toMatch(/^truce_[\w-]{43}$/);
    expect(key.startsWith(prefix)).toBe(true);
    const listed = await admin.raw({ url: '/api/keys' });
    expect(listed.body).not.toContain(key);
    expect((await withKey(key, '/api/rights')).statusCode).toBe(200);
    expect((await withKey(key, '/api/keys')).statusCode).toBe(403);
    expect((await withKey(key, '/api/audit')).statusCode).toBe(403);
    await admin.call(members.changeMember, { id: rep.memberId, roles: ['revenue_lead'] });
    expect((await withKey(key, '/api/audit')).statusCode).toBe(200);
    const session = await withKey(key, '/api/session');
    expect(session.json()).toMatchObject({
      means: 'key',
      permissions: ['audit:read', 'team:read', 'team:write'],
      member: { id: rep.memberId },
    });
    await admin.call(contract.revokeKey, { id });
    expect((await withKey(key, '/api/rights')).statusCode).toBe(401);
    await expect(admin.call(contract.revokeKey, { id })).rejects.toMatchObject({ status: 404 });
  });

  it('give nothing that their maker does not have', async () => {
    const narrow = await admin.call(contract.createKey, { name: 'Keys only', scopes: ['key:write'] });
    const refused = await withKey(narrow.key, '/api/keys', 'POST', { name: 'More', scopes: ['key:write', 'audit:read'] });
    expect(refused.statusCode).toBe(403);
    expect(refused.json().errors[0].field).toBe('scopes');
    expect((await withKey(narrow.key, '/api/keys', 'POST', { name: 'Unknown', scopes: ['root'] })).statusCode).toBe(400);
    const invited = { email: 'x@example.test', name: 'X', roles: ['admin'] };
    const team = await admin.call(contract.createKey, { name: 'Team only', scopes: ['team:write'] });
    expect((await withKey(team.key, '/api/members', 'POST', invited)).statusCode).toBe(403);
    expect((await withKey(narrow.key, '/api/workspaces', 'POST', { name: 'New' })).statusCode).toBe(403);
  });

  it('end when they should, and anything else in the header is no key', async () => {
    const soon = new Date(Date.now() + 60_000).toISOString();
    const { key } = await admin.call(contract.createKey, { name: 'Short', scopes: ['team:read'], expiresAt: soon });
    expect((await withKey(key, '/api/rights')).statusCode).toBe(200);
    app.setNow(new Date(Date.now() + 61_000).toISOString());
    expect((await withKey(key, '/api/rights')).statusCode).toBe(401);
    app.setNow(null);
    for (const bad of [key.slice(0, -1), `${key}x`, key.toUpperCase(), 'truce_', "truce_' or true"])
      expect((await withKey(bad, '/api/rights')).statusCode).toBe(401);
    expect((await app.app.inject({ url: '/api/rights', headers: { authorization: `Basic ${key}` } })).statusCode).toBe(401);
  });

  it('are made anew by each request, never replayed', async () => {
    const make = () =>
      admin.raw({
        method: 'POST',
        url: '/api/keys',
        headers: { 'idempotency-key': 'same' },
        payload: { name: 'Twice', scopes: ['team:read'] },
      });
    expect((await make()).json().key).not.toBe((await make()).json().key);
    const stored = await app.context.queuePool.query('select count(*) as n from idempotency_key where key = $1', ['same']);
    expect(stored.rows[0].n).toBe(0);
  });
});

describe('rights', () => {
  it('of rows and fields are told to the session at once', async () => {
    const rep = await workspace.member('rep');
    await admin.call(contract.setReach, { role: 'rep', entity: 'deal', read: 'team', write: 'own' });
    await admin.call(contract.setFieldRight, { role: 'rep', entity: 'deal', field: 'amount', access: 'hidden' });
    await admin.call(contract.setFieldRight, { role: 'rep', entity: 'company', field: 'industry', access: 'read' });
    expect(await rep.call(access.getSession, {})).toMatchObject({ hidden: ['deal.amount'], readOnly: ['company.industry'] });
    expect((await app.scopeOf(rep)).reach).toEqual({ deal: { read: 'team', write: 'own' } });
    expect((await rep.call(contract.getRights, {})).reach).toEqual([{ role: 'rep', entity: 'deal', read: 'team', write: 'own' }]);
    await admin.call(contract.setFieldRight, { role: 'rep', entity: 'deal', field: 'amount', access: 'full' });
    await admin.call(contract.setReach, { role: 'rep', entity: 'deal', read: 'all', write: 'all' });
    expect((await rep.call(access.getSession, {})).hidden).toEqual([]);
    expect((await admin.call(contract.getRights, {})).reach).toEqual([]);
  });

  it('of someone with two roles are the wider ones', async () => {
    const both = await workspace.member('rep');
    await admin.call(members.changeMember, { id: both.memberId, roles: ['rep', 'marketer'] });
    await admin.call(contract.setReach, { role: 'rep', entity: 'deal', read: 'own', write: 'own' });
    await admin.call(contract.setFieldRight, { role: 'rep', entity: 'deal', field: 'amount', access: 'hidden' });
    expect((await app.scopeOf(both)).reach).toEqual({});
    await admin.call(contract.setReach, { role: 'marketer', entity: 'deal', read: 'team', write: 'own' });
    await admin.call(contract.setFieldRight, { role: 'marketer', entity: 'deal', field: 'amount', access: 'read' });
    expect((await app.scopeOf(both)).reach).toEqual({ deal: { read: 'team', write: 'own' } });
    expect(await both.call(access.getSession, {})).toMatchObject({ hidden: [], readOnly: ['deal.amount'] });
  });

  it('are the administrator’s to change', async () => {
    const lead = await workspace.member('revenue_lead');
    await expect(lead.call(contract.setReach, { role: 'rep', entity: 'deal', read: 'all', write: 'all' })).rejects.toMatchObject({
      status: 403,
    });
    await expect(
      admin.call(contract.setFieldRight, { role: 'rep', entity: 'deal', field: 'amount"; drop table member; --', access: 'hidden' }),
    ).rejects.toBeInstanceOf(Problem);
  });
});

describe('workspaces', () => {
  it('have settings', async () => {
    const changed = await admin.call(contract.changeWorkspace, {
      name: 'Renamed',
      timeZone: 'America/New_York',
      country: 'US',
      accountableMemberId: admin.memberId,
    });
    expect(changed).toMatchObject({
      name: 'Renamed',
      timeZone: 'America/New_York',
      country: 'US',
      accountableMemberId: admin.memberId,
      baseCurrency: 'EUR',
    });
    await expect(admin.call(contract.changeWorkspace, { timeZone: 'Mars/Olympus' })).rejects.toMatchObject({ status: 400 });
    await expect((await workspace.member('sales_lead')).call(contract.changeWorkspace, { name: 'No' })).rejects.toMatchObject({
      status: 403,
    });
  });

  it('can be several for one person, and nothing crosses', async () => {
    const email = await giveAccount(app.context.runtime, admin);
    const here = openBrowser(app.app);
    await here.ask(access.signIn, { email, password: PASSWORD });
    const made = await here.ask(contract.createWorkspace, { name: 'Zweite' });
    expect(made.status).toBe(200);
    here.workspace = made.body.id;
    const session = (await here.ask(access.getSession, {})).body;
    expect(session.workspace).toMatchObject({ id: made.body.id, name: 'Zweite', baseCurrency: 'EUR', timeZone: 'Europe/Berlin' });
    expect(session.member.roles).toEqual(['admin']);
    expect(session.workspaces.map((one) => one.name)).toEqual(['Acme', 'Zweite']);
    expect((await here.ask(members.listMembers, {})).body.items).toHaveLength(1);
  });
});

describe('the log', () => {
  it('keeps changes with before and after, keys, and sign-ins, good and bad', async () => {
    const rep = await workspace.member('rep');
    const email = await giveAccount(app.context.runtime, rep);
    await admin.call(members.changeMember, { id: rep.memberId, roles: ['viewer'] });
    await openBrowser(app.app).ask(access.signIn, { email, password: 'wrong password' });
    await openBrowser(app.app).ask(access.signIn, { email, password: PASSWORD });
    const { key } = await admin.call(contract.createKey, { name: 'Log me', scopes: ['team:read'] });
    const { items } = await admin.call(contract.listAudit, { limit: 100 });
    expect(items.find((item) => item.entity === 'member' && item.action === 'changed' && item.after?.roles)).toMatchObject({
      actorMemberId: admin.memberId,
      before: { roles: ['rep'] },
      after: { roles: ['viewer'] },
    });
    const sessions = items.filter((item) => item.entity === 'session');
    expect(sessions.map((item) => [item.action, item.actorMemberId])).toEqual([
      ['signed_in', rep.memberId],
      ['refused', null],
    ]);
    expect(items.find((item) => item.entity === 'api_key')?.after).toMatchObject({ name: 'Log me' });
    const text = JSON.stringify(items);
    expect(text).not.toContain(key);
    expect(text).not.toMatch(/argon2|token_hash/);
  });

  it('is read page by page, by filter, and only by those who may', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.push((await admin.call(members.createTeam, { name: `Team ${n}`, department: 'sales' })).id);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await admin.call(contract.listAudit, { entity: 'team', limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map((item) => item.entityId));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(seen.toSorted()).toEqual(ids.toSorted());
    expect((await admin.call(contract.listAudit, { entityId: ids[0] ?? '' })).items).toHaveLength(1);
    expect((await admin.call(contract.listAudit, { to: '2020-01-01T00:00:00Z' })).items).toEqual([]);
    await expect((await workspace.member('sales_lead')).call(contract.listAudit, {})).rejects.toMatchObject({ status: 403 });
    expect((await (await app.newWorkspace()).admin.call(contract.listAudit, { entity: 'team' })).items).toEqual([]);
  });

  it('leaves out fields that the reader may not see', async () => {
    const lead = await workspace.member('revenue_lead');
    await app.command(admin, async (ctx) => {
      await ctx.tx.insertInto('company').values({ workspace_id: ctx.scope.workspaceId, name: 'Secret Ltd', industry: 'CANARY' }).execute();
    });
    await admin.call(contract.setFieldRight, { role: 'revenue_lead', entity: 'company', field: 'industry', access: 'hidden' });
    const shown = await lead.call(contract.listAudit, { entity: 'company' });
    expect(shown.items).toHaveLength(1);
    expect(JSON.stringify(shown)).not.toContain('CANARY');
    expect(JSON.stringify(await admin.call(contract.listAudit, { entity: 'company' }))).toContain('CANARY');
  });
});
