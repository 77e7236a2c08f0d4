import { sql } from 'kysely';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { startOfDay } from '#platform/shared/calendar.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { routeLead } from './routing.ts';
import { assignHandoff } from './settle.ts';

/** How many hand-offs one transaction passes on. */
const BATCH = 200;

interface Owed {
  id: string;
  leadId: string;
  assigneeId: string;
}

/**
 * Gives to someone who is there what falls due while the person who has it is on leave. Leave never rests a clock: the customer does not know of it.
 * What is due after they are back stays with them. Where nobody else is free it stays as well, and its ladder runs.
 * @returns how many hand-offs were passed on
 */
export async function coverLeave(ctx: Ctx): Promise<number> {
  const { workspaceId } = ctx.scope;
  const zone = await timeZoneOf(ctx);
  const { rows: away } = await sql<{ member_id: string; back: string }>`
    select member_id, (max(ends_on) + 1)::text as back from member_leave
    where workspace_id = ${workspaceId} and (${ctx.now}::timestamptz at time zone ${zone}::text)::date between starts_on and ends_on group by 1`.execute(
    ctx.tx,
  );
  let passedOn = 0;
  for (const { member_id: memberId, back } of away)
    for (const handoff of await owedBefore(ctx, memberId, new Date(startOfDay(zone, back)).toISOString()))
      if (await passOn(ctx, handoff)) passedOn++;
  return passedOn;
}

async function owedBefore(ctx: Ctx, memberId: string, until: string): Promise<Owed[]> {
  const { rows } = await sql<Owed>`select h.id, h.lead_id as "leadId", h.assignee_id as "assigneeId"
    from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id and l.deleted_at is null
    where h.workspace_id = ${ctx.scope.workspaceId} and h.assignee_id = ${memberId} and h.closed_at is null
      and exists (select from clock k where k.workspace_id = h.workspace_id and k.cause_id = h.id and k.assignee_id = ${memberId}
        and k.closed_at is null and k.due_at < ${until})
    order by h.handed_at, h.id limit ${BATCH}`.execute(ctx.tx);
  return rows;
}

async function passOn(ctx: Ctx, { id, leadId, assigneeId }: Owed): Promise<boolean> {
  const routed = await routeLead(ctx, { leadId, ownerId: null, exceptId: assigneeId });
  if (routed.memberId === null) return false;
  const given = await assignHandoff(ctx, { id, memberId: routed.memberId, reason: 'It falls due while the one who had it is on leave.' });
  return !isRefusal(given);
}
