import { sql } from 'kysely';
import { endReservations } from '#modules/gate/commands/claim.ts';
import type { Reason } from '#modules/gate/schema.ts';
import type { Ctx } from '#platform/context.ts';
import type { Candidate } from '../queries/candidates.ts';
import type { MessageCode } from '../schema.ts';

export interface End {
  message: Candidate;
  code: MessageCode;
  reasons?: readonly Reason[];
  /** What the mail server said. */
  response?: string;
}

/** Ends messages that will not go, and gives back what they had taken of anybody's attention. */
export async function endMessages(ctx: Ctx, state: 'stopped' | 'failed', ends: readonly End[]): Promise<void> {
  if (ends.length === 0) return;
  const rows = ends.map(({ message, code, reasons, response }) => ({
    id: message.id,
    code,
    reasons: reasons ?? null,
    response: response ?? null,
  }));
  const { rows: ended } = await sql<{
    reservationId: string | null;
  }>`update message m set state = ${state}, code = r.code, reasons = coalesce(r.reasons, m.reasons),
      response = coalesce(r.response, m.response), ended_at = ${ctx.now}, lease_by = null, lease_until = null
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(id uuid, code text, reasons jsonb, response text)
    where m.workspace_id = ${ctx.scope.workspaceId} and m.id = r.id returning m.reservation_id as "reservationId"`.execute(ctx.tx);
  await endReservations(
    ctx,
    ended.flatMap(({ reservationId }) => reservationId ?? []),
    'released',
  );
  ctx.changed('message');
}
