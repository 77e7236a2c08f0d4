import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { Walkable } from '../rules/graph.ts';
import type { Audience, Content, TrackKind } from '../schema.ts';

type Read = Pick<ReadCtx, 'tx' | 'scope'>;

/** A version of a track, ready for walking. */
export interface Version {
  id: string;
  number: number;
  trackId: string;
  content: Content;
  walk: Walkable;
}

/** A track with the version that people come into. */
export interface LiveTrack {
  id: string;
  name: string;
  kind: TrackKind;
  audience: Audience;
  purposeId: string | null;
  ownerId: string | null;
  tactic: string | null;
  state: string;
  version: Version;
}

/** Versions by their ids. */
export async function versionsOf({ tx, scope }: Read, ids: readonly string[]): Promise<Map<string, Version>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Omit<Version, 'walk'>>`select id, number, track_id as "trackId", content from nurture_version
    where workspace_id = ${scope.workspaceId} and id = any (${[...new Set(ids)]}::uuid[])`.execute(tx);
  return new Map(rows.map((row) => [row.id, { ...row, walk: new Walkable(row.content.graph) }]));
}

interface Row extends Omit<LiveTrack, 'version'> {
  versionId: string;
  number: number;
  content: Content;
}

async function liveTracks({ tx, scope }: Read, where: ReturnType<typeof sql<boolean>>): Promise<LiveTrack[]> {
  const { rows } =
    await sql<Row>`select t.id, t.name, t.kind, t.audience, t.purpose_id as "purposeId", t.owner_id as "ownerId", t.tactic, t.state,
      v.id as "versionId", v.number, v.content
    from nurture_track t join nurture_version v on v.workspace_id = t.workspace_id and v.id = t.version_id
    where t.workspace_id = ${scope.workspaceId} and ${where} order by t.started_at, t.id`.execute(tx);
  return rows.map(({ versionId, number, content, ...track }) => ({
    ...track,
    version: { id: versionId, number, trackId: track.id, content, walk: new Walkable(content.graph) },
  }));
}

export const runningTracks = (read: Read): Promise<LiveTrack[]> => liveTracks(read, sql<boolean>`t.state = 'running'`);

/** Those that a change of somebody's record can move. */
export const watchingTracks = (read: Read): Promise<LiveTrack[]> => liveTracks(read, sql<boolean>`t.state = 'running' and t.watches`);

export async function liveTrack(read: Read, id: string): Promise<LiveTrack | undefined> {
  return (await liveTracks(read, sql<boolean>`t.id = ${id}`))[0];
}
