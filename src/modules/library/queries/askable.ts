import { sql } from 'kysely';
import type { Askable } from '#modules/questions/queries/subjects.ts';

export const askables: readonly Askable[] = [
  {
    kind: 'asset',
    rows: (scope) => sql`select a.id, a.name, array[a.owner_id] as owners from asset a
      where a.workspace_id = ${scope.workspaceId} and ${scope.permissions.has('record:read')}`,
  },
];
