import { type ImapSettings, MailboxProblem, type MailStore } from '#platform/mail/imap.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import type { Client, TestApp } from '../../../test/harness.ts';
import { createMailbox, readMailbox } from './contract/mailboxes.ts';

interface Lying {
  uid: number;
  source: Buffer;
  receivedAt: string;
}

/** A mail server in memory: what the reader needs of one, for tests of what becomes of mails. The real one is Dovecot's test. */
export interface MemoryServer {
  /** For `openTestApp`. */
  open(settings: ImapSettings): Promise<MailStore>;
  put(user: string, mail: string | Buffer, more?: { folder?: string; receivedAt?: string }): number;
  take(user: string, uid: number, folder?: string): void;
  /** The server gives every mail a new number. */
  renumber(user: string, folder?: string): void;
  /** Called before each mail that is read; throws to break the connection. */
  onRead: ((uid: number) => void) | null;
  password: string;
}

export function memoryServer(): MemoryServer {
  const folders = new Map<string, { validity: number; next: number; mails: Lying[] }>();
  const folderOf = (user: string, path: string) => {
    const key = `${user} ${path}`;
    const found = folders.get(key) ?? { validity: 1, next: 1, mails: [] };
    folders.set(key, found);
    return found;
  };
  const server: MemoryServer = {
    onRead: null,
    password: 'the right one',
    put(user, mail, { folder = 'INBOX', receivedAt = new Date().toISOString() } = {}) {
      const place = folderOf(user, folder);
      const uid = place.next;
      place.next += 1;
      place.mails.push({ uid, source: Buffer.isBuffer(mail) ? mail : Buffer.from(mail), receivedAt });
      return uid;
    },
    take(user, uid, folder = 'INBOX') {
      const place = folderOf(user, folder);
      place.mails = place.mails.filter((mail) => mail.uid !== uid);
    },
    renumber(user, folder = 'INBOX') {
      const place = folderOf(user, folder);
      place.validity += 1;
      place.mails = place.mails.map((mail, n) => ({ ...mail, uid: n + 1 }));
      place.next = place.mails.length + 1;
    },
    open: async ({ user, password }) => {
      if (password !== server.password) throw new MailboxProblem('sign_in', 'The server did not accept the user name and password.');
      return storeOf(server, (path) => folderOf(user, path));
    },
  };
  return server;
}

function storeOf(server: MemoryServer, folderOf: (path: string) => { validity: number; mails: Lying[] }): MailStore {
  let at = folderOf('INBOX');
  const mailOf = (uid: number) => at.mails.find((mail) => mail.uid === uid);
  return {
    folders: async () => [{ path: 'INBOX', use: 'Inbox' }],
    open: async (path) => {
      at = folderOf(path);
      return { uidValidity: at.validity, count: at.mails.length };
    },
    numbers: async ({ after, since }) =>
      at.mails.filter((mail) => mail.uid > after && mail.receivedAt >= since.slice(0, 10)).map(({ uid }) => uid),
    read: async (uid, most) => {
      server.onRead?.(uid);
      const mail = mailOf(uid);
      return mail ? { sizeBytes: mail.source.length, receivedAt: mail.receivedAt, source: mail.source.subarray(0, most) } : null;
    },
    stream: async function* (uid, most) {
      yield (mailOf(uid)?.source ?? Buffer.alloc(0)).subarray(0, most);
    },
    waitForNews: async () => true,
    close: async () => undefined,
  };
}

type Settings = Partial<InputOf<typeof createMailbox>>;

export async function newBox(client: Client, server: { password: string }, settings: Settings = {}): Promise<string> {
  const address = settings.address ?? 'info@firm.test';
  const { id } = await client.call(createMailbox, {
    kind: 'shared',
    name: `Box of ${address}`,
    address,
    host: 'mail.firm.test',
    port: 993,
    security: 'tls',
    username: address,
    password: server.password,
    since: '2020-01-01T00:00:00Z',
    ...settings,
  });
  return id;
}

export async function look(app: TestApp, client: Client, id: string, more: { count?: boolean } = {}): Promise<void> {
  await client.call(readMailbox, { id, ...more });
  await app.runAllJobs();
}

interface Letter {
  from?: string;
  to?: string;
  cc?: string;
  subject?: string;
  id?: string | null;
  refs?: readonly string[];
  date?: string;
  text?: string;
  heads?: readonly string[];
}

let letters = 0;

/** A mail as it lies on a server. */
export function letter({
  from = 'Anna Vogt <anna@kunde.test>',
  to = 'info@firm.test',
  cc,
  subject = 'A question',
  id,
  refs = [],
  date,
  text = 'Hello',
  heads = [],
}: Letter = {}): string {
  letters += 1;
  return [
    `From: ${from}`,
    `To: ${to}`,
    ...(cc ? [`Cc: ${cc}`] : []),
    `Subject: ${subject}`,
    `Date: ${date ?? new Date().toUTCString()}`,
    ...(id === null ? [] : [`Message-ID: <${id ?? `letter-${letters}@kunde.test`}>`]),
    ...(refs.length > 0 ? [`In-Reply-To: <${refs.at(-1)}>`, `References: ${refs.map((ref) => `<${ref}>`).join(' ')}`] : []),
    ...heads,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '',
  ].join('\r\n');
}
