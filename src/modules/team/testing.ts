import { createHmac } from 'node:crypto';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { sql } from 'kysely';
import { hashPassword } from '#platform/auth/password.ts';
import type { Runtime } from '#platform/runtime.ts';
import { type Endpoint, type InputOf, type OutputOf, requestTo } from '#platform/shared/contract.ts';
import { createUser } from './commands.ts';

/** Anything that answers like the server does. */
interface Answers {
  inject(options: InjectOptions): Promise<LightMyRequestResponse>;
}

export interface Answer<T> {
  status: number;
  body: T & { code?: string; title?: string; errors?: { field: string; message: string }[] };
  response: LightMyRequestResponse;
}

/** A browser: keeps cookies, sends the header that our pages send. */
export interface Browser {
  readonly cookies: Map<string, string>;
  workspace: string | null;
  ask<E extends Endpoint>(endpoint: E, input: InputOf<E>, more?: InjectOptions): Promise<Answer<OutputOf<E>>>;
}

export function openBrowser(app: Answers): Browser {
  const cookies = new Map<string, string>();
  const browser: Browser = {
    cookies,
    workspace: null,
    async ask(endpoint, input, more = {}) {
      const { url, body: payload } = requestTo(endpoint, input as Record<string, unknown>);
      const headers: Record<string, string> = { 'x-requested-with': 'truce' };
      if (cookies.size > 0) headers.cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      if (browser.workspace) headers['x-truce-workspace'] = browser.workspace;
      if (payload !== undefined) headers['content-type'] = 'application/json';
      const response = await app.inject({
        method: endpoint.method,
        url,
        ...(payload === undefined ? {} : { payload }),
        ...more,
        headers: { ...headers, ...more.headers },
      });
      for (const cookie of response.cookies) {
        if (cookie.value === '' || cookie.maxAge === 0) cookies.delete(cookie.name);
        else cookies.set(cookie.name, encodeURIComponent(cookie.value));
      }
      return { status: response.statusCode, body: response.body ? JSON.parse(response.body) : {}, response };
    },
  };
  return browser;
}

export const PASSWORD = 'three odd teapots';

/** Gives a member of a test workspace an account with `PASSWORD`, so that they can sign in. @returns their address */
export async function giveAccount(
  runtime: Runtime,
  person: { workspaceId: string; memberId: string },
  password = PASSWORD,
): Promise<string> {
  const passwordHash = await hashPassword(password);
  return runtime.transaction(runtime.services.systemScope(person.workspaceId), async ({ tx }) => {
    const { rows } = await sql<{ email: string; name: string }>`select email, name from member where id = ${person.memberId}`.execute(tx);
    const { email = '', name = '' } = rows[0] ?? {};
    const userId = await createUser(tx, { email, name, passwordHash });
    await sql`update member set user_id = ${userId} where id = ${person.memberId}`.execute(tx);
    return email;
  });
}

/** What an authenticator app shows (RFC 6238, SHA-1, six digits, 30 s). */
export function totp(base32: string, at = Date.now()): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...base32.replace(/=+$/, '')].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The secret of the last mail to an address: what stands after the `#` of its link. */
export async function mailedSecret(
  runtime: Runtime,
  workspaceId: string,
  email: string,
): Promise<{ secret: string; link: string; text: string }> {
  const text = await runtime.read(runtime.services.systemScope(workspaceId), async ({ tx }) => {
    const row = await tx
      .selectFrom('mail')
      .select('body_text')
      .where('to_email', '=', email)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.body_text ?? '';
  });
  const link = /https?:\S+#\S+/.exec(text)?.[0] ?? '';
  return { secret: link.split('#')[1] ?? '', link, text };
}
