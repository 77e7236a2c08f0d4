import { sql } from 'kysely';
import type { Measure } from '#modules/agreements/queries/measures.ts';
import { valued } from './delivered.ts';

/** What Marketing's promise of value is counted from: hand-offs with their value as it was then. */
export const measures: readonly Measure[] = [
  {
    name: 'value_delivered',
    rows: ({
      scope,
      from,
      to,
    }) => sql`select d.id, d.handed_at as at, d.counting = 'counted' as counts, coalesce(d.value_minor, 0) as weight, d.lead_id, l.contact_id
      from ${valued(scope, { from, to })} d join lead l on l.workspace_id = ${scope.workspaceId} and l.id = d.lead_id`,
  },
];
