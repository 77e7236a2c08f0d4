import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { MESSAGE_CODES, MESSAGE_STATES } from '#modules/sends/schema.ts';
import { Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { Attached, MOST_FILES, STATES } from '../schema.ts';

export const VIEWS = ['mine', 'open', 'unanswered', 'inquiries', 'closed', 'spam'] as const;

export const ConversationRow = z.object({
  id: Id,
  subject: z.string(),
  /** Whom it is with, as the mails name them; null where the caller may not see addresses. */
  address: z.string().nullable(),
  personName: z.string().nullable(),
  contact: Named.nullable(),
  company: Named.nullable(),
  leadId: Id.nullable(),
  mailbox: Named.nullable(),
  assignee: Named.nullable(),
  state: z.enum(STATES),
  inquiry: z.boolean(),
  lastAt: Instant,
  waitingSince: Instant.nullable(),
  /** The beginning of its last mail. */
  snippet: z.string(),
  mails: z.int(),
});
export type ConversationRow = z.output<typeof ConversationRow>;

export const listConversations = endpoint({
  name: 'listConversations',
  method: 'GET',
  path: '/conversations',
  input: z.object({
    view: z.enum(VIEWS).default('open'),
    mailboxId: Id.optional(),
    contactId: Id.optional(),
    companyId: Id.optional(),
    leadId: Id.optional(),
    ...Paged,
  }),
  output: z.object({
    items: z.array(ConversationRow),
    next: z.string().nullable(),
    counts: z.object({ mine: z.int(), unanswered: z.int(), inquiries: z.int() }),
  }),
  permission: 'record:read',
  summary:
    'Conversations by mail in the caller’s reach. Those that wait for an answer come with the longest waiting first, the others with the newest.',
});

const Mail = z.object({
  id: Id,
  direction: z.enum(['in', 'out']),
  automatic: z.boolean(),
  from: z.object({ name: z.string(), address: z.string() }).nullable(),
  recipients: z.array(z.object({ name: z.string(), email: z.string() })),
  member: Named.nullable(),
  subject: z.string(),
  /** Plain text. Null: only its head is kept. */
  body: z.string().nullable(),
  attachments: z.array(Attached),
  at: Instant,
  /** Of a mail that was written here: how far it has come, and why it waits or was stopped. */
  message: z
    .object({ id: Id, state: z.enum(MESSAGE_STATES), code: z.enum(MESSAGE_CODES).nullable(), heldUntil: Instant.nullable() })
    .nullable(),
});

export const getConversation = endpoint({
  name: 'getConversation',
  method: 'GET',
  path: '/conversations/:id',
  input: z.object({ id: Id }),
  output: ConversationRow.extend({
    items: z.array(Mail),
    /** Mails of it that the caller may not see. */
    hidden: z.int(),
    notes: z.array(z.object({ id: Id, member: Named.nullable(), body: z.string(), at: Instant })),
    /** Whether the caller may answer, assign and close. */
    mayWrite: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'One conversation with its mails in both directions, as plain text, and the notes of colleagues.',
});

const Words = {
  /** Own words, or a template that is published. */
  text: text(20_000).optional(),
  templateId: Id.optional(),
  /** Files sent before by `uploadMailFile`, to go with own words. */
  fileIds: z.array(Id).max(MOST_FILES, `A mail carries at most ${MOST_FILES} files.`).optional(),
  /** Sends although something that may be overridden stands in the way. */
  overrideReason: text(500).min(3).optional(),
  /** The same key again writes no second mail. */
  key: z.string().min(8).max(80),
};
const Queued = z.object({ messageId: Id, state: z.enum(['planned', 'held']), until: Instant.nullable() });

export const uploadMailFile = endpoint({
  name: 'uploadMailFile',
  method: 'POST',
  path: '/mail-files',
  input: z.object({}),
  output: z.object({ fileId: Id, name: z.string(), mediaType: z.string(), sizeBytes: z.int() }),
  permission: 'record:write',
  summary:
    'Sends a file that is to go with an own mail: a PDF, a picture, an office document without programs. Unsent, it is gone in two days.',
  transport: 'upload',
});

export const answerConversation = endpoint({
  name: 'answerConversation',
  method: 'POST',
  path: '/conversations/:id/answers',
  input: z.object({ id: Id, ...Words }),
  output: Queued,
  permission: 'record:write',
  summary: 'Answers in the conversation: through the gate as a reply, with the heads that keep it together.',
});

export const writeMail = endpoint({
  name: 'writeMail',
  method: 'POST',
  path: '/conversations',
  input: z.object({ contactId: Id, leadId: Id.optional(), subject: text(300).optional(), ...Words }),
  output: Queued.extend({ conversationId: Id }),
  permission: 'record:write',
  summary: 'Writes a mail to a contact in the caller’s name: a conversation begins.',
});

export const assignConversation = endpoint({
  name: 'assignConversation',
  method: 'PUT',
  path: '/conversations/:id/assignee',
  input: z.object({ id: Id, memberId: Id.nullable() }),
  output: Done,
  permission: 'record:write',
  summary: 'Says who answers.',
});

export const setConversationState = endpoint({
  name: 'setConversationState',
  method: 'PUT',
  path: '/conversations/:id/state',
  input: z.object({ id: Id, state: z.enum(STATES) }),
  output: Done,
  permission: 'record:write',
  summary: 'Closes a conversation, opens it again, or lays it aside as spam. A new mail of the other side opens a closed one by itself.',
});

export const addConversationNote = endpoint({
  name: 'addConversationNote',
  method: 'POST',
  path: '/conversations/:id/notes',
  input: z.object({ id: Id, body: text(5000).min(1, 'Write the note.') }),
  output: z.object({ id: Id }),
  permission: 'record:write',
  summary: 'Writes a note for colleagues into a conversation; it goes to nobody outside.',
});

export const makeLeadOfConversation = endpoint({
  name: 'makeLeadOfConversation',
  method: 'POST',
  path: '/conversations/:id/lead',
  input: z.object({
    id: Id,
    person: z.object({ firstName: text(120).optional(), lastName: text(120).optional(), companyName: text(200).optional() }).optional(),
    handRaised: z.boolean().optional(),
    whyNow: text(2000).optional(),
  }),
  output: z.object({ contactId: Id, leadId: Id, conversionId: Id }),
  permission: 'record:write',
  summary: 'Makes a lead of an inquiry: its writer becomes a contact, its first mail a conversion to be judged.',
});

export const downloadMailAttachment = endpoint({
  name: 'downloadMailAttachment',
  method: 'GET',
  path: '/conversation-mails/:id/attachments/:fileId',
  input: z.object({ id: Id, fileId: Id }),
  output: Done,
  permission: 'record:read',
  transport: 'download',
  summary: 'What was attached to a mail, to be saved; never shown inside of the app.',
});
