import { z } from 'zod';
import { Done, Email, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { IMAGE_TYPES, MOST, SimpleBlock } from '../schema.ts';

const Image = z.object({
  id: Id,
  name: z.string(),
  mediaType: z.enum(IMAGE_TYPES),
  sizeBytes: z.int(),
  width: z.int(),
  height: z.int(),
  /** Where it is served, to anybody who knows the address. */
  path: z.string(),
  createdAt: Instant,
});

export const listMailImages = endpoint({
  name: 'listMailImages',
  method: 'GET',
  path: '/mail-images',
  input: z.object({}),
  output: z.object({ items: z.array(Image) }),
  permission: 'record:read',
  summary: 'The pictures that mails can show, newest first, at most 200.',
});

export const uploadMailImage = endpoint({
  name: 'uploadMailImage',
  method: 'POST',
  path: '/mail-images',
  input: z.object({}),
  output: Image,
  permission: 'template:write',
  summary: 'Takes in a picture for mails: PNG, JPEG, GIF or WebP of at most 2 MB.',
  transport: 'upload',
});

export const getMailImage = endpoint({
  name: 'getMailImage',
  method: 'GET',
  path: '/mail-images/:token',
  input: z.object({ token: z.string().regex(/^[\w-]{32}$/) }),
  output: z.object({}),
  permission: 'public',
  summary: 'A picture of a mail, for whoever has the mail.',
  transport: 'download',
});

const Name = z.string().trim().min(1, 'Name the block.').max(120);
const Blocks = z.array(SimpleBlock).min(1, 'Put something into the block.').max(MOST.inColumn);
const Reusable = z.object({
  id: Id,
  name: z.string(),
  number: z.int(),
  blocks: z.array(SimpleBlock),
  savedAt: Instant,
  /** Templates whose draft or newest version holds it. */
  usedIn: z.array(z.object({ id: Id, name: z.string() })),
});

export const listReusableBlocks = endpoint({
  name: 'listReusableBlocks',
  method: 'GET',
  path: '/reusable-blocks',
  input: z.object({}),
  output: z.object({ items: z.array(Reusable) }),
  permission: 'record:read',
  summary: 'Pieces that stand in several templates, each with its newest version and where it is used.',
});

export const createReusableBlock = endpoint({
  name: 'createReusableBlock',
  method: 'POST',
  path: '/reusable-blocks',
  input: z.object({ name: Name, blocks: Blocks }),
  output: z.object({ id: Id }),
  permission: 'template:write',
  summary: 'Makes a piece that several templates can hold.',
});

export const saveReusableBlock = endpoint({
  name: 'saveReusableBlock',
  method: 'PUT',
  path: '/reusable-blocks/:id',
  input: z.object({ id: Id, name: Name, blocks: Blocks, /** The version it was read as. */ number: z.int().min(1) }),
  output: z.object({ number: z.int() }),
  permission: 'template:write',
  summary: 'Saves a new version of a piece. Drafts show it at once; what is published stays as it is.',
});

export const archiveReusableBlock = endpoint({
  name: 'archiveReusableBlock',
  method: 'DELETE',
  path: '/reusable-blocks/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'template:write',
  summary: 'Takes a piece out of use. Refused while a draft holds it.',
});

const SenderName = z
  .string()
  .trim()
  .min(1, 'Write the name that people see.')
  .max(120)
  .regex(/^[^\p{Cc}\u2028\u2029<>"]*$/u, 'Write it in one line, without < > and quotation marks.');
const senderValues = { name: SenderName, email: Email, replyTo: Email.nullable().default(null), isDefault: z.boolean().default(false) };

export const listSenders = endpoint({
  name: 'listSenders',
  method: 'GET',
  path: '/senders',
  input: z.object({}),
  output: z.object({
    items: z.array(z.object({ id: Id, name: z.string(), email: z.string(), replyTo: z.string().nullable(), isDefault: z.boolean() })),
  }),
  permission: 'record:read',
  summary: 'Names and addresses that mails come from.',
});

export const createSender = endpoint({
  name: 'createSender',
  method: 'POST',
  path: '/senders',
  input: z.object(senderValues),
  output: z.object({ id: Id }),
  permission: 'workspace:write',
  summary: 'Adds a name and address that mails may come from.',
});

export const changeSender = endpoint({
  name: 'changeSender',
  method: 'PUT',
  path: '/senders/:id',
  input: z.object({ id: Id, ...senderValues }),
  output: Done,
  permission: 'workspace:write',
  summary: 'Changes a sender.',
});

export const deleteSender = endpoint({
  name: 'deleteSender',
  method: 'DELETE',
  path: '/senders/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'workspace:write',
  summary: 'Takes a sender away. Mails that were sent keep it.',
});
