import { sql } from 'kysely';
import { z } from 'zod';
import { viewById } from '#modules/lists/queries/views.ts';
import { Id } from '#modules/team/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { job } from '#platform/jobs/job.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { problemsOfSend } from '../queries/problems.ts';
import { lockedSend, NO_SEND, type SendRecord, variantsOf } from '../queries/record.ts';
import type { SendState } from '../schema.ts';
import { cancelMessages } from './queue.ts';
import { hasLostAccess, setState } from './states.ts';
import { wakeWorker } from './work-job.ts';

type Done = Record<string, never>;

export const freezeJob = job('sends.freeze', z.object({ id: Id }));

/** Zones reach 26 hours apart: so long before the wall clock of the workspace it can be time elsewhere. */
const FARTHEST_HOURS = 26;

/** The mailing, where it is in one of these states; else the words that are given. */
async function inState(
  ctx: Ctx,
  id: string,
  { of, otherwise }: { of: readonly SendState[]; otherwise: string },
): Promise<SendRecord | Refusal> {
  const send = await lockedSend(ctx, id);
  if (!send) return NO_SEND;
  return of.includes(send.state) ? send : refuse('conflict', otherwise);
}

/** Launches a draft. Whatever stands in the way is told with what to do. */
export async function schedule(ctx: Ctx, { id }: { id: string }): Promise<Done | Refusal> {
  const send = await inState(ctx, id, { of: ['draft'], otherwise: 'This mailing was launched already.' });
  if (isRefusal(send)) return send;
  const stops = (await problemsOfSend(ctx, send)).filter(({ level }) => level === 'stop');
  const [first] = stops;
  if (first) return refuse('not_now', first.message, { errors: stops.map(({ field, message }) => ({ field: field ?? '', message })) });
  const view = send.viewId === null ? null : await viewById(ctx.tx, ctx.scope, send.viewId);
  const freezeAt = freezeTime(send, ctx.now);
  await sql`update send set scheduled_by = ${ctx.scope.actor.memberId}, scheduled_at = ${ctx.now}, freeze_at = ${freezeAt}, freeze_after = null, frozen_n = 0,
      planned_at = case when timing = 'at_once' then ${ctx.now}::timestamptz else planned_at end,
      frozen_criteria = ${JSON.stringify(view?.criteria ?? send.criteria)} where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(
    ctx.tx,
  );
  for (const { id: variantId, goes } of await variantsOf(ctx, id))
    await ctx.tx
      .updateTable('send_variant')
      .set({ template_version_id: goes?.versionId ?? null })
      .where('workspace_id', '=', ctx.scope.workspaceId)
      .where('id', '=', variantId)
      .execute();
  await setState(ctx, send, { state: 'scheduled', code: null, note: null });
  await ctx.enqueue(freezeJob, { id }, { runAt: freezeAt, key: `sends.freeze:${id}` });
  return {};
}

function freezeTime({ timing, plannedAt }: SendRecord, now: string): string {
  if (timing === 'at_once' || plannedAt === null) return now;
  const early = timing === 'local' ? FARTHEST_HOURS * 3_600_000 : 0;
  return new Date(Math.max(Date.parse(now), Date.parse(plannedAt) - early)).toISOString();
}

export async function unschedule(ctx: Ctx, { id }: { id: string }): Promise<Done | Refusal> {
  const send = await inState(ctx, id, { of: ['scheduled'], otherwise: 'It is not waiting any more. Pause or cancel it instead.' });
  if (isRefusal(send)) return send;
  if (send.frozenN > 0) return refuse('conflict', 'Its audience is being put together already. Pause or cancel it instead.');
  await sql`update send set freeze_at = null, scheduled_at = null, scheduled_by = null where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(
    ctx.tx,
  );
  await sql`update send_variant set template_version_id = null where workspace_id = ${ctx.scope.workspaceId} and send_id = ${id}`.execute(
    ctx.tx,
  );
  await setState(ctx, send, { state: 'draft', code: null, note: null });
  return {};
}

/** From here on nothing more is handed over: what a worker has in hand is put back before it comes to the server. */
export async function pause(ctx: Ctx, { id, note }: { id: string; note?: string | undefined }): Promise<Done | Refusal> {
  const send = await inState(ctx, id, { of: ['sending'], otherwise: 'Only a mailing that is on its way can be paused.' });
  if (isRefusal(send)) return send;
  await setState(ctx, send, { state: 'paused', code: 'by_hand', note: note ?? null });
  return {};
}

export async function resume(ctx: Ctx, { id }: { id: string }): Promise<Done | Refusal> {
  const send = await inState(ctx, id, { of: ['paused'], otherwise: 'This mailing is not paused.' });
  if (isRefusal(send)) return send;
  if (send.frozenAt === null && (await hasLostAccess(ctx, send))) {
    // From here on it is theirs: its audience is whom they may reach.
    const scheduledBy = ctx.scope.actor.memberId;
    await sql`update send set scheduled_by = ${scheduledBy} where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
    return goOn(ctx, { ...send, scheduledBy }, null);
  }
  return goOn(ctx, send, null);
}

/** A lead has looked at why it stopped: what came back until now is not counted again. */
export async function releaseStopped(ctx: Ctx, { id, note }: { id: string; note: string }): Promise<Done | Refusal> {
  const send = await inState(ctx, id, { of: ['stopped'], otherwise: 'This mailing has not stopped by itself.' });
  if (isRefusal(send)) return send;
  await sql`update send set watched_from = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  return goOn(ctx, send, note);
}

/** Lets it go on; what is still to be put together, with the rights of whoever launched it. */
export async function goOn(ctx: Ctx, send: SendRecord, note: string | null): Promise<Done> {
  const waits = send.frozenAt === null;
  await setState(ctx, send, { state: waits ? 'scheduled' : 'sending', code: null, note });
  if (waits) {
    const as = { kind: 'job', memberId: send.scheduledBy, label: 'Truce' } as const;
    await ctx.enqueue(freezeJob, { id: send.id }, { key: `sends.freeze:${send.id}`, as });
  } else await wakeWorker(ctx);
  return {};
}

export async function cancel(ctx: Ctx, { id, note }: { id: string; note?: string | undefined }): Promise<Done | Refusal> {
  const send = await inState(ctx, id, {
    of: ['scheduled', 'sending', 'paused', 'stopped'],
    otherwise: 'Only what was launched and is not over can be cancelled.',
  });
  if (isRefusal(send)) return send;
  await setState(ctx, send, { state: 'cancelled', code: 'by_hand', note: note ?? null });
  await cancelMessages(ctx, { cause: { entity: 'send', id } });
  return {};
}

/** Those to whom it could not be delivered; whose address does not work is told by the gate when they are claimed. */
export async function retry(ctx: Ctx, { id }: { id: string }): Promise<{ n: number } | Refusal> {
  const send = await inState(ctx, id, { of: ['sending', 'paused', 'done'], otherwise: 'There is nothing to try again.' });
  if (isRefusal(send)) return send;
  const { rows } = await sql<{
    id: string;
  }>`update message set state = 'planned', code = null, ended_at = null, tries = 0, due_at = ${ctx.now},
      expires_at = ${ctx.now}::timestamptz + make_interval(hours => ${send.lastsHours}::int)
    where workspace_id = ${ctx.scope.workspaceId} and send_id = ${id} and state = 'failed' and bounce is distinct from 'hard' returning id`.execute(
    ctx.tx,
  );
  if (rows.length > 0 && send.state === 'done') await setState(ctx, send, { state: 'sending', code: null, note: null });
  if (rows.length > 0) {
    ctx.changed('message');
    ctx.changed('send', id);
    await wakeWorker(ctx);
  }
  return { n: rows.length };
}
