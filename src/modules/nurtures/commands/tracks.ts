import { sql } from 'kysely';
import type { z } from 'zod';
import type { Ctx } from '#platform/context.ts';
import { missingReference } from '#platform/db/references.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { createTrack, updateTrack } from '../contract/tracks.ts';
import { problemsOf } from '../queries/problems.ts';
import { emptyContent } from '../rules/graph.ts';
import { mayMake, mayWrite } from '../rules/rights.ts';
import { starterOf } from '../rules/starters.ts';
import type { Audience, Content, Problem, TrackKind, TrackState } from '../schema.ts';
import { leave, lockOnTrack } from './leave.ts';
import { seeExisting } from './look.ts';
import { look, wake } from './wake.ts';

export const NO_TRACK = refuse('not_found', 'This track is not here any more.');

export interface Locked {
  id: string;
  kind: TrackKind;
  name: string;
  audience: Audience;
  purposeId: string | null;
  ownerId: string | null;
  state: TrackState;
  draft: Content;
  revision: number;
  versionId: string | null;
}

/** A track that the caller may write, locked. */
export async function lockTrack(ctx: Ctx, id: string): Promise<Locked | Refusal> {
  const { rows } =
    await sql<Locked>`select id, kind, name, audience, purpose_id as "purposeId", owner_id as "ownerId", state, draft, revision, version_id as "versionId"
    from nurture_track where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  const [track] = rows;
  if (!track) return NO_TRACK;
  if (mayWrite(ctx.scope, track)) return track;
  return refuse(
    'forbidden',
    track.kind === 'sequence'
      ? 'This is a colleague’s sequence. Copy it to make your own.'
      : 'Marketing writes the tracks. Ask a marketer.',
  );
}

const USUAL_AUDIENCE: Readonly<Record<TrackKind, Audience>> = {
  nurture: 'prospects',
  retention: 'customers',
  deal_support: 'everybody',
  sequence: 'everybody',
};

export async function makeTrack(
  ctx: Ctx,
  { name, kind, starter, copyOf }: z.output<typeof createTrack.input>,
): Promise<{ id: string } | Refusal> {
  if (!mayMake(ctx.scope, kind))
    return refuse('forbidden', kind === 'sequence' ? 'Sales makes the sequences.' : 'Marketing makes the tracks.');
  const begun = await beginning(ctx, { kind, starter, copyOf });
  if (isRefusal(begun)) return begun;
  const made = await ctx.tx
    .insertInto('nurture_track')
    .values({
      workspace_id: ctx.scope.workspaceId,
      kind,
      name,
      description: begun.description,
      audience: begun.audience,
      purpose_id: begun.purposeId,
      owner_id: ctx.scope.actor.memberId,
      draft: JSON.stringify(begun.content),
      created_by: ctx.scope.actor.memberId,
      created_at: ctx.now,
      updated_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('track', made.id);
  return made;
}

interface Beginning {
  content: Content;
  description: string;
  audience: Audience;
  purposeId: string | null;
}

async function beginning(
  ctx: Ctx,
  { kind, starter, copyOf }: Pick<z.output<typeof createTrack.input>, 'kind' | 'starter' | 'copyOf'>,
): Promise<Beginning | Refusal> {
  const plain = { description: '', audience: USUAL_AUDIENCE[kind], purposeId: null };
  if (starter) {
    const begun = starterOf(starter);
    if (begun.kind !== kind) return refuse('invalid', 'This starting point is for another kind of track.', { field: 'starter' });
    return { ...plain, content: begun.content, description: begun.description };
  }
  if (!copyOf) return { ...plain, content: emptyContent(kind) };
  const { rows } = await sql<
    Beginning & { kind: TrackKind }
  >`select kind, draft as content, description, audience, purpose_id as "purposeId" from nurture_track
    where workspace_id = ${ctx.scope.workspaceId} and id = ${copyOf}`.execute(ctx.tx);
  const [source] = rows;
  if (!source) return refuse('not_found', 'The track to copy is not here any more.', { field: 'copyOf' });
  return source.kind === kind ? source : refuse('invalid', 'This track is of another kind.', { field: 'copyOf' });
}

export async function changeTrack(
  ctx: Ctx,
  { id, ...change }: z.output<typeof updateTrack.input>,
): Promise<Record<string, never> | Refusal> {
  const track = await lockTrack(ctx, id);
  if (isRefusal(track)) return track;
  const { workspaceId } = ctx.scope;
  const gone = await missingReference(ctx.tx, workspaceId, [
    { field: 'purposeId', table: 'mail_purpose', id: change.purposeId },
    { field: 'ownerId', table: 'member', id: change.ownerId, where: sql<boolean>`member.status = 'active'` },
  ]);
  if (gone) return gone;
  await ctx.tx
    .updateTable('nurture_track')
    .set({
      updated_at: ctx.now,
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.description === undefined ? {} : { description: change.description }),
      ...(change.audience === undefined ? {} : { audience: change.audience }),
      ...(change.purposeId === undefined ? {} : { purpose_id: change.purposeId }),
      ...(change.ownerId === undefined ? {} : { owner_id: change.ownerId }),
      ...(change.tactic === undefined ? {} : { tactic: change.tactic }),
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('track', id);
  return {};
}

export async function removeTrack(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const track = await lockTrack(ctx, id);
  if (isRefusal(track)) return track;
  if (track.versionId) return refuse('not_now', 'This track was published. End it instead: what it did stays on record.');
  await sql`delete from nurture_track where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  ctx.changed('track', id);
  return {};
}

export async function saveDraft(
  ctx: Ctx,
  { id, content, revision }: { id: string; content: Content; revision: number },
): Promise<{ revision: number; problems: Problem[] } | Refusal> {
  const track = await lockTrack(ctx, id);
  if (isRefusal(track)) return track;
  if (track.state === 'ended') return refuse('not_now', 'This track has ended. Copy it to make a new one.');
  if (track.revision !== revision)
    return refuse('conflict', 'Somebody else changed this track in the meantime. Open it anew to see their change.', { field: 'revision' });
  await sql`update nurture_track set draft = ${JSON.stringify(content)}::jsonb, revision = revision + 1, updated_at = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  ctx.changed('track', id);
  return {
    revision: revision + 1,
    problems: await problemsOf(ctx, { trackId: id, content, kind: track.kind, purposeId: track.purposeId }),
  };
}

const FROM: Readonly<Record<'running' | 'paused' | 'ended', readonly TrackState[]>> = {
  running: ['draft', 'paused'],
  paused: ['running'],
  ended: ['running', 'paused'],
};

export async function setState(
  ctx: Ctx,
  { id, state, withExisting }: { id: string; state: 'running' | 'paused' | 'ended'; withExisting: boolean },
): Promise<Record<string, never> | Refusal> {
  const track = await lockTrack(ctx, id);
  if (isRefusal(track)) return track;
  if (!FROM[state].includes(track.state)) return refuse('not_now', `This track can't be ${state} now.`);
  if (!track.versionId) return refuse('not_now', 'Publish the track first.');
  await sql`update nurture_track set state = ${state}, updated_at = ${ctx.now}, started_at = case when ${state} = 'running' then coalesce(started_at, ${ctx.now}) else started_at end,
      ended_at = case when ${state} = 'ended' then ${ctx.now}::timestamptz end
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  if (state === 'ended') await leave(ctx, await lockOnTrack(ctx, sql<boolean>`e.track_id = ${id}`), 'track_ended');
  if (state === 'running') {
    if (track.state === 'draft') await seeExisting(ctx, id, { enrolThem: withExisting });
    else await ctx.enqueue(look, {}, { byProgram: true, key: `nurtures.look:${ctx.scope.workspaceId}` });
    await wake(ctx, ctx.now);
  }
  ctx.changed('track', id);
  return {};
}
