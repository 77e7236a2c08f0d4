import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { Merging } from '../queries/merges.ts';

/** Before the loser's rows move: where both have a row and there is place for one, the winner's takes in what the loser's says. */
export async function uniteRivals(ctx: Ctx, merging: Merging & { mergeId: string }): Promise<void> {
  const { entity, mergeId, winnerId, loserId } = merging;
  const ws = ctx.scope.workspaceId;
  const column = sql.ref(entity === 'contact' ? 'contact_id' : 'company_id');
  const other = sql.ref(entity === 'contact' ? 'company_id' : 'contact_id');
  // One open job of one person at one company, written twice.
  await sql`with gone as (delete from contact_company l where l.workspace_id = ${ws} and l.${column} = ${loserId} and l.ends_on is null and exists (
      select from contact_company w where w.workspace_id = ${ws} and w.${column} = ${winnerId} and w.${other} = l.${other} and w.ends_on is null)
      returning to_jsonb(l) as whole)
    insert into merge_move (workspace_id, merge_id, relation, field, what, before)
      select ${ws}, ${mergeId}, 'contact_company', ${entity === 'contact' ? 'contact_id' : 'company_id'}, 'removed', whole from gone`.execute(
    ctx.tx,
  );
  if (entity === 'company') return;
  await sql`with rival as (
      select w.id, to_jsonb(w) as was, l.responded, l.responded_at, l.added_at from campaign_member w
        join campaign_member l on l.workspace_id = ${ws} and l.contact_id = ${loserId} and l.campaign_id = w.campaign_id
      where w.workspace_id = ${ws} and w.contact_id = ${winnerId}),
    united as (update campaign_member m set responded = m.responded or r.responded, responded_at = least(m.responded_at, r.responded_at), added_at = least(m.added_at, r.added_at)
      from rival r where m.workspace_id = ${ws} and m.id = r.id returning r.was, to_jsonb(m) as now)
    insert into merge_move (workspace_id, merge_id, relation, field, what, before, after)
      select ${ws}, ${mergeId}, 'campaign_member', 'contact_id', 'changed', was, now from united`.execute(ctx.tx);
  await sql`with united as (update score_reset m set reset_at = l.reset_at, cause = l.cause from score_reset l, score_reset was
      where m.workspace_id = ${ws} and m.contact_id = ${winnerId} and was.workspace_id = ${ws} and was.contact_id = ${winnerId}
        and l.workspace_id = ${ws} and l.contact_id = ${loserId} and l.reset_at > m.reset_at returning to_jsonb(was) as was, to_jsonb(m) as now)
    insert into merge_move (workspace_id, merge_id, relation, field, what, before, after)
      select ${ws}, ${mergeId}, 'score_reset', 'contact_id', 'changed', was, now from united`.execute(ctx.tx);
}

/** The mirror of what the contact's own row says: one primary mail, one primary phone, one primary job. */
export async function placePrimary(ctx: Ctx, contactIds: readonly string[]): Promise<void> {
  const ws = ctx.scope.workspaceId;
  await sql`update contact_email e set is_primary = (e.email = lower(c.email)) from contact c where c.workspace_id = ${ws} and e.workspace_id = ${ws}
    and c.id = any (${contactIds}::uuid[]) and e.contact_id = c.id and e.is_primary is distinct from (e.email = lower(c.email))`.execute(
    ctx.tx,
  );
  await sql`update contact_phone p set is_primary = (p.phone = c.phone) from contact c where c.workspace_id = ${ws} and p.workspace_id = ${ws}
    and c.id = any (${contactIds}::uuid[]) and p.contact_id = c.id and p.is_primary is distinct from (p.phone = c.phone)`.execute(ctx.tx);
  await sql`update contact_company j set is_primary = (j.ends_on is null and j.company_id = c.company_id) from contact c where c.workspace_id = ${ws} and j.workspace_id = ${ws}
    and c.id = any (${contactIds}::uuid[]) and j.contact_id = c.id and c.company_id is not null
    and j.is_primary is distinct from (j.ends_on is null and j.company_id = c.company_id)`.execute(ctx.tx);
}
