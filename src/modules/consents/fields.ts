import { sql } from 'kysely';
import type { Field } from '#modules/criteria/fields.ts';

export const fields: Field[] = [
  {
    entity: 'contact',
    key: 'agreedTo',
    label: 'Agreed to mail about',
    kind: 'choices',
    group: 'Permission',
    hiddenKey: 'contact.mailPermission',
    sql: (row, scope) =>
      sql`coalesce((select array_agg(g.purpose_id::text order by g.purpose_id) from agreed_purposes(${scope.workspaceId}, array[${sql.ref(`${row}.id`)}]) g), '{}')`,
    optionsOf: async (db, scope) => {
      const { rows } = await sql<{ value: string; label: string }>`select id::text as value, name as label from mail_purpose
        where workspace_id = ${scope.workspaceId} order by retired_at is not null, position, id`.execute(db);
      return rows;
    },
  },
];
