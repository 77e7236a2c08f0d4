import { type RawBuilder, sql } from 'kysely';
import type { Entity } from '#modules/criteria/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Scope } from '#platform/shared/scope.ts';

/** A column the search index is made of, and the field rights that govern it. */
interface Searched {
  column: string;
  rights: readonly string[];
}

/** What the search index holds of each entity (`index_words` of the migrations); leads are found by their contact and company. */
const SEARCHED: Readonly<Record<Entity, readonly Searched[]>> = {
  company: [
    { column: 'name', rights: ['company.name'] },
    { column: 'domain', rights: ['company.domain'] },
  ],
  contact: [
    { column: 'first_name', rights: ['contact.name', 'contact.firstName'] },
    { column: 'last_name', rights: ['contact.name', 'contact.lastName'] },
    { column: 'email', rights: ['contact.email'] },
    { column: 'phone', rights: ['contact.phone'] },
  ],
  deal: [{ column: 'name', rights: ['deal.name'] }],
  campaign: [{ column: 'name', rights: ['campaign.name'] }],
  lead: [],
};

/** Beyond so many records of one search the alphabetically last words are left out. */
const MOST_FOUND = 50_000;

/** What a record is called, on alias `row`: empty text where the scope may not see it. Never null. */
export function nameOf(entity: Entity, row: string, scope: Scope): RawBuilder<string> {
  if (entity === 'lead') return referredName('contact', sql.ref(`${row}.contact_id`), scope);
  return scope.hidden.has(`${entity}.name`) ? sql`''::text` : sql`${sql.ref(`${row}.name`)}`;
}

/** The name of a record that another one refers to; empty where it is out of reach. */
export function referredName(entity: Entity, id: RawBuilder<unknown>, scope: Scope): RawBuilder<string> {
  if (entity === 'lead')
    return sql`coalesce((select ${referredName('contact', sql.ref('named_lead.contact_id'), scope)} from lead named_lead
      where named_lead.workspace_id = ${scope.workspaceId} and named_lead.id = ${id}
      and ${reachable(scope, 'lead', { to: 'read', ownerColumn: 'named_lead.owner_id' })}), '')`;
  if (scope.hidden.has(`${entity}.name`)) return sql`''::text`;
  return sql`coalesce((select named.name from ${sql.table(entity)} named where named.workspace_id = ${scope.workspaceId} and named.id = ${id}
    and ${reachable(scope, entity, { to: 'read', ownerColumn: 'named.owner_id' })}), '')`;
}

export function memberName(id: RawBuilder<unknown>, scope: Scope): RawBuilder<string> {
  return sql`(select person.name from member person where person.workspace_id = ${scope.workspaceId} and person.id = ${id})`;
}

export const isSearch = (q: string | undefined): q is string => q !== undefined && q.length >= 2;

/** Records of alias `row` whose words begin with every word of the needle. */
export function foundBy(entity: Entity, q: string, { row, scope }: { row: string; scope: Scope }): RawBuilder<boolean> {
  if (entity !== 'lead') return found(entity, q, { id: sql.ref(`${row}.id`), scope });
  return sql`(${found('contact', q, { id: sql.ref(`${row}.contact_id`), scope })} or ${found('company', q, { id: sql.ref(`${row}.company_id`), scope })})`;
}

function found(entity: Entity, q: string, { id, scope }: { id: RawBuilder<unknown>; scope: Scope }): RawBuilder<boolean> {
  const among = sql<boolean>`${id} in (select hit.entity_id from search_records(${q}, array[${entity}]::text[], ${MOST_FOUND}) hit)`;
  const visible = SEARCHED[entity].filter(({ rights }) => !rights.some((right) => scope.hidden.has(right)));
  const reach = scope.reach[entity]?.read ?? 'all';
  if (visible.length === SEARCHED[entity].length && reach === 'all') return among;
  if (visible.length === 0) return sql`false`;
  // The index does not say from which column a word came: those found by a hidden one, or out of reach, are taken out again.
  return sql`(${among} and exists (select from ${sql.table(entity)} known where known.workspace_id = ${scope.workspaceId} and known.id = ${id}
    and ${reachable(scope, entity, { to: 'read', ownerColumn: 'known.owner_id' })} and ${seen(q, 'known', visible)}))`;
}

function seen(q: string, row: string, visible: readonly Searched[]): RawBuilder<boolean> {
  const text = sql`concat_ws(' ', ${sql.join(visible.map(({ column }) => sql.ref(`${row}.${column}`)))})`;
  return sql`not exists (select from words_of(${q}) part where not exists (select from words_of(${text}) word where starts_with(word, part)))`;
}
