import { sql } from 'kysely';
import { unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { groupBy } from '#platform/shared/group.ts';
import { type LiveTrack, liveTrack, versionsOf, watchingTracks } from '../queries/contents.ts';
import { conditionOn, criteriaOfTrigger } from '../queries/criteria.ts';
import { meeting } from '../queries/people.ts';
import { timely } from '../rules/timing.ts';
import type { NodeOf } from '../schema.ts';
import { enrol } from './enrol.ts';
import { isBefore, reach } from './goals.ts';
import { lockOnTrack } from './leave.ts';
import { look } from './wake.ts';

const BATCH = 500;

/** Notes that something happened to people; tracks that go by criteria look at them. Nothing where no track does. */
export async function noteChanged(ctx: Ctx, contactIds: readonly string[]): Promise<void> {
  if (contactIds.length === 0) return;
  const { rows } =
    await sql`insert into nurture_changed (workspace_id, contact_id) select ${ctx.scope.workspaceId}, c from unnest(${[...new Set(contactIds)]}::uuid[]) c
    where exists (select from nurture_track t where t.workspace_id = ${ctx.scope.workspaceId} and t.state = 'running' and t.watches) on conflict do nothing returning contact_id`.execute(
      ctx.tx,
    );
  if (rows.length > 0) await ctx.enqueue(look, {}, { byProgram: true, key: `nurtures.look:${ctx.scope.workspaceId}` });
}

/** Looks at one batch of the people who changed: who comes onto a track, who reaches a goal, who need not wait any more. */
export async function lookBatch(asker: Ctx): Promise<{ more: boolean }> {
  const ctx: Ctx = { ...asker, scope: unlimited(asker.scope) };
  const { rows } = await sql<{ id: string }>`delete from nurture_changed where workspace_id = ${ctx.scope.workspaceId} and contact_id in (
      select contact_id from nurture_changed where workspace_id = ${ctx.scope.workspaceId} order by at limit ${BATCH} for update skip locked) returning contact_id as id`.execute(
    ctx.tx,
  );
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return { more: false };
  for (const track of await watchingTracks(ctx)) {
    for (const trigger of track.version.walk.of('trigger')) await followTrigger(ctx, track, { trigger, ids });
  }
  await goalsOf(ctx, ids);
  await waitsOf(ctx, ids);
  return { more: rows.length === BATCH };
}

/** Time alone changes who meets some criteria: those are asked of everybody, one statement for each trigger, and of nobody else. */
export async function lookAtTime(asker: Ctx): Promise<void> {
  const ctx: Ctx = { ...asker, scope: unlimited(asker.scope) };
  for (const track of await watchingTracks(ctx)) {
    for (const trigger of track.version.walk.of('trigger')) {
      const criteria = await criteriaOfTrigger(ctx, trigger.on);
      if (criteria && timely(criteria)) await followTrigger(ctx, track, { trigger, ids: null });
    }
    const goals = track.version.walk.of('goal').some(({ on }) => 'criteria' in on && timely(on.criteria));
    if (goals) await goalsOf(ctx, null, track.id);
  }
}

interface Looked {
  trigger: NodeOf<'trigger'>;
  /** Null: everybody. */
  ids: readonly string[] | null;
}

/** Compares who meets a trigger's criteria with who did before; who is new comes onto the track. */
async function followTrigger(ctx: Ctx, track: LiveTrack, { trigger, ids }: Looked): Promise<void> {
  const fresh = await newlyMeeting(ctx, track.id, { trigger, ids });
  for (let start = 0; start < fresh.length; start += BATCH)
    await enrol(ctx, { track, triggerId: trigger.id, contactIds: fresh.slice(start, start + BATCH), by: trigger.on.event });
}

async function newlyMeeting(ctx: Ctx, trackId: string, { trigger, ids }: Looked): Promise<string[]> {
  const criteria = await criteriaOfTrigger(ctx, trigger.on);
  const condition = criteria && (await conditionOn(ctx, criteria, ids !== null));
  if (!condition) return [];
  const ws = ctx.scope.workspaceId;
  const among = (column: string) => (ids === null ? sql<boolean>`true` : sql<boolean>`${sql.ref(column)} = any (${[...ids]}::uuid[])`);
  await sql`delete from nurture_met m where m.workspace_id = ${ws} and m.track_id = ${trackId} and m.node_id = ${trigger.id} and ${among('m.contact_id')}
    and not exists (select from contact t where t.workspace_id = ${ws} and t.id = m.contact_id and t.deleted_at is null and ${condition})`.execute(
    ctx.tx,
  );
  const { rows } = await sql<{ id: string }>`insert into nurture_met (workspace_id, track_id, node_id, contact_id)
    select ${ws}, ${trackId}, ${trigger.id}, t.id from contact t where t.workspace_id = ${ws} and t.deleted_at is null and ${among('t.id')} and ${condition}
    on conflict do nothing returning contact_id as id`.execute(ctx.tx);
  return rows.map(({ id }) => id);
}

/** At the start of a track, and where a trigger is new: who meets its criteria already is not meant, unless the marketer says so. */
export async function seeExisting(asker: Ctx, trackId: string, { enrolThem }: { enrolThem: boolean }): Promise<void> {
  const ctx: Ctx = { ...asker, scope: unlimited(asker.scope) };
  const track = await liveTrack(ctx, trackId);
  if (!track) return;
  const nodes = track.version.walk.of('trigger').map(({ id }) => id);
  await sql`delete from nurture_met where workspace_id = ${ctx.scope.workspaceId} and track_id = ${trackId} and node_id <> all (${nodes}::text[])`.execute(
    ctx.tx,
  );
  for (const trigger of track.version.walk.of('trigger')) {
    if (enrolThem) await followTrigger(ctx, track, { trigger, ids: null });
    else await newlyMeeting(ctx, track.id, { trigger, ids: null });
  }
}

/** Who is on a track and meets a goal of it. */
async function goalsOf(ctx: Ctx, ids: readonly string[] | null, trackId?: string): Promise<void> {
  const on = await lockOnTrack(
    ctx,
    sql<boolean>`t.state = 'running' and t.watches ${ids === null ? sql`and t.id = ${trackId}` : sql`and e.contact_id = any (${[...ids]}::uuid[])`}`,
  );
  const versions = await versionsOf(
    ctx,
    on.map(({ versionId }) => versionId),
  );
  const through = new Set<string>();
  for (const [versionId, people] of groupBy(on, (one) => one.versionId)) {
    const version = versions.get(versionId);
    for (const goal of version?.walk.of('goal') ?? []) {
      if (!version || !('criteria' in goal.on)) continue;
      const before = people.filter(({ id, nodeId }) => !through.has(id) && isBefore(goal, nodeId, version));
      const met = await meeting(
        ctx,
        goal.on.criteria,
        before.map(({ contactId }) => contactId),
      );
      const taken = before.filter(({ contactId }) => met.has(contactId));
      for (const { id } of taken) through.add(id);
      await reach(ctx, taken, { goal, version });
    }
  }
}

/** Who waits for criteria and was changed is looked at by the next batch of steps, which decides by the same rule as ever. */
async function waitsOf(ctx: Ctx, ids: readonly string[]): Promise<void> {
  await sql`update nurture_enrolment set due_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and contact_id = any (${[...ids]}::uuid[]) and state = 'waiting'
    and awaits = 'criteria' and due_at > ${ctx.now}`.execute(ctx.tx);
}
