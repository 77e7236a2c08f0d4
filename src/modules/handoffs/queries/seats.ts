import { sql } from 'kysely';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import type { Seat } from '../rules/routing.ts';

export interface SeatRow extends Seat {
  name: string;
  roles: string[];
  lastRoutedAt: string | null;
}

/** The day it is in the workspace. */
export async function today(ctx: ReadCtx): Promise<string> {
  return dayIn(await timeZoneOf(ctx), ctx.now);
}

/** Everyone of Sales who can take leads: reps take turns by themselves, others where they were put on duty. */
export async function seats(ctx: ReadCtx): Promise<SeatRow[]> {
  const day = await today(ctx);
  const { rows } = await sql<SeatRow>`
    select m.id as "memberId", m.name, m.team_id as "teamId", m.roles, coalesce(s.on_duty, 'rep' = any (m.roles)) as "onDuty", coalesce(not s.on_duty, false) as "offDuty",
      s.capacity, coalesce(s.credit, 0) as credit, s.last_routed_at as "lastRoutedAt",
      exists (select from member_leave l where l.workspace_id = m.workspace_id and l.member_id = m.id and ${day}::date between l.starts_on and l.ends_on) as away,
      (select count(*) from handoff h join lead d on d.workspace_id = h.workspace_id and d.id = h.lead_id
        where h.workspace_id = m.workspace_id and h.assignee_id = m.id and h.closed_at is null
          and (h.decision is null or d.last_touch_at is null or d.last_touch_at < h.handed_at))::int as waiting
    from member m left join routing_seat s on s.workspace_id = m.workspace_id and s.member_id = m.id
    where m.workspace_id = ${ctx.scope.workspaceId} and m.status = 'active' and (m.access_until is null or m.access_until > ${ctx.now})
      and (m.roles && '{rep,sales_lead}'::text[] or s.on_duty) order by m.name, m.id`.execute(ctx.tx);
  return rows;
}
