import { type RawBuilder, sql } from 'kysely';
import type { Entity } from '#modules/criteria/schema.ts';
import { ownersInReach, reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { HitGroup } from '../schema.ts';
import { foundBy, isSearch, nameOf, searchedColumns } from './records.ts';

interface Searching {
  q: string;
  limit: number;
}

const ORDER = ['contact', 'company', 'deal', 'lead', 'campaign'] as const;

/** Records of every entity for what has been typed so far, the most exact first. Nothing below two letters. */
export async function searchAll(db: Db, scope: Scope, { q, limit }: Searching): Promise<{ groups: HitGroup[] }> {
  if (!isSearch(q)) return { groups: [] };
  const groups: HitGroup[] = [];
  for (const entity of ORDER) {
    const items = await hitsOf(db, scope, { entity, q, limit });
    if (items.length > 0) groups.push({ entity, items });
  }
  return { groups };
}

async function hitsOf(db: Db, scope: Scope, { entity, q, limit }: Searching & { entity: Entity }): Promise<HitGroup['items']> {
  const name = nameOf(entity, 't', scope);
  const { rows } = await sql<HitGroup['items'][number]>`
    select id, name, detail from (
      select t.id, ${name} as name, ${detailOf(entity, scope)} as detail, t.updated_at from ${sql.table(entity)} t
      where t.workspace_id = ${scope.workspaceId} and t.deleted_at is null
        and ${reachable(scope, entity, { to: 'read', ownerColumn: 't.owner_id' })} and ${candidates(entity, { q, limit }, scope)} offset 0) hit
    order by ${rank(q)}, updated_at desc, id limit ${limit}`.execute(db);
  return rows;
}

/** So many candidates, the alphabetically first words and so the exact ones among them, are ranked. */
const RANKED = 200;
/** Few people have a lead, so for each of these many words are read. */
const RANKED_LEADS = 60;

/**
 * The index gives the candidates that are in reach and stops early. Where a searched column is hidden, the whole of what it finds is
 * filtered first: what somebody may not see must not take the places of what they may.
 */
function candidates(entity: Entity, { q }: Searching, scope: Scope): RawBuilder<boolean> {
  const sources: readonly Entity[] = entity === 'lead' ? ['contact', 'company'] : [entity];
  if (!sources.every((one) => searchedColumns(one, scope).all)) return foundBy(entity, q, { row: 't', scope });
  const owners = ownersInReach(scope, entity);
  if (entity !== 'lead') return sql`t.id in (select * from search_records(${q}, ${entity}, ${RANKED}, null, ${owners}))`;
  const leadsOf = (source: Entity) =>
    sql`select l.id from lead l where l.workspace_id = ${scope.workspaceId} and ${sql.ref(`l.${source}_id`)} in
      (select * from search_records(${q}, ${source}, ${RANKED_LEADS}, 'lead', ${owners}, ${ownersInReach(scope, source)}))`;
  return sql`t.id in (${leadsOf('contact')} union ${leadsOf('company')})`;
}

/** The name itself, then names that begin like it, then those of which a word is exactly this. */
function rank(q: string): RawBuilder<unknown> {
  const needle = sql`lower(${q}::text)`;
  return sql`case when lower(name) = ${needle} then 0 when starts_with(lower(name), ${needle}) then 1
    when ${needle} = any (regexp_split_to_array(lower(name), '[^[:alnum:]]+')) then 2 else 3 end`;
}

function detailOf(entity: Entity, scope: Scope): RawBuilder<unknown> {
  const column = DETAIL[entity];
  return scope.hidden.has(`${entity}.${column}`) ? sql`null::text` : sql`${sql.ref(`t.${column}`)}::text`;
}

const DETAIL: Readonly<Record<Entity, string>> = { contact: 'email', company: 'domain', deal: 'status', lead: 'stage', campaign: 'status' };
