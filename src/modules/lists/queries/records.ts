import { type RawBuilder, sql } from 'kysely';
import type { Entity } from '#modules/criteria/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
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
/** From so many on a page is sooner full by looking at the records in their order. */
export const COMMON = 3_000;

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

/** `common`: so many records have these words that it is quicker to look at each in the list's order until a page is full. */
interface Finding {
  row: string;
  scope: Scope;
  common?: boolean;
  /** Beyond so many the alphabetically last words are left out. */
  most?: number;
}

/** Records of alias `row` whose words begin with every word of the needle. Of leads, whose contact or company has them. */
export function foundBy(entity: Entity, q: string, { row, scope, ...how }: Finding): RawBuilder<boolean> {
  if (entity !== 'lead') return found(entity, q, { id: sql.ref(`${row}.id`), scope, reached: true, ...how });
  return sql`(${found('contact', q, { id: sql.ref(`${row}.contact_id`), scope })} or ${found('company', q, { id: sql.ref(`${row}.company_id`), scope })})`;
}

/** Whether a search finds more records of an entity than are worth collecting first. */
export async function isCommon(db: Db, entity: Entity, q: string): Promise<boolean> {
  if (entity === 'lead') return false;
  const { rows } = await sql<{ n: number }>`select count(*)::int n from search_records(${q}, ${entity}, ${COMMON + 1})`.execute(db);
  return (rows[0]?.n ?? 0) > COMMON;
}

/** The columns of an entity that a search may tell of, and whether these are all that the index holds. */
export function searchedColumns(entity: Entity, scope: Scope): { visible: readonly Searched[]; all: boolean } {
  const visible = SEARCHED[entity].filter(({ rights }) => !rights.some((right) => scope.hidden.has(right)));
  return { visible, all: visible.length === SEARCHED[entity].length };
}

/** `reached`: the surrounding query keeps to the rows in reach by itself. */
interface Found {
  id: RawBuilder<unknown>;
  scope: Scope;
  reached?: boolean;
  common?: boolean;
  most?: number;
}

function found(entity: Entity, q: string, { id, scope, reached, common, most = MOST_FOUND }: Found): RawBuilder<boolean> {
  const among = common ? hasWords(q, id, scope) : sql<boolean>`${id} in (select * from search_records(${q}, ${entity}, ${most}))`;
  const { visible, all } = searchedColumns(entity, scope);
  if (all && (reached || (scope.reach[entity]?.read ?? 'all') === 'all')) return among;
  if (visible.length === 0) return sql`false`;
  // The index does not say from which column a word came: those found by a hidden one, or out of reach, are taken out again.
  return sql`(${among} and exists (select from ${sql.table(entity)} known where known.workspace_id = ${scope.workspaceId} and known.id = ${id}
    and ${reachable(scope, entity, { to: 'read', ownerColumn: 'known.owner_id' })} and ${all ? sql`true` : seen(q, 'known', visible)}))`;
}

function hasWords(q: string, id: RawBuilder<unknown>, scope: Scope): RawBuilder<boolean> {
  return sql`not exists (select from unnest((select array_agg(w) from words_of(${q}) w)) part where not exists (select from search_word word where word.workspace_id = ${scope.workspaceId}
    and word.entity_id = ${id} and starts_with(word.word, part)))`;
}

function seen(q: string, row: string, visible: readonly Searched[]): RawBuilder<boolean> {
  const text = sql`concat_ws(' ', ${sql.join(visible.map(({ column }) => sql.ref(`${row}.${column}`)))})`;
  return sql`not exists (select from words_of(${q}) part where not exists (select from words_of(${text}) word where starts_with(word, part)))`;
}
