import { sql } from 'kysely';
import { cancelMessages } from '#modules/sends/commands/queue.ts';
import type { Ctx } from '#platform/context.ts';
import type { LeftWhy, StepOutcome } from '../schema.ts';
import { writeSteps } from './steps.ts';

/** Somebody who is taken out of where they are. */
export interface Taken {
  id: string;
  trackId: string;
  versionId: string;
  contactId: string;
  nodeId: string;
  kind: string;
  visit: number;
  since: string;
  messageId: string | null;
  taskId: string | null;
}

/** Locks the people on tracks that a condition names (`e` the enrolment, `t` the track). */
export async function lockOnTrack(ctx: Ctx, where: ReturnType<typeof sql<boolean>>): Promise<Taken[]> {
  const { rows } =
    await sql<Taken>`select e.id, e.track_id as "trackId", e.version_id as "versionId", e.contact_id as "contactId", e.node_id as "nodeId",
      coalesce((select n ->> 'type' from jsonb_array_elements(v.content -> 'graph' -> 'nodes') n where n ->> 'id' = e.node_id), 'gone') as kind,
      e.visit, e.since, e.message_id as "messageId", e.task_id as "taskId"
    from nurture_enrolment e join nurture_track t on t.workspace_id = e.workspace_id and t.id = e.track_id
      join nurture_version v on v.workspace_id = e.workspace_id and v.id = e.version_id
    where e.workspace_id = ${ctx.scope.workspaceId} and e.ended_at is null and ${where} order by e.id for update of e`.execute(ctx.tx);
  return rows;
}

/** Takes people off their tracks. What was queued for them and has not gone does not go. */
export async function leave(ctx: Ctx, taken: readonly Taken[], why: LeftWhy): Promise<void> {
  if (taken.length === 0) return;
  await writeSteps(
    ctx,
    taken.map((one) => cutStep(one, 'skipped', 'Left the track here.')),
  );
  await sql`update nurture_enrolment set state = 'left', left_node = node_id, node_id = null, left_why = ${why}, ended_at = ${ctx.now}, awaits = null, due_at = null, note = null
    where workspace_id = ${ctx.scope.workspaceId} and id = any (${taken.map(({ id }) => id)}::uuid[]) and ended_at is null`.execute(ctx.tx);
  await forgetPending(
    ctx,
    taken.map(({ id }) => id),
  );
  for (const { contactId } of taken) ctx.changed('contact', contactId);
  for (const trackId of new Set(taken.map((one) => one.trackId))) ctx.changed('track', trackId);
}

/** The step of a visit that was broken off. */
export const cutStep = (one: Taken, outcome: StepOutcome, says: string) => ({
  enrolment: one.id,
  visit: one.visit,
  track: one.trackId,
  version: one.versionId,
  node: one.nodeId,
  kind: one.kind,
  since: one.since,
  outcome: one.messageId ? 'queued' : one.taskId ? 'done' : outcome,
  port: null,
  says,
  message: one.messageId,
  task: one.taskId,
});

/** Mails that have not gone, and drafts that nobody has read, of people who left. */
export async function forgetPending(ctx: Ctx, enrolmentIds: readonly string[]): Promise<void> {
  if (enrolmentIds.length === 0) return;
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{
    id: string;
  }>`select id from message where workspace_id = ${ws} and send_id is null and cause = 'nurture_step' and cause_id = any (${[...enrolmentIds]}::uuid[])
    and state in ('planned', 'held', 'claimed')`.execute(ctx.tx);
  if (rows.length > 0) await cancelMessages(ctx, { ids: rows.map(({ id }) => id) });
  await sql`update nurture_mail set decided_at = ${ctx.now}, decision = 'skip' where workspace_id = ${ws} and enrolment_id = any (${[...enrolmentIds]}::uuid[])
    and decided_at is null`.execute(ctx.tx);
}
