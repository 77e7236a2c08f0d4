import { sql } from 'kysely';
import type { z } from 'zod';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { Pipeline as PipelineShape } from '../contract/pipelines.ts';

type Pipeline = z.output<typeof PipelineShape>;

/** The pipelines with their stages in order, and how many of the caller's deals are in each. */
export async function listPipelines(db: Db, scope: Scope, { archived }: { archived: boolean }): Promise<Pipeline[]> {
  const inUse = (table: string) => (archived ? sql`true` : sql`${sql.ref(`${table}.archived_at`)} is null`);
  const { rows } = await sql<Pipeline>`
    with counted as (select deal.stage_id, count(*)::int as n from deal where deal.workspace_id = ${scope.workspaceId} and deal.deleted_at is null
      and ${reachable(scope, 'deal', { to: 'read', ownerColumn: 'deal.owner_id' })} group by 1)
    select p.id, p.name, p.position, p.is_default as "isDefault", p.archived_at is not null as archived,
      coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'kind', s.kind, 'probability', s.probability, 'position', s.position,
          'archived', s.archived_at is not null, 'deals', coalesce(c.n, 0)) order by s.archived_at is not null, s.position, s.name)
        from pipeline_stage s left join counted c on c.stage_id = s.id
        where s.workspace_id = p.workspace_id and s.pipeline_id = p.id and ${inUse('s')}), '[]') as stages
    from pipeline p where p.workspace_id = ${scope.workspaceId} and ${inUse('p')} order by p.archived_at is not null, p.position, p.name`.execute(
    db,
  );
  return rows;
}
