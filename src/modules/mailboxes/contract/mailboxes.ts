import { z } from 'zod';
import { Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { FOLDER_ROLES, MAILBOX_KINDS, MailboxRow, MailboxValues, OUTCOMES } from '../schema.ts';

const { ignored, internal, inquiries, inbox, sent, keeps, visibleTo, ...Needed } = MailboxValues;

export const listMailboxes = endpoint({
  name: 'listMailboxes',
  method: 'GET',
  path: '/mailboxes',
  input: z.object({}),
  output: z.object({
    items: z.array(MailboxRow),
    /** The caller may make mailboxes that are not their own. */
    mayMakeShared: z.boolean(),
    /** The caller's own address to send mails to that belong on a timeline; null where there is no mailbox for it, or they have asked for none. */
    dropAddress: z.string().nullable(),
    hasDrop: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'Mailboxes that are read, with how each is doing. Of another person’s own mailbox only admins see that it is there.',
});

export const createMailbox = endpoint({
  name: 'createMailbox',
  method: 'POST',
  path: '/mailboxes',
  input: z.object({
    kind: z.enum(MAILBOX_KINDS),
    ...Needed,
    since: Needed.since.optional(),
    inbox: inbox.default('INBOX'),
    sent: sent.default(null),
    keeps: keeps.default('whole'),
    visibleTo: visibleTo.default('owner'),
    ignored: ignored.default([]),
    internal: internal.default([]),
    inquiries: inquiries.default('ask'),
  }),
  output: z.object({ id: Id }),
  permission: 'record:write',
  summary:
    'Sets up a mailbox. Everybody may their own; the shared ones need the right to the workspace’s settings. The password goes out to nobody.',
});

export const changeMailbox = endpoint({
  name: 'changeMailbox',
  method: 'PATCH',
  path: '/mailboxes/:id',
  input: z.object({
    id: Id,
    name: Needed.name.optional(),
    host: Needed.host.optional(),
    port: Needed.port.optional(),
    security: Needed.security.optional(),
    username: Needed.username.optional(),
    password: Needed.password.optional(),
    inbox: inbox.optional(),
    sent: sent.optional(),
    keeps: keeps.optional(),
    visibleTo: visibleTo.optional(),
    ignored: ignored.optional(),
    internal: internal.optional(),
    inquiries: inquiries.optional(),
    paused: z.boolean().optional(),
  }),
  output: Done,
  permission: 'record:write',
  summary:
    'Changes a mailbox, pauses or resumes it. Another server, port, security or user needs the password again, so that nobody can send it elsewhere.',
});

export const removeMailbox = endpoint({
  name: 'removeMailbox',
  method: 'DELETE',
  path: '/mailboxes/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:write',
  summary:
    'Ends the reading of a mailbox and forgets its password. Conversations stay; mails of a rep’s own mailbox that nobody else had go with it.',
});

export const testMailbox = endpoint({
  name: 'testMailbox',
  method: 'POST',
  path: '/mailbox-tests',
  input: z.object({
    /** To test with the password that is kept; only with the server it is kept for. */
    id: Id.optional(),
    host: Needed.host,
    port: Needed.port,
    security: Needed.security,
    username: Needed.username,
    password: Needed.password.optional(),
  }),
  output: z.object({
    ok: z.boolean(),
    problem: z.string().nullable(),
    folders: z.array(z.object({ path: z.string(), use: z.string().nullable() })),
  }),
  permission: 'record:write',
  summary: 'Signs in to a mailbox and lists its folders; keeps nothing.',
  idempotent: false,
});

export const readMailbox = endpoint({
  name: 'readMailbox',
  method: 'POST',
  path: '/mailboxes/:id/readings',
  input: z.object({ id: Id, count: z.boolean().default(false) }),
  output: Done,
  permission: 'record:write',
  summary: 'Asks for a look into the mailbox now; with `count`, for the count against its server.',
});

export const listReceipts = endpoint({
  name: 'listReceipts',
  method: 'GET',
  path: '/mailboxes/:id/receipts',
  input: z.object({ id: Id, outcome: z.enum(OUTCOMES).default('failed') }),
  output: z.object({
    items: z.array(
      z.object({
        role: z.enum(FOLDER_ROLES),
        uidValidity: z.int(),
        uid: z.int(),
        outcome: z.enum(OUTCOMES),
        reason: z.string().nullable(),
        tries: z.int(),
        at: Instant,
      }),
    ),
  }),
  permission: 'record:read',
  summary: 'What became of the mails of a mailbox, the newest 200 of one kind: those that could not be read, with the reason.',
});

export const retryReceipts = endpoint({
  name: 'retryReceipts',
  method: 'POST',
  path: '/mailboxes/:id/retries',
  input: z.object({ id: Id }),
  output: z.object({ n: z.int() }),
  permission: 'record:write',
  summary: 'Reads the mails again that could not be read.',
});

export const renewDropAddress = endpoint({
  name: 'renewDropAddress',
  method: 'POST',
  path: '/drop-address',
  input: z.object({}),
  output: z.object({ address: z.string() }),
  permission: 'record:write',
  summary:
    'Gives the caller an address: what they send there in copy, or forward, stands on the timeline of its people. A new one ends the old.',
});
