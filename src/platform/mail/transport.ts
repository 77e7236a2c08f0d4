import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import SMTPPool from 'nodemailer/lib/smtp-pool';
import type { Outgoing } from './compose.ts';
import { dial } from './dial.ts';
import { accepted, type Outcome, outcomeOf, type SmtpError } from './outcome.ts';

/** `if_offered` goes without TLS where the server offers none; with a password it is `starttls`. Certificates are always checked. */
export const TLS_MODES = ['implicit', 'starttls', 'if_offered', 'none'] as const;
export type TlsMode = (typeof TLS_MODES)[number];

export interface ServerSettings {
  host: string;
  port: number;
  tls: TlsMode;
  user?: string | undefined;
  password?: string | undefined;
}

export interface TransportOptions {
  /** Most connections at the same time. */
  connections?: number;
  /** Mails after which a connection is closed. */
  perConnection?: number;
  timeouts?: Partial<typeof TIMEOUTS>;
  /** Which numeric addresses may be connected to; all where it is not given. */
  allows?: ((address: string) => boolean) | undefined;
  /** Certificates to trust instead of the usual ones, PEM. */
  trusted?: string;
}

/** Milliseconds. */
const TIMEOUTS = {
  connect: 20_000,
  greeting: 30_000,
  /** From the moment a mail has a connection of its own until all of it is handed over. */
  untilDot: 5 * 60_000,
  /** RFC 5321 4.5.3.2.6 asks for ten minutes: a mail given up too early is delivered twice. */
  finalDot: 11 * 60_000,
  /** For `verify` as a whole. */
  verify: 30_000,
};

export interface Transport {
  /** Hands over one mail, once. Never throws for what a server does; after `signal` the mail ends as how far it had come. */
  deliver(mail: Outgoing, signal?: AbortSignal): Promise<Outcome>;
  /** Connects, makes TLS, logs in, and says goodbye. `null`: all well. */
  verify(): Promise<Outcome | null>;
  /** Mails that are on their way are finished. */
  close(): Promise<void>;
}

export function smtpTransport(server: ServerSettings, options: TransportOptions = {}): Transport {
  const limits = { ...TIMEOUTS, ...options.timeouts };
  const slots = slotsOf(options.connections ?? 5);
  const pool = new SMTPPool(poolOptions(server, options, limits));
  return {
    async deliver(mail, signal) {
      await slots.take();
      try {
        return await handOver(pool, mail, { limits, signal });
      } finally {
        slots.give();
      }
    },
    verify: () => tryOut(server, options, limits),
    async close() {
      await slots.idle();
      pool.close();
    },
  };
}

type Limits = typeof TIMEOUTS;

interface Opening extends TransportOptions {
  onSocket?: (socket: Socket) => void;
}

function poolOptions(server: ServerSettings, options: Opening, limits: Limits) {
  const { connections = 5, perConnection = 100, allows, trusted, onSocket } = options;
  const { host, port, tls, user, password } = server;
  return {
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls' || (tls === 'if_offered' && Boolean(user)),
    ignoreTLS: tls === 'none',
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' as const, ...(trusted ? { ca: trusted } : {}) },
    ...(user ? { auth: { user, pass: password ?? '' }, forceAuth: true } : {}),
    maxConnections: connections,
    maxMessages: perConnection,
    // Only mails of which not a byte was sent: an idle connection that the server had closed meanwhile.
    maxRequeues: 1,
    connectionTimeout: limits.connect + limits.greeting,
    greetingTimeout: limits.greeting,
    // Silence alone; how long a mail may take as a whole is watched in `handOver`.
    socketTimeout: Math.max(limits.untilDot, limits.finalDot),
    getSocket: (_: unknown, done: (error: Error | null, socket?: { connection: Socket }) => void) => {
      dial({ host, port, timeoutMs: limits.connect, allows }).then((connection) => {
        onSocket?.(connection);
        done(null, { connection });
      }, done);
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** A mail begins when a connection is free, so that its time does not run while it waits. */
function slotsOf(most: number) {
  let free = most;
  const waiting: (() => void)[] = [];
  const watching: (() => void)[] = [];
  return {
    take: (): Promise<void> | void => {
      if (free > 0) free -= 1;
      else return new Promise((resolve) => waiting.push(resolve));
    },
    give: () => {
      const next = waiting.shift();
      if (next) return next();
      free += 1;
      if (free === most) for (const done of watching.splice(0)) done();
    },
    idle: (): Promise<void> => (free === most ? Promise.resolve() : new Promise((resolve) => watching.push(resolve))),
  };
}

function handOver(
  pool: SMTPPool,
  mail: Outgoing,
  { limits, signal }: { limits: Limits; signal?: AbortSignal | undefined },
): Promise<Outcome> {
  const stop = new AbortController();
  const watch = stopAfter(stop, limits.untilDot);
  const giveUp = () => stop.abort(new Error('stopped'));
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp, { once: true });
  const body = bodyOf(mail.raw, () => watch.restart(limits.finalDot));
  return new Promise<Outcome>((resolve) => {
    pool.send(entryOf(mail, body, stop.signal), (error, info) => {
      resolve(error ? outcomeOf(whyOf(error), body.isHandedOver()) : accepted(info?.response ?? ''));
    });
  }).finally(() => {
    watch.clear();
    signal?.removeEventListener('abort', giveUp);
  });
}

/** What the library hands out for a stopped mail names no reason; the reason is its cause. */
const whyOf = (error: SmtpError & { cause?: unknown }): SmtpError =>
  error.code === 'EABORT' && error.cause instanceof Error ? { ...error, message: error.cause.message } : error;

function stopAfter(stop: AbortController, ms: number) {
  const expire = () => stop.abort(new Error('the server did not answer in time'));
  let timer = setTimeout(expire, ms);
  return {
    restart: (next: number) => {
      clearTimeout(timer);
      timer = setTimeout(expire, next);
    },
    clear: () => clearTimeout(timer),
  };
}

const PIECE = 64 * 1024;

interface Body {
  open(): Readable;
  isHandedOver(): boolean;
}

/** Knows when the last byte was taken: from then on the final dot is under way. Can be opened again only until then. */
function bodyOf(raw: Buffer, onEnd: () => void): Body {
  let handedOver = false;
  return {
    open() {
      if (handedOver) return new Readable({ read: (): never => fail() });
      let at = 0;
      // In pieces, so that a slow connection is felt here: what is still unread when it breaks has certainly not arrived.
      const stream = new Readable({
        read() {
          const piece = raw.subarray(at, at + PIECE);
          at += PIECE;
          this.push(piece.length > 0 ? piece : null);
        },
      });
      stream.once('end', () => {
        handedOver = true;
        onEnd();
      });
      return stream;
    },
    isHandedOver: () => handedOver,
  };
}

function fail(): never {
  throw new Error('a mail that was handed over is not sent again');
}

type PoolMessage = Parameters<SMTPPool['send']>[0];

/** The part of a message that the pool asks for: the envelope goes through no address parser. */
function entryOf({ envelope, raw, messageId }: Outgoing, body: Body, signal: AbortSignal): PoolMessage {
  return {
    data: { signal },
    message: {
      getEnvelope: () => ({ from: envelope.from, to: [envelope.to], size: raw.length }),
      messageId: () => messageId,
      getHeader: () => messageId,
      createReadStream: () => body.open(),
    },
  } as unknown as PoolMessage;
}

/** On a connection of its own, with an end in sight whatever the server does. */
async function tryOut(server: ServerSettings, options: TransportOptions, limits: Limits): Promise<Outcome | null> {
  let used: Socket | undefined;
  const onSocket = (socket: Socket) => {
    used = socket;
  };
  const pool = new SMTPPool({ ...poolOptions(server, { ...options, onSocket }, limits), socketTimeout: limits.verify });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('the server did not answer in time'));
      used?.destroy();
    }, limits.verify);
  });
  try {
    await Promise.race([pool.verify(), late]);
    return null;
  } catch (error) {
    return outcomeOf(error as SmtpError, false);
  } finally {
    clearTimeout(timer);
    pool.close();
  }
}
