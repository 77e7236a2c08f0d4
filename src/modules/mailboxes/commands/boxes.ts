import { sql } from 'kysely';
import type { z } from 'zod';
import type { Vault } from '#platform/auth/vault.ts';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { changeMailbox, createMailbox } from '../contract/mailboxes.ts';
import { type Box, boxById } from '../queries/boxes.ts';
import type { MailboxKind } from '../schema.ts';
import { VAULT } from './open.ts';
import { countBox, readBox } from './wanted.ts';

type Created = z.output<(typeof createMailbox)['input']>;
type Changed = z.output<(typeof changeMailbox)['input']>;

export const GONE = refuse('not_found', 'This mailbox is not here, or not yours to see.');
const MOST_BOXES = 200;

/** Everybody may set up their own; the others belong to the workspace. */
const mayMake = (scope: Scope, kind: MailboxKind) => kind === 'personal' || scope.permissions.has('workspace:write');
/** Nobody sets what of another person's own mailbox is seen, or where it lies. */
export const mayChange = (scope: Scope, box: Pick<Box, 'kind' | 'memberId'>) =>
  box.kind === 'personal' ? box.memberId === scope.actor.memberId : scope.permissions.has('workspace:write');

export async function createBox(ctx: Ctx, vault: Vault, { password, since, ...values }: Created): Promise<{ id: string } | Refusal> {
  const { scope, now } = ctx;
  if (!mayMake(scope, values.kind))
    return refuse('forbidden', 'Mailboxes of the workspace are set up by whoever runs it. You can set up your own.');
  if (values.kind === 'personal' && !scope.actor.memberId) return refuse('forbidden', 'Only a person has a mailbox of their own.');
  const problem = (await tooMany(ctx)) ?? (await taken(ctx, values));
  if (problem) return problem;
  const row = {
    workspace_id: scope.workspaceId,
    kind: values.kind,
    name: values.name,
    address: values.address,
    member_id: values.kind === 'personal' ? scope.actor.memberId : null,
    ...columnsOf(values),
    host: values.host,
    port: values.port,
    security: values.security,
    username: values.username,
    since: since ?? now,
    created_by: scope.actor.memberId,
    created_at: now,
  };
  const { id } = await ctx.tx.insertInto('mailbox').values(row).returning('id').executeTakeFirstOrThrow();
  await keepSecret(ctx, { id, secret: vault.lock(VAULT, password) });
  await ctx.enqueue(readBox, { id }, { key: `mailbox:read:${id}`, maxAttempts: 3 });
  ctx.changed('mailbox', id);
  return { id };
}

function columnsOf(values: Omit<Partial<Created>, 'kind'>) {
  const { inbox, sent, keeps, visibleTo, ignored, internal, inquiries } = values;
  return {
    ...(inbox === undefined ? {} : { inbox }),
    ...(sent === undefined ? {} : { sent }),
    ...(keeps === undefined ? {} : { keeps }),
    ...(visibleTo === undefined ? {} : { visible_to: visibleTo }),
    ...(ignored === undefined ? {} : { ignored: [...new Set(ignored)] }),
    ...(internal === undefined ? {} : { internal: [...new Set(internal)] }),
    ...(inquiries === undefined ? {} : { inquiries }),
  };
}

async function tooMany({ tx, scope }: Ctx): Promise<Refusal | null> {
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from mailbox where workspace_id = ${scope.workspaceId} and removed_at is null`.execute(tx);
  return (rows[0]?.n ?? 0) >= MOST_BOXES ? refuse('conflict', `A workspace has at most ${MOST_BOXES} mailboxes.`) : null;
}

async function taken({ tx, scope }: Ctx, { name, address, but = null }: { name?: string; address?: string; but?: string | null }) {
  const { rows } = await sql<{
    field: string;
  }>`select case when address = ${address ?? ''} then 'address' else 'name' end as field from mailbox
    where workspace_id = ${scope.workspaceId} and removed_at is null and (lower(name) = lower(${name ?? ''}) or address = ${address ?? ''})
      and (${but}::uuid is null or id <> ${but}::uuid) limit 1`.execute(tx);
  const field = rows[0]?.field;
  return field ? refuse('conflict', `Another mailbox has this ${field}.`, { field }) : null;
}

async function keepSecret({ tx, scope }: Ctx, { id, secret }: { id: string; secret: string }): Promise<void> {
  await sql`insert into mailbox_secret (workspace_id, mailbox_id, secret) values (${scope.workspaceId}, ${id}, ${secret})
    on conflict (workspace_id, mailbox_id) do update set secret = excluded.secret`.execute(tx);
}

/** Changes settings. Whoever says that the mailbox lies elsewhere has to know its password: a kept one goes to no other server. */
export async function changeBox(
  ctx: Ctx,
  vault: Vault,
  { id, password, paused, ...values }: Changed,
): Promise<Record<string, never> | Refusal> {
  const box = await boxById(ctx, id);
  if (!box || !seesBox(ctx.scope, box)) return GONE;
  const mine = mayChange(ctx.scope, box);
  if (!mine && (password !== undefined || Object.values(values).some((value) => value !== undefined)))
    return refuse('forbidden', 'Only whose mailbox it is can change this. You can pause it, or take it away.');
  const { name, host, port, security, username } = values;
  const elsewhere =
    (host ?? box.host) !== box.host ||
    (port ?? box.port) !== box.port ||
    (security ?? box.security) !== box.security ||
    (username ?? box.username) !== box.username;
  if (elsewhere && password === undefined)
    return refuse('invalid', 'Write the password again: it is kept for the server and user it was given for.', { field: 'password' });
  const problem = name ? await taken(ctx, { name, but: id }) : null;
  if (problem) return problem;
  const set = {
    ...columnsOf(values),
    ...(name === undefined ? {} : { name }),
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(security === undefined ? {} : { security }),
    ...(username === undefined ? {} : { username }),
    ...(paused === undefined ? {} : { paused_at: paused ? ctx.now : null }),
  };
  if (Object.keys(set).length > 0)
    await ctx.tx.updateTable('mailbox').set(set).where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).execute();
  if (password !== undefined) await keepSecret(ctx, { id, secret: vault.lock(VAULT, password) });
  await wantLook(ctx, id);
  return {};
}

/** The problem of before may be over: the next look does not wait. */
async function wantLook(ctx: Ctx, id: string): Promise<void> {
  await sql`update mailbox_status set wanted_at = ${ctx.now}, retry_at = null, failures = 0 where workspace_id = ${ctx.scope.workspaceId} and mailbox_id = ${id}`.execute(
    ctx.tx,
  );
  await ctx.enqueue(readBox, { id }, { key: `mailbox:read:${id}`, maxAttempts: 3 });
  ctx.changed('mailbox', id);
}

/** Another person's own mailbox is seen by whoever runs the workspace: that it is there and how it does, nothing of what is in it. */
export const seesBox = (scope: Scope, box: Pick<Box, 'kind' | 'memberId'>) =>
  box.kind !== 'personal' || box.memberId === scope.actor.memberId || scope.permissions.has('workspace:write');

export async function removeBox(ctx: Ctx, { id }: { id: string }): Promise<Record<string, never> | Refusal> {
  const box = await boxById(ctx, id);
  if (!box || !seesBox(ctx.scope, box)) return GONE;
  if (box.kind !== 'personal' && !mayChange(ctx.scope, box))
    return refuse('forbidden', 'Mailboxes of the workspace are taken away by whoever runs it.');
  const ws = ctx.scope.workspaceId;
  await sql`delete from mailbox_secret where workspace_id = ${ws} and mailbox_id = ${id}`.execute(ctx.tx);
  await sql`delete from mailbox_status where workspace_id = ${ws} and mailbox_id = ${id}`.execute(ctx.tx);
  if (box.kind === 'personal') await forgetOwnMails(ctx, id);
  await ctx.tx.updateTable('mailbox').set({ removed_at: ctx.now }).where('workspace_id', '=', ws).where('id', '=', id).execute();
  ctx.changed('mailbox', id);
  ctx.changed('conversation');
  return {};
}

/** Mails that lay in no other mailbox go; that they were written stays on the timeline. */
async function forgetOwnMails({ tx, scope }: Ctx, id: string): Promise<void> {
  const ws = scope.workspaceId;
  await sql`delete from conversation_mail m where m.workspace_id = ${ws} and m.sent_message_id is null
    and exists (select from mailbox_receipt r where r.workspace_id = ${ws} and r.mail_id = m.id and r.mailbox_id = ${id})
    and not exists (select from mailbox_receipt r where r.workspace_id = ${ws} and r.mail_id = m.id and r.mailbox_id <> ${id})`.execute(tx);
  await sql`delete from conversation c where c.workspace_id = ${ws} and c.mailbox_id = ${id}
    and not exists (select from conversation_mail m where m.workspace_id = ${ws} and m.conversation_id = c.id)`.execute(tx);
}

export async function askForLook(ctx: Ctx, { id, count }: { id: string; count: boolean }): Promise<Record<string, never> | Refusal> {
  const box = await boxById(ctx, id);
  if (!box || !seesBox(ctx.scope, box)) return GONE;
  if (box.pausedAt) return refuse('not_now', 'This mailbox is paused. Resume it first.');
  if (count) await ctx.enqueue(countBox, { id }, { key: `mailbox:count:${id}`, maxAttempts: 3 });
  else await wantLook(ctx, id);
  return {};
}

/** Reads again what could not be read: those mails are missing from then on, and the count fetches what is missing. */
export async function retryFailed(ctx: Ctx, { id }: { id: string }): Promise<{ n: number } | Refusal> {
  const box = await boxById(ctx, id);
  if (!box || !seesBox(ctx.scope, box)) return GONE;
  const { rows } =
    await sql`delete from mailbox_receipt where workspace_id = ${ctx.scope.workspaceId} and mailbox_id = ${id} and outcome = 'failed' returning uid`.execute(
      ctx.tx,
    );
  if (rows.length > 0) await ctx.enqueue(countBox, { id }, { key: `mailbox:count:${id}`, maxAttempts: 3 });
  ctx.changed('mailbox', id);
  return { n: rows.length };
}
