import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';

const MOST = 5_000;

/** Deletes what is older than its site keeps it, a few thousand rows at a time. @returns whether there may be more */
export async function forgetOld(ctx: Ctx): Promise<boolean> {
  const ws = ctx.scope.workspaceId;
  await sql`delete from visit_salt where workspace_id = ${ws} and day < (${ctx.now}::timestamptz at time zone 'UTC')::date - 1`.execute(
    ctx.tx,
  );
  const hits = await sql`delete from visit_hit where workspace_id = ${ws} and id in (
      select h.id from website w join visit_hit h on h.workspace_id = ${ws} and h.website_id = w.id and h.received_at < ${ctx.now}::timestamptz - make_interval(days => w.keep_days)
      where w.workspace_id = ${ws} limit ${MOST})`.execute(ctx.tx);
  // Visits of known people are part of their history, and go with them.
  const visits = await sql`delete from visit where workspace_id = ${ws} and id in (
      select v.id from website w join visit v on v.workspace_id = ${ws} and v.website_id = w.id and v.contact_id is null
        and v.ended_at < ${ctx.now}::timestamptz - make_interval(days => w.keep_days)
      where w.workspace_id = ${ws} limit ${MOST})`.execute(ctx.tx);
  return Number(hits.numAffectedRows ?? 0) === MOST || Number(visits.numAffectedRows ?? 0) === MOST;
}

/** What an erased person did on our pages, and every trace by which their browser would be known again. */
export async function forgetPeople(ctx: Ctx, contactIds: readonly string[]): Promise<void> {
  const ws = ctx.scope.workspaceId;
  await sql`delete from visit_hit h using visit v where v.workspace_id = ${ws} and v.contact_id = any (${contactIds}::uuid[]) and h.workspace_id = ${ws} and h.visit_id = v.id`.execute(
    ctx.tx,
  );
  await sql`delete from visit_hit where workspace_id = ${ws} and contact_id = any (${contactIds}::uuid[])`.execute(ctx.tx);
  await sql`delete from visit where workspace_id = ${ws} and contact_id = any (${contactIds}::uuid[])`.execute(ctx.tx);
  // Hits that have not been folded yet, of a browser that was theirs alone.
  await sql`delete from visit_hit h where h.workspace_id = ${ws} and not h.folded and h.visitor in (
      select i.visitor from visitor_identity i where i.workspace_id = ${ws} group by i.visitor having bool_and(i.contact_id = any (${contactIds}::uuid[])))`.execute(
    ctx.tx,
  );
  await sql`delete from visitor_identity where workspace_id = ${ws} and contact_id = any (${contactIds}::uuid[])`.execute(ctx.tx);
  ctx.changed('visit');
}
