import { type RawBuilder, sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { Contender } from '../rules/decision.ts';
import type { Metric } from '../schema.ts';
import { afterSql } from './messages.ts';
import { type SendRecord, variantsOf } from './record.ts';

/** When the comparison is decided; null where there is none. */
export function decidesAt({ metric, decideAfterHours, startedAt, plannedAt }: SendRecord): string | null {
  if (metric === null || decideAfterHours === null || startedAt === null) return null;
  const from = Math.max(Date.parse(startedAt), Date.parse(plannedAt ?? startedAt));
  return new Date(from + decideAfterHours * 3_600_000).toISOString();
}

const MET: Readonly<Record<Metric, () => RawBuilder<boolean>>> = {
  reply: () => sql`m.replied_at is not null`,
  click: () => sql`m.clicked_at is not null`,
  conversion: () => afterSql(sql`m.sent_at`).converted,
};

/** How each variant stands by the metric; of those that went. Opens are no metric: programs open mails. */
export async function contendersOf(ctx: ReadCtx, send: SendRecord): Promise<Contender[]> {
  if (send.metric === null) return [];
  const { rows } =
    await sql<Contender>`select m.variant_id as id, count(*)::int as n, count(*) filter (where ${MET[send.metric]()})::int as k
    from message m where m.workspace_id = ${ctx.scope.workspaceId} and m.send_id = ${send.id} and m.state in ('sent', 'captured') and m.variant_id is not null
    group by m.variant_id`.execute(ctx.tx);
  const known = new Map(rows.map((row) => [row.id, row]));
  return (await variantsOf(ctx, send.id)).map(({ id }) => known.get(id) ?? { id, n: 0, k: 0 });
}
