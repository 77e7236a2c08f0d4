import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getTrackReport } from '../contract/reports.ts';
import type { TrackKind } from '../schema.ts';

type Answer = OutputOf<typeof getTrackReport>;

/** Days after a purchase in which the next one counts as bought again. */
const AGAIN_DAYS = 365;
/** Days that a plan has had before one without an answer counts. */
const MATURES_DAYS = 90;

export async function readReport(ctx: ReadCtx, { kind }: { kind?: TrackKind | undefined }): Promise<Answer> {
  return { tracks: await tracksOf(ctx, kind), revived: await revivedOf(ctx), retention: await retentionOf(ctx) };
}

interface TrackRow {
  id: string;
  name: string;
  kind: TrackKind;
  tactic: Answer['tracks'][number]['tactic'];
  entered: number;
  on: number;
  reached: number;
  days: number | null;
  replied: number;
  bought: number;
}

async function tracksOf({ tx, scope }: ReadCtx, kind: TrackKind | undefined): Promise<Answer['tracks']> {
  const { rows } =
    await sql<TrackRow>`select t.id, t.name, t.kind, t.tactic, count(e.id)::int as entered, count(e.id) filter (where e.ended_at is null)::int as "on",
      count(e.id) filter (where e.reached_at is not null)::int as reached,
      percentile_cont(0.5) within group (order by extract(epoch from e.reached_at - e.entered_at) / 86400)::float8 as days,
      count(e.id) filter (where e.left_why = 'replied' or exists (select from nurture_step s join message m on m.workspace_id = s.workspace_id and m.id = s.message_id
        where s.workspace_id = e.workspace_id and s.enrolment_id = e.id and m.replied_at is not null))::int as replied,
      count(e.id) filter (where exists (select from deal d where d.workspace_id = e.workspace_id and d.contact_id = e.contact_id and d.status = 'won' and d.deleted_at is null and d.closed_at > e.entered_at))::int as bought
    from nurture_track t left join nurture_enrolment e on e.workspace_id = t.workspace_id and e.track_id = t.id
    where t.workspace_id = ${scope.workspaceId} and t.version_id is not null and ${kind ? sql`t.kind = ${kind}` : sql`true`}
    group by t.id, t.name, t.kind, t.tactic order by 5 desc, t.name`.execute(tx);
  return rows.map(({ id, name, entered, reached, days, replied, bought, ...row }) => ({
    ...row,
    track: { id, name },
    entered,
    reached: rateOf(reached, entered),
    medianDaysToReach: days,
    replied: rateOf(replied, entered),
    bought: rateOf(bought, entered),
  }));
}

/** Of the plans that have ended or had their time: which came back, by reason and by the track that the person was on meanwhile. */
async function revivedOf({ tx, scope, now }: ReadCtx): Promise<Answer['revived']> {
  const { rows } = await sql<{
    reasonId: string | null;
    reason: string | null;
    trackId: string | null;
    track: string | null;
    n: number;
    k: number;
  }>`
    select p.reason_id as "reasonId", r.label as reason, t.id as "trackId", t.name as track, count(*)::int as n, count(*) filter (where p.state = 'requalified')::int as k
    from recycle_plan p left join reason r on r.workspace_id = p.workspace_id and r.id = p.reason_id
      left join lateral (select e.track_id from nurture_enrolment e where e.workspace_id = p.workspace_id and e.contact_id = p.contact_id and e.entered_at >= p.returned_at
        and (p.ended_at is null or e.entered_at <= p.ended_at) order by e.entered_at limit 1) x on true
      left join nurture_track t on t.workspace_id = p.workspace_id and t.id = x.track_id
    where p.workspace_id = ${scope.workspaceId} and (p.ended_at is not null or p.returned_at < ${now}::timestamptz - make_interval(days => ${MATURES_DAYS}::int))
    group by 1, 2, 3, 4 order by n desc, reason, track limit 200`.execute(tx);
  return rows.map(({ reasonId, reason, trackId, track, n, k }) => ({
    reason: reasonId && reason !== null ? { id: reasonId, name: reason } : null,
    track: trackId && track !== null ? { id: trackId, name: track } : null,
    ...rateOf(k, n),
  }));
}

/** Companies with an invoice at least a year old: did the next one come within a year; with one of their people on a retention track in that time, and with none. */
async function retentionOf({ tx, scope, now }: ReadCtx): Promise<Answer['retention']> {
  const { rows } = await sql<{ on: boolean; n: number; k: number }>`
    with bought as (select company_id, invoiced_at, lead(invoiced_at) over (partition by company_id order by invoiced_at, id) as next,
        row_number() over (partition by company_id order by invoiced_at desc, id desc) as back
      from invoice where workspace_id = ${scope.workspaceId} and company_id is not null and cancelled_at is null),
    judged as (select distinct on (company_id) company_id, invoiced_at, next from bought
      where invoiced_at <= ${now}::timestamptz - make_interval(days => ${AGAIN_DAYS}::int) order by company_id, invoiced_at desc)
    select exists (select from nurture_enrolment e join nurture_track t on t.workspace_id = e.workspace_id and t.id = e.track_id and t.kind = 'retention'
        join contact c on c.workspace_id = e.workspace_id and c.id = e.contact_id and c.company_id = j.company_id
        where e.workspace_id = ${scope.workspaceId} and e.entered_at >= j.invoiced_at and e.entered_at < coalesce(j.next, j.invoiced_at + make_interval(days => ${AGAIN_DAYS}::int))) as "on",
      count(*)::int as n, count(*) filter (where j.next <= j.invoiced_at + make_interval(days => ${AGAIN_DAYS}::int))::int as k
    from judged j group by 1`.execute(tx);
  const of = (on: boolean) => rows.find((row) => row.on === on) ?? { n: 0, k: 0 };
  return { on: rateOf(of(true).k, of(true).n), off: rateOf(of(false).k, of(false).n), days: AGAIN_DAYS };
}
