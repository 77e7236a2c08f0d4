import { sql } from 'kysely';
import type { Sign } from '#modules/briefs/queries/signs.ts';
import { PARTIES } from '#modules/signatures/schema.ts';

/** A meeting that took place and at which somebody of the side was present counts as a sign of it. */
export const signs: readonly Sign[] = [
  {
    name: 'meeting',
    parties: PARTIES,
    rows: ({ scope, party }) => sql`select m.id, m.starts_at as at, m.title as words, '/meetings/' || m.id as link from meeting m
      where m.workspace_id = ${scope.workspaceId} and m.cancelled_at is null and m.closed_at is not null and exists (select 1 from meeting_person p
        where p.workspace_id = m.workspace_id and p.meeting_id = m.id and p.department = ${party} and p.attendance in ('in_person', 'remote'))`,
  },
];
