import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { leave, lockOnTrack } from './leave.ts';

/** Erased people leave their tracks, and what was written to them or posted about them goes; that they were on a track stays as a number. */
export async function forgetPeople(ctx: Ctx, contactIds: readonly string[]): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const ids = sql`${[...contactIds]}::uuid[]`;
  await leave(ctx, await lockOnTrack(ctx, sql<boolean>`e.contact_id = any (${ids})`), 'trashed');
  await sql`delete from nurture_post where workspace_id = ${ws} and enrolment_id in (select id from nurture_enrolment where workspace_id = ${ws} and contact_id = any (${ids}))`.execute(
    ctx.tx,
  );
  await sql`update nurture_mail set subject = '', body = '' where workspace_id = ${ws} and contact_id = any (${ids})`.execute(ctx.tx);
  await sql`delete from nurture_met where workspace_id = ${ws} and contact_id = any (${ids})`.execute(ctx.tx);
  await sql`delete from nurture_changed where workspace_id = ${ws} and contact_id = any (${ids})`.execute(ctx.tx);
}
