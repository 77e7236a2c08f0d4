import { type RawBuilder, sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { listHolds } from '../contract/holds.ts';
import type { Held } from '../schema.ts';

type Read = OutputOf<typeof listHolds>;

/** What reaches the record: holds on it, on its company, and on open deals of it or of its company. */
function reaching({ workspaceId: ws, entity, id }: { workspaceId: string; entity: Held; id: string }): RawBuilder<boolean> {
  if (entity === 'deal')
    return sql<boolean>`(h.deal_id = ${id} or h.company_id = (select company_id from deal where workspace_id = ${ws} and id = ${id})
      or h.contact_id = (select contact_id from deal where workspace_id = ${ws} and id = ${id}))`;
  if (entity === 'company')
    return sql<boolean>`(h.company_id = ${id} or h.deal_id in (select id from deal where workspace_id = ${ws} and company_id = ${id} and deleted_at is null))`;
  return sql<boolean>`(h.contact_id = ${id} or h.company_id = (select company_id from contact where workspace_id = ${ws} and id = ${id})
    or h.deal_id in (select d.id from deal d where d.workspace_id = ${ws} and d.deleted_at is null
      and (d.contact_id = ${id} or d.company_id = (select company_id from contact where workspace_id = ${ws} and id = ${id}))))`;
}

const within = ({ scope }: ReadCtx, entity: Held, to: 'read' | 'write') =>
  sql<boolean>`coalesce(${reachable(scope, entity, { to, ownerColumn: `${entity}.owner_id` })}, false)`;

/** The open ones first, then what was; those whose record the caller may not open are left out. */
export async function holdsOn(ctx: ReadCtx, asked: { entity: Held; id: string }): Promise<Read | Refusal> {
  const { tx, scope, now } = ctx;
  const ws = scope.workspaceId;
  const { entity } = asked;
  const there = await sql<{
    writable: boolean;
  }>`select ${within(ctx, entity, 'write')} and deleted_at is null as writable from ${sql.table(entity)}
    where workspace_id = ${ws} and id = ${asked.id} and ${within(ctx, entity, 'read')}`.execute(tx);
  if (!there.rows[0]) return refuse('not_found', 'This record does not exist, or your role does not reach it.');
  const may = scope.permissions.has('record:write');
  const { rows } = await sql<Read['items'][number]>`
    select h.id, h.against, h.reason, h.set_at as "setAt", h.until, h.lifted_at as "liftedAt", o.open, o.open and ${may}::boolean and case
        when h.contact_id is not null then ${within(ctx, 'contact', 'write')} when h.company_id is not null then ${within(ctx, 'company', 'write')}
        else ${within(ctx, 'deal', 'write')} end as writable,
      case when contact.id is not null then jsonb_build_object('entity', 'contact', 'id', contact.id, 'name', coalesce(nullif(contact.name, ''), contact.email, ''))
        when company.id is not null then jsonb_build_object('entity', 'company', 'id', company.id, 'name', company.name)
        else jsonb_build_object('entity', 'deal', 'id', deal.id, 'name', deal.name) end as "on",
      case when s.id is not null then jsonb_build_object('id', s.id, 'name', s.name) end as "setBy",
      case when l.id is not null then jsonb_build_object('id', l.id, 'name', l.name) end as "liftedBy"
    from hold h left join contact on contact.workspace_id = ${ws} and contact.id = h.contact_id and ${within(ctx, 'contact', 'read')}
      left join company on company.workspace_id = ${ws} and company.id = h.company_id and ${within(ctx, 'company', 'read')}
      left join deal on deal.workspace_id = ${ws} and deal.id = h.deal_id and ${within(ctx, 'deal', 'read')}
      left join member s on s.workspace_id = ${ws} and s.id = h.set_by left join member l on l.workspace_id = ${ws} and l.id = h.lifted_by
      cross join lateral (select h.lifted_at is null and h.until > ${now}::timestamptz and (h.deal_id is null or deal.status = 'open') as open) o
    where h.workspace_id = ${ws} and ${reaching({ workspaceId: ws, ...asked })} and num_nonnulls(contact.id, company.id, deal.id) = 1
    order by o.open desc, h.set_at desc, h.id desc limit 50`.execute(tx);
  const email = scope.hidden.has('contact.name') || scope.hidden.has('contact.email');
  const items = rows.map((row) => (email && row.on.entity === 'contact' ? { ...row, on: { ...row.on, name: '' } } : row));
  return { items, writable: may && there.rows[0].writable };
}
