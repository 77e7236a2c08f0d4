import { type RawBuilder, sql } from 'kysely';
import { passedOver } from '#modules/criteria/queries/passing.ts';
import type { Criteria } from '#modules/criteria/schema.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { groupBy } from '#platform/shared/group.ts';
import { type LiveTrack, liveTrack, versionsOf, watchingTracks } from '../queries/contents.ts';
import { conditionOn, criteriaOfTrigger } from '../queries/criteria.ts';
import { meeting } from '../queries/people.ts';
import type { NodeOf, TrackNode } from '../schema.ts';
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

/**
 * Time alone changes who meets some criteria: "not heard from for 30 days". Who has been passed over by such a bound since the last look is looked at
 * like somebody who changed; nobody else is.
 */
export async function lookAtTime(asker: Ctx): Promise<void> {
  const ctx: Ctx = { ...asker, scope: unlimited(asker.scope) };
  const ws = ctx.scope.workspaceId;
  const found: RawBuilder<boolean>[] = [];
  for (const { since, criteria } of await watched(ctx)) {
    const passed = await passedOver(ctx.tx, ctx.scope, { criteria, entity: 'contact', row: 't', since, now: ctx.now });
    if (passed) found.push(passed);
  }
  await sql`update nurture_track set looked_at = ${ctx.now} where workspace_id = ${ws} and state = 'running' and watches`.execute(ctx.tx);
  // One statement each: a single one with "or" between them would read every contact.
  for (const passed of found)
    await sql`insert into nurture_changed (workspace_id, contact_id) select ${ws}, t.id from contact t
      where t.workspace_id = ${ws} and t.deleted_at is null and ${passed} on conflict do nothing`.execute(ctx.tx);
}

/** What running tracks ask for, those versions included on which people still are, and since when it was not asked. */
async function watched(ctx: Ctx): Promise<{ since: string; criteria: Criteria }[]> {
  const { rows } = await sql<{ id: string; since: string }>`select v.id, coalesce(t.looked_at, t.started_at, t.created_at) as since
    from nurture_track t join nurture_version v on v.workspace_id = t.workspace_id and v.track_id = t.id
    where t.workspace_id = ${ctx.scope.workspaceId} and t.state = 'running' and t.watches and (v.id = t.version_id
      or exists (select from nurture_enrolment e where e.workspace_id = v.workspace_id and e.version_id = v.id and e.ended_at is null))`.execute(
    ctx.tx,
  );
  const versions = await versionsOf(
    ctx,
    rows.map(({ id }) => id),
  );
  const asked = new Map<string, { since: string; criteria: Criteria }>();
  for (const { id, since } of rows)
    for (const node of versions.get(id)?.walk.nodes.values() ?? []) {
      const criteria = await criteriaAskedBy(ctx, node);
      if (criteria) asked.set(`${since} ${JSON.stringify(criteria)}`, { since, criteria });
    }
  return [...asked.values()];
}

/** What a node asks of people who stay where they are; a branch asks only who comes to it. */
async function criteriaAskedBy(ctx: Ctx, node: TrackNode): Promise<Criteria | null> {
  if (node.type === 'trigger') return criteriaOfTrigger(ctx, node.on);
  if (node.type === 'goal') return 'criteria' in node.on ? node.on.criteria : null;
  return node.type === 'wait' && node.until.by === 'criteria' ? node.until.criteria : null;
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
async function goalsOf(ctx: Ctx, ids: readonly string[]): Promise<void> {
  const on = await lockOnTrack(ctx, sql<boolean>`t.state = 'running' and t.watches and e.contact_id = any (${[...ids]}::uuid[])`);
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
