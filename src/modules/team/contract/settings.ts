import { z } from 'zod';
import {
  Country,
  Currency,
  Done,
  endpoint,
  FIELD_ACCESSES,
  Id,
  Instant,
  Locale,
  PERMISSIONS,
  REACHES,
  RIGHT_ENTITIES,
  RoleName,
  TimeZone,
  WorkspaceName,
} from '../schema.ts';

const line = /^[^\p{Cc}\u2028\u2029]*$/u;
const CompanyName = z.string().trim().max(120).regex(line, 'Write it in one line.');
const PostalAddress = z.string().trim().max(300).regex(line, 'Write it in one line, with commas.');

const WorkspaceSettings = z.object({
  id: Id,
  name: z.string(),
  baseCurrency: z.string(),
  timeZone: z.string(),
  locale: z.string(),
  country: z.string().nullable(),
  /** What stands at the foot of mails: the company's full name, and where post reaches it. */
  companyName: z.string().nullable(),
  postalAddress: z.string().nullable(),
  accountableMemberId: Id.nullable(),
  isSample: z.boolean(),
  /** Days after which the uploaded files of an import are deleted. */
  keepUploadsDays: z.number(),
});

export const createWorkspace = endpoint({
  name: 'createWorkspace',
  method: 'POST',
  path: '/workspaces',
  input: z.object({
    name: WorkspaceName,
    baseCurrency: Currency.optional(),
    timeZone: TimeZone.optional(),
    locale: Locale.optional(),
    country: Country.optional(),
  }),
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
    companyName: CompanyName.nullable().optional(),
    postalAddress: PostalAddress.nullable().optional(),
    accountableMemberId: Id.nullable().optional(),
    keepUploadsDays: z.int().min(0).max(3_650).optional(),
  }),
  output: WorkspaceSettings,
  permission: 'workspace:write',
  summary:
    'Changes the name, currency, time zone, language, country, what stands at the foot of mails, the one accountable person, or for how long uploaded files are kept.',
});

const Entity = z.enum(RIGHT_ENTITIES);
const FieldName = z.string().regex(/^[a-z][A-Za-z0-9_.]{0,79}$/, 'This is not the name of a field.');

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
    cursor: Id.optional(),
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
