import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { type Version, versionsOf } from '../queries/contents.ts';
import { problemsOf } from '../queries/problems.ts';
import { nameOf, Walkable, watches } from '../rules/graph.ts';
import { type Place, placeOf } from '../rules/moves.ts';
import type { Problem, Removed } from '../schema.ts';
import { cutStep, lockOnTrack, type Taken } from './leave.ts';
import { seeExisting } from './look.ts';
import { writeSteps } from './steps.ts';
import { type Locked, lockTrack } from './tracks.ts';
import { wake } from './wake.ts';

export interface Publishing {
  id: string;
  removed: Removed;
  moves: Readonly<Record<string, string>>;
}

interface Preview {
  problems: Problem[];
  kept: number;
  moved: number;
  stayed: number;
  nodes: { from: string; name: string; people: number; to: string | null; toName: string | null }[];
}

interface Placed {
  person: Taken;
  place: Place;
  before: Version;
}

/** Where everybody on the track would be. Those who stayed on an older version before are looked at anew. */
async function placesOf(ctx: Ctx, track: Locked, how: Publishing): Promise<Placed[]> {
  const people = await lockOnTrack(ctx, sql<boolean>`e.track_id = ${track.id}`);
  const versions = await versionsOf(
    ctx,
    people.map(({ versionId }) => versionId),
  );
  const after = new Walkable(track.draft.graph);
  return people.flatMap((person) => {
    const before = versions.get(person.versionId);
    return before
      ? [{ person, before, place: placeOf(person.nodeId, { before: before.walk, after, removed: how.removed, moves: how.moves }) }]
      : [];
  });
}

export async function preview(ctx: Ctx, how: Publishing): Promise<Preview | Refusal> {
  const track = await lockTrack(ctx, how.id);
  if (isRefusal(track)) return track;
  const problems = await problemsOf(ctx, { trackId: track.id, content: track.draft, kind: track.kind, purposeId: track.purposeId });
  const placed = await placesOf(ctx, track, how);
  const after = new Walkable(track.draft.graph);
  const nodes = new Map<string, Preview['nodes'][number]>();
  for (const { person, before, place } of placed) {
    if (!('stays' in place) && !place.moved) continue;
    const was = before.walk.nodes.get(person.nodeId);
    const to = 'stays' in place ? null : place.nodeId;
    const target = to === null ? undefined : after.nodes.get(to);
    const line = nodes.get(person.nodeId) ?? {
      from: person.nodeId,
      name: was ? nameOf(was) : person.nodeId,
      people: 0,
      to,
      toName: target ? nameOf(target) : null,
    };
    nodes.set(person.nodeId, { ...line, people: line.people + 1 });
  }
  return { problems, ...countsOf(placed), nodes: [...nodes.values()] };
}

function countsOf(placed: readonly Placed[]): { kept: number; moved: number; stayed: number } {
  const stayed = placed.filter(({ place }) => 'stays' in place).length;
  const moved = placed.filter(({ place }) => !('stays' in place) && place.moved).length;
  return { kept: placed.length - stayed - moved, moved, stayed };
}

export async function publish(
  ctx: Ctx,
  { revision, note, ...how }: Publishing & { revision: number; note: string },
): Promise<{ number: number; kept: number; moved: number; stayed: number } | Refusal> {
  const track = await lockTrack(ctx, how.id);
  if (isRefusal(track)) return track;
  if (track.state === 'ended') return refuse('not_now', 'This track has ended. Copy it to make a new one.');
  if (track.revision !== revision)
    return refuse('conflict', 'Somebody else changed this track in the meantime. Look at it before you publish.', { field: 'revision' });
  const problems = await problemsOf(ctx, { trackId: track.id, content: track.draft, kind: track.kind, purposeId: track.purposeId });
  const wrong = problems.filter(({ level }) => level === 'stop');
  if (wrong.length > 0)
    return refuse('invalid', wrong[0]?.message ?? '', {
      errors: wrong.map(({ nodeId, message }) => ({ field: nodeId ?? 'content', message })),
    });
  const placed = await placesOf(ctx, track, how);
  const { id, number } = await insertVersion(ctx, track, { note, moves: how.moves });
  await moveAll(ctx, placed, id);
  await sql`update nurture_track set version_id = ${id}, watches = ${watches(track.draft)}, updated_at = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${track.id}`.execute(ctx.tx);
  if (track.state === 'running') await seeExisting(ctx, track.id, { enrolThem: false });
  await wake(ctx, ctx.now);
  ctx.changed('track', track.id);
  return { number, ...countsOf(placed) };
}

async function insertVersion(ctx: Ctx, track: Locked, more: { note: string; moves: object }): Promise<{ id: string; number: number }> {
  const { rows } = await sql<{
    id: string;
    number: number;
  }>`insert into nurture_version (workspace_id, track_id, number, content, moved, note, published_by, published_at)
    select ${ctx.scope.workspaceId}, ${track.id}, coalesce(max(number), 0) + 1, ${JSON.stringify(track.draft)}::jsonb, ${JSON.stringify(more.moves)}::jsonb, ${more.note},
      ${ctx.scope.actor.memberId}, ${ctx.now} from nurture_version where workspace_id = ${ctx.scope.workspaceId} and track_id = ${track.id}
    returning id, number`.execute(ctx.tx);
  const [made] = rows;
  if (!made) throw new Error('a version is made');
  return made;
}

/** Who keeps their node goes on waiting as they did, now by the new version; who is moved begins at the other node, and what they had is written down. */
async function moveAll(ctx: Ctx, placed: readonly Placed[], versionId: string): Promise<void> {
  const kept = placed.flatMap(({ person, place }) => ('stays' in place || place.moved ? [] : [person.id]));
  const moved = placed.flatMap(({ person, place }) => ('stays' in place || !place.moved ? [] : [{ person, to: place.nodeId }]));
  const ws = ctx.scope.workspaceId;
  // A wait may have become another one: it is looked at at once, and waits on from when it began.
  await sql`update nurture_enrolment set version_id = ${versionId},
      due_at = case when state = 'waiting' and awaits in ('time', 'criteria') and since <= ${ctx.now} then least(due_at, ${ctx.now}) else due_at end
    where workspace_id = ${ws} and id = any (${kept}::uuid[])`.execute(ctx.tx);
  await writeSteps(
    ctx,
    moved.map(({ person }) => cutStep(person, 'skipped', 'The step was taken out of the track.')),
  );
  await sql`update nurture_enrolment e set version_id = ${versionId}, node_id = r.node, visit = e.visit + 1, state = 'waiting', awaits = 'time', due_at = greatest(${ctx.now}, e.since),
      since = greatest(${ctx.now}, e.since), message_id = null, task_id = null, note = null, tries = 0
    from unnest(${moved.map(({ person }) => person.id)}::uuid[], ${moved.map(({ to }) => to)}::text[]) r(id, node)
    where e.workspace_id = ${ws} and e.id = r.id`.execute(ctx.tx);
  await sql`update nurture_mail m set decided_at = ${ctx.now}, decision = 'skip' where m.workspace_id = ${ws} and m.decided_at is null
    and m.enrolment_id = any (${moved.map(({ person }) => person.id)}::uuid[])`.execute(ctx.tx);
}
