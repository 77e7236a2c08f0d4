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

/** The learned probability of leads; null takes it away. */
export async function setLeadProbabilities(ctx: Ctx, said: readonly { leadId: string; probability: number | null }[]): Promise<void> {
  if (said.length === 0) return;
  const { rows } = await sql<{ id: string }>`
    update lead l set probability = r.probability
    from json_to_recordset(${JSON.stringify(said)}::json) as r("leadId" uuid, probability float8)
    where l.workspace_id = ${ctx.scope.workspaceId} and l.id = r."leadId" and l.deleted_at is null and l.probability is distinct from r.probability
    returning l.id`.execute(ctx.tx);
  for (const { id } of rows) ctx.changed('lead', id);
}

/** Takes the learned probability from every lead: what is not in force any more says nothing. */
export async function clearLeadProbabilities(ctx: Ctx): Promise<void> {
  await sql`update lead set probability = null where workspace_id = ${ctx.scope.workspaceId} and probability is not null`.execute(ctx.tx);
  ctx.changed('lead');
}
