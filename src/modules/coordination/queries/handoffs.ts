import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import type { findHandoffs } from '../contract/complaints.ts';
import { laneOf } from './lane.ts';

type Found = OutputOf<typeof findHandoffs>;

/**
 * Hand-offs that the caller may see, by what their contact is called before this caller: whoever reads pseudonyms searches pseudonyms, so that no search
 * tells whether somebody of a name is there.
 */
export async function readHandoffs(ctx: ReadCtx, { text, limit }: ParsedOf<typeof findHandoffs>): Promise<Found> {
  const { scope } = ctx;
  const ws = scope.workspaceId;
  const lane = await laneOf(ctx);
  const own = (entity: string, column: string) => reachable(scope, entity, { to: 'read', ownerColumn: column });
  const shows = (...fields: string[]) => lane.contactNames && !fields.some((field) => scope.hidden.has(field));
  const named = shows('contact.name', 'contact.lastName') ? own('contact', 'c.owner_id') : sql<boolean>`false`;
  const firm = shows('company.name') ? sql`case when ${own('company', 'o.owner_id')} then o.name end` : sql`null::text`;
  const alias = sql`'Contact ' || upper(left(encode(sha256(convert_to(${ws}::text || ' ' || c.id::text, 'utf8')), 'hex'), 5))`;
  const { rows } = await sql<Found['items'][number]>`select x.* from (
      select h.id, h.lead_id as "leadId", case when ${named} and c.name <> '' then c.name else ${alias} end as name, ${firm} as company,
        h.handed_at as "handedAt", h.decision,
        exists (select from dispute d where d.workspace_id = ${ws} and d.handoff_id = h.id) as disputed
      from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id and l.deleted_at is null
        join contact c on c.workspace_id = h.workspace_id and c.id = h.contact_id
        left join company o on o.workspace_id = h.workspace_id and o.id = h.company_id and o.deleted_at is null
      where h.workspace_id = ${ws} and ${own('lead', 'l.owner_id')}) x
    where ${text} = '' or strpos(lower(x.name || ' ' || coalesce(x.company, '')), lower(${text})) > 0
    order by x."handedAt" desc, x.id limit ${limit}`.execute(ctx.tx);
  return { items: rows };
}
