import { type Route, rawRoute, route } from '#platform/http/route.ts';
import { isRefusal, refuse } from '#platform/shared/refusal.ts';
import { changeMember, inviteMember, matchMember, renewInvitation, setMemberStatus } from './commands/members.ts';
import {
  addLeave,
  changeTeam,
  changeWorkspace,
  createKey,
  createTeam,
  deleteTeam,
  removeLeave,
  revokeKey,
  setFieldRight,
  setReach,
  setRoleCard,
} from './commands/settings.ts';
import { newWorkspaceId, openWorkspace } from './commands.ts';
import * as members from './contract/members.ts';
import * as settings from './contract/settings.ts';
import { getMember, listMembers, listTeams } from './queries/people.ts';
import { getRights, getWorkspace, listAudit, listKeys } from './queries/settings.ts';
import { accessRoutes } from './routes/access.ts';
import { accountRoutes } from './routes/account.ts';

const memberRoutes: readonly Route[] = [
  route(members.listMembers, async (ctx, input) => ({ items: await listMembers(ctx.tx, ctx.scope, input) })),
  route(
    members.getMember,
    async (ctx, { id }) =>
      (await getMember(ctx.tx, ctx.scope, id)) ?? refuse('not_found', 'This person is not in the workspace (any more).'),
  ),
  route(members.inviteMember, inviteMember),
  route(members.renewInvitation, renewInvitation),
  route(members.changeMember, changeMember),
  route(members.setMemberStatus, setMemberStatus),
  route(members.matchMember, matchMember),
  route(members.setRoleCard, (ctx, { id, ...card }) => setRoleCard(ctx, id, card)),
  route(members.addLeave, addLeave),
  route(members.removeLeave, removeLeave),
  route(members.listTeams, async (ctx) => ({ items: await listTeams(ctx.tx, ctx.scope) })),
  route(members.createTeam, createTeam),
  route(members.changeTeam, changeTeam),
  route(members.deleteTeam, (ctx, { id }) => deleteTeam(ctx, id)),
];

const settingRoutes: readonly Route[] = [
  rawRoute(settings.createWorkspace, async ({ runtime, scope }, input) => {
    if (scope.actor.kind !== 'member') return refuse('forbidden', 'An API key belongs to one workspace. Sign in to make another.');
    const here = await runtime.read(scope, async (read) => ({
      workspace: await getWorkspace(read.tx, scope),
      me: await read.tx
        .selectFrom('member')
        .select(['user_id', 'email', 'name'])
        .where('workspace_id', '=', scope.workspaceId)
        .where('id', '=', scope.actor.memberId ?? '')
        .executeTakeFirstOrThrow(),
    }));
    const { user_id, email, name } = here.me;
    if (!user_id) return refuse('forbidden', 'Sign in to make another workspace.');
    const { baseCurrency, timeZone, locale, country } = { ...here.workspace, ...input };
    const id = await newWorkspaceId(runtime);
    const refused = await runtime.transaction(runtime.services.systemScope(id), (ctx) =>
      openWorkspace(ctx, { name: input.name, baseCurrency, timeZone, locale, country, runtime, admin: { userId: user_id, email, name } }),
    );
    return isRefusal(refused) ? refused : { id };
  }),
  route(settings.getWorkspace, (ctx) => getWorkspace(ctx.tx, ctx.scope)),
  route(settings.changeWorkspace, async (ctx, input) => (await changeWorkspace(ctx, input)) ?? getWorkspace(ctx.tx, ctx.scope)),
  route(settings.getRights, (ctx) => getRights(ctx.tx, ctx.scope)),
  route(settings.setReach, setReach),
  route(settings.setFieldRight, setFieldRight),
  route(settings.listKeys, async (ctx) => ({ items: await listKeys(ctx.tx, ctx.scope) })),
  route(settings.createKey, createKey),
  route(settings.revokeKey, (ctx, { id }) => revokeKey(ctx, id)),
  route(settings.listAudit, (ctx, input) => listAudit(ctx.tx, ctx.scope, input)),
];

export const routes: readonly Route[] = [...accessRoutes, ...accountRoutes, ...memberRoutes, ...settingRoutes];
