import { type RawBuilder, sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getAssignments, listTrackHooks } from '../contract/around.ts';
import type { getTrack, getTrackVersion, listTracks } from '../contract/tracks.ts';
import { mayEnrol, mayMake, mayWrite } from '../rules/rights.ts';
import { type Content, sideOf, TRACK_KINDS, type TrackKind, type TrackState } from '../schema.ts';
import { problemsSeen } from './problems.ts';

type Track = OutputOf<typeof listTracks>['items'][number];
type Row = Omit<Track, 'side' | 'mayWrite' | 'mayEnrol'>;

const named = (alias: string) =>
  sql`case when ${sql.ref(`${alias}.id`)} is not null then jsonb_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${sql.ref(`${alias}.name`)}) end`;

const columns = sql`t.id, t.kind, t.name, t.description, t.audience, ${named('p')} as purpose, ${named('m')} as owner, t.tactic, t.state, v.number as version,
  (v.id is null or v.content is distinct from t.draft) as changed, t.started_at as "startedAt", t.ended_at as "endedAt", t.updated_at as "updatedAt",
  (select jsonb_build_object('on', count(*) filter (where e.ended_at is null), 'ever', count(*), 'reached', count(*) filter (where e.reached_at is not null))
    from nurture_enrolment e where e.workspace_id = t.workspace_id and e.track_id = t.id) as counts`;
const tables = sql`nurture_track t left join mail_purpose p on p.workspace_id = t.workspace_id and p.id = t.purpose_id
  left join member m on m.workspace_id = t.workspace_id and m.id = t.owner_id left join nurture_version v on v.workspace_id = t.workspace_id and v.id = t.version_id`;

async function rowsWhere(ctx: ReadCtx, where: RawBuilder<boolean>): Promise<Track[]> {
  const { rows } = await sql<Row>`select ${columns} from ${tables} where t.workspace_id = ${ctx.scope.workspaceId} and ${where}
    order by array_position('{running,paused,draft,ended}'::text[], t.state), lower(t.name), t.id limit 500`.execute(ctx.tx);
  return rows.map((row) => ({
    ...row,
    side: sideOf(row.kind),
    mayWrite: mayWrite(ctx.scope, { kind: row.kind, ownerId: row.owner?.id ?? null }),
    mayEnrol: row.state === 'running' && mayEnrol(ctx.scope, row.kind),
  }));
}

export async function readTracks(
  ctx: ReadCtx,
  { kind, state, open }: { kind?: TrackKind | undefined; state?: TrackState | undefined; open?: boolean | undefined },
): Promise<OutputOf<typeof listTracks>> {
  const items = await rowsWhere(
    ctx,
    sql<boolean>`${kind ? sql`t.kind = ${kind}` : sql`true`} and ${state ? sql`t.state = ${state}` : sql`true`}`,
  );
  return { items: open ? items.filter((one) => one.mayEnrol) : items, mayMake: TRACK_KINDS.filter((one) => mayMake(ctx.scope, one)) };
}

const GONE = refuse('not_found', 'This track is not here any more.');

export async function readTrack(ctx: ReadCtx, { id }: { id: string }): Promise<OutputOf<typeof getTrack> | Refusal> {
  const [track] = await rowsWhere(ctx, sql<boolean>`t.id = ${id}`);
  if (!track) return GONE;
  const { draft, revision } = await ctx.tx
    .selectFrom('nurture_track')
    .select(['draft', 'revision'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const content = draft as unknown as Content;
  const { rows: versions } = await sql<
    OutputOf<typeof getTrack>['versions'][number]
  >`select v.id, v.number, v.published_at as "publishedAt", m.name as "publishedBy", v.note,
      (select count(*)::int from nurture_enrolment e where e.workspace_id = v.workspace_id and e.version_id = v.id and e.ended_at is null) as "on"
    from nurture_version v left join member m on m.workspace_id = v.workspace_id and m.id = v.published_by
    where v.workspace_id = ${ctx.scope.workspaceId} and v.track_id = ${id} order by v.number desc limit 100`.execute(ctx.tx);
  const problems = await problemsSeen(ctx, { trackId: id, content, kind: track.kind, purposeId: track.purpose?.id ?? null });
  return { ...track, draft: content, revision, problems, versions };
}

export async function readVersion(
  ctx: ReadCtx,
  { id, number }: { id: string; number: number },
): Promise<OutputOf<typeof getTrackVersion> | Refusal> {
  const { rows } = await sql<OutputOf<typeof getTrackVersion>>`select number, content, published_at as "publishedAt" from nurture_version
    where workspace_id = ${ctx.scope.workspaceId} and track_id = ${id} and number = ${number}`.execute(ctx.tx);
  return rows[0] ?? refuse('not_found', 'This version is not here.');
}

export async function readAssignments(ctx: ReadCtx): Promise<OutputOf<typeof getAssignments>> {
  const { rows } = await sql<
    OutputOf<typeof getAssignments>['lines'][number]
  >`select a.id, a.reason_id as "reasonId", a.interest, a.stage, a.track_id as "trackId", a.days_before as "daysBefore",
      ${named('t')} as track, case when r.id is not null then jsonb_build_object('id', r.id, 'name', r.label) end as reason, t.state = 'running' as running,
      (select count(*)::int from nurture_enrolment e join recycle_plan p on p.workspace_id = e.workspace_id and p.id = e.plan_id
        where e.workspace_id = a.workspace_id and e.track_id = a.track_id and e.entered_by = 'assignment' and (a.reason_id is null or p.reason_id = a.reason_id)) as taken
    from nurture_assignment a join nurture_track t on t.workspace_id = a.workspace_id and t.id = a.track_id left join reason r on r.workspace_id = a.workspace_id and r.id = a.reason_id
    where a.workspace_id = ${ctx.scope.workspaceId} order by a.position`.execute(ctx.tx);
  return { lines: rows, mayWrite: ctx.scope.permissions.has('campaign:write') };
}

export async function readHooks(ctx: ReadCtx): Promise<OutputOf<typeof listTrackHooks>> {
  const { rows } = await sql<
    OutputOf<typeof listTrackHooks>['items'][number]
  >`select h.id, h.name, h.url, h.active, h.created_at as "createdAt", p.last_at as "lastAt", p.state as "lastState", p.last_says as "lastSays"
    from nurture_hook h left join lateral (select last_at, state, last_says from nurture_post x where x.workspace_id = h.workspace_id and x.hook_id = h.id order by x.made_at desc limit 1) p on true
    where h.workspace_id = ${ctx.scope.workspaceId} order by h.created_at, h.id`.execute(ctx.tx);
  return { items: rows, mayWrite: ctx.scope.permissions.has('campaign:write') };
}
