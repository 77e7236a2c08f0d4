import { type RawBuilder, sql } from 'kysely';
import type { Scope } from '#platform/shared/scope.ts';
import { TYPE } from './history.ts';

/**
 * What a lead counts as in Marketing's promise: lead_id, value_minor (the workspace's currency). One row for each lead whose newest hand-off has a value in the table
 * that the agreement froze and that stood then; one that Sales found to be no lead has none.
 * @param leads ids as a select, where only some leads are asked for
 */
export function worthOfLeads(scope: Scope, leads?: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select distinct on (h.lead_id) h.lead_id, case when h.decision is distinct from 'rejected' then r.value_minor end as value_minor
    from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id
      join agreement_version a on a.workspace_id = h.workspace_id and a.status = 'signed' and a.in_force_at <= h.handed_at
        and (a.superseded_at is null or a.superseded_at > h.handed_at)
      join value_table t on t.workspace_id = a.workspace_id and t.agreement_version_id = a.id
        and t.currency = (select base_currency from workspace where id = ${scope.workspaceId})
      join value_rate r on r.workspace_id = t.workspace_id and r.table_id = t.id and r.type = ${TYPE} and r.segment = coalesce(h.fit, '?')
    where h.workspace_id = ${scope.workspaceId} ${leads ? sql`and h.lead_id in (${leads})` : sql``} and h.decision is distinct from 'withdrawn' and h.cause <> 'exploration' and l.source_team <> 'sales'
    order by h.lead_id, h.handed_at desc, h.id desc, a.number desc`;
}
