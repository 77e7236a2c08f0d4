import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { decides, thresholdRows } from '../queries/thresholds.ts';
import { NOTICE_DAYS } from '../schema.ts';
import { tellLeaders } from './negotiation.ts';

const DAY_MS = 86_400_000;

/** Both sides hear two weeks before a threshold ends, and again when it has. That it decides no longer does not wait for this. */
export async function watchExpiry(ctx: Ctx): Promise<void> {
  const row = (await thresholdRows(ctx)).find(({ status }) => status === 'in_force');
  if (!row || row.expires_at === null) return;
  if (decides(row, ctx.now)) {
    if (Date.parse(row.expires_at) - Date.parse(ctx.now) > NOTICE_DAYS * DAY_MS) return;
    return tellLeaders(ctx, {
      kind: 'threshold.ends',
      title: `The threshold of ${row.cut} points ends on ${row.expires_on}`,
      body: 'Negotiate the next one in time; without one, the labels of the score decide again.',
      dedupeKey: `threshold:${row.id}:ends`,
    });
  }
  await sql`update threshold set status = 'expired', ended_at = expires_at where workspace_id = ${ctx.scope.workspaceId} and id = ${row.id}`.execute(
    ctx.tx,
  );
  ctx.changed('threshold', row.id);
  await tellLeaders(ctx, {
    kind: 'threshold.expired',
    title: `The threshold of ${row.cut} points has ended`,
    body: 'The labels of the score decide again, until both sides sign the next one.',
    dedupeKey: `threshold:${row.id}:expired`,
  });
}
