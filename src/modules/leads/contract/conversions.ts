import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { endpoint, Id, Instant, Named, PersonName } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { CONVERSION_KINDS, ConversionKindName, NO_LEAD_CLASSES, SALES_VERDICTS, VALIDATIONS, ValidationName } from '../schema.ts';

const Channel = text(60).min(1);
const Line = text(2000);

/** How a conversion came, as far as the source told: shown as text, never loaded. */
export const Original = z.object({
  page: Line.optional(),
  referrer: Line.optional(),
  utm: z
    .object({
      source: text(200).optional(),
      medium: text(200).optional(),
      campaign: text(200).optional(),
      term: text(200).optional(),
      content: text(200).optional(),
    })
    .optional(),
  mail: z
    .object({
      subject: Line,
      from: Line,
      to: Line,
      headers: z.array(z.object({ name: text(200), value: text(5000) })).max(200),
      attachments: z.array(z.object({ name: text(300), mediaType: text(120), sizeBytes: z.int() })).max(100),
    })
    .optional(),
});
export type OriginalMail = NonNullable<z.output<typeof Original>['mail']>;

export const Conversion = z.object({
  id: Id,
  kind: z.enum(CONVERSION_KINDS),
  channel: z.string().nullable(),
  campaign: Named.nullable(),
  contact: Named.extend({ email: z.string().nullable(), company: z.string().nullable() }).nullable(),
  leadId: Id.nullable(),
  leadStage: z.string().nullable(),
  /** The last verdict of sales on its lead. */
  verdict: z.enum(SALES_VERDICTS),
  occurredAt: Instant,
  /** What the person wrote or said. */
  content: z.string().nullable(),
  /** The fields of the form as they came. */
  payload: z.record(z.string(), z.unknown()),
  original: Original,
  validation: z.enum(VALIDATIONS),
  reason: Named.extend({ class: z.string(), code: z.string() }).nullable(),
  note: z.string().nullable(),
  validatedBy: Named.nullable(),
  validatedAt: Instant.nullable(),
  /** Who else has it open in the inbox now. */
  openWith: z.array(Named),
});

const Payload = z.record(text(100), z.union([z.null(), z.boolean(), z.number(), text(5000)]));
const Person = z
  .object({
    firstName: PersonName.optional(),
    lastName: PersonName.optional(),
    email: z.email('This is not a mail address.').max(254).optional(),
    phone: text(60).min(3).optional(),
    jobTitle: text(200).optional(),
    companyName: text(200).min(1).optional(),
  })
  .refine((one) => one.email || one.firstName || one.lastName, 'Give a name or a mail address.');

const Said = {
  channel: Channel.optional(),
  campaignId: Id.nullable().optional(),
  occurredAt: Instant.optional(),
  handRaised: z.boolean().optional(),
  whyNow: text(2000).optional(),
};

export const recordConversion = endpoint({
  name: 'recordConversion',
  method: 'POST',
  path: '/conversions',
  input: z.object({
    /** Whose it is: a contact that is here, or the person as the form names them. Neither: nobody is known, and no lead begins. */
    contactId: Id.optional(),
    person: Person.optional(),
    kind: ConversionKindName,
    ...Said,
    content: text(20_000).optional(),
    payload: Payload.refine((fields) => Object.keys(fields).length <= 100, 'Use at most 100 fields.').optional(),
    original: Original.optional(),
    /** The id that the source gave it; the same kind and id again adds nothing. */
    sourceId: text(300).min(1).optional(),
  }),
  output: z.object({ id: Id, leadId: Id.nullable(), joined: z.boolean(), known: z.boolean() }),
  permission: 'record:write',
  summary:
    'Takes in a form, inquiry mail, call or chat of a contact or of a person by name; opens a lead, or joins the one of the last seven days. `known`: it was here already.',
});

export const recordMail = endpoint({
  name: 'recordMail',
  method: 'POST',
  path: '/conversions/mails',
  input: z.object({
    /** The mail as a mail program saves it (.eml, RFC 5322). */
    source: z.string().min(1, 'Paste the mail or choose its file.').max(1_500_000, 'This mail is too large: leave out its attachments.'),
    ...Said,
  }),
  output: z.object({ id: Id, leadId: Id.nullable(), joined: z.boolean(), known: z.boolean() }),
  permission: 'record:write',
  summary: 'Takes in an inquiry mail as it was saved: its sender becomes the contact, its text and head are kept as plain text.',
});

export const listConversions = endpoint({
  name: 'listConversions',
  method: 'GET',
  path: '/conversions',
  input: z.object({
    validation: ValidationName.optional(),
    reasonId: Id.optional(),
    kind: ConversionKindName.optional(),
    /** `''`: those of no channel. */
    channel: text(60).optional(),
    campaignId: Id.optional(),
    verdict: z.enum(SALES_VERDICTS).optional(),
    contactId: Id.optional(),
    from: Instant.optional(),
    to: Instant.optional(),
    ...Paged,
  }),
  output: z.object({ items: z.array(Conversion), next: z.string().nullable(), unreviewed: z.int() }),
  permission: 'record:read',
  summary: 'Conversions, newest first; `unreviewed` says how many wait for a person.',
});

const Verdict = {
  validation: z.enum(VALIDATIONS),
  /** Of the class that `validation` names; needed for everything that is no lead. */
  reasonId: Id.optional(),
  note: text(2000).optional(),
};

export const validateConversion = endpoint({
  name: 'validateConversion',
  method: 'PUT',
  path: '/conversions/:id/validation',
  input: z.object({
    id: Id,
    ...Verdict,
    /** What the caller saw; refused where somebody has said something else meanwhile. */
    seen: z.enum(VALIDATIONS).optional(),
  }),
  output: z.object({ leadStage: z.string().nullable() }),
  permission: 'conversion:validate',
  summary:
    'Says whether a conversion is a lead, and if not, what it is and why; `unreviewed` takes it back. A lead whose conversions are all none is disqualified.',
});

export const validateConversions = endpoint({
  name: 'validateConversions',
  method: 'POST',
  path: '/conversion-validations',
  input: z.object({ ids: z.array(Id).min(1).max(200), ...Verdict, seen: z.enum(VALIDATIONS).optional() }),
  /** `left`: somebody had said something else, or they are gone. */
  output: z.object({ done: z.array(Id), left: z.array(Id) }),
  permission: 'conversion:validate',
  summary: 'The same for many at once: for spam.',
});

export const viewConversion = endpoint({
  name: 'viewConversion',
  method: 'PUT',
  path: '/conversion-view',
  input: z.object({ id: Id.nullable() }),
  output: z.object({}),
  permission: 'conversion:validate',
  summary: 'Says which conversion the caller has open, so that two people do not judge the same one; null: none.',
});

export const countConversions = endpoint({
  name: 'countConversions',
  method: 'GET',
  path: '/conversion-counts',
  input: z.object({ from: Instant.optional(), to: Instant.optional(), campaignId: Id.optional() }),
  output: z.object({
    channels: z.array(z.object({ channel: z.string().nullable(), total: z.int(), valid: z.int(), notLeads: z.int(), unreviewed: z.int() })),
  }),
  permission: 'report:read',
  summary: 'Conversions by channel: how many came in, how many a person found to be leads, how many are unreviewed.',
});

export const NoLeadClass = z.enum(NO_LEAD_CLASSES);
