import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';

/**
 * Counts anew how often somebody of the workspace reached out within each of the leads, and when first and last: calls, mails, meetings
 * and chats that a member made (not the customer, not the program), corrections followed. A touch belongs to the lead that it names,
 * else to the contact's newest lead that was open by then. Read from the ledger each time, so it may run twice and after a correction.
 */
export async function recountTouches(ctx: Ctx, leadIds: readonly string[]): Promise<void> {
  if (leadIds.length === 0) return;
  const changed = await recount(ctx, sql`l.id = any (${leadIds}::uuid[])`);
  for (const id of changed) ctx.changed('lead', id);
}

/** The leads of everybody whom an import brought an activity for. */
export async function recountTouchesOfImport(ctx: Ctx, importId: string): Promise<void> {
  await recount(
    ctx,
    sql`l.contact_id in (select a.contact_id from activity a where a.workspace_id = l.workspace_id and a.import_id = ${importId} and a.contact_id is not null)`,
  );
  ctx.changed('lead');
}

async function recount(ctx: Ctx, which: RawBuilder<unknown>): Promise<string[]> {
  const { workspaceId } = ctx.scope;
  const { rows } = await sql<{ id: string }>`
    update lead l set first_touch_at = t.first, last_touch_at = t.last, touches = t.n from (
      select l.id, min(a.occurred_at) as first, max(a.occurred_at) as last, count(a.id)::int as n
      from lead l
        left join lateral (select o.opened_at from lead o where o.workspace_id = l.workspace_id and o.contact_id = l.contact_id
          and o.opened_at > l.opened_at and o.deleted_at is null order by o.opened_at limit 1) later on true
        left join activity a on a.workspace_id = l.workspace_id and a.contact_id = l.contact_id
          and a.kind in ('call', 'mail', 'meeting', 'chat') and coalesce(a.direction, 'out') = 'out' and a.member_id is not null
          and a.side in ('sales', 'marketing') and not a.retracted and a.data ->> 'automated' is distinct from 'true'
          and (a.lead_id = l.id or (a.lead_id is null and a.occurred_at >= l.opened_at and (later.opened_at is null or a.occurred_at < later.opened_at)))
          and not exists (select from activity c where c.workspace_id = a.workspace_id and c.corrects_id = case when a.corrects_id is null then a.id else a.corrects_id end
            and (c.logged_at, c.id) > (a.logged_at, a.id))
      where l.workspace_id = ${workspaceId} and ${which}
      group by l.id) t
    where l.workspace_id = ${workspaceId} and l.id = t.id and (l.first_touch_at, l.last_touch_at, l.touches) is distinct from (t.first, t.last, t.n)
    returning l.id`.execute(ctx.tx);
  return rows.map((row) => row.id);
}

/** The leads of these contacts. */
export async function recountTouchesOf(ctx: Ctx, contactIds: readonly string[]): Promise<void> {
  if (contactIds.length === 0) return;
  const leads = await ctx.tx
    .selectFrom('lead')
    .select('id')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('contact_id', 'in', [...contactIds])
    .where('deleted_at', 'is', null)
    .execute();
  await recountTouches(
    ctx,
    leads.map((lead) => lead.id),
  );
}
