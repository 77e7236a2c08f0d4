import { type RawBuilder, sql } from 'kysely';
import type { Field } from '#modules/criteria/fields.ts';
import type { Option } from '#modules/criteria/schema.ts';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';

/** Offers that customers can have been told of. */
async function announcedOffers(db: Db, scope: Scope): Promise<Option[]> {
  const { rows } = await sql<Option>`select o.id as value, o.name as label from offer o where o.workspace_id = ${scope.workspaceId}
    and exists (select from offer_version v where v.workspace_id = o.workspace_id and v.offer_id = o.id and v.announced_at is not null)
    order by o.ended_at is not null, lower(o.name), o.id limit 500`.execute(db);
  return rows;
}

const told = (row: string, scope: Scope) => sql`from offer_exposure x where x.workspace_id = ${scope.workspaceId}
  and x.contact_id = ${sql.ref(`${row}.id`)} and x.taken_back_at is null`;

/** The last telling of its offer, where that was in a version older than the one that runs. */
const older = (row: string, scope: Scope): RawBuilder<unknown> => sql`${told(row, scope)}
  and not exists (select from offer_exposure y where y.workspace_id = x.workspace_id and y.contact_id = x.contact_id and y.offer_id = x.offer_id
    and y.taken_back_at is null and (y.told_at, y.id) > (x.told_at, x.id))
  and exists (select from offer_version r join offer_version v on v.workspace_id = r.workspace_id and v.id = x.version_id
    where r.workspace_id = x.workspace_id and r.offer_id = x.offer_id and r.launched_at is not null and r.superseded_at is null and r.number > v.number)`;

export const fields: Field[] = [
  {
    entity: 'contact',
    key: 'offerTold',
    label: 'Was told of the offer',
    kind: 'choice',
    group: 'Offers',
    optionsOf: announcedOffers,
    matching: (row, test, scope) => sql<boolean>`exists (select ${told(row, scope)} and ${test(sql`x.offer_id::text`)})`,
  },
  {
    entity: 'contact',
    key: 'offerOlder',
    label: 'Knows an older version of the offer',
    kind: 'choice',
    group: 'Offers',
    optionsOf: announcedOffers,
    matching: (row, test, scope) => sql<boolean>`exists (select ${older(row, scope)} and ${test(sql`x.offer_id::text`)})`,
  },
  {
    entity: 'contact',
    key: 'offerToldAt',
    label: 'Last told of an offer',
    kind: 'instant',
    group: 'Offers',
    sql: (row, scope) => sql`(select max(x.told_at) ${told(row, scope)})`,
  },
];
