import { randomBytes } from 'node:crypto';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { sql } from 'kysely';
import pg from 'pg';
import { inject } from 'vitest';
import { scopeFactsOfMember } from '#modules/team/queries.ts';
import { permissionsOf, type Role } from '#modules/team/schema.ts';
import { mintScope } from '#platform/auth/mint.ts';
import type { Ctx } from '#platform/context.ts';
import type { Authenticate } from '#platform/http/handle.ts';
import { openLiveBus } from '#platform/http/live.ts';
import type { WayOut } from '#platform/http/outbound.ts';
import { openServer } from '#platform/http/server.ts';
import { drainJobs, tick } from '#platform/jobs/runner.ts';
import { openLog } from '#platform/log/log.ts';
import type { Dns } from '#platform/mail/dns.ts';
import type { OpenStore } from '#platform/mail/imap.ts';
import { type Endpoint, type InputOf, type OutputOf, requestTo } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { Scope, ScopeFacts } from '#platform/shared/scope.ts';
import { authenticateWith } from '#src/authenticate.ts';
import { type Context, openContext } from '#src/context.ts';
import { product } from '#src/product.ts';

/** A problem answer, thrown by `call`; `ask` returns it. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: { field: string; message: string }[];
  constructor(status: number, body: { title?: string; code?: string; errors?: { field: string; message: string }[] }) {
    super(`${status} ${body.title ?? ''} ${JSON.stringify(body.errors ?? [])}`);
    this.status = status;
    this.code = body.code ?? '';
    this.errors = body.errors ?? [];
  }
}

/** The problem with which a call was refused; a call that was not refused is a failure. */
export const refused = (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => Promise.reject(new Error('was not refused')),
    (problem: Problem) => problem,
  );

/** A member of a test workspace who speaks to the server over HTTP, with a key of their own. */
export interface Client {
  readonly memberId: string;
  readonly workspaceId: string;
  readonly key: string;
  /** Calls an endpoint; throws `Problem` on any refusal. */
  call<E extends Endpoint>(endpoint: E, input: InputOf<E>): Promise<OutputOf<E>>;
  /** The same for inputs that the types forbid: attacks. */
  raw(options: InjectOptions): Promise<LightMyRequestResponse>;
}

export interface TestApp {
  readonly app: FastifyInstance;
  readonly context: Context;
  readonly urls: { ownerUrl: string; appUrl: string; superuserUrl: string };
  /** The instant the server believes it is; settable. */
  setNow(iso: string | null): void;
  newWorkspace(
    name?: string,
  ): Promise<{ workspaceId: string; admin: Client; member(role: Role, more?: { teamId?: string; name?: string }): Promise<Client> }>;
  scopeOf(client: Client): Promise<Scope>;
  /** Runs a command as a client would, without HTTP: for builders. */
  command<T>(client: Client, work: (ctx: Ctx) => Promise<T | Refusal>): Promise<T>;
  runAllJobs(): Promise<void>;
  /** What jobs that did not succeed said, for messages of tests. */
  failedJobs(): Promise<string>;
  tick(schedule: string): Promise<void>;
  close(): Promise<void>;
}

/** A server on a fresh clone of the migrated database. Close it in `afterAll`. */
export async function openTestApp({
  webRoot = null,
  dns,
  openMailbox,
  wayOut,
  inboxRoot,
}: {
  webRoot?: string | null;
  dns?: Dns;
  openMailbox?: OpenStore;
  wayOut?: WayOut;
  inboxRoot?: string;
} = {}): Promise<TestApp> {
  const { drop, ...urls } = await cloneDatabase();
  let fixed: string | null = null;
  const log = openLog(process.env.TRUCE_TEST_LOG ?? 'silent');
  const context = openContext({
    ...urls,
    poolSize: 8,
    log,
    dns,
    openMailbox,
    wayOut,
    inboxRoot,
    now: () => fixed ?? new Date().toISOString(),
  });
  const live = openLiveBus(urls.appUrl, () => undefined);
  const authenticate: Authenticate = authenticateWith(context);
  const app = await openServer({
    door: { runtime: context.runtime, authenticate, origins: ['http://localhost'] },
    routes: product.routes,
    pages: product.pages,
    mounts: product.mounts,
    live,
    log,
    version: 'test',
    baseUrl: 'http://localhost:3000',
    trustProxy: false,
    uploadLimitBytes: 64 * 1024 * 1024,
    webRoot,
    limits: { perCaller: 1_000_000, publicPerAddress: 1_000_000, perPlace: 1_000_000 },
  });
  await app.ready();
  return {
    app,
    context,
    urls,
    setNow: (iso) => {
      fixed = iso;
    },
    newWorkspace: (name = 'Acme') => newWorkspace({ app, context, name }),
    scopeOf: async (client) => mintScope(await factsOf(context, client)),
    command: async (client, work) => {
      const result = await context.runtime.transaction(mintScope(await factsOf(context, client)), work);
      if (isRefusal(result)) throw new Problem(400, { title: result.message, code: result.code });
      return result as never;
    },
    runAllJobs: () => drainJobs(context.jobs),
    failedJobs: async () => {
      const { rows } = await context.queuePool.query(
        'select t.identifier, j.last_error from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where j.last_error is not null',
      );
      return JSON.stringify(rows);
    },
    tick: (schedule) => tick(context.jobs, schedule),
    close: async () => {
      await app.close();
      await live.close();
      await context.close();
      await drop();
    },
  };
}

async function factsOf(context: Context, client: Client): Promise<ScopeFacts> {
  const facts = await context.database.inScope(context.systemScope(client.workspaceId), (tx) =>
    scopeFactsOfMember(tx, client.workspaceId, client.memberId),
  );
  if (!facts) throw new Error('this member has no access');
  return facts;
}

async function newWorkspace({ app, context, name }: { app: FastifyInstance; context: Context; name: string }) {
  const workspaceId = await makeWorkspace(context, name);
  const member = (role: Role, more: { teamId?: string; name?: string } = {}) => makeMember({ app, context, workspaceId, role, ...more });
  return { workspaceId, admin: await member('admin'), member };
}

async function makeWorkspace(context: Context, name: string): Promise<string> {
  const { rows } = await context.queuePool.query<{ id: string }>('select uuid7() id');
  const id = rows[0]?.id ?? '';
  await context.runtime.transaction(context.systemScope(id), async (ctx) => {
    await ctx.tx
      .insertInto('workspace')
      .values({ id, name, base_currency: 'EUR', time_zone: 'Europe/Berlin', locale: 'en', country: 'DE' })
      .execute();
    for (const seed of product.seeds) await seed(ctx);
  });
  return id;
}

let counter = 0;

async function makeMember(made: {
  app: FastifyInstance;
  context: Context;
  workspaceId: string;
  role: Role;
  teamId?: string;
  name?: string;
}): Promise<Client> {
  const { app, context, workspaceId, role } = made;
  counter += 1;
  const name = made.name ?? `${role} ${counter}`;
  const key = `truce_${randomBytes(32).toString('base64url')}`;
  const department = role.startsWith('market') ? 'marketing' : role === 'coordinator' ? 'coordination' : 'sales';
  const memberId = await context.runtime.transaction(context.systemScope(workspaceId), async ({ tx }) => {
    const member = await tx
      .insertInto('member')
      .values({
        workspace_id: workspaceId,
        email: `${role}.${counter}@example.test`,
        name,
        roles: [role],
        department,
        status: 'active',
        team_id: made.teamId ?? null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await sql`insert into api_key (workspace_id, member_id, name, prefix, hash, scopes) values
      (${workspaceId}, ${member.id}, 'test', ${key.slice(0, 12)}, encode(sha256(${key}::bytea), 'hex'), ${[...permissionsOf([role])]})`.execute(
      tx,
    );
    return member.id;
  });
  const raw: Client['raw'] = (options) => app.inject({ ...options, headers: { authorization: `Bearer ${key}`, ...options.headers } });
  return { memberId, workspaceId, key, raw, call: (endpoint, input) => callOver(raw, endpoint, input) };
}

async function callOver<E extends Endpoint>(raw: Client['raw'], endpoint: E, input: InputOf<E>): Promise<OutputOf<E>> {
  const { url, body: payload } = requestTo(endpoint, input as Record<string, unknown>);
  const response = await raw({
    method: endpoint.method,
    url,
    ...(payload === undefined ? {} : { payload, headers: { 'content-type': 'application/json' } }),
  });
  const body = response.body ? JSON.parse(response.body) : {};
  if (response.statusCode >= 400) throw new Problem(response.statusCode, body);
  return body;
}

/** A copy of the migrated database, which nobody may enter itself: who copies it must be alone with it. */
export const cloneDatabase = () => makeDatabase('template truce');

/** A database in which nothing was ever made, not even by a migration. */
export const emptyDatabase = () => makeDatabase('');

async function makeDatabase(like: 'template truce' | '') {
  const server = inject('postgres');
  const database = `t_${randomBytes(6).toString('hex')}`;
  const administration = on(server.superuserUrl, 'postgres');
  await administer(administration, `create database ${database} ${like} owner truce_owner`);
  await administer(administration, `grant connect, temporary on database ${database} to truce_app`);
  return {
    superuserUrl: on(server.superuserUrl, database),
    ownerUrl: on(server.ownerUrl, database),
    appUrl: on(server.appUrl, database),
    drop: () => administer(administration, `drop database ${database} with (force)`),
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function on(url: string, database: string): string {
  const next = new URL(url);
  next.pathname = `/${database}`;
  return next.toString();
}

/** Resolves once another session waits for a lock that `tx` holds. */
export async function someoneWaits(tx: Ctx['tx']): Promise<void> {
  for (;;) {
    const { rows } = await sql`select from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid))`.execute(tx);
    if (rows.length > 0) return;
  }
}
