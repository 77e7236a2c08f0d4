import { sql } from 'kysely';
import { hashPassword, passwordProblem } from '#platform/auth/password.ts';
import type { Ctx } from '#platform/context.ts';
import type { Tx } from '#platform/db/db.ts';
import { sendMail } from '#platform/mail/mail.ts';
import type { Runtime } from '#platform/runtime.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { createUser, hashSecret, newSecret } from '../commands.ts';
import { LINKS } from '../schema.ts';

const VALID_DAYS = 7;
const GONE = refuse('gone', 'This invitation is not valid any more. Ask whoever invited you for a new one.');

/** Makes the link and mails it; an earlier link of the same person stops working. @returns the link, for whoever may see it */
export async function sendInvitation(ctx: Ctx, to: { memberId: string; email: string; name: string }): Promise<string | Refusal> {
  const { workspaceId } = ctx.scope;
  const secret = newSecret();
  await ctx.tx
    .deleteFrom('invitation')
    .where('workspace_id', '=', workspaceId)
    .where('member_id', '=', to.memberId)
    .where('accepted_at', 'is', null)
    .execute();
  await ctx.tx
    .insertInto('invitation')
    .values({
      workspace_id: workspaceId,
      member_id: to.memberId,
      token_hash: hashSecret(secret),
      expires_at: new Date(Date.parse(ctx.now) + VALID_DAYS * 86_400_000).toISOString(),
    })
    .execute();
  const workspace = await ctx.tx.selectFrom('workspace').select('name').where('id', '=', workspaceId).executeTakeFirstOrThrow();
  const link = ctx.link(LINKS.invitation(secret));
  const sent = await sendMail(ctx, {
    kind: 'invitation',
    to: { email: to.email, name: to.name },
    subject: `${ctx.scope.actor.kind === 'system' ? 'You are' : `${ctx.scope.actor.label} has`} invited${ctx.scope.actor.kind === 'system' ? '' : ' you'} to ${workspace.name} on Truce`,
    text: `Hello ${to.name},\n\n${workspace.name} works with Truce, one record for sales and marketing, and you are invited.\n\nAccept here, within ${VALID_DAYS} days:\n${link}\n\nThe link works once. If you did not expect this, ignore this mail; nothing happens.\n`,
  });
  ctx.changed('member', to.memberId);
  return typeof sent === 'string' ? link : sent;
}

interface Open {
  workspace_id: string;
  id: string;
  member_id: string;
  email: string;
  name: string;
  workspace_name: string;
  expires_at: string;
  accepted_at: string | null;
}

async function openInvitation(tx: Tx, token: string, now: string): Promise<Open | null> {
  const { rows } = await sql<Open>`select * from invitation_by(${hashSecret(token)})`.execute(tx);
  const row = rows[0];
  return row && row.accepted_at === null && row.expires_at > now ? row : null;
}

async function userByEmail(tx: Tx, email: string): Promise<string | undefined> {
  return (await tx.selectFrom('auth_user').select('id').where('email', '=', email.toLowerCase()).executeTakeFirst())?.id;
}

/** What an invitation is for. Reads only. */
export async function viewInvitation(runtime: Runtime, token: string) {
  return runtime.database.unbound(async (tx) => {
    const found = await openInvitation(tx, token, runtime.now());
    if (!found) return GONE;
    return {
      workspace: found.workspace_name,
      name: found.name,
      email: found.email,
      hasAccount: (await userByEmail(tx, found.email)) !== undefined,
    };
  });
}

export interface Accepted {
  workspaceId: string;
  email: string;
  /** False: they had an account already and now sign in with it. */
  isNew: boolean;
}

/** Spends the invitation. The link came by mail, so it proves the address; an existing account only gets one more workspace. */
export async function acceptInvitation(
  runtime: Runtime,
  input: { token: string; name?: string; password?: string },
): Promise<Accepted | Refusal> {
  const found = await runtime.database.unbound((tx) => openInvitation(tx, input.token, runtime.now()));
  if (!found) return GONE;
  const existing = await runtime.database.unbound((tx) => userByEmail(tx, found.email));
  const name = input.name ?? found.name;
  const problem = existing
    ? null
    : input.password
      ? passwordProblem(input.password, [name, found.email, found.workspace_name])
      : 'Choose a password.';
  if (problem) return refuse('invalid', problem, { field: 'password' });
  const passwordHash = existing ? '' : await hashPassword(input.password ?? '');
  return runtime.transaction<Accepted | Refusal>(runtime.services.systemScope(found.workspace_id), async (ctx) => {
    const spent = await ctx.tx
      .updateTable('invitation')
      .set({ accepted_at: ctx.now })
      .where('workspace_id', '=', found.workspace_id)
      .where('id', '=', found.id)
      .where('accepted_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (!spent) return GONE;
    const userId = existing ?? (await createUser(ctx.tx, { email: found.email, name, passwordHash }));
    const joined = await ctx.tx
      .updateTable('member')
      .set({ user_id: userId, status: 'active', name, updated_at: ctx.now })
      .where('workspace_id', '=', found.workspace_id)
      .where('id', '=', found.member_id)
      .where('status', '=', 'invited')
      .returning('id')
      .executeTakeFirst();
    if (!joined) return GONE;
    ctx.changed('member', found.member_id);
    return { workspaceId: found.workspace_id, email: found.email, isNew: existing === undefined };
  });
}
