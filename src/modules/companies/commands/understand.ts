import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { type Told, understoodCompany } from '../rules/understand.ts';

const BATCH = 500;

/**
 * Reads anew what is written on companies, where that changed without its own command (a merge, an undo) or was never read. What is understood and already
 * stands there is not written again, so that nobody is scored anew for nothing. @returns whether more wait
 */
export async function understandDue(ctx: Ctx): Promise<{ more: boolean }> {
  const { rows } = await sql<{
    id: string;
    told: Told;
  }>`select id, jsonb_build_object('employee_count', employee_count, 'size_text', size_text, 'industry', industry, 'country', country, 'region', region, 'size_band', size_band, 'standard_industry', standard_industry, 'world_region', world_region, 'stated', stated) told
    from company where workspace_id = ${ctx.scope.workspaceId} and understand_due order by id limit ${BATCH} for no key update skip locked`.execute(
    ctx.tx,
  );
  if (rows.length === 0) return { more: false };
  const read = rows.map(({ id, told }) => ({ id, ...understoodCompany(told) }));
  const { rows: changed } = await sql<{
    id: string;
  }>`update company c set size_band = r.size_band, standard_industry = r.standard_industry, world_region = r.world_region
    from json_to_recordset(${JSON.stringify(read)}::json) as r(id uuid, size_band text, standard_industry text, world_region text)
    where c.workspace_id = ${ctx.scope.workspaceId} and c.id = r.id
      and (c.size_band, c.standard_industry, c.world_region) is distinct from (r.size_band, r.standard_industry, r.world_region) returning c.id`.execute(
    ctx.tx,
  );
  await sql`update company set understand_due = false where workspace_id = ${ctx.scope.workspaceId} and id = any (${rows.map((row) => row.id)}::uuid[])`.execute(
    ctx.tx,
  );
  for (const { id } of changed) ctx.changed('company', id);
  return { more: rows.length === BATCH };
}
