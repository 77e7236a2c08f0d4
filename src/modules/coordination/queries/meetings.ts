import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { listClientMeetings } from '../contract/meetings.ts';
import { laneOf } from './lane.ts';

type Listed = OutputOf<typeof listClientMeetings>;

/** The next meetings of both teams. Counts only: an agenda names leads and people. */
export async function readMeetings(ctx: ReadCtx): Promise<Listed> {
  const { tx, scope, now } = ctx;
  const ws = scope.workspaceId;
  const { outside } = await laneOf(ctx);
  const opens = sql<boolean>`(not ${outside}::boolean or coalesce(e.organizer_id = ${scope.actor.memberId}::uuid, false))`;
  const { rows } = await sql<Listed['items'][number]>`select e.id, e.title, e.kind, e.starts_at as "startsAt",
      (select jsonb_agg(jsonb_build_object('side', s.side, 'people', s.people, 'coming', s.coming) order by s.side desc) from (
        select x.side, count(m.id)::int as people, count(m.id) filter (where p.reply = 'yes')::int as coming
        from (values ('sales'), ('marketing')) x (side) left join member m on m.workspace_id = ${ws} and m.department = x.side
            and m.id in (select member_id from meeting_person where workspace_id = ${ws} and meeting_id = e.id)
          left join meeting_person p on p.workspace_id = ${ws} and p.meeting_id = e.id and p.member_id = m.id group by 1) s) as sides,
      coalesce((select jsonb_agg(jsonb_build_object('source', i.source, 'n', i.n) order by i.n desc, i.source) from (
        select source, count(*)::int as n from meeting_item where workspace_id = ${ws} and meeting_id = e.id and aside_at is null group by 1) i), '[]') as agenda,
      (select count(*)::int from meeting_question q where q.workspace_id = ${ws} and q.meeting_id = e.id) as questions, ${opens} as opens
    from meeting e where e.workspace_id = ${ws} and e.side is null and e.cancelled_at is null and e.closed_at is null and e.starts_at > ${now}
    order by e.starts_at, e.id limit 10`.execute(tx);
  const last = await sql<{ at: string | null }>`select max(starts_at) as at from meeting
    where workspace_id = ${ws} and closed_at is not null and cancelled_at is null`.execute(tx);
  const held = await sql<Listed['held'][number]>`select e.id, e.title, e.starts_at as "startsAt" from meeting e
    where e.workspace_id = ${ws} and e.side is null and e.cancelled_at is null and e.closed_at is not null and ${opens}
      and e.starts_at > ${now}::timestamptz - interval '182 days' order by e.starts_at desc, e.id limit 10`.execute(tx);
  return { items: rows, held: held.rows, lastHeldAt: last.rows[0]?.at ?? null };
}
