import { ImapFlow } from 'imapflow';
import { addressesToDial, NotAllowed } from './dial.ts';

/** How a mailbox is reached. */
export interface ImapSettings {
  host: string;
  port: number;
  /** `tls` from the first byte, `starttls` before the password, or `none` at all. */
  security: 'tls' | 'starttls' | 'none';
  user: string;
  password: string;
}

export interface FolderState {
  /** When it changes, every number of a mail means another one. */
  uidValidity: number;
  count: number;
}

export interface StoredMail {
  sizeBytes: number;
  /** When the server took it in, ISO. */
  receivedAt: string;
  /** The mail as it is; of one that is larger than `most`, its beginning. */
  source: Buffer;
}

/** A mailbox on a server, one connection. Everything throws `MailboxProblem`, and the connection is useless then. */
export interface MailStore {
  folders(): Promise<{ path: string; use: string | null }[]>;
  open(path: string): Promise<FolderState>;
  /** Numbers of the mails of the open folder above `after`, ascending; `since`: only those that came then or later. */
  numbers(asked: { after: number; since: string }): Promise<number[]>;
  /** Null: it is not there any more. */
  read(uid: number, most: number): Promise<StoredMail | null>;
  /** The whole of a large mail, piece by piece, never more than `most` bytes. */
  stream(uid: number, most: number): AsyncIterable<Buffer>;
  /** Ends when a folder has mails above `after`, after `ms`, or with the signal. @returns whether the server tells by itself */
  waitForNews(awaited: AwaitedNews): Promise<boolean>;
  close(): Promise<void>;
}

export interface AwaitedNews {
  path: string;
  after: number;
  since: string;
  ms: number;
  signal: AbortSignal;
}

export type OpenStore = (settings: ImapSettings) => Promise<MailStore>;

export const PROBLEMS = ['place', 'sign_in', 'certificate', 'no_answer', 'folder', 'broken', 'server'] as const;
export type ProblemCode = (typeof PROBLEMS)[number];

/** Why a mailbox cannot be read, in a sentence for whoever set it up. What a server answers is not repeated: it may be any server. */
export class MailboxProblem extends Error {
  readonly code: ProblemCode;
  constructor(code: ProblemCode, message: string) {
    super(message);
    this.code = code;
  }
}

const CONNECT_MS = 20_000;
const SILENCE_MS = 120_000;
const LONGEST_LINE = 1024 * 1024;
const LARGEST_ANSWER = 64 * 1024 * 1024;

export interface ImapOptions {
  /** Which numeric addresses may be connected to; all where it is not given. */
  allows?: ((address: string) => boolean) | undefined;
  /** Certificates that are trusted beside those of the world, in PEM. */
  trusted?: string | undefined;
}

/** Opens mailboxes. The name is resolved once, and held against the certificate only. */
export function imapStores({ allows, trusted }: ImapOptions): OpenStore {
  return async (settings) => {
    const [{ address }] = await telling(() => addressesToDial({ host: settings.host, timeoutMs: CONNECT_MS, allows }));
    const client = clientOf(settings, { address, trusted });
    // An error that nobody hears would end the process; whoever waits for an answer gets it as well.
    client.on('error', () => undefined);
    await telling(() => client.connect());
    return storeOf(client);
  };
}

function clientOf({ host, port, security, user, password }: ImapSettings, to: { address: string; trusted: string | undefined }): ImapFlow {
  return new ImapFlow({
    host: to.address,
    servername: host,
    port,
    secure: security === 'tls',
    doSTARTTLS: security === 'starttls' ? true : security === 'none' ? false : undefined,
    tls: { servername: host, minVersion: 'TLSv1.2', ...(to.trusted ? { ca: to.trusted } : {}) },
    auth: { user, pass: password },
    clientInfo: { name: 'Truce' },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    maxLineLength: LONGEST_LINE,
    maxLiteralSize: LARGEST_ANSWER,
    maxResponseSize: LARGEST_ANSWER + LONGEST_LINE,
  });
}

function storeOf(client: ImapFlow): MailStore {
  return {
    folders: () =>
      telling(async () => (await client.list()).map(({ path, specialUse }) => ({ path, use: specialUse?.replace(/^\\/, '') ?? null }))),
    open: (path) =>
      telling(async () => {
        const box = await client.mailboxOpen(path, { readOnly: true }).catch((error: unknown) => {
          if (client.usable) throw new MailboxProblem('folder', `The mailbox has no folder ${path.slice(0, 100)}.`);
          throw error;
        });
        return { uidValidity: Number(box.uidValidity), count: box.exists };
      }),
    numbers: (asked) => telling(() => numbersOf(client, asked)),
    read: (uid, most) =>
      telling(async () => {
        const mail = await client.fetchOne(String(uid), { size: true, internalDate: true, source: { maxLength: most } }, { uid: true });
        const { source, size, internalDate } = mail || {};
        return source ? { sizeBytes: size ?? source.length, receivedAt: instantOf(internalDate), source } : null;
      }),
    stream: (uid, most) => pieces(client, uid, most),
    waitForNews: (awaited) => telling(() => waitForNews(client, awaited)),
    close: () => client.logout().catch(() => client.close()),
  };
}

function instantOf(date: Date | string | undefined): string {
  const at = date === undefined ? Number.NaN : new Date(date).getTime();
  return new Date(Number.isNaN(at) ? 0 : at).toISOString();
}

async function* pieces(client: ImapFlow, uid: number, most: number): AsyncGenerator<Buffer> {
  const { content } = await telling(() => client.download(String(uid), undefined, { uid: true, maxBytes: most }));
  if (!content) return;
  for await (const piece of content) yield piece as Buffer;
}

async function numbersOf(client: ImapFlow, { after, since }: { after: number; since: string }): Promise<number[]> {
  const found = await client.search({ uid: `${after + 1}:*`, since: new Date(since) }, { uid: true });
  // A range of which the end lies before its beginning is read backwards by servers: the last mail is always among the answers.
  return (found || []).filter((uid) => uid > after).sort((a, b) => a - b);
}

/** IDLE where the server knows it, else a look after the time. What came since the last look is news at once: no server tells of it again. */
async function waitForNews(client: ImapFlow, { path, after, since, ms, signal }: AwaitedNews): Promise<boolean> {
  const listens = client.capabilities.has('IDLE');
  let wake: () => void = () => undefined;
  const news = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const timer = setTimeout(wake, ms);
  client.on('exists', wake);
  client.on('close', wake);
  signal.addEventListener('abort', wake);
  try {
    await client.mailboxOpen(path, { readOnly: true });
    if ((await numbersOf(client, { after, since })).length > 0) return listens;
    // Any other command ends it, so that nothing needs to be called off here.
    const idle = listens ? client.idle().catch(() => undefined) : Promise.resolve();
    await news;
    if (!client.usable) throw new MailboxProblem('broken', 'The connection to the mailbox broke.');
    if (listens) {
      await client.noop();
      await idle;
    }
  } finally {
    clearTimeout(timer);
    client.off('exists', wake);
    client.off('close', wake);
    signal.removeEventListener('abort', wake);
  }
  return listens;
}

async function telling<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof MailboxProblem ? error : problemOf(error);
  }
}

/** @param error of imapflow or of the network below it */
export function problemOf(error: unknown): MailboxProblem {
  const { code = '', message = '', authenticationFailed = false } = (error ?? {}) as ImapError;
  if (error instanceof NotAllowed)
    return new MailboxProblem('place', 'This server is in a private network. Whoever runs this installation can allow that.');
  if (authenticationFailed) return new MailboxProblem('sign_in', 'The server did not accept the user name and password.');
  if (/CERT|SELF_SIGNED|ERR_TLS|UNABLE_TO_VERIFY|DEPTH_ZERO/.test(code) || /certificate|altname/i.test(message))
    return new MailboxProblem('certificate', 'The certificate of the server is not valid for its name.');
  if (/EPROTO|SSL|tls/i.test(`${code} ${message}`))
    return new MailboxProblem('certificate', 'No secure connection came about. Another port or kind of security may be meant.');
  if (/TIMEOUT|ETIMEDOUT|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND|CONNECT/i.test(code))
    return new MailboxProblem('no_answer', 'The server does not answer there.');
  if (/NoConnection|EConnectionClosed|ECONNRESET|EPIPE|Connection/i.test(`${code} ${message}`))
    return new MailboxProblem('broken', 'The connection to the mailbox broke.');
  return new MailboxProblem('server', 'The mailbox answered something unexpected.');
}

interface ImapError {
  code?: string;
  message?: string;
  authenticationFailed?: boolean;
}
