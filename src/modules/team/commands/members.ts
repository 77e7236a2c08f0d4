import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { Tables } from '#platform/db/db.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { isTimeZone } from '../commands.ts';
import { memberDisabled } from '../events.ts';
import { isPlaceholderAddress, keepsAnAdmin, mayGrant, placeholderAddress } from '../rules.ts';
import type { Department, Role } from '../schema.ts';
import { sendInvitation } from './invitations.ts';

type MemberRow = Selectable<Tables['member']>;

const NOT_HERE = refuse('not_found', 'This person is not in the workspace (any more).');
const TOO_MUCH = refuse('forbidden', 'Only someone who holds these rights can give or take them. Ask an administrator.', {
  field: 'roles',
});
const LAST_ADMIN = refuse('conflict', 'This is the last administrator whose access has no end. Make another person administrator first.', {
  field: 'roles',
});

/** Locks the row: two people changing the same person, or each other, take turns. */
async function lockMember(ctx: Ctx, id: string): Promise<MemberRow | Refusal> {
  await ctx.tx.selectFrom('workspace').select('id').where('id', '=', ctx.scope.workspaceId).forUpdate().execute();
  const row = await ctx.tx
    .selectFrom('member')
    .selectAll()
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ?? NOT_HERE;
}

async function someAdminStays(ctx: Ctx): Promise<boolean> {
  const rows = await ctx.tx
    .selectFrom('member')
    .select(['id', 'roles', 'status', 'access_until as accessUntil'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .execute();
  return keepsAnAdmin(rows);
}

export interface Invitee {
  email: string;
  name: string;
  roles: readonly Role[];
  department?: Department | null;
  teamId?: string | null;
  accessUntil?: string | null;
}

/** Invites someone who is not here yet, or whom an import already named by that address. */
export async function inviteMember(ctx: Ctx, input: Invitee): Promise<{ id: string } | Refusal> {
  if (!mayGrant(ctx.scope.permissions, input.roles)) return TOO_MUCH;
  const email = input.email.toLowerCase();
  if (isPlaceholderAddress(email)) return refuse('invalid', 'No mail can be sent to this address.', { field: 'email' });
  const { workspaceId } = ctx.scope;
  const known = await ctx.tx
    .selectFrom('member')
    .select(['id', 'status'])
    .where('workspace_id', '=', workspaceId)
    .where(sql`lower(email)`, '=', email)
    .executeTakeFirst();
  if (known && known.status !== 'placeholder')
    return refuse(
      'conflict',
      known.status === 'invited'
        ? 'This person is invited already. Send the invitation again from the list.'
        : 'This person is in the workspace already.',
      { field: 'email' },
    );
  const values = {
    name: input.name,
    roles: [...input.roles],
    department: input.department ?? null,
    team_id: input.teamId ?? null,
    access_until: input.accessUntil ?? null,
    status: 'invited',
  };
  const { id } = known
    ? await ctx.tx
        .updateTable('member')
        .set(values)
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', known.id)
        .returning('id')
        .executeTakeFirstOrThrow()
    : await ctx.tx
        .insertInto('member')
        .values({ workspace_id: workspaceId, email, ...values })
        .returning('id')
        .executeTakeFirstOrThrow();
  const sent = await sendInvitation(ctx, { memberId: id, email, name: input.name });
  return isRefusal(sent) ? sent : { id };
}

/** Another link for someone who is invited, or the first for a placeholder. */
export async function renewInvitation(
  ctx: Ctx,
  input: { id: string; email?: string; roles?: readonly Role[] },
): Promise<Record<string, never> | Refusal> {
  const member = await lockMember(ctx, input.id);
  if (isRefusal(member)) return member;
  if (member.user_id) return refuse('conflict', 'This person has accepted already.');
  const roles = input.roles ? [...input.roles] : member.roles;
  if (roles.length === 0) return refuse('invalid', 'Choose at least one role.', { field: 'roles' });
  if (!mayGrant(ctx.scope.permissions, [...roles, ...member.roles])) return TOO_MUCH;
  const email = (input.email ?? member.email).toLowerCase();
  if (isPlaceholderAddress(email)) return refuse('invalid', 'Write the mail address of this person.', { field: 'email' });
  await ctx.tx
    .updateTable('member')
    .set({ email, roles, status: 'invited', updated_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', input.id)
    .execute();
  const sent = await sendInvitation(ctx, { memberId: input.id, email, name: member.name });
  return isRefusal(sent) ? sent : {};
}

export interface MemberChange {
  id: string;
  name?: string;
  roles?: readonly Role[];
  department?: Department | null;
  teamId?: string | null;
  timeZone?: string | null;
  accessUntil?: string | null;
}

/** Guards: nobody changes their own roles or end of access, nobody touches more rights than they hold, an administrator stays. */
export async function changeMember(ctx: Ctx, change: MemberChange): Promise<Record<string, never> | Refusal> {
  const member = await lockMember(ctx, change.id);
  if (isRefusal(member)) return member;
  const own = ctx.scope.actor.memberId === change.id;
  const touchesRights = change.roles !== undefined || change.accessUntil !== undefined;
  if (own && touchesRights)
    return refuse('forbidden', 'Nobody changes their own rights. Another administrator can.', {
      field: change.roles ? 'roles' : 'accessUntil',
    });
  if (touchesRights && !mayGrant(ctx.scope.permissions, [...member.roles, ...(change.roles ?? [])])) return TOO_MUCH;
  if (change.timeZone && !isTimeZone(change.timeZone)) return refuse('invalid', 'This time zone is not known.', { field: 'timeZone' });
  await ctx.tx
    .updateTable('member')
    .set({
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.roles === undefined ? {} : { roles: [...change.roles] }),
      ...(change.department === undefined ? {} : { department: change.department }),
      ...(change.teamId === undefined ? {} : { team_id: change.teamId }),
      ...(change.timeZone === undefined ? {} : { time_zone: change.timeZone }),
      ...(change.accessUntil === undefined ? {} : { access_until: change.accessUntil }),
      updated_at: ctx.now,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', change.id)
    .execute();
  if (touchesRights && !(await someAdminStays(ctx))) return LAST_ADMIN;
  ctx.changed('member', change.id);
  return {};
}

type Owned = { owned: { entity: string; count: number }[] };

/** Takes away access (sessions and keys end with it) or gives it back. */
export async function setMemberStatus(ctx: Ctx, input: { id: string; status: 'active' | 'disabled' }): Promise<Owned | Refusal> {
  const member = await lockMember(ctx, input.id);
  if (isRefusal(member)) return member;
  if (ctx.scope.actor.memberId === input.id) return refuse('forbidden', 'Nobody disables themselves. Another administrator can.');
  if (!mayGrant(ctx.scope.permissions, member.roles)) return TOO_MUCH;
  if (input.status === 'active' && !member.user_id)
    return refuse('not_now', 'This person has never signed in. Send the invitation again instead.');
  const where = { workspaceId: ctx.scope.workspaceId, id: input.id };
  await ctx.tx
    .updateTable('member')
    .set({ status: input.status, updated_at: ctx.now })
    .where('workspace_id', '=', where.workspaceId)
    .where('id', '=', where.id)
    .execute();
  if (input.status === 'disabled') {
    if (!(await someAdminStays(ctx))) return LAST_ADMIN;
    await endAccess(ctx, member);
    await ctx.announce(memberDisabled, { memberId: input.id });
  }
  ctx.changed('member', input.id);
  return { owned: await footprint(ctx, input.id) };
}

/** Sessions are of the person: they stay where another workspace still lets them in; this one is closed to them anyway. */
async function endAccess(ctx: Ctx, member: MemberRow): Promise<void> {
  const { workspaceId } = ctx.scope;
  await ctx.tx
    .updateTable('api_key')
    .set({ revoked_at: ctx.now })
    .where('workspace_id', '=', workspaceId)
    .where('member_id', '=', member.id)
    .where('revoked_at', 'is', null)
    .execute();
  await ctx.tx
    .deleteFrom('invitation')
    .where('workspace_id', '=', workspaceId)
    .where('member_id', '=', member.id)
    .where('accepted_at', 'is', null)
    .execute();
  if (member.user_id)
    await sql`delete from auth_session where user_id = ${member.user_id} and not exists (select from memberships_of(${member.user_id}))`.execute(
      ctx.tx,
    );
}

/** Tables that are about the person's work, not about the person. */
const OWN_THINGS = ['api_key', 'invitation', 'member_leave', 'notification'];

async function footprint(ctx: Ctx, memberId: string): Promise<Owned['owned']> {
  const { rows } = await sql<{ entity: string; n: number }>`select entity, n from member_footprint(${memberId})`.execute(ctx.tx);
  return rows.filter((row) => !OWN_THINGS.includes(row.entity)).map((row) => ({ entity: row.entity, count: row.n }));
}

/** Says that a placeholder is someone who is here: what named the one names the other, and the placeholder is gone. */
export async function matchMember(ctx: Ctx, input: { id: string; memberId: string }): Promise<{ moved: number } | Refusal> {
  const placeholder = await lockMember(ctx, input.id);
  if (isRefusal(placeholder)) return placeholder;
  if (placeholder.status !== 'placeholder') return refuse('conflict', 'Only someone known from an import can be matched.');
  if (input.id === input.memberId) return refuse('invalid', 'Choose another person.', { field: 'memberId' });
  const target = await lockMember(ctx, input.memberId);
  if (isRefusal(target)) return refuse('invalid', 'This person is not in the workspace.', { field: 'memberId' });
  const { rows } = await sql<{ moved: number }>`select repoint_member(${input.id}, ${input.memberId}) as moved`.execute(ctx.tx);
  await ctx.tx.deleteFrom('member').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', input.id).execute();
  ctx.changed('member');
  return { moved: rows[0]?.moved ?? 0 };
}

/**
 * The members that names or addresses of an import mean, in the same order: by address, else by name, else a new placeholder.
 * A placeholder holds no role and cannot sign in.
 */
export async function resolvePeople(ctx: Ctx, people: readonly { name?: string | null; email?: string | null }[]): Promise<string[]> {
  const { workspaceId } = ctx.scope;
  const known = await ctx.tx.selectFrom('member').select(['id', 'name', 'email']).where('workspace_id', '=', workspaceId).execute();
  const byEmail = new Map(known.map((member) => [member.email.toLowerCase(), member.id]));
  const byName = new Map(known.map((member) => [member.name.trim().toLowerCase(), member.id]));
  const ids: string[] = [];
  for (const person of people) {
    const name = person.name?.trim() || person.email?.trim() || 'Unknown';
    const email = person.email?.trim().toLowerCase() || placeholderAddress(name);
    const id =
      byEmail.get(email) ?? (person.email ? undefined : byName.get(name.toLowerCase())) ?? (await addPlaceholder(ctx, { name, email }));
    byEmail.set(email, id);
    byName.set(name.toLowerCase(), id);
    ids.push(id);
  }
  return ids;
}

async function addPlaceholder(ctx: Ctx, { name, email }: { name: string; email: string }): Promise<string> {
  const { rows } = await sql<{
    id: string;
  }>`insert into member (workspace_id, email, name, status) values (${ctx.scope.workspaceId}, ${email}, ${name.slice(0, 120)}, 'placeholder')
    on conflict (workspace_id, lower(email)) do update set updated_at = member.updated_at returning id`.execute(ctx.tx);
  ctx.changed('member');
  return rows[0]?.id ?? '';
}
