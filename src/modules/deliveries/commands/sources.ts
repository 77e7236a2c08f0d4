import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Vault } from '#platform/auth/vault.ts';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { changeDeliverySource, createDeliverySource } from '../contract.ts';
import { sourceRow } from '../queries/sources.ts';
import { mappingProblem } from '../rules/generic.ts';
import type { MappingShape } from '../schema.ts';

/** What secrets of sources are locked for. */
export const VAULT = 'delivery source';
const MOST_SOURCES = 50;

type Created = z.output<(typeof createDeliverySource)['input']>;
type Changed = z.output<(typeof changeDeliverySource)['input']>;

/** Makes a source. The secret is locked before it comes near the database. */
export async function createSource(
  ctx: Ctx,
  vault: Vault,
  { provider, name, secret, mapping }: Created,
): Promise<{ id: string; publicId: string } | Refusal> {
  const problem = wrongMapping(mapping) ?? (await refusedName(ctx, name));
  if (problem) return problem;
  if (provider === 'generic' && !mapping) return refuse('invalid', 'Say how the events of this provider are read.', { field: 'mapping' });
  const { n } = await ctx.tx
    .selectFrom('delivery_source')
    .select((each) => each.fn.countAll<number>().as('n'))
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .executeTakeFirstOrThrow();
  if (Number(n) >= MOST_SOURCES) return refuse('conflict', `A workspace has at most ${MOST_SOURCES} sources.`);
  const publicId = randomBytes(24).toString('base64url');
  const row = {
    workspace_id: ctx.scope.workspaceId,
    public_id: publicId,
    provider,
    name,
    secret: secret ? vault.lock(VAULT, secret) : null,
    mapping: provider === 'generic' && mapping ? JSON.stringify(mapping) : null,
    created_by: ctx.scope.actor.memberId,
    created_at: ctx.now,
  };
  const { id } = await ctx.tx.insertInto('delivery_source').values(row).returning('id').executeTakeFirstOrThrow();
  ctx.changed('delivery');
  return { id, publicId };
}

export async function changeSource(
  ctx: Ctx,
  vault: Vault,
  { id, name, secret, mapping, paused }: Changed,
): Promise<Record<string, never> | Refusal> {
  const source = await sourceRow(ctx, id);
  if (!source) return refuse('not_found', 'There is no such source.');
  const problem = wrongMapping(mapping) ?? (name ? await refusedName(ctx, name, id) : null);
  if (problem) return problem;
  if (mapping && source.provider !== 'generic') return refuse('invalid', 'This provider is read by itself.', { field: 'mapping' });
  const set = {
    ...(name ? { name } : {}),
    ...(secret ? { secret: vault.lock(VAULT, secret) } : {}),
    ...(mapping ? { mapping: JSON.stringify(mapping) } : {}),
    ...(paused === undefined ? {} : { paused_at: paused ? ctx.now : null }),
  };
  if (Object.keys(set).length === 0) return {};
  await ctx.tx.updateTable('delivery_source').set(set).where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).execute();
  ctx.changed('delivery', id);
  return {};
}

function wrongMapping(mapping: MappingShape | undefined): Refusal | null {
  const problem = mapping ? mappingProblem(mapping) : null;
  return problem && refuse('invalid', problem.message, { field: problem.field });
}

async function refusedName(ctx: Ctx, name: string, but: string | null = null): Promise<Refusal | null> {
  const { rows } = await sql`select 1 from delivery_source where workspace_id = ${ctx.scope.workspaceId} and lower(name) = lower(${name})
    and (${but}::uuid is null or id <> ${but}::uuid)`.execute(ctx.tx);
  return rows.length > 0 ? refuse('conflict', 'Another source has this name.', { field: 'name' }) : null;
}

/** The source that is filled by hand and by mailboxes; made when it is first needed. */
export async function mailboxSource(ctx: Ctx): Promise<string> {
  const ws = ctx.scope.workspaceId;
  await sql`insert into delivery_source (workspace_id, public_id, provider, name, created_at)
    select ${ws}, ${randomBytes(24).toString('base64url')}, 'mailbox', 'Mails that came back' ||
      case when exists (select 1 from delivery_source where workspace_id = ${ws} and lower(name) = 'mails that came back') then ' (mailbox)' else '' end, ${ctx.now}
    on conflict do nothing`.execute(ctx.tx);
  const row = await ctx.tx
    .selectFrom('delivery_source')
    .select('id')
    .where('workspace_id', '=', ws)
    .where('provider', '=', 'mailbox')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** Notes the address that Amazon wants to be visited; null once somebody has confirmed it. */
export async function noteConfirmation(ctx: Ctx, { sourceId, url }: { sourceId: string; url: string | null }): Promise<void> {
  await ctx.tx
    .updateTable('delivery_source')
    .set({ confirm_url: url })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', sourceId)
    .execute();
  ctx.changed('delivery', sourceId);
}

/** Counts a request that was turned away, by the hour. */
export async function countRefusal(ctx: Ctx, { sourceId, cause }: { sourceId: string; cause: string }): Promise<void> {
  await sql`insert into delivery_refusal (workspace_id, source_id, hour, cause, n)
    values (${ctx.scope.workspaceId}, ${sourceId}, date_trunc('hour', ${ctx.now}::timestamptz), ${cause}, 1)
    on conflict (workspace_id, source_id, hour, cause) do update set n = least(delivery_refusal.n + 1, 1000000000)`.execute(ctx.tx);
}
