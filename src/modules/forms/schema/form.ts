import { z } from 'zod';
import { Id } from '#modules/team/schema.ts';

export const FIELD_KINDS = ['text', 'long_text', 'email', 'phone', 'select', 'checkbox', 'consent', 'file', 'hidden'] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

/** Facts of the record that a form may ask for. Whatever is not here (owner, stage, score, permissions) no form reaches. */
export const TARGETS = [
  'contact.firstName',
  'contact.lastName',
  'contact.email',
  'contact.phone',
  'contact.jobTitle',
  'contact.street',
  'contact.postalCode',
  'contact.city',
  'contact.region',
  'contact.country',
  'company.name',
] as const;
export type Target = (typeof TARGETS)[number];
/** A field of the workspace's own: `contact.custom.<key>`. */
export const OWN_TARGET = /^contact\.custom\.([a-z][a-z0-9_]{0,59})$/;

/** What an identified visitor may be allowed to correct without anybody looking. Names, addresses of mail and telephone are not among them. */
export const HARMLESS: readonly string[] = [
  'contact.jobTitle',
  'contact.street',
  'contact.postalCode',
  'contact.city',
  'contact.region',
  'contact.country',
];
export const isHarmless = (target: string) => HARMLESS.includes(target) || OWN_TARGET.test(target);

/** Parts of the page's address that a hidden field can keep. */
export const PARAMETERS = [
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
  'gclid',
  'msclkid',
  'ref',
  'topic',
  'product',
  'language',
] as const;

/** What a file may be. The bytes decide, not the name. */
export const FILE_TYPES = ['pdf', 'image', 'office', 'text'] as const;
export type FileType = (typeof FILE_TYPES)[number];

export const MOST = {
  fields: 40,
  options: 100,
  text: 500,
  longText: 5_000,
  fileBytes: 5 * 1024 * 1024,
  files: 3,
  contentBytes: 200_000,
} as const;

/** Names of the form's own on the wire; no field may be called so. */
export const RESERVED = ['homepage', 'act'] as const;

/** One line of our own that strangers read: no control characters. */
const line = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'Write it in one line.');

export const FieldKey = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'Use small letters, digits and _.')
  .refine((key) => !RESERVED.some((one) => one === key), 'This name is taken. Choose another one.');

export const When = z.strictObject({
  field: FieldKey,
  is: z.enum(['answered', 'empty', 'equal', 'other']),
  value: line(200).optional(),
});

export const FormField = z.strictObject({
  key: FieldKey,
  kind: z.enum(FIELD_KINDS),
  /** Null: a question of the form alone, kept with the answer. */
  target: z.union([z.enum(TARGETS), z.string().regex(OWN_TARGET)]).nullable(),
  label: line(300),
  help: line(500),
  required: z.boolean(),
  /** Asked only in place of what is known about an identified visitor. */
  later: z.boolean(),
  when: When.nullable(),
  /** Of `select`. */
  options: z.array(line(200)).max(MOST.options),
  /** Of `hidden`. */
  parameter: z.enum(PARAMETERS).nullable(),
  /** Of `consent`: what mail it is for, and, once published, the wording that was shown. */
  consent: z.strictObject({ purposeId: Id, textId: Id.nullable(), text: z.string().max(5_000) }).nullable(),
  /** Of `file`. */
  fileTypes: z.array(z.enum(FILE_TYPES)).max(FILE_TYPES.length),
});
export type FormField = z.infer<typeof FormField>;

export const FormContent = z.strictObject({
  title: line(200),
  intro: z.string().max(2_000),
  button: line(80),
  accent: z.string().regex(/^#[0-9a-fA-F]{6}$/, 'Write a colour as #1f5fbf.'),
  fields: z.array(FormField).max(MOST.fields),
  after: z.strictObject({
    kind: z.enum(['message', 'redirect']),
    message: z.string().max(2_000),
    /** On one of the workspace's websites. */
    redirect: z.string().trim().max(2_000),
  }),
  /** The websites whose pages may show the form. */
  websiteIds: z.array(Id).max(20),
  /** A website without scripts may post to the form's address; without this, whoever posts so is shown what they wrote and presses once more. */
  plainPosts: z.boolean(),
  /** An answer makes a conversion, and with it a lead. */
  conversion: z.boolean(),
  /** Whoever sends it asks for a conversation. */
  handRaise: z.boolean(),
  campaignId: Id.nullable(),
  tags: z.array(line(60).min(1)).max(20),
  reply: z.strictObject({ templateId: Id, senderId: Id }).nullable(),
  notify: z.strictObject({ memberIds: z.array(Id).max(50), teamIds: z.array(Id).max(20), owner: z.boolean() }),
  /** What somebody who followed a sealed link may overwrite. */
  overwrite: z.array(z.string().refine(isHarmless, 'This cannot be left to whoever fills in the form.')).max(40),
  /** Answers a minute; what comes beyond is kept aside. */
  perMinute: z.int().min(1).max(600),
});
export type FormContent = z.infer<typeof FormContent>;

/** Why an answer was kept aside. */
export const SUSPICIONS = [
  'trap',
  'too_fast',
  'links',
  'markup',
  'repeated',
  'many_from_there',
  'flood',
  'machine',
  'no_page',
  'odd_name',
] as const;
export type Suspicion = (typeof SUSPICIONS)[number];

export const ANSWER_STATES = ['taken', 'aside'] as const;
export const DIFFERENCE_STATES = ['open', 'accepted', 'dismissed'] as const;

/** Whether a field is asked of everybody, known or not. */
export const isFixed = ({ kind }: Pick<FormField, 'kind'>) => kind === 'consent' || kind === 'file' || kind === 'hidden';
