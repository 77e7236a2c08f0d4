import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';

export interface Counted {
  publicationId: string;
  seen: number;
  begun: number;
  machines: number;
}

/** Adds to the day's counts. */
export async function countUp(ctx: Ctx, counts: readonly Counted[]): Promise<void> {
  for (const { publicationId, seen, begun, machines } of counts)
    await sql`insert into publication_tally as t (workspace_id, publication_id, day, seen, begun, machines)
      select w.id, ${publicationId}, (${ctx.now}::timestamptz at time zone w.time_zone)::date, ${seen}, ${begun}, ${machines} from workspace w where w.id = ${ctx.scope.workspaceId}
      on conflict (workspace_id, publication_id, day) do update
        set seen = t.seen + excluded.seen, begun = t.begun + excluded.begun, machines = t.machines + excluded.machines`.execute(ctx.tx);
}
