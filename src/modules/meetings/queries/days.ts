import { sql } from 'kysely';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn, periodAround } from '#platform/shared/calendar.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import type { listSharedDays } from '../contract/meetings.ts';

type Days = OutputOf<typeof listSharedDays>;

/** Who sits with whom, from this week on. */
export async function readSharedDays(ctx: ReadCtx, { from }: ParsedOf<typeof listSharedDays>): Promise<Days> {
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  const first = from ?? periodAround(today, 'week', 0).from;
  const { rows } = await sql<
    Days['items'][number]
  >`select d.id, to_char(d.on_day, 'YYYY-MM-DD') as "onDay", jsonb_build_object('id', h.id, 'name', h.name) as host,
      jsonb_build_object('id', g.id, 'name', g.name) as guest, d.place, d.happened, d.on_day <= ${today}::date as come
    from shared_day d join member h on h.workspace_id = d.workspace_id and h.id = d.host_id join member g on g.workspace_id = d.workspace_id and g.id = d.guest_id
    where d.workspace_id = ${ctx.scope.workspaceId} and d.on_day >= ${first}::date order by d.on_day, h.name limit 200`.execute(ctx.tx);
  return { items: rows, mayPlan: ctx.scope.permissions.has('agreement:write') };
}
