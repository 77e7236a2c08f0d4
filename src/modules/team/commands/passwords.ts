import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { hashPassword, passwordMatches, passwordProblem } from '#platform/auth/password.ts';
import type { Ctx } from '#platform/context.ts';
import type { Tx } from '#platform/db/db.ts';
import { sendMail } from '#platform/mail/mail.ts';
import type { Runtime } from '#platform/runtime.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Actor } from '#platform/shared/scope.ts';
import { hashSecret, newSecret } from '../commands.ts';
import { LINKS } from '../schema.ts';
import { recordAudit } from './settings.ts';

const RESET = 'reset:';
const RESET_MINUTES = 60;

/** Runs `work` in each workspace that a person may enter, as the program itself. */
export async function inTheirWorkspaces(runtime: Runtime, userId: string, work: (ctx: Ctx, person: Actor) => Promise<void>): Promise<void> {
  const { rows } = await runtime.database.unbound((tx) =>
    sql<{ workspace_id: string; member_id: string; name: string }>`
      select m.workspace_id, m.member_id, f.name from memberships_of(${userId}) m, member_facts(m.workspace_id, m.member_id) f`.execute(tx),
  );
  for (const row of rows) {
    const person: Actor = { kind: 'member', memberId: row.member_id, label: row.name };
    await runtime.transaction(runtime.services.systemScope(row.workspace_id), (ctx) => work(ctx, person));
  }
}

/** Mails a link, if the address belongs to someone who can sign in somewhere. An earlier link stops working. */
export async function mailPasswordReset(runtime: Runtime, email: string): Promise<void> {
  const found = await runtime.database.unbound(async (tx) => {
    const user = await tx
      .selectFrom('auth_user')
      .select(['id', 'name', 'email'])
      .where('email', '=', email.toLowerCase())
      .executeTakeFirst();
    if (!user) return null;
    const { rows } = await sql<{ workspace_id: string }>`select workspace_id from memberships_of(${user.id}) limit 1`.execute(tx);
    return rows[0] ? { ...user, workspaceId: rows[0].workspace_id } : null;
  });
  if (!found) return;
  const secret = newSecret();
  await runtime.transaction(runtime.services.systemScope(found.workspaceId), async (ctx) => {
    await dropResets(ctx.tx, found.id);
    const expires = new Date(Date.parse(ctx.now) + RESET_MINUTES * 60_000).toISOString();
    await ctx.tx
      .insertInto('auth_verification')
      .values({ id: randomUUID(), identifier: RESET + hashSecret(secret), value: found.id, expires_at: expires })
      .execute();
    await sendMail(ctx, {
      kind: 'password_reset',
      to: { email: found.email, name: found.name },
      subject: 'A new password for Truce',
      text: `Hello ${found.name},\n\nsomeone, most likely you, asked for a new password.\n\nChoose it here, within ${RESET_MINUTES} minutes:\n${ctx.link(LINKS.resetPassword(secret))}\n\nThe link works once. If it was not you, ignore this mail: your password stays as it is.\n`,
    });
  });
}

async function dropResets(tx: Tx, userId: string): Promise<void> {
  await tx.deleteFrom('auth_verification').where('value', '=', userId).where('identifier', 'like', `${RESET}%`).execute();
}

const SPENT = refuse('gone', 'This link is not valid any more. Ask for a new one.');

/** Spends a mailed link: sets the password, ends every session. A second factor stays in force. */
export async function resetPassword(
  runtime: Runtime,
  input: { token: string; password: string },
): Promise<Record<string, never> | Refusal> {
  const identifier = RESET + hashSecret(input.token);
  const user = await runtime.database.unbound((tx) =>
    tx
      .selectFrom('auth_verification as v')
      .innerJoin('auth_user as u', 'u.id', 'v.value')
      .select(['u.id', 'u.name', 'u.email'])
      .where('v.identifier', '=', identifier)
      .where('v.expires_at', '>', runtime.now())
      .executeTakeFirst(),
  );
  if (!user) return SPENT;
  const problem = passwordProblem(input.password, [user.name, user.email]);
  if (problem) return refuse('invalid', problem, { field: 'password' });
  const passwordHash = await hashPassword(input.password);
  const spent = await runtime.database.unbound(async (tx) => {
    const mine = await tx
      .deleteFrom('auth_verification')
      .where('identifier', '=', identifier)
      .where('expires_at', '>', runtime.now())
      .returning('id')
      .execute();
    if (mine.length === 0) return false;
    await storePassword(tx, { userId: user.id, passwordHash, now: runtime.now(), exceptSession: null });
    return true;
  });
  if (!spent) return SPENT;
  await tellOfChange(runtime, user);
  return {};
}

/** Replaces the password after the present one was given; ends the other sessions. */
export async function changePassword(
  runtime: Runtime,
  input: { userId: string; sessionId: string; currentPassword: string; password: string },
): Promise<Record<string, never> | Refusal> {
  const account = await runtime.database.unbound((tx) =>
    tx
      .selectFrom('auth_account as a')
      .innerJoin('auth_user as u', 'u.id', 'a.user_id')
      .select(['a.password', 'u.id', 'u.name', 'u.email'])
      .where('a.user_id', '=', input.userId)
      .where('a.provider_id', '=', 'credential')
      .executeTakeFirst(),
  );
  if (!account?.password || !(await passwordMatches(account.password, input.currentPassword)))
    return refuse('invalid', 'This is not your present password.', { field: 'currentPassword' });
  const problem = passwordProblem(input.password, [account.name, account.email]);
  if (problem) return refuse('invalid', problem, { field: 'password' });
  const passwordHash = await hashPassword(input.password);
  await runtime.database.unbound((tx) =>
    storePassword(tx, { userId: input.userId, passwordHash, now: runtime.now(), exceptSession: input.sessionId }),
  );
  await tellOfChange(runtime, account);
  return {};
}

/** A new password ends what the old one opened: other sessions, open reset links, half-done sign-ins. */
export async function storePassword(
  tx: Tx,
  to: { userId: string; passwordHash: string; now: string; exceptSession: string | null },
): Promise<void> {
  await tx
    .updateTable('auth_account')
    .set({ password: to.passwordHash, updated_at: to.now })
    .where('user_id', '=', to.userId)
    .where('provider_id', '=', 'credential')
    .execute();
  await tx
    .deleteFrom('auth_session')
    .where('user_id', '=', to.userId)
    .where('id', '<>', to.exceptSession ?? '')
    .execute();
  await tx.deleteFrom('auth_verification').where('value', '=', to.userId).execute();
}

async function tellOfChange(runtime: Runtime, user: { id: string; name: string; email: string }): Promise<void> {
  let told = false;
  await inTheirWorkspaces(runtime, user.id, async (ctx, person) => {
    await recordAudit(ctx, { entity: 'password', entityId: person.memberId ?? '', action: 'changed', by: person });
    if (told) return;
    told = true;
    await sendMail(ctx, {
      kind: 'password_changed',
      to: { email: user.email, name: user.name },
      subject: 'Your Truce password was changed',
      text: `Hello ${user.name},\n\nyour password was changed just now, and you were signed out everywhere else.\n\nIf it was not you, ask for a new password at once:\n${ctx.link('/forgot-password')}\n`,
    });
  });
}
