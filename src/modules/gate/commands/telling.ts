import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx } from '#platform/context.ts';

export interface Told {
  kind: string;
  title: string;
  body: string;
  link: string;
  dedupeKey: string;
}

/** Whoever leads the other side, both sides' common lead, and those named besides. */
export async function tellOtherSide(ctx: Ctx, notice: Told, besides: readonly string[] = []): Promise<void> {
  const { rows } = await sql<{
    id: string;
  }>`select m.id from member m where m.workspace_id = ${ctx.scope.workspaceId} and m.status = 'active'
    and m.id is distinct from ${ctx.scope.actor.memberId} and (m.id = any (${besides}::uuid[]) or m.roles && '{revenue_lead}'::text[]
      or (m.roles && '{sales_lead,marketing_lead}'::text[] and m.department is distinct from
        (select department from member x where x.workspace_id = ${ctx.scope.workspaceId} and x.id = ${ctx.scope.actor.memberId})))
    order by m.id`.execute(ctx.tx);
  for (const { id: memberId } of rows) await notify(ctx, { memberId, ...notice });
}
