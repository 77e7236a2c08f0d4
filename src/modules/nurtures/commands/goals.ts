import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { Version } from '../queries/contents.ts';
import type { NodeOf } from '../schema.ts';
import { cutStep, forgetPending, type Taken } from './leave.ts';
import { writeSteps } from './steps.ts';
import { wake } from './wake.ts';

/** Whether somebody is where a goal can still take them from: not on the path that begins behind it. */
export const isBefore = (goal: NodeOf<'goal'>, nodeId: string, { walk }: Version): boolean =>
  nodeId !== goal.id && !walk.after(goal.id).has(nodeId);

/** People reach a goal: what precedes it ends for them, mails that have not gone included, and they go on behind it, or are through. */
export async function reach(
  ctx: Ctx,
  taken: readonly Taken[],
  { goal, version }: { goal: NodeOf<'goal'>; version: Version },
): Promise<void> {
  if (taken.length === 0) return;
  const next = version.walk.to(goal.id, 'next') ?? null;
  const ids = taken.map(({ id }) => id);
  await writeSteps(ctx, [
    ...taken.map((one) => cutStep(one, 'skipped', 'A goal was reached here.')),
    ...taken.map((one) => ({
      ...cutStep({ ...one, messageId: null, taskId: null }, 'reached', ''),
      visit: one.visit + 1,
      node: goal.id,
      kind: 'goal',
      port: next && 'next',
      since: ctx.now,
    })),
  ]);
  await sql`update nurture_enrolment set state = ${next === null ? 'reached' : 'waiting'}, node_id = ${next}, visit = visit + 2, since = ${ctx.now}, reached_at = coalesce(reached_at, ${ctx.now}),
      awaits = ${next === null ? null : 'time'}, due_at = ${next === null ? null : ctx.now}, message_id = null, task_id = null, note = null, tries = 0,
      left_node = ${next === null ? goal.id : null}, ended_at = ${next === null ? ctx.now : null}
    where workspace_id = ${ctx.scope.workspaceId} and id = any (${ids}::uuid[])`.execute(ctx.tx);
  await forgetPending(ctx, ids);
  if (next !== null) await wake(ctx, ctx.now);
  for (const { contactId, trackId } of taken) {
    ctx.changed('contact', contactId);
    ctx.changed('track', trackId);
  }
}
