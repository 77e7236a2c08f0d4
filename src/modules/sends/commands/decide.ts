import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { contendersOf, decidesAt } from '../queries/comparison.ts';
import { lockedSend, NO_SEND, type SendRecord, variantsOf } from '../queries/record.ts';
import { compare } from '../rules/decision.ts';
import { wakeWorker } from './work-job.ts';

/** The comparison at its time. Without a winner those who wait are shared out as the others were. */
export async function decideIfTime(ctx: Ctx, send: SendRecord): Promise<void> {
  const at = decidesAt(send);
  if (send.decidedAt !== null || at === null || at > ctx.now) return;
  const comparison = compare(await contendersOf(ctx, send), send.minimumN);
  await sendRest(ctx, send, comparison.winnerId);
  await sql`update send set decided_at = ${ctx.now}, winner_id = ${comparison.winnerId}, decision = ${JSON.stringify(comparison)}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${send.id}`.execute(ctx.tx);
}

export async function decideByHand(
  ctx: Ctx,
  { id, variantId }: { id: string; variantId: string },
): Promise<Record<string, never> | Refusal> {
  const send = await lockedSend(ctx, id);
  if (!send) return NO_SEND;
  if (send.decidedAt !== null) return refuse('conflict', 'This was decided already.');
  if ((send.state !== 'sending' && send.state !== 'paused') || !(await somebodyWaits(ctx, id)))
    return refuse('conflict', 'Nobody waits for a winner here.');
  const variants = await variantsOf(ctx, id);
  if (!variants.some((one) => one.id === variantId)) return refuse('invalid', 'Choose one of its variants.', { field: 'variantId' });
  await sendRest(ctx, send, variantId);
  await sql`update send set decided_at = ${ctx.now}, winner_id = ${variantId}, decision = ${JSON.stringify({ state: 'by_hand' })}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  return {};
}

async function somebodyWaits(ctx: Ctx, sendId: string): Promise<boolean> {
  const { rows } =
    await sql`select from message where workspace_id = ${ctx.scope.workspaceId} and send_id = ${sendId} and variant_id is null
    and state in ('planned', 'held') limit 1`.execute(ctx.tx);
  return rows.length > 0;
}

async function sendRest(ctx: Ctx, send: SendRecord, winnerId: string | null): Promise<void> {
  const variant = winnerId === null ? await byShares(ctx, send) : sql`${winnerId}::uuid`;
  await sql`update message m set variant_id = ${variant}, due_at = ${ctx.now}, expires_at = ${ctx.now}::timestamptz + make_interval(hours => ${send.lastsHours}::int)
    where m.workspace_id = ${ctx.scope.workspaceId} and m.send_id = ${send.id} and m.variant_id is null and m.state in ('planned', 'held')`.execute(
    ctx.tx,
  );
  ctx.changed('send', send.id);
  await wakeWorker(ctx);
}

async function byShares(ctx: Ctx, send: SendRecord): Promise<RawBuilder<unknown>> {
  const variants = await variantsOf(ctx, send.id);
  const total = variants.reduce((sum, { share }) => sum + share, 0);
  const drawn = sql`(hashtextextended(m.contact_id::text || ${`${send.id}:rest`}, 0) & 9223372036854775807) % 10000`;
  let upTo = 0;
  const cases = variants.map(({ id, share }, place) => {
    upTo += share;
    const last = place === variants.length - 1;
    return sql`when ${drawn} < ${last ? 10_000 : Math.round((upTo / total) * 10_000)} then ${id}::uuid`;
  });
  return sql`case ${sql.join(cases, sql` `)} end`;
}
