import { z } from 'zod';
import { endpointsOf } from '#platform/shared/contract.ts';

export const ROLES = ['rep', 'sales_lead', 'marketer', 'marketing_lead', 'revenue_lead', 'coordinator', 'admin', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

export const DEPARTMENTS = ['sales', 'marketing', 'coordination'] as const;
export type Department = (typeof DEPARTMENTS)[number];

export const MEMBER_STATUSES = ['placeholder', 'invited', 'active', 'disabled'] as const;
export type MemberStatus = (typeof MEMBER_STATUSES)[number];

export const REACHES = ['own', 'team', 'all'] as const;
export const FIELD_ACCESSES = ['hidden', 'read', 'full'] as const;
/** What row and field rights can be set on. */
export const RIGHT_ENTITIES = ['company', 'contact', 'lead', 'deal', 'campaign', 'activity', 'product', 'order', 'invoice'] as const;
export type RightEntity = (typeof RIGHT_ENTITIES)[number];

/**
 * The pages behind links that carry a secret. It stands after the `#`, which browsers send to no server and no other page;
 * the page posts it back when a person presses the button, so that a mail scanner that opens the link spends nothing.
 */
export const LINKS = {
  setUp: (secret: string) => `/set-up#${secret}`,
  invitation: (token: string) => `/invitation#${token}`,
  resetPassword: (token: string) => `/reset-password#${token}`,
} as const;

/** Every permission of the product. An endpoint names one; a role holds a set. */
export const PERMISSIONS = [
  'record:read',
  'record:write',
  'record:delete',
  'record:bulk',
  'record:export',
  'record:import',
  'record:merge',
  'record:erase',
  'campaign:write',
  'campaign:cost',
  'template:write',
  'template:publish',
  'order:write',
  'rate:write',
  'lead:work',
  'lead:return',
  'lead:assign',
  'question:write',
  'brief:write',
  'conversion:validate',
  'interview:write',
  'recording:listen',
  'recording:audit',
  'consent:write',
  'report:read',
  'profile:write',
  'profile:sign',
  'agreement:write',
  'agreement:sign',
  'agreement:excuse',
  'gate:override',
  'view:share',
  'field:write',
  'pipeline:write',
  'reason:write',
  'calendar:write',
  'team:read',
  'team:write',
  'workspace:write',
  'key:write',
  'audit:read',
  'mail:read',
  'job:read',
  'job:write',
  'coordination:work',
  'coordination:audit',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What a coordinator from outside can be let into. */
export const AREAS = ['handoffs', 'content', 'meetings', 'figures'] as const;
export type Area = (typeof AREAS)[number];

/** What can be asked of somebody, of every module; each gives its own (`AskSource` in `queries/asks.ts`). */
export const ASK_KINDS = [
  'verdict',
  'review',
  'conversion',
  'change',
  'discussion',
  'asset_request',
  'asset_dispute',
  'threshold_need',
  'agreement_signature',
  'profile_signature',
  'gap',
  'draft_signature',
  'question',
  'brief',
  'meeting',
  'goal_signature',
  'plan_signature',
  'plan_item',
  'promise',
  'attribution_signature',
  'debrief',
  'interview',
  'challenge',
] as const;
export type AskKind = (typeof ASK_KINDS)[number];

/** Declares an endpoint with one of the product's permissions. */
export const endpoint = endpointsOf<Permission>();

const READ: Permission[] = ['record:read', 'report:read', 'team:read'];
const WORK: Permission[] = [
  ...READ,
  'question:write',
  'record:write',
  'record:delete',
  'record:bulk',
  'record:export',
  'record:merge',
  'interview:write',
];
const LEAD: Permission[] = [
  ...WORK,
  'record:import',
  'view:share',
  'lead:assign',
  'brief:write',
  'profile:write',
  'profile:sign',
  'agreement:write',
  'agreement:sign',
  'agreement:excuse',
  'gate:override',
  'reason:write',
  'calendar:write',
  'recording:audit',
  'coordination:work',
  'coordination:audit',
];
const SALES: Permission[] = ['lead:work', 'lead:return', 'order:write', 'recording:listen'];
const MARKETING: Permission[] = [
  'campaign:write',
  'campaign:cost',
  'template:write',
  'template:publish',
  'conversion:validate',
  'lead:return',
  'record:import',
  'recording:listen',
];

/** What each role may do before the workspace changes anything. Sorted from the least to the most. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: READ,
  rep: [...WORK, ...SALES],
  marketer: [...WORK, ...MARKETING],
  // What of it is open, and how far, is in the grant: `rules/lane.ts` of coordination.
  coordinator: ['coordination:work', 'report:read'],
  sales_lead: [...LEAD, ...SALES, 'pipeline:write'],
  marketing_lead: [...LEAD, ...MARKETING, 'consent:write'],
  revenue_lead: [
    ...LEAD,
    ...SALES,
    ...MARKETING,
    'consent:write',
    'pipeline:write',
    'rate:write',
    'field:write',
    'team:write',
    'audit:read',
    'record:erase',
  ],
  admin: PERMISSIONS,
};

export function permissionsOf(roles: readonly string[]): Set<Permission> {
  return new Set(ROLES.filter((role) => roles.includes(role)).flatMap((role) => ROLE_PERMISSIONS[role]));
}

/** Only who is a coordinator and nothing else is of outside, bound by a grant: other roles are given to people of the workspace. */
export function isOutside(roles: readonly string[]): boolean {
  return roles.length > 0 && roles.every((role) => role === 'coordinator');
}

export const Id = z.uuid();
/** A record by its name, as lists and figures show it. */
export const Named = z.object({ id: Id, name: z.string() });
/** An instant on the wire: ISO 8601, UTC. */
export const Instant = z.iso.datetime({ offset: true });
/** A calendar day on the wire. */
export const Day = z.iso.date();
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'Use a three-letter currency code such as EUR.');
export const RoleName = z.enum(ROLES);

/** Pieces of the wire that several endpoints take. */
export const Done = z.object({});
export const Email = z.email('This is not a mail address.').max(254);
/** One line: no control characters, which could become lines of a mail's head. */
export const OneLine = z
  .string()
  .trim()
  .max(120)
  .regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'Write it in one line.');
export const PersonName = OneLine.min(1, 'Write the name.');
export const WorkspaceName = OneLine.min(1, 'Name the workspace.');
/** A new password: 8 to 128 characters, not one of the most common. A given one is only compared, so it has no rule but a length. */
export const NewPassword = z.string().min(8, 'A password has at least 8 characters.').max(128, 'A password has at most 128 characters.');
export const GivenPassword = z.string().min(1, 'Write the password.').max(128);
export const Secret = z.string().min(20).max(100);
export const TimeZone = z.string().min(1).max(64);
export const Locale = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'Use a language tag such as en or de-AT.');
export const Country = z.string().regex(/^[A-Z]{2}$/, 'Use a two-letter country code such as DE.');
export const DepartmentName = z.enum(DEPARTMENTS);
