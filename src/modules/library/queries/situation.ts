import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { Person } from '../rules/recommend.ts';

export interface Standing extends Person {
  leadId: string | null;
  name: string;
}

/**
 * Who somebody is at this moment, as guidance asks for it: the stage of their open lead (else of their last), what their job title means, their
 * company's industry, whether it is a customer, and what they are interested in: said by them, or read as the topics of documents they opened.
 */
export async function standingOf({ tx, scope }: ReadCtx, contactId: string): Promise<Standing | null> {
  const ws = scope.workspaceId;
  const { rows } = await sql<Standing>`select c.name, c.job_function as persona, l.id as "leadId", l.stage, y.standard_industry as industry,
      coalesce(y.customer_status = 'customer', false) as "isCustomer", nullif(left(lower(c.locale), 2), '') as language,
      array(select distinct x from (select unnest(c.interests) x union all
        select unnest(a.topics) from asset_share s join asset_view w on w.workspace_id = s.workspace_id and w.share_id = s.id and w.verdict = 'human'
          join asset a on a.workspace_id = s.workspace_id and a.id = s.asset_id where s.workspace_id = ${ws} and s.contact_id = c.id) t) as interests
    from contact c left join company y on y.workspace_id = ${ws} and y.id = c.company_id and y.deleted_at is null
    left join lateral (select l.id, l.stage from lead l where l.workspace_id = ${ws} and l.contact_id = c.id and l.deleted_at is null
      order by l.closed_at is null desc, l.opened_at desc limit 1) l on true
    where c.workspace_id = ${ws} and c.id = ${contactId} and c.deleted_at is null`.execute(tx);
  return rows[0] ?? null;
}
