import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { ServerSettings, TlsMode } from '#platform/mail/transport.ts';
import { secretsOf } from './secrets.ts';
import {
  emailAddress,
  mailbox,
  oneOf,
  optional,
  proxies,
  type Setting,
  text,
  urlOf,
  webOrigin,
  wholeNumber,
  withDefault,
  yesOrNo,
} from './setting.ts';
import { problemOf, StartupProblem } from './startup-problem.ts';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const STARTTLS = ['required', 'if-offered', 'never'] as const;
const PRIVATE_HOSTS = ['refuse', 'allow'] as const;
const postgresUrl = urlOf(['postgres:', 'postgresql:'], 'postgres://truce:password@db.example.com:5432/truce');
const smtpUrl = urlOf(['smtp:', 'smtps:'], 'smtps://user:password@mail.example.com:465');

/** Every setting there is. They come from the environment; the guide's table is made from this one. */
export const SETTINGS = {
  PORT: withDefault<number>('3000', wholeNumber(0, 65_535), 'Port of the web server; 0 takes any free one.'),
  HOST: withDefault<string>(
    '127.0.0.1',
    text('an address to listen on'),
    'Address to listen on. The default serves this machine only; `0.0.0.0` serves the network (set `TRUCE_BASE_URL` too).',
  ),
  TRUCE_STATE: withDefault<string>(
    './state',
    text('a folder'),
    'Folder of everything that is kept: database, files, generated secrets. The default lies in the project, wherever a command is called from.',
  ),
  TRUCE_BASE_URL: optional<string>(
    webOrigin,
    'The address people type, used in links and mails. With `https:`, cookies are marked secure.',
    {
      otherwise: '`http://localhost:<PORT>`',
    },
  ),
  TRUCE_SECRET: optional<string>(
    text('at least 32 characters', 32),
    'Signs sessions and encrypts stored credentials. Several nodes need the same one.',
    {
      otherwise: 'generated, kept in `secrets.json` of the state folder',
      secret: true,
    },
  ),
  DATABASE_URL: optional<string>(
    postgresUrl,
    'A PostgreSQL server (15 or newer) instead of the one that comes with Truce; connects as the owner of the database.',
    {
      otherwise: 'the embedded server',
      secret: true,
    },
  ),
  DATABASE_APP_URL: optional<string>(
    postgresUrl,
    'The same database as a role that owns nothing and bypasses no row policy. Only beside `DATABASE_URL`.',
    {
      otherwise: 'made by the owner',
      secret: true,
    },
  ),
  TRUCE_DB_POOL: withDefault<number>('20', wholeNumber(2, 500), 'Most database connections that one process opens for the application.'),
  TRUCE_ADMIN_EMAIL: optional<string>(
    emailAddress,
    'With `TRUCE_ADMIN_PASSWORD`: makes the first admin at the first start, without a browser.',
  ),
  TRUCE_ADMIN_PASSWORD: optional<string>(text('at least 8 characters', 8), 'Password of that admin.', { secret: true }),
  TRUCE_WORKSPACE: withDefault<string>('Our company', text('a name'), 'Name of the workspace made with that admin.'),
  SMTP_URL: optional<string>(smtpUrl, 'Mail server in one line, `smtp://` or `smtps://`. Instead of the settings below.', {
    otherwise: 'no mail server: mails are captured and shown in the app',
    secret: true,
  }),
  SMTP_HOST: optional<string>(text('a host name'), 'Mail server.'),
  SMTP_PORT: optional<number>(wholeNumber(1, 65_535), 'Its port.', { otherwise: '465 with `SMTP_SECURE`, else 587' }),
  SMTP_USER: optional<string>(text('a name'), 'Account on the mail server.'),
  SMTP_PASSWORD: optional<string>(text('a password'), 'Its password.', { secret: true }),
  SMTP_SECURE: optional<boolean>(yesOrNo, 'TLS from the first byte (true), or what `SMTP_TLS` says (false).', {
    otherwise: '`true` on port 465',
  }),
  SMTP_TLS: optional<(typeof STARTTLS)[number]>(
    oneOf(STARTTLS),
    'STARTTLS: `required`, `if-offered` (in the clear where the server has none, unless there is a password), or `never`.',
    { otherwise: '`required`; `never` where the mail server is this machine' },
  ),
  MAIL_FROM: withDefault<string>('Truce <truce@localhost>', mailbox, 'Sender of invitations, resets and notices.'),
  TRUCE_MAIL_PRIVATE_HOSTS: withDefault<(typeof PRIVATE_HOSTS)[number]>(
    'refuse',
    oneOf(PRIVATE_HOSTS),
    'Whether a workspace may set mail servers in private networks and on this machine (`allow`). The server of the settings above always may be.',
  ),
  TRUCE_TRUST_PROXY: withDefault<boolean | number | string>(
    'false',
    proxies,
    'Behind a reverse proxy: how many there are, or their addresses (`10.0.0.0/8, 127.0.0.1`). Only they may tell the address of a caller.',
  ),
  TRUCE_UPLOAD_LIMIT_MB: withDefault<number>('1024', wholeNumber(1, 100_000), 'Largest file that may be uploaded, in megabytes.'),
  LOG_LEVEL: withDefault<(typeof LEVELS)[number]>('info', oneOf(LEVELS), 'How much is written to the log (standard error).'),
} as const;

type SettingName = keyof typeof SETTINGS;
type Values = { [K in SettingName]: (typeof SETTINGS)[K] extends Setting<infer T> ? T : never };

export interface Config {
  port: number;
  host: string;
  /** Absolute path; not yet made. */
  stateDir: string;
  /** Origin without a slash at the end. */
  baseUrl: string;
  /** False when `baseUrl` is only the default: with port 0 the real one is known after listening. */
  baseUrlGiven: boolean;
  /** Unset unless given; `applicationSecret` always has one. */
  secret: string | undefined;
  /** Unset: the embedded server. */
  database: { ownerUrl: string; appUrl: string | undefined } | undefined;
  poolSize: number;
  firstAdmin: { email: string; password: string; workspace: string } | undefined;
  /** Unset: mails are captured. */
  smtp: ServerSettings | undefined;
  mailFrom: string;
  /** Workspaces may set mail servers in private networks. */
  privateMailHosts: boolean;
  /** As Fastify takes it. */
  trustProxy: boolean | number | string;
  uploadLimitBytes: number;
  logLevel: (typeof LEVELS)[number];
  /** Variables that begin with TRUCE_ and are no setting: most likely misspelt, worth a warning. */
  unknown: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads and checks every setting.
 * @throws StartupProblem `setting`, naming the first one that is wrong; values of secret ones are not repeated.
 */
export function readConfig(env: Environment): Config {
  const values = Object.fromEntries(Object.entries(SETTINGS).map(([name, setting]) => [name, read(name, setting, env)])) as Values;
  return {
    port: values.PORT,
    host: values.HOST,
    stateDir: path.resolve(values.TRUCE_STATE),
    baseUrl: values.TRUCE_BASE_URL ?? `http://localhost:${values.PORT}`,
    baseUrlGiven: values.TRUCE_BASE_URL !== undefined,
    secret: values.TRUCE_SECRET,
    database: databaseOf(values),
    poolSize: values.TRUCE_DB_POOL,
    firstAdmin: firstAdminOf(values),
    smtp: smtpOf(values),
    mailFrom: values.MAIL_FROM,
    privateMailHosts: values.TRUCE_MAIL_PRIVATE_HOSTS === 'allow',
    trustProxy: values.TRUCE_TRUST_PROXY,
    uploadLimitBytes: values.TRUCE_UPLOAD_LIMIT_MB * 1024 * 1024,
    logLevel: values.LOG_LEVEL,
    unknown: Object.keys(env).filter((name) => name.startsWith('TRUCE_') && !(name in SETTINGS)),
  };
}

function read(name: string, setting: Setting<unknown>, env: Environment): unknown {
  const written = env[name]?.trim() || setting.fallback;
  if (written === undefined) return undefined;
  const result = setting.kind.schema.safeParse(written);
  if (result.success) return result.data;
  const shown = setting.secret ? '' : ` It is "${written}" now.`;
  throw wrong(`${name} must be ${setting.kind.must}.${shown}`);
}

function wrong(message: string): StartupProblem {
  return new StartupProblem('setting', message, { remedy: 'Correct it and start again; docs/guide/settings.md explains every setting.' });
}

function databaseOf(values: Values): Config['database'] {
  if (values.DATABASE_URL) return { ownerUrl: values.DATABASE_URL, appUrl: values.DATABASE_APP_URL };
  if (values.DATABASE_APP_URL) throw wrong('DATABASE_APP_URL is set, but DATABASE_URL is not: they belong together.');
  return undefined;
}

function firstAdminOf(values: Values): Config['firstAdmin'] {
  const { TRUCE_ADMIN_EMAIL: email, TRUCE_ADMIN_PASSWORD: password, TRUCE_WORKSPACE: workspace } = values;
  if (email && password) return { email, password, workspace };
  if (email) throw wrong('TRUCE_ADMIN_EMAIL is set, but TRUCE_ADMIN_PASSWORD is not: they belong together.');
  if (password) throw wrong('TRUCE_ADMIN_PASSWORD is set, but TRUCE_ADMIN_EMAIL is not: they belong together.');
  return undefined;
}

function smtpOf(values: Values): ServerSettings | undefined {
  const { SMTP_URL: url, SMTP_HOST: host, SMTP_PORT: port, SMTP_USER: user, SMTP_PASSWORD: password, SMTP_SECURE: given } = values;
  if (url && host) throw wrong('SMTP_URL and SMTP_HOST are both set: use one of them.');
  if (url) return smtpOfUrl(new URL(url), values.SMTP_TLS);
  if (!host) {
    const stray = (['SMTP_PORT', 'SMTP_USER', 'SMTP_PASSWORD', 'SMTP_SECURE'] as const).find((name) => values[name] !== undefined);
    if (stray) throw wrong(`${stray} is set, but SMTP_HOST is not: without a host no mail can leave.`);
    return undefined;
  }
  const secure = given ?? port === 465;
  const tls = tlsOf({ secure, host, starttls: values.SMTP_TLS });
  return { host, port: port ?? (secure ? 465 : 587), tls, ...(user ? { user } : {}), ...(password ? { password } : {}) };
}

function smtpOfUrl(url: URL, starttls: Starttls): ServerSettings {
  const secure = url.protocol === 'smtps:';
  const account = {
    ...(url.username ? { user: decodeURIComponent(url.username) } : {}),
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
  };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { host, port: Number(url.port) || (secure ? 465 : 587), tls: tlsOf({ secure, host, starttls }), ...account };
}

type Starttls = Values['SMTP_TLS'];

/** Nothing leaves this machine in the clear unless someone said so. */
function tlsOf({ secure, host, starttls }: { secure: boolean; host: string; starttls: Starttls }): TlsMode {
  if (secure) return 'implicit';
  const isHere = host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
  const modes = { required: 'starttls', 'if-offered': 'if_offered', never: 'none' } as const;
  return modes[starttls ?? (isHere ? 'never' : 'required')];
}

/** The given secret, or the one generated into the state folder at the first start. */
export function applicationSecret(config: Pick<Config, 'secret' | 'stateDir'>): string {
  if (config.secret) return config.secret;
  try {
    mkdirSync(config.stateDir, { recursive: true, mode: 0o711 });
  } catch (error) {
    throw problemOf(error, config.stateDir) ?? error;
  }
  return secretsOf(config.stateDir).application;
}

const HIDDEN = '[hidden]';

/** The configuration as it may be logged and shown. */
export function redacted(config: Config): Record<string, unknown> {
  const { secret, database, firstAdmin, smtp, ...plain } = config;
  return {
    ...plain,
    secret: secret && HIDDEN,
    database: database && { ownerUrl: withoutPassword(database.ownerUrl), appUrl: database.appUrl && withoutPassword(database.appUrl) },
    firstAdmin: firstAdmin && { ...firstAdmin, password: HIDDEN },
    smtp: smtp && { ...smtp, ...(smtp.password ? { password: HIDDEN } : {}) },
  };
}

/** Host and database only: a password may also stand in the query. */
function withoutPassword(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

/** The guide's page: docs/guide/settings.md is exactly this. */
export function settingsTable(): string {
  const rows = Object.entries<Setting<unknown>>(SETTINGS).map(([name, setting]) => {
    const fallback = setting.fallback === undefined ? (setting.otherwise ?? '') : `\`${setting.fallback}\``;
    return `| \`${name}\`${setting.secret ? ' (secret)' : ''} | ${fallback} | ${setting.meaning} |`;
  });
  return [
    '# Settings',
    '',
    'Truce is set up by environment variables, read once at the start. A wrong value stops the start with one sentence that names it.',
    'An empty value counts as absent. Values of secret settings are never logged.',
    '',
    '| setting | default | meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
