import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { detectable } from '#platform/shared/samplesize.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getTrackHoldOut } from '../contract/tracks.ts';
import { HOLD_OUT_DAYS, HOLD_OUT_WEEKS, HOLDING, type Problem, type TrackKind } from '../schema.ts';

type Size = OutputOf<typeof getTrackHoldOut>;
interface Asked {
  trackId: string;
  kind: TrackKind;
  /** In percent. */
  share: number;
}

/** Weeks over which the volume is taken. */
const WEEKS = 13;
const YEAR_DAYS = 365;
/** Where too few are known: what the field takes for a usual rate. A rise by half is what a good track can hope for. */
const [USUAL_BASE, RISE] = [0.02, 1.5];

export async function readHoldOut(ctx: ReadCtx, { id, share }: { id: string; share: number }): Promise<Size | Refusal> {
  const track = await ctx.tx
    .selectFrom('nurture_track')
    .select('kind')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!track) return refuse('not_found', 'This track is not here any more.');
  return sizeOf(ctx, { trackId: id, kind: track.kind as TrackKind, share });
}

async function sizeOf(ctx: ReadCtx, asked: Asked): Promise<Size> {
  const volume = await volumeOf(ctx, asked);
  const base = await baseOf(ctx, asked.kind);
  const from = base.enough && base.rate ? base.rate : USUAL_BASE;
  const to = Math.min(1, from * RISE);
  const found = detectable({ base: from, expected: to, share: asked.share / 100, perWeek: volume.perWeek });
  const weeks = found?.weeks ?? null;
  return { ...volume, base, from, to, people: found?.people ?? null, weeks, detectable: weeks !== null && weeks <= HOLD_OUT_WEEKS };
}

/** People who came in, kept back or not, in the weeks before: of this track, else on average of the running ones of its kind. */
async function volumeOf({ tx, scope, now }: ReadCtx, { trackId, kind }: Asked): Promise<Pick<Size, 'perWeek' | 'volumeOf'>> {
  const { rows } = await sql<{
    own: boolean;
    n: number;
    tracks: number;
  }>`select x.track_id = ${trackId} as own, count(*)::int as n, count(distinct x.track_id)::int as tracks
    from (select e.track_id, e.contact_id, e.entered_at as at from nurture_enrolment e where e.workspace_id = ${scope.workspaceId}
        union select d.track_id, d.contact_id, d.drawn_at from nurture_draw d where d.workspace_id = ${scope.workspaceId} and d.held) x
      join nurture_track t on t.workspace_id = ${scope.workspaceId} and t.id = x.track_id and t.kind = ${kind} and (t.id = ${trackId} or t.state = 'running')
    where x.at >= ${now}::timestamptz - ${WEEKS} * interval '7 days' and x.at < ${now}::timestamptz group by 1`.execute(tx);
  const own = rows.find((row) => row.own);
  if (own) return { perWeek: own.n / WEEKS, volumeOf: 'track' };
  const others = rows.find((row) => !row.own);
  return others ? { perWeek: others.n / others.tracks / WEEKS, volumeOf: 'kind' } : { perWeek: 0, volumeOf: 'none' };
}

/** Of people who came onto a track of the kind in the year before the time that is compared: who was found right by both sides within it. */
async function baseOf({ tx, scope, now }: ReadCtx, kind: TrackKind): Promise<Size['base']> {
  const { rows } = await sql<{ n: number; k: number }>`select count(*)::int as n, count(*) filter (where exists (select from conversion c
      where c.workspace_id = ${scope.workspaceId} and c.contact_id = x.contact_id and c.validation = 'sales_lead'
        and c.occurred_at > x.at and c.occurred_at <= x.at + make_interval(days => ${HOLD_OUT_DAYS}::int)))::int as k
    from (select e.track_id, e.contact_id, min(e.entered_at) as at from nurture_enrolment e
        join nurture_track t on t.workspace_id = e.workspace_id and t.id = e.track_id and t.kind = ${kind} where e.workspace_id = ${scope.workspaceId} group by 1, 2) x
    where x.at >= ${now}::timestamptz - make_interval(days => ${HOLD_OUT_DAYS + YEAR_DAYS}::int) and x.at < ${now}::timestamptz - make_interval(days => ${HOLD_OUT_DAYS}::int)`.execute(
    tx,
  );
  return rateOf(rows[0]?.k ?? 0, rows[0]?.n ?? 0);
}

/** What is wrong with keeping people back: of which tracks it cannot be, and where nothing would be learned from it. */
export async function holdOutProblem(ctx: ReadCtx, asked: Asked): Promise<Problem | null> {
  if (asked.share <= 0) return null;
  if (!HOLDING.includes(asked.kind)) return { nodeId: null, level: 'stop', message: 'Only tracks of Marketing keep people back.' };
  const { detectable: enough, people } = await sizeOf(ctx, asked);
  if (enough) return null;
  const needed = people === null ? '' : ` It takes ${people} people who come in.`;
  return {
    nodeId: null,
    level: 'hint',
    message: `Keeping people back: not detectable at your volume within ${HOLD_OUT_WEEKS} weeks.${needed}`,
  };
}
