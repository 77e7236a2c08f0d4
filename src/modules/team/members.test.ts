import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, openTestApp, Problem, type TestApp } from '../../../test/harness.ts';
import { resolvePeople } from './commands/members.ts';
import * as access from './contract/access.ts';
import * as contract from './contract/members.ts';
import * as settings from './contract/settings.ts';
import type { Role } from './schema.ts';
import { giveAccount, mailedSecret, openBrowser, PASSWORD } from './testing.ts';

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

/** The status of a refusal, or 200. */
async function statusOf(call: Promise<unknown>): Promise<number> {
  return call.then(
    () => 200,
    (error) => {
      if (error instanceof Problem) return error.status;
      throw error;
    },
  );
}

async function signedIn(client: Client) {
  const email = await giveAccount(app.context.runtime, client);
  const here = openBrowser(app.app);
  expect((await here.ask(access.signIn, { email, password: PASSWORD })).status).toBe(200);
  here.workspace = client.workspaceId;
  return here;
}

const newcomer = (more: Partial<{ email: string; roles: Role[] }> = {}) => ({
  email: 'Rita@Example.test',
  name: 'Rita Rep',
  roles: ['rep' as Role],
  department: 'sales' as const,
  ...more,
});

describe('invitations', () => {
  it('lead from a mail to an account, once', async () => {
    const { id } = await admin.call(contract.inviteMember, newcomer());
    expect(await statusOf(admin.call(contract.inviteMember, newcomer({ email: 'rita@example.test' })))).toBe(409);
    const { secret, link } = await mailedSecret(app.context.runtime, workspace.workspaceId, 'rita@example.test');
    expect(link).toBe(`http://localhost:3000/invitation#${secret}`);
    const here = openBrowser(app.app);
    for (let look = 0; look < 10; look += 1)
      expect((await here.ask(access.viewInvitation, { token: secret })).body).toEqual({
        workspace: 'Acme',
        name: 'Rita Rep',
        email: 'rita@example.test',
        hasAccount: false,
      });
    expect((await here.ask(access.acceptInvitation, { token: secret })).status).toBe(400);
    expect((await here.ask(access.acceptInvitation, { token: secret, password: 'rita@example' })).status).toBe(400);
    const accepted = await here.ask(access.acceptInvitation, { token: secret, name: 'Rita R.', password: PASSWORD });
    expect(accepted.body).toEqual({ next: 'done', workspaceId: workspace.workspaceId });
    expect((await here.ask(access.getSession, {})).body).toMatchObject({
      member: { id, name: 'Rita R.', roles: ['rep'], department: 'sales' },
    });
    expect((await openBrowser(app.app).ask(access.acceptInvitation, { token: secret, password: PASSWORD })).status).toBe(410);
    expect(await statusOf(admin.call(contract.renewInvitation, { id }))).toBe(409);
  });

  it('add a workspace to an account that is there, and the password stays what it was', async () => {
    const known = await (await app.newWorkspace('Agency client')).member('coordinator');
    const email = await giveAccount(app.context.runtime, known);
    await admin.call(contract.inviteMember, newcomer({ email, roles: ['coordinator'] }));
    const { secret } = await mailedSecret(app.context.runtime, workspace.workspaceId, email);
    const here = openBrowser(app.app);
    expect((await here.ask(access.viewInvitation, { token: secret })).body.hasAccount).toBe(true);
    expect((await here.ask(access.acceptInvitation, { token: secret, password: 'something else entirely' })).body).toEqual({
      next: 'sign_in',
      workspaceId: workspace.workspaceId,
    });
    expect((await here.ask(access.getSession, {})).status).toBe(401);
    expect((await here.ask(access.signIn, { email, password: 'something else entirely' })).status).toBe(401);
    expect((await here.ask(access.signIn, { email, password: PASSWORD })).status).toBe(200);
    expect((await here.ask(access.getSession, {})).body.workspaces.map((one) => one.name)).toEqual(['Acme', 'Agency client']);
  });

  it('end after a week, after a newer one, and with the person', async () => {
    const { id } = await admin.call(contract.inviteMember, newcomer());
    const secretNow = async () => (await mailedSecret(app.context.runtime, workspace.workspaceId, 'rita@example.test')).secret;
    const first = await secretNow();
    await admin.call(contract.renewInvitation, { id });
    const second = await secretNow();
    const accept = (token: string) => openBrowser(app.app).ask(access.acceptInvitation, { token, password: PASSWORD });
    expect((await accept(first)).status).toBe(410);
    app.setNow(new Date(Date.now() + 7 * 86_400_000 + 1_000).toISOString());
    expect((await accept(second)).status).toBe(410);
    app.setNow(null);
    await admin.call(contract.setMemberStatus, { id, status: 'disabled' });
    expect((await accept(second)).status).toBe(410);
    expect(await statusOf(admin.call(contract.setMemberStatus, { id, status: 'active' }))).toBe(422);
  });

  it('cannot carry more lines into a mail', async () => {
    expect(await statusOf(admin.call(contract.inviteMember, { ...newcomer(), name: 'Rita\r\nBcc: all@example.test' }))).toBe(400);
    for (const email of ['a@b.test\r\nBcc: c@d.test', '"a b"@c.test', 'a@b.test,c@d.test', 'a@b.test <c@d.test>'])
      expect(await statusOf(admin.call(contract.inviteMember, newcomer({ email })))).toBe(400);
  });
});

describe('roles', () => {
  it('are not raised by oneself, nor given beyond one’s own', async () => {
    const lead = await workspace.member('revenue_lead');
    const rep = await workspace.member('rep');
    expect(await statusOf(rep.call(contract.changeMember, { id: rep.memberId, roles: ['admin'] }))).toBe(403);
    expect(await statusOf(lead.call(contract.changeMember, { id: lead.memberId, roles: ['admin', 'revenue_lead'] }))).toBe(403);
    expect(await statusOf(lead.call(contract.changeMember, { id: rep.memberId, roles: ['admin'] }))).toBe(403);
    expect(await statusOf(lead.call(contract.inviteMember, newcomer({ roles: ['admin'] })))).toBe(403);
    expect(await statusOf(lead.call(contract.changeMember, { id: admin.memberId, roles: ['viewer'] }))).toBe(403);
    expect(await statusOf(lead.call(contract.setMemberStatus, { id: admin.memberId, status: 'disabled' }))).toBe(403);
    expect(await statusOf(lead.call(contract.changeMember, { id: rep.memberId, roles: ['sales_lead'] }))).toBe(200);
    expect((await admin.call(contract.getMember, { id: rep.memberId })).roles).toEqual(['sales_lead']);
  });

  it('count from the next request', async () => {
    const rep = await workspace.member('rep');
    const here = await signedIn(rep);
    expect((await here.ask(settings.listKeys, {})).status).toBe(403);
    await admin.call(contract.changeMember, { id: rep.memberId, roles: ['admin'] });
    expect((await here.ask(settings.listKeys, {})).status).toBe(200);
    await admin.call(contract.changeMember, { id: rep.memberId, roles: ['viewer'] });
    expect((await here.ask(settings.listKeys, {})).status).toBe(403);
  });

  it('are not slipped in beside other fields', async () => {
    const rep = await workspace.member('rep');
    const here = await signedIn(rep);
    const before = await admin.call(contract.getMember, { id: rep.memberId });
    for (const extra of [
      { roles: ['admin'] },
      { role: 'admin' },
      { status: 'active' },
      { workspaceId: workspace.workspaceId },
      { user_id: 'x' },
      { is_admin: true },
      { constructor: {} },
    ]) {
      const payload = JSON.stringify({ name: 'Renamed', ...extra });
      expect((await here.ask({ ...accountEndpoint }, {}, { payload })).status).toBe(400);
    }
    expect((await here.ask({ ...accountEndpoint }, {}, { payload: '{"name":"Renamed","__proto__":{"roles":["admin"]}}' })).status).toBe(
      400,
    );
    expect(await admin.call(contract.getMember, { id: rep.memberId })).toEqual(before);
  });
  const accountEndpoint = { ...settings.changeWorkspace, path: '/account', pathParameters: [] };

  it('keep one administrator, also when two demote each other at once', async () => {
    const second = await workspace.member('admin');
    const both = await Promise.all([
      statusOf(admin.call(contract.changeMember, { id: second.memberId, roles: ['viewer'] })),
      statusOf(second.call(contract.changeMember, { id: admin.memberId, roles: ['viewer'] })),
    ]);
    expect(both.filter((status) => status === 200)).toHaveLength(1);
    const people = (await admin.call(contract.listMembers, {})).items;
    const [left] = people.filter((one) => one.roles.includes('admin'));
    expect(people.filter((one) => one.roles.includes('admin'))).toHaveLength(1);
    const last = left?.id === admin.memberId ? admin : second;
    expect(await statusOf(last.call(contract.setMemberStatus, { id: last.memberId, status: 'disabled' }))).toBe(403);
    expect(await statusOf(last.call(contract.changeMember, { id: last.memberId, accessUntil: '2030-01-01T00:00:00Z' }))).toBe(403);
  });
});

describe('access', () => {
  it('ends at once for whoever is disabled: session and keys', async () => {
    const rep = await workspace.member('rep');
    const here = await signedIn(rep);
    expect((await here.ask(contract.listMembers, {})).status).toBe(200);
    await admin.call(contract.setMemberStatus, { id: rep.memberId, status: 'disabled' });
    expect((await here.ask(contract.listMembers, {})).status).toBe(401);
    expect((await rep.raw({ url: '/api/members' })).statusCode).toBe(401);
    await admin.call(contract.setMemberStatus, { id: rep.memberId, status: 'active' });
    expect((await rep.raw({ url: '/api/members' })).statusCode).toBe(401);
  });

  it('ends at the agreed moment', async () => {
    const guest = await workspace.member('viewer');
    const here = await signedIn(guest);
    await admin.call(contract.changeMember, { id: guest.memberId, accessUntil: new Date(Date.now() + 60_000).toISOString() });
    expect((await here.ask(contract.listMembers, {})).status).toBe(200);
    await admin.call(contract.changeMember, { id: guest.memberId, accessUntil: new Date(Date.now() - 1_000).toISOString() });
    expect((await here.ask(contract.listMembers, {})).status).toBe(404);
    expect((await guest.raw({ url: '/api/members' })).statusCode).toBe(401);
  });

  it('does not tell a foreign workspace from none', async () => {
    const other = await app.newWorkspace('Foreign');
    const here = await signedIn(await workspace.member('rep'));
    const answers = await Promise.all(
      [other.workspaceId, '00000000-0000-7000-8000-000000000000', 'nonsense', "' or true --"].map((id) => {
        here.workspace = id;
        return here.ask(contract.listMembers, {});
      }),
    );
    expect(answers.map((one) => one.status)).toEqual([404, 404, 404, 404]);
    expect(new Set(answers.map((one) => one.response.body)).size).toBe(1);
    here.workspace = null;
    expect((await here.ask(access.getSession, {})).body.workspace.id).toBe(workspace.workspaceId);
  });

  it('does not reach people of other workspaces by their ids', async () => {
    const other = await app.newWorkspace('Foreign');
    const id = other.admin.memberId;
    const team = await other.admin.call(contract.createTeam, { name: 'Their team', department: 'sales' });
    expect(await statusOf(admin.call(contract.getMember, { id }))).toBe(404);
    expect(await statusOf(admin.call(contract.changeMember, { id, name: 'Mine' }))).toBe(404);
    expect(await statusOf(admin.call(contract.setMemberStatus, { id, status: 'disabled' }))).toBe(404);
    expect(await statusOf(admin.call(contract.matchMember, { id, memberId: admin.memberId }))).toBe(404);
    expect(await statusOf(admin.call(contract.addLeave, { id, startsOn: '2026-01-01', endsOn: '2026-01-02' }))).toBe(404);
    expect(await statusOf(admin.call(contract.changeTeam, { id: team.id, name: 'Mine' }))).toBe(404);
    expect(await statusOf(admin.call(contract.changeMember, { id: (await workspace.member('rep')).memberId, teamId: team.id }))).toBe(400);
    expect(await statusOf(admin.call(settings.createKey, { name: 'k', memberId: id, scopes: ['record:read'] }))).toBe(400);
    expect(await statusOf(admin.call(settings.changeWorkspace, { accountableMemberId: id }))).toBe(400);
  });
});

describe('people from an import', () => {
  const names = [
    { name: 'Jane Doe' },
    { name: 'Jöhn  O’Neil' },
    { name: 'jane doe' },
    { name: 'Kim', email: 'KIM@old.test' },
    { name: 'Somebody', email: 'kim@old.test' },
    {},
  ];

  it('are placeholders: found again by name or address, without access', async () => {
    const ids = await app.command(admin, (ctx) => resolvePeople(ctx, names));
    expect(ids).toHaveLength(6);
    expect(ids[2]).toBe(ids[0]);
    expect(ids[4]).toBe(ids[3]);
    expect(await app.command(admin, (ctx) => resolvePeople(ctx, names))).toEqual(ids);
    const jane = await admin.call(contract.getMember, { id: ids[0] ?? '' });
    expect(jane).toMatchObject({ status: 'placeholder', roles: [], email: 'placeholder-jane-doe@import.invalid' });
    expect(await statusOf(admin.call(settings.createKey, { name: 'k', memberId: jane.id, scopes: ['record:read'] }))).toBe(400);
    expect(await statusOf(admin.call(contract.renewInvitation, { id: jane.id, roles: ['rep'] }))).toBe(400);
    await admin.call(contract.renewInvitation, { id: jane.id, email: 'jane@example.test', roles: ['rep'] });
    expect(await admin.call(contract.getMember, { id: jane.id })).toMatchObject({
      status: 'invited',
      roles: ['rep'],
      email: 'jane@example.test',
    });
  });

  it('turn out to be someone who is here, and what names them moves', async () => {
    const rep = await workspace.member('rep');
    const [id = ''] = await app.command(admin, (ctx) => resolvePeople(ctx, [{ name: 'R. Ep' }]));
    await app.command(admin, async (ctx) => {
      await ctx.tx.insertInto('company').values({ workspace_id: ctx.scope.workspaceId, name: 'Owned Ltd', owner_id: id }).execute();
      await ctx.tx
        .insertInto('activity')
        .values({ workspace_id: ctx.scope.workspaceId, kind: 'note', member_id: id, occurred_at: ctx.now })
        .execute();
    });
    expect(await statusOf(admin.call(contract.matchMember, { id: rep.memberId, memberId: id }))).toBe(409);
    expect(await admin.call(contract.matchMember, { id, memberId: rep.memberId })).toEqual({ moved: 2 });
    expect(await statusOf(admin.call(contract.getMember, { id }))).toBe(404);
    const owned = await admin.call(contract.setMemberStatus, { id: rep.memberId, status: 'disabled' });
    expect(owned.owned).toEqual([
      { entity: 'activity', count: 1 },
      { entity: 'company', count: 1 },
    ]);
  });
});

describe('what people say about themselves', () => {
  it('is theirs: role card and leave', async () => {
    const [rep, other] = [await workspace.member('rep'), await workspace.member('marketer')];
    const card = { responsibleFor: 'The north', measuredOn: 'Won deals', askMeFor: 'Objections' };
    await rep.call(contract.setRoleCard, { id: rep.memberId, ...card });
    expect(await statusOf(rep.call(contract.setRoleCard, { id: other.memberId, ...card }))).toBe(403);
    expect(await statusOf(other.call(contract.addLeave, { id: rep.memberId, startsOn: '2020-01-01', endsOn: '2099-01-01' }))).toBe(403);
    expect(await statusOf(rep.call(contract.addLeave, { id: rep.memberId, startsOn: '2026-02-02', endsOn: '2026-02-01' }))).toBe(400);
    const leave = await rep.call(contract.addLeave, { id: rep.memberId, startsOn: '2020-01-01', endsOn: '2099-01-01' });
    const shown = await other.call(contract.getMember, { id: rep.memberId });
    expect(shown).toMatchObject({ roleCard: card, onLeave: true, leave: [{ id: leave.id, startsOn: '2020-01-01', endsOn: '2099-01-01' }] });
    await rep.call(contract.removeLeave, { id: rep.memberId, leaveId: leave.id });
    expect((await other.call(contract.getMember, { id: rep.memberId })).onLeave).toBe(false);
  });

  it('stays when a team goes', async () => {
    const { id } = await admin.call(contract.createTeam, { name: 'North', department: 'sales' });
    expect(await statusOf(admin.call(contract.createTeam, { name: 'North', department: 'marketing' }))).toBe(409);
    const rep = await workspace.member('rep', { teamId: id });
    expect((await admin.call(contract.listTeams, {})).items).toEqual([{ id, name: 'North', department: 'sales', members: 1 }]);
    await admin.call(contract.changeTeam, { id, name: 'Far north' });
    await admin.call(contract.deleteTeam, { id });
    expect((await admin.call(contract.getMember, { id: rep.memberId })).teamId).toBeNull();
  });
});
