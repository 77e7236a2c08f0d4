import { sql } from 'kysely';
import type { Askable } from '#modules/questions/queries/subjects.ts';

export const askables: readonly Askable[] = [
  {
    kind: 'offer',
    rows: (scope) => sql`select o.id, o.name, array[o.owner_id] as owners from offer o
      where o.workspace_id = ${scope.workspaceId} and ${scope.permissions.has('record:read')}`,
  },
];
