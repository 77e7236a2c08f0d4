import { z } from 'zod';
import { Day, DepartmentName, Done, Email, endpoint, Id, Instant, MEMBER_STATUSES, PersonName, RoleName, TimeZone } from '../schema.ts';

const RoleCard = z.object({
  responsibleFor: z.string().max(2000),
  measuredOn: z.string().max(2000),
  askMeFor: z.string().max(2000),
});

const MemberRow = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  roles: z.array(RoleName),
  department: DepartmentName.nullable(),
  teamId: Id.nullable(),
  /** `placeholder`: known from an import only. */
  status: z.enum(MEMBER_STATUSES),
  onLeave: z.boolean(),
  accessUntil: Instant.nullable(),
});

const LeaveRow = z.object({ id: Id, startsOn: Day, endsOn: Day });

/** Also for owner pickers: everyone, disabled people and placeholders included, in the order of their names. */
export const listMembers = endpoint({
  name: 'listMembers',
  method: 'GET',
  path: '/members',
  input: z.object({ status: z.enum(MEMBER_STATUSES).optional() }),
  output: z.object({ items: z.array(MemberRow) }),
  permission: 'signedIn',
  summary: 'The people of the workspace.',
});

export const getMember = endpoint({
  name: 'getMember',
  method: 'GET',
  path: '/members/:id',
  input: z.object({ id: Id }),
  output: MemberRow.extend({
    timeZone: z.string().nullable(),
    locale: z.string().nullable(),
    roleCard: RoleCard,
    leave: z.array(LeaveRow),
    /** Until when the last invitation can be accepted; null where none is open. */
    invitedUntil: Instant.nullable(),
    createdAt: Instant,
  }),
  permission: 'team:read',
  summary: 'One person: role card, leave, access.',
});

export const inviteMember = endpoint({
  name: 'inviteMember',
  method: 'POST',
  path: '/members',
  input: z.object({
    email: Email,
    name: PersonName,
    roles: z.array(RoleName).min(1, 'Choose at least one role.').max(8),
    department: DepartmentName.nullable().optional(),
    teamId: Id.nullable().optional(),
    accessUntil: Instant.nullable().optional(),
  }),
  output: z.object({ id: Id }),
  permission: 'team:write',
  summary: 'Invites a person by mail.',
});

/** For a placeholder, `email` (and roles, where it has none) is needed. An earlier link stops working. */
export const renewInvitation = endpoint({
  name: 'renewInvitation',
  method: 'POST',
  path: '/members/:id/invitations',
  input: z.object({ id: Id, email: Email.optional(), roles: z.array(RoleName).min(1).max(8).optional() }),
  output: Done,
  permission: 'team:write',
  summary: 'Sends the invitation again, with a new link.',
});

export const changeMember = endpoint({
  name: 'changeMember',
  method: 'PATCH',
  path: '/members/:id',
  input: z.object({
    id: Id,
    name: PersonName.optional(),
    roles: z.array(RoleName).min(1, 'Choose at least one role.').max(8).optional(),
    department: DepartmentName.nullable().optional(),
    teamId: Id.nullable().optional(),
    timeZone: TimeZone.nullable().optional(),
    accessUntil: Instant.nullable().optional(),
  }),
  output: Done,
  permission: 'team:write',
  summary: 'Changes a person’s roles, department, team, or the end of their access. Nobody changes their own roles.',
});

/** Disabling ends sessions and keys at once. `owned` counts what still names this person, by table, to hand over. */
export const setMemberStatus = endpoint({
  name: 'setMemberStatus',
  method: 'PUT',
  path: '/members/:id/status',
  input: z.object({ id: Id, status: z.enum(['active', 'disabled']) }),
  output: z.object({ owned: z.array(z.object({ entity: z.string(), count: z.int() })) }),
  permission: 'team:write',
  summary: 'Takes away or gives back a person’s access.',
});

/** Everything that names the placeholder then names `memberId`; the placeholder is gone. */
export const matchMember = endpoint({
  name: 'matchMember',
  method: 'POST',
  path: '/members/:id/identity',
  input: z.object({ id: Id, memberId: Id }),
  output: z.object({ moved: z.int() }),
  permission: 'team:write',
  summary: 'Says that a placeholder from an import is a person who is already here.',
});

export const setRoleCard = endpoint({
  name: 'setRoleCard',
  method: 'PUT',
  path: '/members/:id/role-card',
  input: z.object({ id: Id, ...RoleCard.shape }),
  output: Done,
  permission: 'signedIn',
  summary: 'Writes what a person does, is measured on and can be asked for. Everyone writes their own.',
});

export const addLeave = endpoint({
  name: 'addLeave',
  method: 'POST',
  path: '/members/:id/leave',
  input: z.object({ id: Id, startsOn: Day, endsOn: Day }),
  output: z.object({ id: Id }),
  permission: 'signedIn',
  summary: 'Notes days on which a person is away. Everyone notes their own.',
});

export const removeLeave = endpoint({
  name: 'removeLeave',
  method: 'DELETE',
  path: '/members/:id/leave/:leaveId',
  input: z.object({ id: Id, leaveId: Id }),
  output: Done,
  permission: 'signedIn',
  summary: 'Removes days of leave.',
});

const TeamRow = z.object({ id: Id, name: z.string(), department: DepartmentName, members: z.int() });
const TeamName = z.string().trim().min(1, 'Name the team.').max(120);

export const listTeams = endpoint({
  name: 'listTeams',
  method: 'GET',
  path: '/teams',
  input: z.object({}),
  output: z.object({ items: z.array(TeamRow) }),
  permission: 'signedIn',
  summary: 'The teams of the workspace.',
});

export const createTeam = endpoint({
  name: 'createTeam',
  method: 'POST',
  path: '/teams',
  input: z.object({ name: TeamName, department: DepartmentName }),
  output: z.object({ id: Id }),
  permission: 'team:write',
  summary: 'Makes a team.',
});

export const changeTeam = endpoint({
  name: 'changeTeam',
  method: 'PATCH',
  path: '/teams/:id',
  input: z.object({ id: Id, name: TeamName.optional(), department: DepartmentName.optional() }),
  output: Done,
  permission: 'team:write',
  summary: 'Renames a team or moves it to another department.',
});

export const deleteTeam = endpoint({
  name: 'deleteTeam',
  method: 'DELETE',
  path: '/teams/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'team:write',
  summary: 'Removes a team; its people stay, without a team.',
});
