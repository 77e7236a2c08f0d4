import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { getRouting, listAway, listPool } from '../contract/routing.ts';
import { hindrance } from '../rules/routing.ts';
import { seats, today } from './seats.ts';

export async function pools(ctx: ReadCtx): Promise<OutputOf<typeof getRouting>['pools']> {
  const { rows } = await sql<{
    id: string;
    name: string;
    team_id: string | null;
    team: string | null;
    reclaimSeconds: number;
    calendar_id: string | null;
    calendar: string | null;
    waiting: number;
  }>`select p.id, p.name, p.team_id, g.name as team, p.reclaim_seconds as "reclaimSeconds", p.calendar_id, k.name as calendar,
      (select count(*)::int from handoff h where h.workspace_id = p.workspace_id and h.pool_id = p.id and h.closed_at is null and h.assignee_id is null) as waiting
    from lead_pool p left join team g on g.workspace_id = p.workspace_id and g.id = p.team_id left join calendar k on k.workspace_id = p.workspace_id and k.id = p.calendar_id
    where p.workspace_id = ${ctx.scope.workspaceId} order by p.name, p.id`.execute(ctx.tx);
  return rows.map(({ team_id, team, calendar_id, calendar, ...row }) => ({
    ...row,
    team: team_id && team !== null ? { id: team_id, name: team } : null,
    calendar: calendar_id && calendar !== null ? { id: calendar_id, name: calendar } : null,
  }));
}

const MOST = 200;

/** What lies in the pools from which the caller takes. A lead in a pool is everybody's of that team, so its few words here need no further reach. */
export async function listPoolOf(ctx: ReadCtx): Promise<OutputOf<typeof listPool>> {
  const seat = (await seats(ctx)).find(({ memberId }) => memberId === ctx.scope.actor.memberId);
  const takes = ctx.scope.permissions.has('lead:assign') ? sql`true` : sql`(p.team_id is null or p.team_id = ${seat?.teamId ?? null})`;
  const hides = (field: string) => ctx.scope.hidden.has(field);
  if (!seat && !ctx.scope.permissions.has('lead:assign')) return { items: [], total: 0, mine: null };
  const { rows } = await sql<{
    handoffId: string;
    leadId: string;
    name: string;
    company: string | null;
    label: string | null;
    whyNow: string | null;
    pool_id: string;
    pool: string;
    handedAt: string;
    valueMinor: number;
    total: number;
  }>`select h.id as "handoffId", h.lead_id as "leadId", coalesce(nullif(c.name, ''), c.email, 'Someone') as name, o.name as company, h.label, h.why_now as "whyNow",
      p.id as pool_id, p.name as pool, h.handed_at as "handedAt", h.value_minor as "valueMinor", count(*) over ()::int as total
    from handoff h join lead_pool p on p.workspace_id = h.workspace_id and p.id = h.pool_id and ${takes}
      join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id and l.deleted_at is null join contact c on c.workspace_id = h.workspace_id and c.id = h.contact_id
      left join company o on o.workspace_id = h.workspace_id and o.id = h.company_id
    where h.workspace_id = ${ctx.scope.workspaceId} and h.closed_at is null and h.assignee_id is null
    order by h.value_minor desc, h.handed_at limit ${MOST}`.execute(ctx.tx);
  return {
    total: rows[0]?.total ?? 0,
    items: rows.map(({ pool_id, pool, total: _total, ...row }) => ({
      ...row,
      label: hides('lead.scoreLabel') ? null : row.label,
      whyNow: hides('lead.whyNow') ? null : row.whyNow,
      pool: { id: pool_id, name: pool },
    })),
    mine: seat ? { waiting: seat.waiting, capacity: seat.capacity, hindrance: hindrance(seat) } : null,
  };
}

/** Open hand-offs whose owner is away today or has left, the most urgent first. */
export async function handoffsOfTheAway(ctx: ReadCtx): Promise<OutputOf<typeof listAway>> {
  const { rows } = await sql<{
    handoffId: string;
    leadId: string;
    name: string;
    member_id: string;
    member: string;
    awayUntil: string | null;
    dueAt: string | null;
  }>`
    select h.id as "handoffId", h.lead_id as "leadId", coalesce(nullif(c.name, ''), c.email, 'Someone') as name, m.id as member_id, m.name as member, v.ends_on as "awayUntil",
      (select min(k.due_at) from clock k where k.workspace_id = h.workspace_id and k.cause_id = h.id and k.closed_at is null) as "dueAt"
    from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id and l.deleted_at is null join contact c on c.workspace_id = h.workspace_id and c.id = h.contact_id
      join member m on m.workspace_id = h.workspace_id and m.id = h.assignee_id
      left join lateral (select max(e.ends_on) as ends_on from member_leave e where e.workspace_id = m.workspace_id and e.member_id = m.id and ${await today(ctx)}::date between e.starts_on and e.ends_on) v on true
    where h.workspace_id = ${ctx.scope.workspaceId} and h.closed_at is null and (v.ends_on is not null or m.status <> 'active')
      and (h.decision is null or l.last_touch_at is null or l.last_touch_at < h.handed_at)
    order by 7 nulls last, h.value_minor desc limit ${MOST}`.execute(ctx.tx);
  return { items: rows.map(({ member_id, member, ...row }) => ({ ...row, assignee: { id: member_id, name: member } })) };
}
