import { createHmac, timingSafeEqual } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { hashPassword, passwordMatches } from './password.ts';

/** Sessions end after this many seconds, however much they are used. */
export const SESSION_SECONDS = 30 * 24 * 3600;
/** And after this many seconds without use. */
export const IDLE_SECONDS = 14 * 24 * 3600;

/** What a browser sent that matters here. The address is the one the server saw, never a header of the sender's choice. */
export interface Visitor {
  cookie: string | undefined;
  userAgent: string | undefined;
  ip: string;
}

/** An answer of the sign-in core: cookies to hand on, and what it said. */
export interface AuthAnswer<T = Record<string, unknown>> {
  ok: boolean;
  status: number;
  cookies: string[];
  body: T;
}

export interface Auth {
  readonly cookieName: string;
  /** The session token of the cookie, if we signed it. Whether it still counts is for the database to say. */
  sessionToken(cookie: string | undefined): string | null;
  /** Signs in; where a second factor is set up, only its cookie comes back and `body.twoFactorRedirect` is true. */
  signIn(
    visitor: Visitor,
    credentials: { email: string; password: string },
  ): Promise<AuthAnswer<{ twoFactorRedirect?: boolean; user?: { id: string } }>>;
  /** The second step: six digits of the app, or a backup code. */
  confirm(visitor: Visitor, code: string): Promise<AuthAnswer<{ token?: string; user?: { id: string }; code?: string }>>;
  signOut(visitor: Visitor): Promise<AuthAnswer>;
  startSecondFactor(visitor: Visitor, password: string): Promise<AuthAnswer<{ totpURI?: string; backupCodes?: string[] }>>;
  confirmSecondFactor(visitor: Visitor, code: string): Promise<AuthAnswer<{ token?: string }>>;
  removeSecondFactor(visitor: Visitor, password: string): Promise<AuthAnswer>;
  renewBackupCodes(visitor: Visitor, password: string): Promise<AuthAnswer<{ backupCodes?: string[] }>>;
}

export interface AuthOptions {
  pool: pg.Pool;
  /** Signs cookies and seals second-factor secrets. */
  secret: string;
  baseUrl: string;
}

/** Accounts, sessions and the second factor: better-auth on our tables, reached only through our own contract (docs/decisions/0004). */
export function openAuth(options: AuthOptions): Auth {
  const core = openCore(options);
  const cookieName = `${options.baseUrl.startsWith('https:') ? '__Secure-' : ''}truce.session_token`;
  const { api } = core;
  return {
    cookieName,
    sessionToken: (cookie) => unsign(cookieValue(cookie, cookieName), options.secret),
    signIn: (visitor, body) => answer(api.signInEmail({ body, headers: headersOf(visitor), asResponse: true })),
    confirm: (visitor, code) => {
      const call = { body: { code: code.trim() }, headers: headersOf(visitor), asResponse: true as const };
      return answer(/^\d{6}$/.test(call.body.code) ? api.verifyTOTP(call) : api.verifyBackupCode(call));
    },
    signOut: (visitor) => answer(api.signOut({ headers: headersOf(visitor), asResponse: true })),
    startSecondFactor: (visitor, password) =>
      answer(api.enableTwoFactor({ body: { password }, headers: headersOf(visitor), asResponse: true })),
    confirmSecondFactor: (visitor, code) =>
      answer(api.verifyTOTP({ body: { code: code.trim() }, headers: headersOf(visitor), asResponse: true })),
    removeSecondFactor: (visitor, password) =>
      answer(api.disableTwoFactor({ body: { password }, headers: headersOf(visitor), asResponse: true })),
    renewBackupCodes: (visitor, password) =>
      answer(api.generateBackupCodes({ body: { password }, headers: headersOf(visitor), asResponse: true })),
  };
}

function openCore({ pool, secret, baseUrl }: AuthOptions) {
  return betterAuth({
    appName: 'Truce',
    baseURL: baseUrl,
    secret,
    telemetry: { enabled: false },
    logger: { disabled: true },
    database: { db: new Kysely<Record<string, never>>({ dialect: new PostgresDialect({ pool: datesFrom(pool) }) }), type: 'postgres' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 128,
      password: { hash: hashPassword, verify: ({ hash, password }) => passwordMatches(hash, password) },
    },
    // The end is fixed at sign-in; idleness is judged by `updated_at`, where every request is authenticated.
    session: { ...SESSION, expiresIn: SESSION_SECONDS, disableSessionRefresh: true, cookieCache: { enabled: false } },
    user: USER,
    account: ACCOUNT,
    verification: VERIFICATION,
    plugins: [twoFactor({ issuer: 'Truce', schema: TWO_FACTOR })],
    advanced: {
      cookiePrefix: 'truce',
      useSecureCookies: baseUrl.startsWith('https:'),
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true },
      ipAddress: { ipAddressHeaders: ['x-truce-ip'] },
    },
  });
}

const STAMPS = { createdAt: 'created_at', updatedAt: 'updated_at' } as const;
const USER = { modelName: 'auth_user', fields: { emailVerified: 'email_verified', ...STAMPS } };
const SESSION = {
  modelName: 'auth_session',
  fields: { userId: 'user_id', expiresAt: 'expires_at', ipAddress: 'ip_address', userAgent: 'user_agent', ...STAMPS },
};
const ACCOUNT = {
  modelName: 'auth_account',
  fields: {
    accountId: 'account_id',
    providerId: 'provider_id',
    userId: 'user_id',
    accessToken: 'access_token',
    refreshToken: 'refresh_token',
    idToken: 'id_token',
    accessTokenExpiresAt: 'access_token_expires_at',
    refreshTokenExpiresAt: 'refresh_token_expires_at',
    ...STAMPS,
  },
};
const VERIFICATION = { modelName: 'auth_verification', fields: { expiresAt: 'expires_at', ...STAMPS } };
const TWO_FACTOR = {
  user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
  twoFactor: {
    modelName: 'auth_two_factor',
    fields: {
      backupCodes: 'backup_codes',
      userId: 'user_id',
      failedVerificationCount: 'failed_verification_count',
      lockedUntil: 'locked_until',
    },
  },
};

/** Our pool reads instants as ISO text; the core compares Dates, and text would never be "in the past". Same connections, its own reading. */
function datesFrom(pool: pg.Pool) {
  return {
    connect: async () => {
      const client = await pool.connect();
      return {
        query: (text: string, values: readonly unknown[]) => client.query({ text, values: [...values], types: pg.types }),
        release: () => client.release(),
      };
    },
    // The pool belongs to the program, which ends it.
    end: async () => undefined,
  } as unknown as pg.Pool;
}

function headersOf({ cookie, userAgent, ip }: Visitor): Headers {
  const headers = new Headers({ 'x-truce-ip': ip });
  if (cookie) headers.set('cookie', cookie);
  if (userAgent) headers.set('user-agent', userAgent.slice(0, 300));
  return headers;
}

async function answer<T>(call: Promise<Response>): Promise<AuthAnswer<T>> {
  const response = await call;
  const body = (await response.json().catch(() => ({}))) as T | null;
  // An outage is not a wrong password.
  if (response.status >= 500) throw new Error(`the sign-in core failed with ${response.status}`);
  return { ok: response.ok, status: response.status, cookies: response.headers.getSetCookie(), body: body ?? ({} as T) };
}

function cookieValue(cookie: string | undefined, name: string): string | null {
  const found = cookie?.split(/;\s*/).find((pair) => pair.startsWith(`${name}=`));
  if (!found) return null;
  try {
    return decodeURIComponent(found.slice(name.length + 1));
  } catch {
    return null;
  }
}

/** `value.signature`, the signature being HMAC-SHA256 in base64, as the core writes its cookies. */
function unsign(signed: string | null, secret: string): string | null {
  const dot = signed?.lastIndexOf('.') ?? -1;
  if (!signed || dot < 1) return null;
  const value = signed.slice(0, dot);
  const given = Buffer.from(signed.slice(dot + 1), 'base64');
  const right = createHmac('sha256', secret).update(value).digest();
  return given.length === right.length && timingSafeEqual(given, right) ? value : null;
}
