import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { missingReference } from '#platform/db/references.ts';
import type { ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { changeSend, createSend } from '../contract/sends.ts';
import { lockedSend, NO_SEND, type SendRecord, sendRecord, variantsOf } from '../queries/record.ts';
import { readSettings } from '../queries/settings.ts';

type Given = Omit<ParsedOf<typeof changeSend>, 'id'>;
type Done = Record<string, never>;

/** The column of each field; an audience is a list or a condition, and giving one takes the other away. */
function columnsOf(given: Given): Record<string, unknown> {
  const columns: Record<string, unknown> = {
    name: given.name,
    side: given.side,
    kind: given.kind,
    audience: given.audience,
    offer_id: given.offerId,
    topics: given.topics,
    purpose_id: given.purposeId,
    sender_id: given.senderId,
    campaign_id: given.campaignId,
    view_id: given.viewId,
    criteria: given.criteria && JSON.stringify(given.criteria),
    timing: given.timing,
    planned_at: given.plannedAt,
    hours: given.hours && JSON.stringify(given.hours),
    lasts_hours: given.lastsHours,
    hold_out: given.holdOut,
    metric: given.metric,
    decide_after_hours: given.decideAfterHours,
    minimum_n: given.minimumN,
  };
  if (given.viewId && given.criteria === undefined) columns.criteria = null;
  if (given.criteria && given.viewId === undefined) columns.view_id = null;
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

async function problemOf(ctx: Ctx, given: Given): Promise<Refusal | null> {
  if (given.viewId && given.criteria) return refuse('invalid', 'Choose a list or a condition, not both.', { field: 'criteria' });
  return missingReference(ctx.tx, ctx.scope.workspaceId, [
    { field: 'offerId', table: 'offer', id: given.offerId },
    { field: 'purposeId', table: 'mail_purpose', id: given.purposeId },
    { field: 'senderId', table: 'sender_identity', id: given.senderId },
    { field: 'campaignId', table: 'campaign', id: given.campaignId },
    { field: 'viewId', table: 'saved_view', id: given.viewId },
    ...(given.variants ?? []).map(({ templateId }, place) => ({
      field: `variants[${place}].templateId`,
      table: 'template' as const,
      id: templateId,
    })),
  ]);
}

export async function create(ctx: Ctx, given: ParsedOf<typeof createSend>): Promise<{ id: string } | Refusal> {
  const wrong = await problemOf(ctx, given);
  if (wrong) return wrong;
  const { workspaceId, actor } = ctx.scope;
  const { hours } = await readSettings(ctx);
  const values = {
    hours: hours && JSON.stringify(hours),
    side: 'marketing',
    kind: 'information',
    audience: 'everybody',
    ...columnsOf(given),
  };
  const made = await ctx.tx
    .insertInto('send')
    .values({
      name: given.name,
      ...values,
      workspace_id: workspaceId,
      state_at: ctx.now,
      created_by: actor.memberId,
      created_at: ctx.now,
      changed_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await writeVariants(ctx, made.id, given.variants ?? []);
  ctx.changed('send', made.id);
  return made;
}

async function writeVariants(ctx: Ctx, sendId: string, variants: NonNullable<Given['variants']>): Promise<void> {
  await ctx.tx.deleteFrom('send_variant').where('workspace_id', '=', ctx.scope.workspaceId).where('send_id', '=', sendId).execute();
  if (variants.length === 0) return;
  await ctx.tx
    .insertInto('send_variant')
    .values(
      variants.map(({ name, templateId, share }, position) => ({
        workspace_id: ctx.scope.workspaceId,
        send_id: sendId,
        position,
        name,
        template_id: templateId,
        share,
      })),
    )
    .execute();
}

async function draftOf(ctx: Ctx, id: string): Promise<SendRecord | Refusal> {
  const send = await lockedSend(ctx, id);
  if (!send) return NO_SEND;
  return send.state === 'draft'
    ? send
    : refuse('conflict', 'This mailing was launched; what goes out does not change any more. Copy it instead.');
}

export async function change(ctx: Ctx, { id, ...given }: ParsedOf<typeof changeSend>): Promise<Done | Refusal> {
  const send = await draftOf(ctx, id);
  if (isRefusal(send)) return send;
  const wrong = await problemOf(ctx, given);
  if (wrong) return wrong;
  await ctx.tx
    .updateTable('send')
    .set({ ...columnsOf(given), changed_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  if (given.variants) await writeVariants(ctx, id, given.variants);
  ctx.changed('send', id);
  return {};
}

export async function copy(ctx: Ctx, { id }: { id: string }): Promise<{ id: string } | Refusal> {
  const send = await sendRecord(ctx, id);
  if (isRefusal(send)) return send;
  const { workspaceId, actor } = ctx.scope;
  const { rows } = await sql<{
    id: string;
  }>`insert into send (workspace_id, name, side, kind, audience, offer_id, topics, purpose_id, sender_id, campaign_id, view_id, criteria,
      hours, lasts_hours, hold_out, metric, decide_after_hours, minimum_n, state_at, created_by, created_at, changed_at)
    select workspace_id, left('Copy of ' || name, 200), side, kind, audience, offer_id, topics, purpose_id, sender_id, campaign_id, view_id, criteria,
      hours, lasts_hours, hold_out, metric, decide_after_hours, minimum_n, ${ctx.now}, ${actor.memberId}, ${ctx.now}, ${ctx.now}
    from send where workspace_id = ${workspaceId} and id = ${id} returning id`.execute(ctx.tx);
  const made = rows[0]?.id ?? '';
  await writeVariants(ctx, made, await variantsOf(ctx, id));
  ctx.changed('send', made);
  return { id: made };
}

export async function remove(ctx: Ctx, { id }: { id: string }): Promise<Done | Refusal> {
  const send = await draftOf(ctx, id);
  if (isRefusal(send)) return send;
  await ctx.tx.deleteFrom('send').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).execute();
  ctx.changed('send', id);
  return {};
}
