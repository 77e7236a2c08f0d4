import { sql } from 'kysely';
import type { z } from 'zod';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { listPlanTracks } from '../contract/around.ts';

type Item = OutputOf<typeof listPlanTracks>['items'][number];
type Track = NonNullable<Item['own']>;

/** Tracks of returned leads: by the plan they were begun for, or by a trigger after the lead was given back. */
export async function readPlanTracks(
  ctx: ReadCtx,
  { planIds }: z.output<typeof listPlanTracks.input>,
): Promise<OutputOf<typeof listPlanTracks>> {
  const { scope } = ctx;
  const { rows } = await sql<{ planId: string; own: boolean | null; of: Track | null }>`select p.id as "planId",
      (e.plan_id = p.id or (e.plan_id is null and e.lead_id = p.lead_id and e.entered_at >= p.returned_at)) as own,
      case when t.id is not null then jsonb_build_object('enrolmentId', e.id, 'track', jsonb_build_object('id', t.id, 'name', t.name), 'state', e.state,
        'enteredAt', ${iso('e.entered_at')}, 'dueAt', ${iso('e.due_at')}, 'endedAt', ${iso('e.ended_at')}, 'leftWhy', e.left_why) end as of
    from recycle_plan p join lead l on l.workspace_id = p.workspace_id and l.id = p.lead_id and l.deleted_at is null
        and ${reachable(scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}
      left join nurture_enrolment e on e.workspace_id = p.workspace_id and e.contact_id = p.contact_id
      left join nurture_track t on t.workspace_id = e.workspace_id and t.id = e.track_id and t.kind = 'nurture'
    where p.workspace_id = ${scope.workspaceId} and p.id = any (${planIds}::uuid[]) order by e.entered_at desc, e.id desc`.execute(ctx.tx);
  const items = new Map<string, Item>();
  for (const { planId, own, of } of rows) {
    const item = items.get(planId) ?? { planId, own: null, before: [] };
    items.set(planId, item);
    if (!of) continue;
    if (own && !item.own) item.own = of;
    else item.before.push(of);
  }
  return { items: [...items.values()] };
}

const iso = (column: string) => sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
