import { z } from 'zod';
import { Criteria, EVERYTHING } from '#modules/criteria/schema.ts';
import { Currency, Day, Id } from '#modules/team/schema.ts';

/** Who in the record is meant by criteria is said by the module of that name; rules take them from here. */
export { Criteria, EVERYTHING };

export const OFFER_KINDS = ['discount', 'bundle', 'trial', 'price', 'event', 'other'] as const;
export type OfferKind = (typeof OFFER_KINDS)[number];

export const AUDIENCES = ['everybody', 'prospects', 'customers'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** Worked out from its versions and from whether it was ended; never written down. */
export const OFFER_STATES = ['draft', 'announced', 'running', 'ended', 'withdrawn'] as const;
export type OfferState = (typeof OFFER_STATES)[number];
export const VERSION_STATES = ['draft', 'announced', 'running', 'superseded', 'ended', 'withdrawn'] as const;
export type VersionState = (typeof VERSION_STATES)[number];

/** Ways in which a customer was told of an offer. */
export const WAYS = ['call', 'mail', 'meeting', 'post', 'chat'] as const;
export type Way = (typeof WAYS)[number];

/** Whom a change is told: all of the other team, or those who own a contact or an open lead of the audience. */
export const CONCERNS = ['everybody', 'owners'] as const;
export type Concerns = (typeof CONCERNS)[number];

export const CLAIM_SUBJECTS = ['product', 'price', 'delivery', 'legal', 'company'] as const;

/** Why an offer may start: enough have confirmed, the lead time has passed, or somebody decided so and said why. */
export const LAUNCH_REASONS = ['share', 'lead_time', 'override'] as const;
export type LaunchReason = (typeof LAUNCH_REASONS)[number];

export const CONFIRMATION_STATES = ['waiting', 'overdue', 'confirmed', 'confirmed_late', 'not_needed'] as const;
export type ConfirmationState = (typeof CONFIRMATION_STATES)[number];

export const SHORTEST_REASON = 10;
export const Reason = z.string().trim().min(SHORTEST_REASON, 'Say why, in ten characters or more.').max(1000);

/** What counts where the workspace has set nothing: four fifths or two days, to be confirmed within one day. */
export const USUAL_TERMS = { share: 0.8, leadSeconds: 48 * 3600, confirmSeconds: 24 * 3600 } as const;

export const NoticeTerms = {
  share: z.number().min(0.01, 'Ask for one percent or more.').max(1, 'At most everybody can confirm.'),
  leadSeconds: z.int().min(0).max(7_776_000, 'Wait at most ninety days.'),
  confirmSeconds: z.int().min(3600, 'Give at least an hour.').max(7_776_000, 'Give at most ninety days.'),
};
export type Terms = z.infer<z.ZodObject<typeof NoticeTerms>>;

const price = z.int().min(0, 'A price is 0 or more.').max(1_000_000_000_000);

/** What an offer says, as one version of it. Money in minor units; days are of the workspace's zone. */
export const VersionContent = z
  .strictObject({
    audience: z.enum(AUDIENCES).default('everybody'),
    /** Which contacts of the audience. */
    criteria: Criteria.default(EVERYTHING),
    summary: z.string().trim().min(1, 'Say what the customer gets.').max(1000),
    fromOn: Day.nullable().default(null),
    untilOn: Day.nullable().default(null),
    priceMinor: price.nullable().default(null),
    currency: Currency.nullable().default(null),
    discountPercent: z
      .number()
      .gt(0, 'A discount is more than 0 %.')
      .max(100, 'A discount is at most 100 %.')
      .refine((percent) => Math.abs(percent * 100 - Math.round(percent * 100)) < 1e-9, 'Give at most two digits after the point.')
      .nullable()
      .default(null),
    terms: z.string().trim().max(4000).nullable().default(null),
    talkingPoints: z.array(z.string().trim().min(1, 'Leave no line empty.').max(500)).max(20).default([]),
    replacesOfferId: Id.nullable().default(null),
  })
  .refine(({ fromOn, untilOn }) => !fromOn || !untilOn || fromOn <= untilOn, {
    path: ['untilOn'],
    message: 'The last day is not before the first.',
  })
  .refine(({ priceMinor, currency }) => (priceMinor === null) === (currency === null), {
    path: ['currency'],
    message: 'A price has a currency.',
  });
export type VersionContent = z.infer<typeof VersionContent>;

export const ClaimContent = {
  statement: z.string().trim().min(1, 'Write the sentence.').max(2000),
  phrases: z.array(z.string().trim().min(3, 'A phrase has three characters or more.').max(300)).max(20).default([]),
  validFrom: Day,
};

/** What can differ between two versions, in the order in which it is read. */
export const CHANGED_FIELDS = [
  'summary',
  'price',
  'discount',
  'from',
  'until',
  'audience',
  'criteria',
  'terms',
  'talkingPoints',
  'replaces',
  'statement',
  'phrases',
  'validFrom',
] as const;

/** A value as it can be shown. */
export const Shown = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('lines'), lines: z.array(z.string()) }),
  z.object({ kind: z.literal('day'), day: Day }),
  z.object({ kind: z.literal('money'), amountMinor: z.int(), currency: z.string() }),
  z.object({ kind: z.literal('percent'), percent: z.number() }),
  z.object({ kind: z.literal('audience'), audience: z.enum(AUDIENCES) }),
  z.object({ kind: z.literal('criteria'), criteria: Criteria }),
]);
export type Shown = z.infer<typeof Shown>;

/** One line of what is different; null where there is, or was, nothing. */
export const Change = z.object({ field: z.enum(CHANGED_FIELDS), from: Shown.nullable(), to: Shown.nullable() });
export type Change = z.infer<typeof Change>;
