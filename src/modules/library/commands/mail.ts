import { sql } from 'kysely';
import { queueMessage } from '#modules/sends/commands/queue.ts';
import type { Ctx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { shareAsset } from '../contract/shares.ts';
import { intentFor, wordsFor } from '../queries/preview.ts';
import { linkOf } from '../queries/seal.ts';
import type { Sendable } from '../queries/sendable.ts';

interface Mailing {
  /** Of the share. */
  id: string;
  asset: Sendable;
  input: ParsedOf<typeof shareAsset>;
}

const LINK = '{{ asset.link }}';
const NAMES_LINK = /\{\{\s*asset\.link\b/;

/** Sends what was shared by mail, from the caller to the person, through the gate. A refusal of the gate takes the share back with it. */
export async function mailShare(ctx: Ctx, { id, asset, input }: Mailing): Promise<OutputOf<typeof shareAsset> | Refusal> {
  const { memberId } = ctx.scope.actor;
  if (!memberId) return refuse('invalid', 'Only a member sends a mail of their own.');
  const link = asset.source === 'template' ? null : linkOf(ctx, id);
  const usual = wordsFor(asset);
  const text = input.text ?? usual.text;
  const more = { 'asset.title': asset.name, ...(link ? { 'asset.link': link } : {}) };
  const what = asset.templateVersionId
    ? { templateVersionId: asset.templateVersionId, more }
    : { subject: input.subject ?? usual.subject, text: NAMES_LINK.test(text) ? text : `${text}\n\n${LINK}`, more };
  const queued = await queueMessage(ctx, {
    contactId: input.contactId,
    lane: 'personal',
    intent: await intentFor(ctx, asset),
    what,
    from: { memberId },
    cause: { entity: 'asset_share', id },
    dedupeKey: `asset_share:${id}`,
    ...(input.overrideReason ? { override: { reason: input.overrideReason } } : {}),
  });
  if (isRefusal(queued)) return queued;
  await ctx.tx
    .updateTable('asset_share')
    .set({ message_id: queued.messageId })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  return { id, link, state: queued.state, until: queued.until ?? null };
}

/** A mail with an asset has left, or is kept in the app in its place. */
export async function markSent(ctx: Ctx, messages: readonly { messageId: string; at: string }[]): Promise<void> {
  await mark(ctx, sql`sent_at = t.at`, messages);
}

/** A mail with an asset will not go: nobody got it. */
export async function markStopped(ctx: Ctx, messages: readonly { messageId: string; at: string; code: string | null }[]): Promise<void> {
  await mark(ctx, sql`stopped_as = coalesce(t.code, 'stopped')`, messages);
}

async function mark(
  ctx: Ctx,
  what: ReturnType<typeof sql>,
  messages: readonly { messageId: string; at: string; code?: string | null }[],
): Promise<void> {
  const rows = JSON.stringify(messages.map(({ messageId, at, code = null }) => ({ id: messageId, at, code })));
  const { rows: marked } = await sql<{ id: string; asset_id: string; contact_id: string | null }>`update asset_share s set ${what}
    from json_to_recordset(${rows}::json) as t(id uuid, at timestamptz, code text)
    where s.workspace_id = ${ctx.scope.workspaceId} and s.message_id = t.id and s.sent_at is null and s.stopped_as is null
    returning s.id, s.asset_id, s.contact_id`.execute(ctx.tx);
  for (const { id, asset_id, contact_id } of marked) {
    ctx.changed('asset_share', id);
    ctx.changed('asset', asset_id);
    if (contact_id) ctx.changed('contact', contact_id);
  }
}
