import { z } from 'zod';
import { Id } from '#modules/team/schema.ts';
import { SimpleBlock } from '#modules/templates/schema.ts';

/** Blocks of a mail that a page can show as well; what belongs to mail alone (signature, footer) is not among them. */
export const PAGE_BLOCKS = ['heading', 'text', 'image', 'button', 'spacer', 'divider', 'quote'] as const;
const isPageBlock = ({ type }: { type: string }) => PAGE_BLOCKS.some((one) => one === type);
const Simple = SimpleBlock.refine(isPageBlock, 'This block belongs into a mail.');
const blockId = z.string().regex(/^[a-z0-9-]{1,40}$/);

export const FormBlock = z.strictObject({ id: blockId, type: z.literal('form'), formId: Id.nullable() });
const Inner = z.union([FormBlock, Simple]);
export const ColumnsBlock = z.strictObject({
  id: blockId,
  type: z.literal('columns'),
  left: z.array(Inner).max(12),
  right: z.array(Inner).max(12),
});
export const PageBlock = z.union([FormBlock, ColumnsBlock, Simple]);
export type PageBlock = z.infer<typeof PageBlock>;
export type InnerBlock = z.infer<typeof Inner>;

const line = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'Write it in one line.');

export const PageContent = z.strictObject({
  title: line(200),
  description: line(300),
  /** The readable end of the address. */
  slug: z
    .string()
    .regex(/^[a-z0-9-]*$/, 'Use small letters, digits and hyphens.')
    .max(80),
  noindex: z.boolean(),
  accent: z.string().regex(/^#[0-9a-fA-F]{6}$/, 'Write a colour as #1f5fbf.'),
  /** Visits of the page are counted there. */
  websiteId: Id.nullable(),
  blocks: z.array(PageBlock).max(60),
  /** Shown after a form of the page was sent; empty: what the form says. */
  thanks: z.array(PageBlock).max(30),
});
export type PageContent = z.infer<typeof PageContent>;
