import type { Command } from 'commander';
import { sql } from 'kysely';
import { hashPassword, passwordProblem } from '#platform/auth/password.ts';
import { CommandRefused } from '#platform/command-refused.ts';
import type { Ctx } from '#platform/context.ts';
import type { Runtime } from '#platform/runtime.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { inviteMember, setMemberStatus } from './commands/members.ts';
import { createKey, revokeKey } from './commands/settings.ts';
import { createUser } from './commands.ts';
import { listMembers } from './queries/people.ts';
import { listKeys } from './queries/settings.ts';
import { type Permission, permissionsOf, ROLES, type Role } from './schema.ts';

/** How the program opens its installation for one command and prints what came of it. */
export interface CommandLine {
  withRuntime<T>(work: (runtime: Runtime) => Promise<T>): Promise<T>;
  answering<A extends unknown[], R>(command: Command, action: (...args: A) => Promise<R>, sentences: (result: R) => string): Command;
}

interface Chosen {
  workspace?: string;
}

/** `truce user …` and `truce key …`: the operator's way, with the same commands as the API. */
export function registerTeamCommands(program: Command, line: CommandLine): void {
  registerUser(program.command('user').description('people: create, list, disable'), line);
  registerKey(program.command('key').description('API keys: create, list, revoke'), line);
}

const WORKSPACE = ['--workspace <name or id>', 'which workspace, where there are several'] as const;

function registerUser(user: Command, { withRuntime, answering }: CommandLine): void {
  const create = user
    .command('create')
    .description('make a person; without --password they are invited by mail')
    .requiredOption('--email <address>', 'mail address')
    .requiredOption('--role <role>', ROLES.join(', '))
    .option('--name <name>', 'name; the first part of the address where absent')
    .option('--password <password>', 'sets it at once instead of inviting (or TRUCE_PASSWORD in the environment)')
    .option(...WORKSPACE);
  answering(
    create,
    (options: NewPerson) => withRuntime((runtime) => bound(runtime, options, (ctx) => createPerson(ctx, options))),
    (made) => `${made.email} is ${made.status}.`,
  );
  answering(
    user
      .command('list')
      .description('list the people')
      .option(...WORKSPACE),
    (options: Chosen) =>
      withRuntime((runtime) => bound(runtime, options, async (ctx) => ({ users: await listMembers(ctx.tx, ctx.scope) }))),
    ({ users }) => users.map((one) => `${one.email}  ${one.name}  ${one.roles.join(', ') || '-'}  ${one.status}`).join('\n'),
  );
  answering(
    user
      .command('disable <email>')
      .description('end a person’s access: sessions and keys with it')
      .option(...WORKSPACE),
    (email: string, options: Chosen) => withRuntime((runtime) => bound(runtime, options, (ctx) => disable(ctx, email))),
    ({ email }) => `${email} has no access any more.`,
  );
}

function registerKey(key: Command, { withRuntime, answering }: CommandLine): void {
  const create = key
    .command('create')
    .description('make an API key and print it, once')
    .requiredOption('--role <role>', `what it may do: ${ROLES.join(', ')}`)
    .option('--name <name>', 'what it is for', 'command line')
    .option('--scopes <list>', 'fewer permissions than the role has, separated by commas')
    .option(...WORKSPACE);
  answering(
    create,
    (options: NewKeyOptions) => withRuntime((runtime) => bound(runtime, options, (ctx) => makeKey(ctx, options))),
    (made) => made.key,
  );
  answering(
    key
      .command('list')
      .description('list the keys')
      .option(...WORKSPACE),
    (options: Chosen) => withRuntime((runtime) => bound(runtime, options, async (ctx) => ({ keys: await listKeys(ctx.tx, ctx.scope) }))),
    ({ keys }) => keys.map((one) => `${one.id}  ${one.prefix}…  ${one.name}  ${one.revokedAt ? 'revoked' : 'in force'}`).join('\n'),
  );
  answering(
    key
      .command('revoke <id>')
      .description('stop a key at once')
      .option(...WORKSPACE),
    (id: string, options: Chosen) => withRuntime((runtime) => bound(runtime, options, (ctx) => revokeKey(ctx, id))),
    () => 'The key does not work any more.',
  );
}

/** Runs a command in the chosen workspace as the operator. A refusal becomes the sentence that the program prints. */
async function bound<T>(runtime: Runtime, chosen: Chosen, work: (ctx: Ctx) => Promise<T | Refusal>): Promise<Exclude<T, Refusal>> {
  const workspaceId = await workspaceOf(runtime, chosen.workspace);
  const result = isRefusal(workspaceId)
    ? workspaceId
    : await runtime.transaction<T | Refusal>(runtime.services.systemScope(workspaceId), work);
  if (isRefusal(result)) throw new CommandRefused(result);
  return result as Exclude<T, Refusal>;
}

async function workspaceOf(runtime: Runtime, wanted: string | undefined): Promise<string | Refusal> {
  const ids = await runtime.database.unbound(async (tx) =>
    (await sql<{ id: string }>`select id from workspace_ids() id`.execute(tx)).rows.map((row) => row.id),
  );
  const [only] = ids;
  if (wanted === undefined && ids.length === 1 && only) return only;
  if (ids.length === 0) return refuse('not_now', 'There is no workspace yet. Set Truce up first.');
  const found: { id: string; name: string }[] = [];
  for (const id of ids) {
    const row = await runtime.read(runtime.services.systemScope(id), ({ tx }) =>
      tx.selectFrom('workspace').select(['id', 'name']).where('id', '=', id).executeTakeFirst(),
    );
    if (row) found.push(row);
  }
  const matching = found.filter((one) => one.id === wanted || one.name === wanted);
  if (matching.length === 1 && matching[0]) return matching[0].id;
  return refuse('invalid', `Say which workspace with --workspace: ${found.map((one) => `"${one.name}" (${one.id})`).join(', ')}.`);
}

interface NewPerson extends Chosen {
  email: string;
  role: string;
  name?: string;
  password?: string;
}

function roleOf(name: string): Role | Refusal {
  return ROLES.find((role) => role === name) ?? refuse('invalid', `"${name}" is not a role. Roles: ${ROLES.join(', ')}.`);
}

async function createPerson(ctx: Ctx, options: NewPerson): Promise<{ id: string; email: string; status: 'active' | 'invited' } | Refusal> {
  const role = roleOf(options.role);
  if (isRefusal(role)) return role;
  const email = options.email.trim().toLowerCase();
  const name = options.name ?? email.split('@')[0] ?? email;
  const password = options.password ?? process.env.TRUCE_PASSWORD;
  if (!password) {
    const invited = await inviteMember(ctx, { email, name, roles: [role] });
    return isRefusal(invited) ? invited : { ...invited, email, status: 'invited' };
  }
  const known = await ctx.tx.selectFrom('auth_user').select('id').where('email', '=', email).executeTakeFirst();
  const problem = known ? null : passwordProblem(password, [name, email]);
  if (problem) return refuse('invalid', problem);
  const userId = known?.id ?? (await createUser(ctx.tx, { email, name, passwordHash: await hashPassword(password) }));
  const { id } = await ctx.tx
    .insertInto('member')
    .values({ workspace_id: ctx.scope.workspaceId, user_id: userId, email, name, roles: [role], status: 'active' })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, email, status: 'active' };
}

async function disable(ctx: Ctx, email: string): Promise<{ email: string } | Refusal> {
  const member = (await listMembers(ctx.tx, ctx.scope)).find((one) => one.email.toLowerCase() === email.trim().toLowerCase());
  if (!member) return refuse('not_found', `Nobody here has the address ${email}.`);
  const done = await setMemberStatus(ctx, { id: member.id, status: 'disabled' });
  return isRefusal(done) ? done : { email: member.email };
}

interface NewKeyOptions extends Chosen {
  role: string;
  name: string;
  scopes?: string;
}

/** The key acts for someone who holds the role; where nobody does, for a member made for keys, who cannot sign in. */
async function makeKey(ctx: Ctx, options: NewKeyOptions): Promise<{ id: string; key: string; prefix: string } | Refusal> {
  const role = roleOf(options.role);
  if (isRefusal(role)) return role;
  const allowed = permissionsOf([role]);
  const wanted = options.scopes
    ?.split(',')
    .map((scope) => scope.trim())
    .filter(Boolean) ?? [...allowed];
  const unknown = wanted.filter((scope) => !allowed.has(scope as Permission));
  if (unknown.length > 0) return refuse('invalid', `The role ${role} does not include: ${unknown.join(', ')}.`);
  const holder = (await listMembers(ctx.tx, ctx.scope, { status: 'active' })).find(
    (one) => one.roles.length === 1 && one.roles[0] === role && !one.accessUntil,
  );
  const memberId = holder?.id ?? (await keyHolder(ctx, role));
  return createKey(ctx, { name: options.name, memberId, scopes: wanted as Permission[] });
}

async function keyHolder(ctx: Ctx, role: Role): Promise<string> {
  const made = await ctx.tx
    .insertInto('member')
    .values({
      workspace_id: ctx.scope.workspaceId,
      email: `key-${role.replace('_', '-')}@keys.invalid`,
      name: `API keys (${role})`,
      roles: [role],
      status: 'active',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return made.id;
}
