import { z } from 'zod';
import { endpoint, Id, Instant } from '#modules/team/schema.ts';
import { MAIL_STATES } from './schema.ts';

const Page = { cursor: Id.optional(), limit: z.int().min(1).max(100).default(30) };

export const listNotices = endpoint({
  name: 'listNotices',
  method: 'GET',
  path: '/notices',
  input: z.object({ unread: z.boolean().optional(), ...Page }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        kind: z.string(),
        title: z.string(),
        body: z.string().nullable(),
        /** A path of the web app, such as `/leads/…`. */
        link: z.string().nullable(),
        createdAt: Instant,
        readAt: Instant.nullable(),
      }),
    ),
    unread: z.int(),
    next: z.string().nullable(),
  }),
  permission: 'signedIn',
  summary: 'The caller’s own notices, newest first.',
});

export const readNotice = endpoint({
  name: 'readNotice',
  method: 'PUT',
  path: '/notices/:id/reading',
  input: z.object({ id: Id }),
  output: z.object({}),
  permission: 'signedIn',
  summary: 'Marks one of the own notices as read.',
});

export const readAllNotices = endpoint({
  name: 'readAllNotices',
  method: 'PUT',
  path: '/notices/reading',
  input: z.object({}),
  output: z.object({ read: z.int() }),
  permission: 'signedIn',
  summary: 'Marks all of the own notices as read.',
});

const MailRow = z.object({
  id: Id,
  kind: z.string(),
  toEmail: z.string(),
  toName: z.string().nullable(),
  subject: z.string(),
  state: z.enum(MAIL_STATES),
  problem: z.string().nullable(),
  createdAt: Instant,
  sentAt: Instant.nullable(),
});

export const listMails = endpoint({
  name: 'listMails',
  method: 'GET',
  path: '/mails',
  input: z.object({ state: z.enum(MAIL_STATES).optional(), ...Page }),
  output: z.object({ items: z.array(MailRow), next: z.string().nullable(), captures: z.boolean() }),
  permission: 'mail:read',
  summary: 'The mails of the program itself: invitations, resets, notices. `captures`: no mail server is set, so they stay here.',
});

/** Once a mail has left, links that carry a secret are no longer shown here. */
export const getMail = endpoint({
  name: 'getMail',
  method: 'GET',
  path: '/mails/:id',
  input: z.object({ id: Id }),
  output: MailRow.extend({ fromEmail: z.string().nullable(), bodyText: z.string(), messageId: z.string(), attempts: z.int() }),
  permission: 'mail:read',
  summary: 'One mail with its text.',
});
