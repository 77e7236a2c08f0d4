import { sql } from 'kysely';
import { visible } from '#modules/activities/queries/access.ts';
import type { Ctx } from '#platform/context.ts';
import { discardContent } from '#platform/files/files.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { GONE, recordingOf } from '../queries/recordings.ts';
import { type Consent, type Deletion, LISTEN_HOURS } from '../schema.ts';

export interface Said {
  consent: Consent;
  method?: string;
  at?: string;
  basis?: string;
}

const consentColumns = (ctx: Ctx, { consent, method, at, basis }: Said) => ({
  consent,
  consent_method: method || null,
  consent_at: consent === 'unknown' ? null : (at ?? ctx.now),
  consent_by: ctx.scope.actor.memberId,
  ...(basis === undefined ? {} : { basis: basis || null }),
});

/** Says that a call was recorded; the sound is sent after it. One recording for each call. */
export async function createRecording(
  ctx: Ctx,
  { activityId, conversionId, ...said }: Said & { activityId?: string; conversionId?: string },
): Promise<{ id: string } | Refusal> {
  if ((activityId === undefined) === (conversionId === undefined))
    return refuse('invalid', 'Name the call, or the inquiry that it was.', { field: 'activityId' });
  const { rows } = await sql<{ id: string; contactId: string | null; conversionId: string | null }>`
    select a.id, a.contact_id as "contactId", c.id as "conversionId" from activity a
      left join conversion c on c.workspace_id = a.workspace_id and a.dedupe_key = 'conversion:' || c.id
    where a.workspace_id = ${ctx.scope.workspaceId} and a.kind = 'call' and not a.retracted and a.corrects_id is null and ${visible(ctx.scope, 'a')}
      and ${activityId ? sql`a.id = ${activityId}` : sql`a.dedupe_key = ${`conversion:${conversionId}`}`}`.execute(ctx.tx);
  const [call] = rows;
  if (!call) return refuse('not_found', 'There is no such call, or it is not yours to see. An inquiry of nobody known has no call yet.');
  const made = await ctx.tx
    .insertInto('recording')
    .values({
      workspace_id: ctx.scope.workspaceId,
      activity_id: call.id,
      conversion_id: call.conversionId,
      contact_id: call.contactId,
      ...consentColumns(ctx, said),
      created_by: ctx.scope.actor.memberId,
    })
    .onConflict((oc) => oc.columns(['workspace_id', 'activity_id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!made) return refuse('conflict', 'This call has a recording already.');
  changed(ctx, { id: made.id, conversionId: call.conversionId });
  return made;
}

/** Notes what the other side said. Refused: the sound goes at once; that there was a call stays. */
export async function changeConsent(ctx: Ctx, { id, ...said }: Said & { id: string }): Promise<Record<string, never> | Refusal> {
  const recording = await writable(ctx, id);
  if (isRefusal(recording)) return recording;
  await ctx.tx
    .updateTable('recording')
    .set(consentColumns(ctx, said))
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  if (said.consent === 'refused') await deleteMedia(ctx, [id], 'refused');
  changed(ctx, recording);
  return {};
}

export async function deleteByHand(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const recording = await writable(ctx, id);
  if (isRefusal(recording)) return recording;
  await deleteMedia(ctx, [id], 'by_hand');
  changed(ctx, recording);
  return {};
}

/** The recording, locked, where the caller may change what it says. */
export async function writable(ctx: Ctx, id: string) {
  const { workspaceId } = ctx.scope;
  await ctx.tx.selectFrom('recording').select('id').where('workspace_id', '=', workspaceId).where('id', '=', id).forUpdate().execute();
  const recording = await recordingOf(ctx, id);
  return isRefusal(recording) || recording.writable ? recording : GONE;
}

function changed(ctx: Ctx, { id, conversionId }: { id: string; conversionId: string | null }): void {
  ctx.changed('recording', id);
  if (conversionId) ctx.changed('conversion', conversionId);
}

/** Takes the sound of recordings away for good, and says why. */
export async function deleteMedia(ctx: Ctx, ids: readonly string[], because: Deletion): Promise<void> {
  if (ids.length === 0) return;
  const gone = await ctx.tx
    .updateTable('recording')
    .set({ deleted_at: ctx.now, deleted_because: because })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', 'in', [...ids])
    .where('file_id', 'is not', null)
    .where('deleted_at', 'is', null)
    .returning(['id', 'file_id'])
    .execute();
  await discardContent(
    ctx,
    gone.flatMap((one) => one.file_id ?? []),
  );
  for (const { id } of gone) ctx.changed('recording', id);
}

/** Notes that somebody opens the player; the sound is given out only to who was noted. */
export async function startListening(ctx: Ctx, id: string): Promise<{ listenId: string; until: string } | Refusal> {
  const recording = await recordingOf(ctx, id);
  if (isRefusal(recording)) return recording;
  const { memberId } = ctx.scope.actor;
  if (recording.silent !== null || memberId === null) return refuse('forbidden', WHY[recording.silent ?? 'no_right']);
  const listen = await ctx.tx
    .insertInto('recording_listen')
    .values({ workspace_id: ctx.scope.workspaceId, recording_id: id, member_id: memberId, listened_at: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('recording', id);
  return { listenId: listen.id, until: new Date(Date.parse(ctx.now) + LISTEN_HOURS * 3_600_000).toISOString() };
}

const WHY = {
  no_media: 'There is no sound of this call.',
  deleted: 'The sound of this call was deleted.',
  refused: 'The other side refused to be recorded. The sound was deleted.',
  no_consent: 'Nobody has noted yet that the other side was told or agreed. Note it first.',
  no_basis: 'There is no legal basis written down for this recording. Write it first.',
  no_right: 'Your role does not include listening to recordings.',
} as const;

/** A shorter time holds for what is here already; a longer one for what comes. */
export async function setPolicy(ctx: Ctx, { keepDays, basis }: { keepDays: number; basis: string }): Promise<Record<string, never>> {
  const { workspaceId } = ctx.scope;
  await ctx.tx
    .insertInto('recording_policy')
    .values({ workspace_id: workspaceId, keep_days: keepDays, basis })
    .onConflict((oc) => oc.column('workspace_id').doUpdateSet({ keep_days: keepDays, basis }))
    .execute();
  await sql`update recording set keep_until = (created_at + make_interval(days => ${keepDays}))::date where workspace_id = ${workspaceId}
    and deleted_at is null and keep_until > (created_at + make_interval(days => ${keepDays}))::date`.execute(ctx.tx);
  ctx.changed('recording');
  return {};
}
