import { sql } from 'kysely';
import type { z } from 'zod';
import { FREE_MAIL_DOMAINS } from '#modules/companies/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import { cut } from '#platform/shared/paging.ts';
import type { listCustomerMatches as ListMatches } from '../contract/customers.ts';
import type { Candidate, CustomerSaid } from '../rules.ts';
import type { ProposedFor } from '../schema.ts';
import { seesAmounts } from './documents.ts';

type Matches = z.output<(typeof ListMatches)['output']>;
type Item = Matches['items'][number];

export interface Candidates {
  candidates: Candidate[];
  taxKey: string | null;
  /** Null where it is an address that anybody can have. */
  domain: string | null;
}

/** The most companies of one reason. Two are as uncertain as twenty. */
const MOST = 5;

function domainOf(email: string | null): string | null {
  const domain = email?.split('@')[1]?.trim().toLowerCase() ?? null;
  return domain && !FREE_MAIL_DOMAINS.has(domain) ? domain : null;
}

/** Companies that could be meant by what documents say, for each of them; in one query for all. Names that are only similar are not among them. */
export async function candidatesFor({ tx, scope }: ReadCtx, said: readonly CustomerSaid[]): Promise<Candidates[]> {
  const asked = said.map(({ email, ...one }, place) => ({ place, ...one, domain: domainOf(email) }));
  const company = sql`company c where c.workspace_id = ${scope.workspaceId} and c.deleted_at is null`;
  const { rows } = await sql<Candidate & { place: number }>`
    with asked as (select * from json_to_recordset(${JSON.stringify(asked)}::json) as a(place int, number text, name text, "taxId" text, domain text)),
    found as (
      select a.place, 'number' as "for", c.id from asked a join customer_number n on n.workspace_id = ${scope.workspaceId} and lower(n.number) = lower(a.number)
        join company c on c.workspace_id = n.workspace_id and c.id = n.company_id and c.deleted_at is null
      union all select a.place, 'tax_id', c.id from asked a cross join lateral (select c.id from ${company} and c.tax_id is not null and tax_key(c.tax_id) = tax_key(a."taxId") limit ${MOST}) c
      union all select a.place, 'domain', c.id from asked a cross join lateral (
        select c.id from ${company} and c.domain = a.domain union select c.id from ${company} and c.domains @> array[a.domain] and c.domains <> '{}' and c.domains is distinct from array[c.domain]
        limit ${MOST}) c where a.domain is not null
      union all select a.place, 'name', c.id from asked a cross join lateral (select c.id from ${company} and customer_name_key(c.name) = customer_name_key(a.name) limit ${MOST}) c)
    select f.place, f."for", c.id as "companyId", tax_key(c.tax_id) as "taxKey", array_remove(array_append(c.domains, c.domain), null) as domains
    from found f join company c on c.workspace_id = ${scope.workspaceId} and c.id = f.id order by f.place, c.created_at, c.id`.execute(tx);
  return asked.map(({ place, taxId, domain }) => ({
    candidates: rows.filter((row) => row.place === place),
    taxKey: taxId?.replace(/[^A-Za-z0-9]/g, '').toUpperCase() || null,
    domain,
  }));
}

interface Row extends Omit<Item, 'proposals'> {
  at: string;
}

/** Documents whose customer a person has to name, or did, the newest first; each with the companies that could be meant. */
export async function listMatches(ctx: ReadCtx, asked: z.output<(typeof ListMatches)['input']>): Promise<Matches> {
  const { tx, scope } = ctx;
  const read = (kind: 'order' | 'invoice', alias: string) => reachable(scope, kind, { to: 'read', ownerColumn: `${alias}.owner_id` });
  const total = sql`case when m.order_id is not null then ${seesAmounts(scope, 'order') ? sql`o.total_minor` : sql`null`} else ${seesAmounts(scope, 'invoice') ? sql`i.total_minor` : sql`null`} end`;
  const { rows } = await sql<Row>`
    select m.id, m.state, m.how, m.created_at as at, jsonb_build_object('number', m.number, 'name', m.name, 'taxId', m.tax_id, 'email', m.email) as said,
      jsonb_build_object('entity', case when m.order_id is null then 'invoice' else 'order' end, 'id', coalesce(o.id, i.id), 'number', coalesce(o.number, i.number),
        'subject', coalesce(o.subject, i.subject), 'totalMinor', ${total}, 'currency', coalesce(o.currency, i.currency)) as document,
      coalesce(o.ordered_at, i.invoiced_at) as "documentAt",
      case when c.id is not null then jsonb_build_object('id', c.id, 'name', c.name) end as company,
      (select count(*)::int from customer_match n where n.workspace_id = m.workspace_id and n.state = 'waiting' and lower(n.number) = lower(m.number)) as "sameNumber"
    from customer_match m left join sales_order o on o.workspace_id = m.workspace_id and o.id = m.order_id
      left join invoice i on i.workspace_id = m.workspace_id and i.id = m.invoice_id
      left join company c on c.workspace_id = m.workspace_id and c.id = coalesce(o.company_id, i.company_id) and ${reachable(scope, 'company', { to: 'read', ownerColumn: 'c.owner_id' })}
    where m.workspace_id = ${scope.workspaceId} and m.state = ${asked.state} and ((m.order_id is not null and ${read('order', 'o')}) or (m.invoice_id is not null and ${read('invoice', 'i')}))
      and ${beyond(asked.cursor, { at: sql`m.created_at`, id: sql`m.id` })} order by m.created_at desc, m.id desc limit ${asked.limit + 1}`.execute(
    tx,
  );
  const { items, next } = cut(rows, asked.limit, (row) => row);
  const proposals =
    asked.state === 'settled'
      ? items.map(() => [])
      : await proposalsFor(
          ctx,
          items.map(({ said }) => said),
        );
  return {
    items: items.map(({ at: _at, ...row }, place) => ({ ...row, proposals: proposals[place] ?? [] })),
    next,
    writable: scope.permissions.has('order:write'),
  };
}

/** Companies that could be meant and that the reader may see, with every reason; similar names last. */
async function proposalsFor(ctx: ReadCtx, said: readonly CustomerSaid[]): Promise<Item['proposals'][]> {
  const found = await candidatesFor(ctx, said);
  const { rows: like } = await sql<{ place: number; companyId: string }>`select (a.ord - 1)::int as place, l.company_id as "companyId"
    from unnest(${said.map(({ name }) => name)}::text[]) with ordinality a(name, ord) cross join lateral companies_like(a.name, ${MOST}) l where a.name is not null
    order by 1, l.likeness desc`.execute(ctx.tx);
  const reasons = said.map((_, place) => {
    const of = new Map<string, ProposedFor[]>();
    for (const one of found[place]?.candidates ?? []) of.set(one.companyId, [...(of.get(one.companyId) ?? []), one.for]);
    for (const one of like) if (one.place === place && !of.has(one.companyId)) of.set(one.companyId, ['like']);
    return of;
  });
  const ids = [...new Set(reasons.flatMap((of) => [...of.keys()]))];
  const { rows: companies } = await sql<{ id: string; name: string; domain: string | null; taxId: string | null; city: string | null }>`
    select c.id, c.name, c.domain, c.tax_id as "taxId", c.city from company c where c.workspace_id = ${ctx.scope.workspaceId} and c.id = any (${ids}::uuid[])
      and ${reachable(ctx.scope, 'company', { to: 'read', ownerColumn: 'c.owner_id' })}`.execute(ctx.tx);
  const hidden = (field: string) => ctx.scope.hidden.has(`company.${field}`);
  const byId = new Map(
    companies.map((one) => [
      one.id,
      {
        ...one,
        domain: hidden('domain') ? null : one.domain,
        taxId: hidden('taxId') ? null : one.taxId,
        city: hidden('city') ? null : one.city,
      },
    ]),
  );
  return reasons.map((of) =>
    [...of].flatMap(([id, why]) => {
      const company = byId.get(id);
      return company ? [{ company, reasons: why }] : [];
    }),
  );
}
