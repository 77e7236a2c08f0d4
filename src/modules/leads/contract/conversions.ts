import { z } from 'zod';
import { Page, text } from '#modules/activities/schema.ts';
import { endpoint, Id, Instant } from '#modules/team/schema.ts';
import { CONVERSION_KINDS, ConversionKindName, VALIDATIONS, ValidationName, VERDICTS_ON_CONVERSIONS } from '../schema.ts';

const Named = z.object({ id: Id, name: z.string() });
const Channel = text(60).min(1);

export const Conversion = z.object({
  id: Id,
  kind: z.enum(CONVERSION_KINDS),
  channel: z.string().nullable(),
  campaign: Named.nullable(),
  contact: Named.extend({ email: z.string().nullable(), company: z.string().nullable() }).nullable(),
  leadId: Id.nullable(),
  occurredAt: Instant,
  /** What the person wrote or said. */
  content: z.string().nullable(),
  /** The fields of the form as they came. */
  payload: z.record(z.string(), z.unknown()),
  validation: z.enum(VALIDATIONS),
  validatedBy: Named.nullable(),
  validatedAt: Instant.nullable(),
});

const Payload = z.record(text(100), z.union([z.null(), z.boolean(), z.number(), text(5000)]));

export const recordConversion = endpoint({
  name: 'recordConversion',
  method: 'POST',
  path: '/conversions',
  input: z.object({
    contactId: Id,
    kind: ConversionKindName,
    channel: Channel.optional(),
    campaignId: Id.nullable().optional(),
    occurredAt: Instant.optional(),
    content: text(20_000).optional(),
    payload: Payload.refine((fields) => Object.keys(fields).length <= 100, 'Use at most 100 fields.').optional(),
    handRaised: z.boolean().optional(),
    whyNow: text(2000).optional(),
  }),
  output: z.object({ id: Id, leadId: Id, joined: z.boolean() }),
  permission: 'record:write',
  summary: 'Records a form, inquiry mail, call or chat of a contact; opens a lead, or joins the one of the last seven days.',
});

export const listConversions = endpoint({
  name: 'listConversions',
  method: 'GET',
  path: '/conversions',
  input: z.object({
    validation: ValidationName.optional(),
    kind: ConversionKindName.optional(),
    channel: Channel.optional(),
    campaignId: Id.optional(),
    contactId: Id.optional(),
    ...Page,
  }),
  output: z.object({ items: z.array(Conversion), next: z.string().nullable(), unreviewed: z.int() }),
  permission: 'record:read',
  summary: 'Conversions, newest first; `unreviewed` says how many wait for a person.',
});

export const validateConversion = endpoint({
  name: 'validateConversion',
  method: 'PUT',
  path: '/conversions/:id/validation',
  input: z.object({ id: Id, validation: z.enum(VERDICTS_ON_CONVERSIONS) }),
  output: z.object({ leadStage: z.string().nullable() }),
  permission: 'conversion:validate',
  summary: 'Says whether a conversion is a lead, and if not, what it is. A lead whose conversions are all none is disqualified.',
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
