import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { hashPassword, passwordProblem } from '#platform/auth/password.ts';
import type { Ctx } from '#platform/context.ts';
import type { Database, Tx } from '#platform/db/db.ts';
import type { Runtime } from '#platform/runtime.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';

export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** A person who can sign in. The address is taken as proved: by the set-up secret, a mailed invitation, or the operator. */
export async function createUser(tx: Tx, user: { email: string; name: string; passwordHash: string }): Promise<string> {
  const id = randomUUID();
  await tx.insertInto('auth_user').values({ id, name: user.name, email: user.email.toLowerCase(), email_verified: true }).execute();
  await tx
    .insertInto('auth_account')
    .values({ id: randomUUID(), account_id: id, provider_id: 'credential', user_id: id, password: user.passwordHash })
    .execute();
  return id;
}

export interface NewWorkspace {
  name: string;
  baseCurrency?: string;
  timeZone?: string;
  locale?: string;
  country?: string | null;
}

/** Fills the workspace that the transaction is bound to: its row, its first administrator, every module's defaults. */
export async function openWorkspace(
  ctx: Ctx,
  input: NewWorkspace & { runtime: Runtime; admin: { userId: string; email: string; name: string } },
): Promise<Refusal | undefined> {
  const { workspaceId } = ctx.scope;
  const timeZone = input.timeZone ?? 'UTC';
  if (!isTimeZone(timeZone)) return refuse('invalid', 'This time zone is not known.', { field: 'timeZone' });
  await ctx.tx
    .insertInto('workspace')
    .values({
      id: workspaceId,
      name: input.name,
      base_currency: input.baseCurrency ?? 'EUR',
      time_zone: timeZone,
      locale: input.locale ?? 'en',
      country: input.country ?? null,
    })
    .execute();
  const { userId, email, name } = input.admin;
  const admin = await ctx.tx
    .insertInto('member')
    .values({ workspace_id: workspaceId, user_id: userId, email, name, roles: ['admin'], status: 'active' })
    .returning('id')
    .executeTakeFirstOrThrow();
  await ctx.tx.updateTable('workspace').set({ accountable_member_id: admin.id }).where('id', '=', workspaceId).execute();
  await input.runtime.services.seedWorkspace(ctx);
  return undefined;
}

export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export async function newWorkspaceId(runtime: Runtime): Promise<string> {
  const { rows } = await runtime.database.unbound((tx) => sql<{ id: string }>`select uuid7() as id`.execute(tx));
  return rows[0]?.id ?? randomUUID();
}

const SETUP = 'setup';
const SETUP_LOCK = 7_283_002;

/** A new one-time secret for the set-up page while nobody can sign in; an earlier one stops working. Null once set up. */
export async function ensureSetupSecret(database: Database): Promise<string | null> {
  return database.unbound(async (tx) => {
    if (await anyUser(tx)) return null;
    const secret = newSecret();
    const value = JSON.stringify({ hash: hashSecret(secret) });
    await sql`insert into installation (name, value) values (${SETUP}, ${value}::jsonb) on conflict (name) do update set value = excluded.value, updated_at = now()`.execute(
      tx,
    );
    return secret;
  });
}

export async function anyUser(tx: Tx): Promise<boolean> {
  return (await tx.selectFrom('auth_user').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export interface SetUp extends NewWorkspace {
  /** Null: asked for by the operator in the settings, who needs no secret. */
  secret: string | null;
  admin: { email: string; name: string; password: string };
}

/** Makes the first administrator and workspace; refuses as soon as there is anybody. */
export async function setUp(runtime: Runtime, input: SetUp): Promise<{ workspaceId: string } | Refusal> {
  const { email, name, password } = input.admin;
  const problem = passwordProblem(password, [name, email, input.name]);
  if (problem) return refuse('invalid', problem, { field: 'password' });
  const passwordHash = await hashPassword(password);
  const workspaceId = await newWorkspaceId(runtime);
  return runtime.transaction<{ workspaceId: string } | Refusal>(runtime.services.systemScope(workspaceId), async (ctx) => {
    await sql`select pg_advisory_xact_lock(${SETUP_LOCK})`.execute(ctx.tx);
    if (await anyUser(ctx.tx)) return refuse('gone', 'Truce has been set up already. Please sign in.');
    if (input.secret !== null && !(await isSetupSecret(ctx.tx, input.secret)))
      return refuse('forbidden', 'This set-up link is not valid any more. The newest one is printed where Truce was started.');
    const userId = await createUser(ctx.tx, { email, name, passwordHash });
    const refused = await openWorkspace(ctx, { ...input, runtime, admin: { userId, email: email.toLowerCase(), name } });
    if (isRefusal(refused)) return refused;
    await ctx.tx.deleteFrom('installation').where('name', '=', SETUP).execute();
    return { workspaceId };
  });
}

async function isSetupSecret(tx: Tx, secret: string): Promise<boolean> {
  const row = await tx.selectFrom('installation').select('value').where('name', '=', SETUP).executeTakeFirst();
  return (row?.value as { hash?: string } | undefined)?.hash === hashSecret(secret);
}

/** The administrator that the settings of the installation name, where nobody is here yet. May be called at every start. */
export async function ensureFirstAdmin(
  { runtime }: { runtime: Runtime },
  admin: { email: string; password: string; workspace: string },
): Promise<'made' | 'present' | Refusal> {
  const name = admin.email.split('@')[0] ?? admin.email;
  const made = await setUp(runtime, { secret: null, name: admin.workspace, admin: { email: admin.email, name, password: admin.password } });
  if (!isRefusal(made)) return 'made';
  return made.code === 'gone' ? 'present' : made;
}
