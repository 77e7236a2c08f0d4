import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { CUSTOMER_STATUSES, Surroundings } from '#modules/companies/schema.ts';
import { CustomValues } from '#modules/criteria/schema.ts';
import { Day, Id, Instant, Locale, TimeZone } from '#modules/team/schema.ts';
import { WORLD_REGIONS } from '#platform/shared/countries.ts';

export const MAIL_PERMISSIONS = ['unknown', 'granted', 'opted_out', 'bounced', 'complained'] as const;
export type MailPermission = (typeof MAIL_PERMISSIONS)[number];

/** What a job title means, so that people can be compared. */
export const JOB_FUNCTIONS = [
  ...[
    'general_management',
    'sales',
    'marketing',
    'purchasing',
    'finance',
    'it',
    'engineering',
    'operations',
    'production',
    'quality',
    'research',
  ],
  ...['logistics', 'hr', 'legal', 'customer_service', 'consulting', 'other'],
] as const;
export type JobFunction = (typeof JOB_FUNCTIONS)[number];
/** From the most to the least say. */
export const SENIORITIES = ['owner', 'c_level', 'vp', 'director', 'head', 'manager', 'senior', 'staff', 'junior'] as const;
export type Seniority = (typeof SENIORITIES)[number];

/** Facts that the program works out from others, unless somebody set them by hand. By their wire names. */
export const UNDERSTOOD = ['jobFunction', 'seniority', 'worldRegion'] as const;

export const BUYING_ROLES = ['decision_maker', 'champion', 'influencer', 'user', 'blocker', 'gatekeeper', 'economic_buyer'] as const;

const Line = text(200).nullable();
const NUMBER = /\d.*\d.*\d/s;

export const GivenEmail = z.object({ email: z.email('This is not a mail address.').max(254), kind: text(30).nullable().optional() });
export const GivenPhone = z.object({
  phone: text(60).regex(NUMBER, 'This is not a telephone number.'),
  kind: text(30).nullable().optional(),
});

/** What can be written. Absent: stays as it is; null: emptied. Of mails and phones the first is the primary one, and the list is the whole list. */
export const ContactValues = {
  firstName: text(120).nullable().optional(),
  lastName: text(120).nullable().optional(),
  emails: z.array(GivenEmail).max(20).optional(),
  phones: z.array(GivenPhone).max(20).optional(),
  jobTitle: Line.optional(),
  /** These three are worked out from title and country. Set by hand they stay; null gives them back to the program. */
  jobFunction: z.enum(JOB_FUNCTIONS).nullable().optional(),
  seniority: z.enum(SENIORITIES).nullable().optional(),
  worldRegion: z.enum(WORLD_REGIONS).nullable().optional(),
  /** Another company closes the job at the one before, as of today. */
  companyId: Id.nullable().optional(),
  ownerId: Id.nullable().optional(),
  buyingRole: text(60).nullable().optional(),
  sourceChannel: text(60).nullable().optional(),
  timeZone: TimeZone.nullable().optional(),
  locale: Locale.nullable().optional(),
  street: Line.optional(),
  city: Line.optional(),
  region: Line.optional(),
  postalCode: text(30).nullable().optional(),
  country: text(100).nullable().optional(),
  description: text(20_000).nullable().optional(),
  interests: z.array(text(60).min(1)).max(50).optional(),
  tags: z.array(text(60).min(1)).max(50).optional(),
  source: Line.optional(),
  custom: CustomValues.optional(),
};

const Named = z.object({ id: Id, name: z.string() }).nullable();

/** What a field right hides is absent. */
export const Contact = z.object({
  id: Id,
  name: z.string(),
  firstName: z.string().nullable().optional(),
  lastName: z.string().nullable().optional(),
  /** The primary one. */
  email: z.string().nullable().optional(),
  emails: z.array(z.object({ email: z.string(), kind: z.string().nullable() })).optional(),
  phone: z.string().nullable().optional(),
  /** `phone` is the number to dial, `raw` as it was written. */
  phones: z.array(z.object({ phone: z.string(), raw: z.string(), kind: z.string().nullable() })).optional(),
  jobTitle: z.string().nullable().optional(),
  jobFunction: z.string().nullable().optional(),
  seniority: z.string().nullable().optional(),
  worldRegion: z.string().nullable().optional(),
  /** Which of `UNDERSTOOD` somebody set by hand. */
  stated: z.array(z.string()).optional(),
  company: z
    .object({ id: Id, name: z.string(), customerStatus: z.enum(CUSTOMER_STATUSES).optional() })
    .nullable()
    .optional(),
  /** Newest first; `endsOn` null: still there. */
  employments: z
    .array(
      z.object({
        id: Id,
        company: z.object({ id: Id, name: z.string() }),
        jobTitle: z.string().nullable(),
        startsOn: Day.nullable(),
        endsOn: Day.nullable(),
      }),
    )
    .optional(),
  owner: Named.optional(),
  buyingRole: z.string().nullable().optional(),
  lifecycleStage: z.string().optional(),
  sourceChannel: z.string().nullable().optional(),
  timeZone: z.string().nullable().optional(),
  locale: z.string().nullable().optional(),
  street: z.string().nullable().optional(),
  city: z.string().nullable().optional(),
  region: z.string().nullable().optional(),
  postalCode: z.string().nullable().optional(),
  country: z.string().nullable().optional(),
  description: z.string().nullable().optional(),
  interests: z.array(z.string()).optional(),
  tags: z.array(z.string()).optional(),
  custom: z.record(z.string(), z.unknown()).optional(),
  mailPermission: z.enum(MAIL_PERMISSIONS).optional(),
  fit: z.string().nullable().optional(),
  engagement: z.int().nullable().optional(),
  scoreLabel: z.string().nullable().optional(),
  momentum: z.enum(['rising', 'steady', 'falling']).nullable().optional(),
  scoreReason: z.string().nullable().optional(),
  scoreReasonAt: Instant.nullable().optional(),
  lastActivityAt: Instant.nullable().optional(),
  source: z.string().nullable().optional(),
  createdAt: Instant,
  updatedAt: Instant,
  deletedAt: Instant.nullable(),
  mergedInto: Id.nullable(),
  erasedAt: Instant.nullable(),
  writable: z.boolean(),
});
export type Contact = z.infer<typeof Contact>;

export { Surroundings };

export const SIMILAR_BECAUSE = ['same_mail', 'same_phone', 'same_name_and_company', 'same_name', 'similar_name'] as const;
