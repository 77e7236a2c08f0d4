import { sql } from 'kysely';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type getNurtureHealth, NURTURE_KINDS } from '../contract/nurture.ts';

type Health = OutputOf<typeof getNurtureHealth>;
type Kind = Health['kinds'][number];

/** Counts of the whole workspace, whoever asks: no track, contact or company is named. */
export async function readNurtureHealth(ctx: ReadCtx): Promise<Health> {
  const tracks = await tracksOf(ctx);
  const people = await peopleOf(ctx);
  return {
    kinds: NURTURE_KINDS.map((kind) => ({
      ...{ kind, running: 0, paused: 0, unowned: 0, people: 0, held: 0, late: 0, toRead: 0, ownerless: 0, stuck: 0 },
      ...tracks.find((one) => one.kind === kind),
      ...people.find((one) => one.kind === kind),
    })),
    returned: await returnedOf(ctx),
  };
}

async function tracksOf({ tx, scope }: ReadCtx): Promise<Pick<Kind, 'kind' | 'running' | 'paused' | 'unowned'>[]> {
  const { rows } = await sql<Pick<Kind, 'kind' | 'running' | 'paused' | 'unowned'>>`select t.kind,
      count(*) filter (where t.state = 'running')::int as running, count(*) filter (where t.state = 'paused')::int as paused,
      count(*) filter (where m.id is null)::int as unowned
    from nurture_track t left join member m on m.workspace_id = t.workspace_id and m.id = t.owner_id and m.status = 'active'
    where t.workspace_id = ${scope.workspaceId} and t.state in ('running', 'paused') group by 1`.execute(tx);
  return rows;
}

type People = Pick<Kind, 'kind' | 'people' | 'held' | 'late' | 'toRead' | 'ownerless' | 'stuck'>;

async function peopleOf({ tx, scope, now }: ReadCtx): Promise<People[]> {
  const ws = scope.workspaceId;
  const { rows } = await sql<People>`select t.kind, count(*) filter (where e.ended_at is null)::int as people,
      count(*) filter (where e.ended_at is null and t.state = 'paused')::int as held,
      count(*) filter (where e.ended_at is null and t.state = 'running' and e.due_at < ${now}::timestamptz - interval '1 day')::int as late,
      count(*) filter (where e.state = 'review' and t.state = 'running')::int as "toRead",
      count(*) filter (where e.ended_at is null and cm.id is null and lm.id is null)::int as ownerless,
      count(*) filter (where e.state = 'failed' and not exists (select from nurture_enrolment a where a.workspace_id = ${ws}
        and a.track_id = e.track_id and a.contact_id = e.contact_id and a.entered_at > e.entered_at))::int as stuck
    from nurture_enrolment e join nurture_track t on t.workspace_id = e.workspace_id and t.id = e.track_id and t.state in ('running', 'paused')
      join contact c on c.workspace_id = e.workspace_id and c.id = e.contact_id and c.deleted_at is null
      left join lead l on l.workspace_id = e.workspace_id and l.id = e.lead_id
      left join member cm on cm.workspace_id = e.workspace_id and cm.id = c.owner_id and cm.status = 'active'
      left join member lm on lm.workspace_id = e.workspace_id and lm.id = l.owner_id and lm.status = 'active'
    where e.workspace_id = ${ws} and (e.ended_at is null or e.state = 'failed') group by 1`.execute(tx);
  return rows;
}

/** Whoever rests, or is left alone on purpose, is owed no plan. */
async function returnedOf(ctx: ReadCtx): Promise<Health['returned']> {
  const { tx, scope, now } = ctx;
  const today = dayIn(await timeZoneOf(ctx), now);
  const { rows } = await sql<Health['returned']>`select count(*)::int as open, count(*) filter (where unplanned)::int as unplanned,
      count(*) filter (where unplanned and earliest_on <= ${today}::date)::int as due
    from (select p.id is null or (p.ended_at is null and p.tactic is null and not p.held_out) as unplanned, coalesce(p.earliest_on, l.recycle_until) as earliest_on
      from lead l left join lateral (select * from recycle_plan r where r.workspace_id = l.workspace_id and r.lead_id = l.id
        order by r.returned_at desc, r.id desc limit 1) p on true
      where l.workspace_id = ${scope.workspaceId} and l.stage = 'recycled' and l.deleted_at is null) x`.execute(tx);
  return rows[0] ?? { open: 0, unplanned: 0, due: 0 };
}
