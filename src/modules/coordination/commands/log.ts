import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { OUTCOMES } from '../schema.ts';

export interface Access {
  memberId: string;
  endpoint: string;
  /** Ids out of the address; empty where it names none. */
  subject: string;
  outcome: (typeof OUTCOMES)[number];
}

/** One row for each thing and hour, so that a screen that refreshes itself does not bury what matters. */
export async function logAccess({ tx, scope, now }: Ctx, access: Access): Promise<void> {
  await sql`insert into coordinator_access as a (workspace_id, member_id, endpoint, subject, outcome, hour, last_at)
    values (${scope.workspaceId}, ${access.memberId}, ${access.endpoint}, ${access.subject.slice(0, 200)}, ${access.outcome}, date_trunc('hour', ${now}::timestamptz), ${now})
    on conflict (workspace_id, member_id, hour, endpoint, subject, outcome) do update set times = a.times + 1, last_at = excluded.last_at`.execute(
    tx,
  );
}
