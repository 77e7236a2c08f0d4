import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';

/** The score of a person on each of their open leads. Closed leads keep the one they ended with. */
export async function setLeadScores(
  ctx: Ctx,
  scores: readonly { contactId: string; fit: string | null; label: string | null }[],
): Promise<void> {
  if (scores.length === 0) return;
  const { rows } = await sql<{ id: string }>`
    update lead l set fit = r.fit, score_label = r.label
    from json_to_recordset(${JSON.stringify(scores)}::json) as r("contactId" uuid, fit text, label text)
    where l.workspace_id = ${ctx.scope.workspaceId} and l.contact_id = r."contactId" and l.closed_at is null and l.deleted_at is null
      and (l.fit, l.score_label) is distinct from (r.fit::char(1), r.label)
    returning l.id`.execute(ctx.tx);
  for (const { id } of rows) ctx.changed('lead', id);
}
