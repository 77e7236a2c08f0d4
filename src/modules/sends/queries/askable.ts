import { sql } from 'kysely';
import type { Askable } from '#modules/questions/queries/subjects.ts';

export const askables: readonly Askable[] = [
  {
    kind: 'send',
    rows: (scope) => sql`select s.id, s.name, array[s.created_by] as owners from send s
      where s.workspace_id = ${scope.workspaceId} and ${scope.permissions.has('record:read')}`,
  },
];
