import { z } from 'zod';
import { Criteria } from '#modules/criteria/schema.ts';
import { Id } from '#modules/team/schema.ts';
import type { FieldKind } from '#platform/shared/merge/lexicon.ts';

/** What a mail is for. `transactional`: an answer that the person waits for; the others are marketing and carry a way out. */
export const TEMPLATE_KINDS = ['information', 'article', 'offer', 'transactional'] as const;
export type TemplateKind = (typeof TEMPLATE_KINDS)[number];
export const isMarketing = (kind: TemplateKind) => kind !== 'transactional';

export interface MergeField {
  name: string;
  kind: FieldKind;
  label: string;
  /** What it looks like with a made-up person. */
  sample: string | { amountMinor: number; currency: string };
  /** The field right that governs it, such as `contact.jobTitle`; absent where everybody may see it. */
  right?: string;
}

const contact = (name: string, label: string, sample: string): MergeField => ({
  name: `contact.${name}`,
  kind: 'text',
  label,
  sample,
  right: `contact.${name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
});
const company = (name: string, label: string, sample: string): MergeField => ({
  ...contact(name, label, sample),
  name: `company.${name}`,
  right: `company.${name}`,
});

/** Every field that a mail can be filled with. What is not here can't be named. The last group is filled by whoever sends. */
export const MERGE_FIELDS: readonly MergeField[] = [
  contact('first_name', 'First name', 'Robin'),
  contact('last_name', 'Last name', 'Albrecht'),
  contact('name', 'Whole name', 'Robin Albrecht'),
  contact('email', 'Mail address', 'robin@northwind.example'),
  contact('job_title', 'Job title', 'Head of Production'),
  contact('city', 'City', 'Bremen'),
  company('name', 'Company', 'Northwind Pumps'),
  company('industry', 'Industry', 'Machinery'),
  company('city', 'City of the company', 'Bremen'),
  company('website', 'Website of the company', 'northwind.example'),
  { name: 'sender.name', kind: 'text', label: 'Name of the sender', sample: 'Kim Larsen' },
  { name: 'sender.first_name', kind: 'text', label: 'First name of the sender', sample: 'Kim' },
  { name: 'sender.email', kind: 'text', label: 'Address of the sender', sample: 'kim@example.com' },
  { name: 'workspace.company_name', kind: 'text', label: 'Our company', sample: 'Our company' },
  { name: 'workspace.postal_address', kind: 'text', label: 'Our postal address', sample: 'Harbour Street 1, 28195 Bremen' },
  { name: 'today', kind: 'date', label: 'Day of sending', sample: '2026-03-02' },
  { name: 'offer.name', kind: 'text', label: 'Offer', sample: 'Spring check-up' },
  { name: 'offer.price', kind: 'money', label: 'Price of the offer', sample: { amountMinor: 49_000, currency: 'EUR' } },
  { name: 'offer.valid_until', kind: 'date', label: 'Offer valid until', sample: '2026-04-30' },
  { name: 'asset.title', kind: 'text', label: 'Document', sample: 'Seven signs of a worn pump' },
  { name: 'asset.link', kind: 'url', label: 'Link to the document', sample: 'https://example.com/document' },
  { name: 'event.name', kind: 'text', label: 'Event', sample: 'Open house' },
  { name: 'event.starts_at', kind: 'date', label: 'Beginning of the event', sample: '2026-05-12T08:00:00Z' },
  { name: 'event.link', kind: 'url', label: 'Link to the event', sample: 'https://example.com/event' },
  { name: 'link.preferences', kind: 'url', label: 'Link to the preferences', sample: 'https://example.com/preferences' },
];
export const PREFERENCES = 'link.preferences';

export const MOST = {
  blocks: 80,
  inColumn: 12,
  conditions: 8,
  /** Of the content as JSON. */
  contentBytes: 300_000,
  imageBytes: 2 * 1024 * 1024,
  imageSide: 5_000,
  /** Where mail programs begin to cut. */
  mailBytes: 102 * 1024,
} as const;
export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];

export const MARK_TYPES = ['bold', 'italic', 'link'] as const;
const Words = z.string().max(5_000);
/** What an address may be written as, is told by the checks; what it may be at all, by the making of the mail. */
const Href = z.string().max(2_000);

const RichMark = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('bold') }),
  z.strictObject({ type: z.literal('italic') }),
  z.strictObject({ type: z.literal('link'), attrs: z.strictObject({ href: Href }) }),
]);
const RichText = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: Words.min(1), marks: z.array(RichMark).max(3).optional() }),
  z.strictObject({ type: z.literal('hardBreak') }),
]);
const Paragraph = z.strictObject({ type: z.literal('paragraph'), content: z.array(RichText).max(200).optional() });
const Item = z.strictObject({ type: z.literal('listItem'), content: z.array(Paragraph).min(1).max(20) });
const List = z.strictObject({ type: z.enum(['bulletList', 'orderedList']), content: z.array(Item).min(1).max(100) });
/** What the text editor makes: paragraphs and lists, one level deep. Anything else is refused. */
export const RichDoc = z.strictObject({
  type: z.literal('doc'),
  content: z
    .array(z.discriminatedUnion('type', [Paragraph, List]))
    .min(1)
    .max(200),
});
export type RichDoc = z.infer<typeof RichDoc>;
export type RichText = z.infer<typeof RichText>;
export type RichMark = z.infer<typeof RichMark>;

export const ALIGNMENTS = ['left', 'center', 'right'] as const;
const Align = z.enum(ALIGNMENTS);
const common = {
  /** Names the block inside of its mail. */
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  /** Shown only where this field holds something or this condition is met. */
  when: z
    .string()
    .regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/)
    .max(80)
    .nullish(),
};
const simple = [
  z.strictObject({
    ...common,
    type: z.literal('heading'),
    text: Words,
    level: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    align: Align,
  }),
  z.strictObject({ ...common, type: z.literal('text'), doc: RichDoc }),
  z.strictObject({
    ...common,
    type: z.literal('image'),
    imageId: Id.nullable(),
    alt: z.string().max(500),
    href: Href,
    /** Percent of the column. */
    width: z.int().min(10).max(100),
    align: Align,
  }),
  z.strictObject({ ...common, type: z.literal('button'), label: z.string().max(200), href: Href, align: Align }),
  z.strictObject({ ...common, type: z.literal('spacer'), height: z.int().min(4).max(120) }),
  z.strictObject({ ...common, type: z.literal('divider') }),
  z.strictObject({ ...common, type: z.literal('quote'), text: Words, by: z.string().max(200) }),
  z.strictObject({ ...common, type: z.literal('signature'), closing: z.string().max(200) }),
  z.strictObject({ ...common, type: z.literal('footer'), reason: z.string().max(1_000), preferences: z.string().max(200) }),
] as const;
export const SimpleBlock = z.discriminatedUnion('type', [...simple]);
export type SimpleBlock = z.infer<typeof SimpleBlock>;
const column = z.array(SimpleBlock).max(MOST.inColumn);
export const Block = z.discriminatedUnion('type', [
  ...simple,
  z.strictObject({ ...common, type: z.literal('columns'), left: column, right: column }),
  z.strictObject({ ...common, type: z.literal('reusable'), reusableId: Id }),
]);
export type Block = z.infer<typeof Block>;
export type BlockType = Block['type'];
export const BLOCK_TYPES = [
  'heading',
  'text',
  'image',
  'button',
  'columns',
  'divider',
  'spacer',
  'quote',
  'signature',
  'footer',
  'reusable',
] as const satisfies readonly BlockType[];

/** A condition that a template brings along; texts name it as `is.<key>`. */
export const TemplateCondition = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9_]{0,29}$/, 'Use small letters, digits and _.'),
  name: z.string().trim().min(1).max(120),
  criteria: Criteria,
});
export type TemplateCondition = z.infer<typeof TemplateCondition>;
export const conditionName = (key: string) => `is.${key}`;

/** What a mail says: the words of its head, its colour, its blocks. */
export const Content = z.strictObject({
  subject: z.string().max(500),
  previewText: z.string().max(500),
  fromName: z.string().max(200),
  accent: z.string().regex(/^#[0-9a-fA-F]{6}$/, 'Write a colour as #1f5fbf.'),
  blocks: z.array(Block).max(MOST.blocks),
  conditions: z.array(TemplateCondition).max(MOST.conditions),
});
export type Content = z.infer<typeof Content>;

export const CHECK_LEVELS = ['stop', 'hint'] as const;
/** Something to look at before a mail goes out. `stop`: it can't be published so. */
export interface Check {
  level: (typeof CHECK_LEVELS)[number];
  code: string;
  message: string;
  /** The block, or `subject`, `previewText`, `fromName`; null for the whole mail. */
  place: string | null;
}
