import { z } from 'zod';
import { Id, Instant } from '#modules/team/schema.ts';

/** Whose mail arrives there: everybody's, one person's, what servers send back, or what members send to keep. */
export const MAILBOX_KINDS = ['shared', 'personal', 'bounces', 'drop'] as const;
export type MailboxKind = (typeof MAILBOX_KINDS)[number];
export const SECURITIES = ['tls', 'starttls', 'none'] as const;
export const KEEPS = ['whole', 'heads'] as const;
export type Keeps = (typeof KEEPS)[number];
/** Who but the rep sees mail of a rep's own mailbox. */
export const VISIBLE_TO = ['owner', 'team', 'subject'] as const;
export type VisibleTo = (typeof VISIBLE_TO)[number];
export const INQUIRIES = ['ask', 'lead'] as const;
export const FOLDER_ROLES = ['inbox', 'sent'] as const;
export type FolderRole = (typeof FOLDER_ROLES)[number];

/** What became of a mail of a folder. */
export const OUTCOMES = ['reading', 'kept', 'known', 'told', 'unknown_people', 'ignored', 'internal', 'not_ours', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const STATES = ['open', 'closed', 'spam'] as const;
export type ConversationState = (typeof STATES)[number];

/** A mail larger than this is kept as a file as it came, and only its beginning is read. */
export const MOST_READ = 10 * 1024 * 1024;
export const MOST_KEPT = 50 * 1024 * 1024;
export const MOST_ATTACHMENTS = 30;
export const MOST_BODY = 100_000;
/** After so many tries a mail is left alone. */
export const MOST_TRIES = 5;
/** Days within which a mail that names none before it still belongs to a conversation of its subject. */
export const SAME_SUBJECT_DAYS = 30;
/** Mails a day that become leads by themselves from one mailbox; what is above it waits for a person. */
export const MOST_LEADS_A_DAY = 100;

const LINE = /^[^\p{Cc}\u2028\u2029]*$/u;
const line = (most: number) => z.string().trim().min(1).max(most).regex(LINE, 'Write it in one line.');
const Address = z.email('This is not a mail address.').max(254).toLowerCase();
const Domain = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^(?:[^\s@]{1,64}@)?(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/, 'Write an address or a domain such as example.com.');

/** What can be set of a mailbox; the password goes in and never comes out. */
export const MailboxValues = {
  name: line(120),
  address: Address,
  host: line(253),
  port: z.int().min(1).max(65_535),
  security: z.enum(SECURITIES),
  username: line(254),
  password: z.string().min(1, 'Write the password.').max(1000),
  inbox: line(200),
  sent: line(200).nullable(),
  /** Mail from before is not read. */
  since: Instant,
  keeps: z.enum(KEEPS),
  visibleTo: z.enum(VISIBLE_TO),
  ignored: z.array(Domain).max(500),
  internal: z.array(Domain).max(50),
  inquiries: z.enum(INQUIRIES),
};

export const Folder = z.object({
  role: z.enum(FOLDER_ROLES),
  path: z.string(),
  /** How far it is read: the number of the last mail on the server. */
  uid: z.int(),
  count: z.object({ at: Instant, onServer: z.int(), withUs: z.int(), missing: z.int(), repaired: z.int() }).nullable(),
});

/** Of files that go with a mail: how many, and how large one and all of them may be. */
export const MOST_FILES = 10;
export const MOST_FILE_BYTES = 10 * 1024 * 1024;
export const MOST_FILES_BYTES = 20 * 1024 * 1024;

export const MailboxRow = z.object({
  id: Id,
  kind: z.enum(MAILBOX_KINDS),
  name: z.string(),
  address: z.string(),
  member: z.object({ id: Id, name: z.string() }).nullable(),
  host: z.string(),
  port: z.int(),
  security: z.enum(SECURITIES),
  username: z.string(),
  inbox: z.string(),
  sent: z.string().nullable(),
  since: Instant,
  keeps: z.enum(KEEPS),
  visibleTo: z.enum(VISIBLE_TO),
  ignored: z.array(z.string()),
  internal: z.array(z.string()),
  inquiries: z.enum(INQUIRIES),
  pausedAt: Instant.nullable(),
  /** The caller may change it. */
  mayChange: z.boolean(),
  status: z.object({
    /** `reading`: now, or listening. `waiting`: the next look comes by itself. */
    state: z.enum(['reading', 'waiting', 'paused', 'sign_in_again', 'problem', 'new']),
    readAt: Instant.nullable(),
    /** The server tells of new mail by itself. */
    listens: z.boolean(),
    problem: z.string().nullable(),
    problemAt: Instant.nullable(),
    failed: z.int(),
    /** Mails of today, by the workspace's clock. */
    today: z.object({ kept: z.int(), left: z.int() }),
  }),
  folders: z.array(Folder),
});
export type MailboxRow = z.output<typeof MailboxRow>;

export const Attached = z.object({
  name: z.string(),
  mediaType: z.string(),
  sizeBytes: z.int(),
  /** Null: too large, or more than are kept. */
  fileId: Id.nullable(),
});
export type Attached = z.output<typeof Attached>;
