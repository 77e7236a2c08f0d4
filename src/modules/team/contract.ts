import { z } from 'zod';
import { Currency, DEPARTMENTS, Day, endpoint, FIELD_ACCESSES, Id, Instant, MEMBER_STATUSES, PERMISSIONS, REACHES, RIGHT_ENTITIES, RoleName } from './schema.ts';

const Done = z.object({});
const Email = z.email('This is not a mail address.').max(254);
const PersonName = z.string().trim().min(1, 'Write the name.').max(120);
const WorkspaceName = z.string().trim().min(1, 'Name the workspace.').max(120);
/** A new password: 10 to 128 characters, not one of the most common. A given one is only compared, so it has no rule but a length. */
const NewPassword = z.string().min(10, 'A password has at least 10 characters.').max(128, 'A password has at most 128 characters.');
const GivenPassword = z.string().min(1).max(128);
const Secret = z.string().min(20).max(100);
const Code = z.string().trim().min(6).max(20);
const TimeZone = z.string().min(1).max(64);
const Locale = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'Use a language tag such as en or de-AT.');
const Country = z.string().regex(/^[A-Z]{2}$/, 'Use a two-letter country code such as DE.');
const Department = z.enum(DEPARTMENTS);

const WorkspaceSettings = z.object({
  id: Id,
  name: z.string(),
  baseCurrency: z.string(),
  timeZone: z.string(),
  locale: z.string(),
  country: z.string().nullable(),
  accountableMemberId: Id.nullable(),
  isSample: z.boolean(),
});

/** What signing in leads to: into the product, or to the question for the second factor. */
const SignedIn = z.object({ next: z.enum(['done', 'second_factor']) });

// ---------------------------------------------------------------- set-up
export const getSetup = endpoint({
  name: 'getSetup',
  method: 'GET',
  path: '/setup',
  input: z.object({}),
  output: z.object({ needed: z.boolean() }),
  permission: 'public',
  summary: 'Whether this installation still waits for its first administrator.',
});

/** The page behind the printed link (`LINKS.setUp`) sends this; it signs the administrator in. Works once. */
export const completeSetup = endpoint({
  name: 'completeSetup',
  method: 'POST',
  path: '/setup',
  input: z.object({
    secret: Secret,
    name: PersonName,
    email: Email,
    password: NewPassword,
    workspace: WorkspaceName,
    baseCurrency: Currency.optional(),
    timeZone: TimeZone.optional(),
    locale: Locale.optional(),
    country: Country.optional(),
  }),
  output: z.object({ workspaceId: Id }),
  permission: 'public',
  idempotent: false,
  summary: 'Makes the first administrator and workspace, with the one-time set-up secret.',
});

// ---------------------------------------------------------------- session, password, second factor
export const getSession = endpoint({
  name: 'getSession',
  method: 'GET',
  path: '/session',
  input: z.object({}),
  output: z.object({
    member: z.object({
      id: Id,
      name: z.string(),
      email: z.string(),
      roles: z.array(RoleName),
      department: Department.nullable(),
      timeZone: z.string(),
      locale: z.string(),
    }),
    workspace: z.object({ id: Id, name: z.string(), baseCurrency: z.string(), timeZone: z.string(), locale: z.string(), isSample: z.boolean() }),
    workspaces: z.array(z.object({ id: Id, name: z.string() })),
    permissions: z.array(z.string()),
    hidden: z.array(z.string()),
    readOnly: z.array(z.string()),
    twoFactor: z.boolean(),
    /** `key`: the caller is an API key, which has no password and no sessions of its own. */
    means: z.enum(['session', 'key']),
  }),
  permission: 'signedIn',
  summary: 'Who is signed in, in which workspace, with which rights.',
});

export const signIn = endpoint({
  name: 'signIn',
  method: 'POST',
  path: '/session',
  input: z.object({ email: z.string().trim().max(254), password: z.string().max(128) }),
  output: SignedIn,
  permission: 'public',
  idempotent: false,
  summary: 'Signs in with mail address and password.',
});

/** `code`: six digits of the authenticator app, or a backup code. The cookie of the first step says whose. */
export const confirmSignIn = endpoint({
  name: 'confirmSignIn',
  method: 'POST',
  path: '/session/second-factor',
  input: z.object({ code: Code }),
  output: SignedIn,
  permission: 'public',
  idempotent: false,
  summary: 'Completes a sign-in with the second factor.',
});

export const signOut = endpoint({
  name: 'signOut',
  method: 'DELETE',
  path: '/session',
  input: z.object({}),
  output: Done,
  permission: 'public',
  summary: 'Ends this session. Without one, nothing happens.',
});

export const listSessions = endpoint({
  name: 'listSessions',
  method: 'GET',
  path: '/sessions',
  input: z.object({}),
  output: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        createdAt: Instant,
        lastSeenAt: Instant,
        expiresAt: Instant,
        ipAddress: z.string().nullable(),
        userAgent: z.string().nullable(),
        current: z.boolean(),
      }),
    ),
  }),
  permission: 'signedIn',
  summary: 'The places where this person is signed in.',
});

export const endSession = endpoint({
  name: 'endSession',
  method: 'DELETE',
  path: '/sessions/:id',
  input: z.object({ id: z.string().max(64) }),
  output: Done,
  permission: 'signedIn',
  summary: 'Signs this person out in one place.',
});

export const endOtherSessions = endpoint({
  name: 'endOtherSessions',
  method: 'DELETE',
  path: '/sessions',
  input: z.object({}),
  output: z.object({ ended: z.int() }),
  permission: 'signedIn',
  summary: 'Signs this person out everywhere but here.',
});

export const requestPasswordReset = endpoint({
  name: 'requestPasswordReset',
  method: 'POST',
  path: '/password-resets',
  input: z.object({ email: z.string().trim().max(254) }),
  output: Done,
  permission: 'public',
  idempotent: false,
  summary: 'Sends a link for a new password, if the address is known. The answer is the same either way.',
});

/** Sent by the page behind the mailed link (`LINKS.resetPassword`). Ends every session of the person; a second factor is still asked for. */
export const resetPassword = endpoint({
  name: 'resetPassword',
  method: 'POST',
  path: '/password-resets/outcome',
  input: z.object({ token: Secret, password: NewPassword }),
  output: Done,
  permission: 'public',
  idempotent: false,
  summary: 'Sets a new password with the secret of a mailed link, once.',
});

export const changePassword = endpoint({
  name: 'changePassword',
  method: 'PUT',
  path: '/account/password',
  input: z.object({ currentPassword: GivenPassword, password: NewPassword }),
  output: Done,
  permission: 'signedIn',
  summary: 'Changes the own password and ends the other sessions.',
});

export const changeAccount = endpoint({
  name: 'changeAccount',
  method: 'PATCH',
  path: '/account',
  input: z.object({ name: PersonName.optional(), timeZone: TimeZone.nullable().optional(), locale: Locale.nullable().optional() }),
  output: Done,
  permission: 'signedIn',
  summary: 'Changes the own name, time zone and language. Null follows the workspace.',
});

export const startSecondFactor = endpoint({
  name: 'startSecondFactor',
  method: 'POST',
  path: '/account/second-factor',
  input: z.object({ password: GivenPassword }),
  output: z.object({ uri: z.string(), secret: z.string(), backupCodes: z.array(z.string()) }),
  permission: 'signedIn',
  idempotent: false,
  summary: 'Makes a secret for an authenticator app and backup codes; in force once a code has been confirmed.',
});

export const confirmSecondFactor = endpoint({
  name: 'confirmSecondFactor',
  method: 'PUT',
  path: '/account/second-factor',
  input: z.object({ code: Code }),
  output: Done,
  permission: 'signedIn',
  summary: 'Puts the second factor in force with a code of the app.',
});

export const removeSecondFactor = endpoint({
  name: 'removeSecondFactor',
  method: 'POST',
  path: '/account/second-factor/removal',
  input: z.object({ password: GivenPassword }),
  output: Done,
  permission: 'signedIn',
  idempotent: false,
  summary: 'Takes the second factor away, after asking for the password again.',
});

export const renewBackupCodes = endpoint({
  name: 'renewBackupCodes',
  method: 'POST',
  path: '/account/backup-codes',
  input: z.object({ password: GivenPassword }),
  output: z.object({ backupCodes: z.array(z.string()) }),
  permission: 'signedIn',
  idempotent: false,
  summary: 'Makes new backup codes; the old ones stop working.',
});

// ---------------------------------------------------------------- workspaces
export const createWorkspace = endpoint({
  name: 'createWorkspace',
  method: 'POST',
  path: '/workspaces',
  input: z.object({ name: WorkspaceName, baseCurrency: Currency.optional(), timeZone: TimeZone.optional(), locale: Locale.optional(), country: Country.optional() }),
  output: z.object({ id: Id }),
  permission: 'workspace:write',
  summary: 'Makes another workspace, with the caller as its administrator.',
});

export const getWorkspace = endpoint({
  name: 'getWorkspace',
  method: 'GET',
  path: '/workspace',
  input: z.object({}),
  output: WorkspaceSettings,
  permission: 'signedIn',
  summary: 'The settings of the workspace.',
});

export const changeWorkspace = endpoint({
  name: 'changeWorkspace',
  method: 'PATCH',
  path: '/workspace',
  input: z.object({
    name: WorkspaceName.optional(),
    baseCurrency: Currency.optional(),
    timeZone: TimeZone.optional(),
    locale: Locale.optional(),
    country: Country.nullable().optional(),
    accountableMemberId: Id.nullable().optional(),
  }),
  output: WorkspaceSettings,
  permission: 'workspace:write',
  summary: 'Changes the name, currency, time zone, language, country, or the one accountable person.',
});

// ---------------------------------------------------------------- members and teams
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
  department: Department.nullable(),
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
    department: Department.nullable().optional(),
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

/** Reads what an invitation is about; spends nothing. The secret travels in the body so that no log keeps it. */
export const viewInvitation = endpoint({
  name: 'viewInvitation',
  method: 'POST',
  path: '/invitations/view',
  input: z.object({ token: Secret }),
  output: z.object({ workspace: z.string(), name: z.string(), email: z.string(), hasAccount: z.boolean() }),
  permission: 'public',
  idempotent: false,
  summary: 'What the invitation behind a mailed link is for.',
});

/** Who has an account already only joins (`next: 'sign_in'`); everyone else gives name and password and is signed in. */
export const acceptInvitation = endpoint({
  name: 'acceptInvitation',
  method: 'POST',
  path: '/invitations/acceptance',
  input: z.object({ token: Secret, name: PersonName.optional(), password: NewPassword.optional() }),
  output: z.object({ next: z.enum(['done', 'sign_in']), workspaceId: Id }),
  permission: 'public',
  idempotent: false,
  summary: 'Accepts an invitation, once.',
});

export const changeMember = endpoint({
  name: 'changeMember',
  method: 'PATCH',
  path: '/members/:id',
  input: z.object({
    id: Id,
    name: PersonName.optional(),
    roles: z.array(RoleName).min(1, 'Choose at least one role.').max(8).optional(),
    department: Department.nullable().optional(),
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

const TeamRow = z.object({ id: Id, name: z.string(), department: Department, members: z.int() });
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
  input: z.object({ name: TeamName, department: Department }),
  output: z.object({ id: Id }),
  permission: 'team:write',
  summary: 'Makes a team.',
});

export const changeTeam = endpoint({
  name: 'changeTeam',
  method: 'PATCH',
  path: '/teams/:id',
  input: z.object({ id: Id, name: TeamName.optional(), department: Department.optional() }),
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

// ---------------------------------------------------------------- rights and keys
const Entity = z.enum(RIGHT_ENTITIES);
const FieldName = z.string().regex(/^[a-z][A-Za-z0-9_]{0,62}$/, 'This is not the name of a field.');

export const getRights = endpoint({
  name: 'getRights',
  method: 'GET',
  path: '/rights',
  input: z.object({}),
  output: z.object({
    roles: z.array(z.object({ role: RoleName, permissions: z.array(z.string()) })),
    /** What is not listed reaches all. */
    reach: z.array(z.object({ role: RoleName, entity: Entity, read: z.enum(REACHES), write: z.enum(REACHES) })),
    /** What is not listed may be read and written. */
    fields: z.array(z.object({ role: RoleName, entity: Entity, field: z.string(), access: z.enum(['hidden', 'read']) })),
  }),
  permission: 'team:read',
  summary: 'What each role may do, which rows it reaches, and which fields it may not see or write.',
});

export const setReach = endpoint({
  name: 'setReach',
  method: 'PUT',
  path: '/rights/reach',
  input: z.object({ role: RoleName, entity: Entity, read: z.enum(REACHES), write: z.enum(REACHES) }),
  output: Done,
  permission: 'workspace:write',
  summary: 'Sets which rows of an entity a role may read and write. Counts from the next request.',
});

export const setFieldRight = endpoint({
  name: 'setFieldRight',
  method: 'PUT',
  path: '/rights/fields',
  input: z.object({ role: RoleName, entity: Entity, field: FieldName, access: z.enum(FIELD_ACCESSES) }),
  output: Done,
  permission: 'workspace:write',
  summary: 'Hides a field from a role, or lets it only be read. Counts from the next request.',
});

export const listKeys = endpoint({
  name: 'listKeys',
  method: 'GET',
  path: '/keys',
  input: z.object({}),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        name: z.string(),
        prefix: z.string(),
        memberId: Id,
        scopes: z.array(z.string()),
        createdAt: Instant,
        lastUsedAt: Instant.nullable(),
        expiresAt: Instant.nullable(),
        revokedAt: Instant.nullable(),
      }),
    ),
  }),
  permission: 'key:write',
  summary: 'The API keys of the workspace, never the keys themselves.',
});

/** The key is in this answer and nowhere else. It may do what its member may do, within `scopes`. */
export const createKey = endpoint({
  name: 'createKey',
  method: 'POST',
  path: '/keys',
  input: z.object({
    name: z.string().trim().min(1, 'Name the key.').max(120),
    scopes: z.array(z.enum(PERMISSIONS)).min(1, 'Choose at least one thing the key may do.'),
    memberId: Id.optional(),
    expiresAt: Instant.nullable().optional(),
  }),
  output: z.object({ id: Id, key: z.string(), prefix: z.string() }),
  permission: 'key:write',
  idempotent: false,
  summary: 'Makes an API key and shows it once.',
});

export const revokeKey = endpoint({
  name: 'revokeKey',
  method: 'DELETE',
  path: '/keys/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'key:write',
  summary: 'Stops an API key at once.',
});

// ---------------------------------------------------------------- audit
export const listAudit = endpoint({
  name: 'listAudit',
  method: 'GET',
  path: '/audit',
  input: z.object({
    entity: z.string().max(63).optional(),
    entityId: z.string().max(100).optional(),
    memberId: Id.optional(),
    action: z.enum(['created', 'changed', 'deleted', 'signed_in', 'exported', 'refused', 'opened']).optional(),
    from: Instant.optional(),
    to: Instant.optional(),
    cursor: z.string().max(200).optional(),
    limit: z.int().min(1).max(100).default(50),
  }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        at: Instant,
        actorKind: z.string(),
        actorMemberId: Id.nullable(),
        actor: z.string(),
        entity: z.string(),
        entityId: z.string(),
        action: z.string(),
        before: z.record(z.string(), z.unknown()).nullable(),
        after: z.record(z.string(), z.unknown()).nullable(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'audit:read',
  summary: 'Every change with before and after, sign-ins and exports; newest first.',
});
