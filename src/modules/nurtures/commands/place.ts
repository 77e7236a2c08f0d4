import { sql } from 'kysely';
import type { z } from 'zod';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { placeEnrolment } from '../contract/enrolments.ts';
import { versionsOf } from '../queries/contents.ts';
import { isEntrance } from '../schema.ts';
import { cutStep, forgetPending, lockOnTrack } from './leave.ts';
import { writeSteps } from './steps.ts';
import { wake } from './wake.ts';

interface Stuck {
  trackId: string;
  contactId: string;
  versionId: string;
  state: string;
  leftNode: string | null;
  /** They are on the same track anew. */
  again: boolean;
  ended: boolean;
}

/** Puts somebody at another step of the version they are on. Who got stuck begins again there, or where they were if no step is named. */
export async function placeByHand(
  ctx: Ctx,
  { id, nodeId }: z.output<typeof placeEnrolment.input>,
): Promise<Record<string, never> | Refusal> {
  const person = await lockReachable(ctx, id);
  if (!person) return refuse('not_found', 'This person is not on this track any more, or not yours to see.');
  if (person.ended) return refuse('not_now', 'This track has ended.');
  const stuck = person.state === 'failed';
  if (person.state !== 'waiting' && person.state !== 'review' && !stuck)
    return refuse('not_now', 'This person has left the track already.');
  if (stuck && person.again) return refuse('not_now', 'This person is on the track anew.');
  const to = nodeId ?? (stuck ? person.leftNode : null);
  if (to === null) return refuse('invalid', 'Choose the step.', { field: 'nodeId' });
  const node = (await versionsOf(ctx, [person.versionId])).get(person.versionId)?.walk.nodes.get(to);
  if (!node || isEntrance(node)) return refuse('invalid', 'This step is not in the version that the person is on.', { field: 'nodeId' });
  const taken = await lockOnTrack(ctx, sql<boolean>`e.id = ${id}`);
  await writeSteps(
    ctx,
    taken.map((one) => cutStep(one, 'skipped', `${ctx.scope.actor.label} moved them on.`)),
  );
  await forgetPending(ctx, [id]);
  await sql`update nurture_enrolment set state = 'waiting', node_id = ${to}, visit = visit + 1, awaits = 'time', due_at = ${ctx.now}, since = ${ctx.now}, tries = 0,
      message_id = null, task_id = null, note = null, left_node = null, left_why = null, ended_at = null
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  await wake(ctx, ctx.now);
  ctx.changed('contact', person.contactId);
  ctx.changed('track', person.trackId);
  return {};
}

/** An enrolment whose person the caller may write, locked. */
async function lockReachable({ tx, scope }: Ctx, id: string): Promise<Stuck | undefined> {
  const { rows } = await sql<Stuck>`select e.track_id as "trackId", e.contact_id as "contactId", e.version_id as "versionId", e.state,
      e.left_node as "leftNode", t.state = 'ended' as ended,
      exists (select from nurture_enrolment o where o.workspace_id = e.workspace_id and o.track_id = e.track_id and o.contact_id = e.contact_id
        and o.ended_at is null and o.id <> e.id) as again
    from nurture_enrolment e join nurture_track t on t.workspace_id = e.workspace_id and t.id = e.track_id
      join contact c on c.workspace_id = e.workspace_id and c.id = e.contact_id and c.deleted_at is null
        and ${reachable(scope, 'contact', { to: 'write', ownerColumn: 'c.owner_id' })}
    where e.workspace_id = ${scope.workspaceId} and e.id = ${id} for update of e`.execute(tx);
  return rows[0];
}
