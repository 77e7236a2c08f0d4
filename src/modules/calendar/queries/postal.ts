import { sql } from 'kysely';
import { Criteria } from '#modules/criteria/schema.ts';
import type { Code } from '#modules/gate/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getPostal, listPostalRecipients } from '../contract/postal.ts';

type Postal = OutputOf<typeof getPostal>;
export const GONE = refuse('not_found', 'This mailing by post is not there any more.');

export async function postalById(ctx: ReadCtx, id: string): Promise<Postal | Refusal> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<Omit<Postal, 'letters' | 'leftOut' | 'mayWrite'>>`
    select p.id, p.name, p.side, p.audience, to_char(p.on_day, 'YYYY-MM-DD') as "onDay", p.view_id as "viewId", p.criteria, p.offer_id as "offerId", p.state,
      p.listed_at as "listedAt", p.ended_at as "endedAt",
      case when v.id is not null then jsonb_build_object('id', v.id, 'name', v.name) end as view,
      case when o.id is not null then jsonb_build_object('id', o.id, 'name', o.name) end as offer,
      case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end as "createdBy",
      case when e.id is not null then jsonb_build_object('id', e.id, 'name', e.name) end as "endedBy"
    from postal_mailing p left join saved_view v on v.workspace_id = ${ws} and v.id = p.view_id left join offer o on o.workspace_id = ${ws} and o.id = p.offer_id
      left join member m on m.workspace_id = ${ws} and m.id = p.created_by left join member e on e.workspace_id = ${ws} and e.id = p.ended_by
    where p.workspace_id = ${ws} and p.id = ${id}`.execute(ctx.tx);
  const [row] = rows;
  if (!row) return GONE;
  const counts = await sql<{ code: Code | null; n: number }>`select r.code, count(*)::int as n from ${ofReach(ctx)}
    where r.workspace_id = ${ws} and r.postal_id = ${id} group by r.code order by 2 desc`.execute(ctx.tx);
  return {
    ...row,
    criteria: row.criteria === null ? null : Criteria.parse(row.criteria),
    letters: counts.rows.find(({ code }) => code === null)?.n ?? 0,
    leftOut: counts.rows.flatMap(({ code, n }) => (code === null ? [] : [{ code, n }])),
    mayWrite: ctx.scope.permissions.has('record:bulk'),
  };
}

const ofReach = (
  ctx: ReadCtx,
) => sql`postal_recipient r join contact c on c.workspace_id = r.workspace_id and c.id = r.contact_id and c.deleted_at is null
  and ${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}`;

type Rows = OutputOf<typeof listPostalRecipients>;
/** What a role may not see of a person stays blank on the list. */
const FIELDS = { street: 'contact.street', postalCode: 'contact.postalCode', city: 'contact.city', country: 'contact.country' } as const;

export async function postalRows(ctx: ReadCtx, asked: ParsedOf<typeof listPostalRecipients>): Promise<Rows | Refusal> {
  const ws = ctx.scope.workspaceId;
  const { id, leftOut, cursor, limit } = asked;
  const { rows } = await sql<
    Rows['items'][number]
  >`select jsonb_build_object('id', c.id, 'name', coalesce(nullif(c.name, ''), c.email, '')) as contact,
      y.name as company, c.street, c.postal_code as "postalCode", c.city, c.country, r.code
    from ${ofReach(ctx)} left join company y on y.workspace_id = ${ws} and y.id = c.company_id and y.deleted_at is null
      and ${reachable(ctx.scope, 'company', { to: 'read', ownerColumn: 'y.owner_id' })}
    where r.workspace_id = ${ws} and r.postal_id = ${id} and (r.code is not null) = ${leftOut}
      and ${cursor === undefined ? sql`true` : sql`r.contact_id > ${cursor}::uuid`} order by r.contact_id limit ${limit + 1}`.execute(
    ctx.tx,
  );
  const { hidden } = ctx.scope;
  const items = rows.slice(0, limit).map((row) => {
    const shown = { ...row, contact: hidden.has('contact.name') ? { ...row.contact, name: '' } : row.contact };
    for (const [name, field] of Object.entries(FIELDS)) if (hidden.has(field)) shown[name as keyof typeof FIELDS] = null;
    return shown;
  });
  return { items, next: rows.length > limit ? (items.at(-1)?.contact.id ?? null) : null };
}
