import { sql } from 'kysely';
import type { Field } from '#modules/criteria/fields.ts';

/** By which forms people can be found: those of which an answer was taken in. */
export const fields: readonly Field[] = [
  {
    entity: 'contact',
    key: 'answeredForm',
    label: 'Has sent the form',
    kind: 'choice',
    group: 'Activity',
    optionsOf: async (db, scope) => {
      const { rows } = await sql<{ value: string; label: string }>`select id::text as value, name as label from publication
        where workspace_id = ${scope.workspaceId} and kind = 'form' order by lower(name), id limit 500`.execute(db);
      return rows;
    },
    matching: (row, test, scope) => sql<boolean>`exists (select from form_answer a where a.workspace_id = ${scope.workspaceId}
      and a.contact_id = ${sql.ref(`${row}.id`)} and a.state = 'taken' and ${test(sql`a.form_id::text`)})`,
  },
];
