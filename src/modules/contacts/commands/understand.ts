import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { type Told, understoodContact } from '../rules/understand.ts';

const BATCH = 500;

/**
 * Reads anew what is written on people, where that changed without its own command (a merge, an undo) or was never read. What is understood and already
 * stands there is not written again, so that nobody is scored anew for nothing. @returns whether more wait
 */
export async function understandDue(ctx: Ctx): Promise<{ more: boolean }> {
  const { rows } = await sql<{
    id: string;
    told: Told;
  }>`select id, jsonb_build_object('job_title', job_title, 'country', country, 'region', region, 'job_function', job_function, 'seniority', seniority, 'world_region', world_region, 'stated', stated) told
    from contact where workspace_id = ${ctx.scope.workspaceId} and understand_due order by id limit ${BATCH} for no key update skip locked`.execute(
    ctx.tx,
  );
  if (rows.length === 0) return { more: false };
  const read = rows.map(({ id, told }) => ({ id, ...understoodContact(told) }));
  const { rows: changed } = await sql<{
    id: string;
  }>`update contact c set job_function = r.job_function, seniority = r.seniority, world_region = r.world_region
    from json_to_recordset(${JSON.stringify(read)}::json) as r(id uuid, job_function text, seniority text, world_region text)
    where c.workspace_id = ${ctx.scope.workspaceId} and c.id = r.id
      and (c.job_function, c.seniority, c.world_region) is distinct from (r.job_function, r.seniority, r.world_region) returning c.id`.execute(
    ctx.tx,
  );
  await sql`update contact set understand_due = false where workspace_id = ${ctx.scope.workspaceId} and id = any (${rows.map((row) => row.id)}::uuid[])`.execute(
    ctx.tx,
  );
  for (const { id } of changed) ctx.changed('contact', id);
  return { more: rows.length === BATCH };
}
