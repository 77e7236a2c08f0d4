import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';

/** What is known of a person's score, as their leads carry it. */
export interface LeadScore {
  contactId: string;
  fit: string | null;
  label: string | null;
  /** rising, steady or falling. */
  momentum: string;
  /** The strongest of what they did lately, and when. */
  reason: string | null;
  reasonAt: string | null;
  /** The version of the score model that gave it. */
  modelNumber: number | null;
}

/** The score of a person on each of their open leads. Closed leads keep the one they ended with. */
export async function setLeadScores(ctx: Ctx, scores: readonly LeadScore[]): Promise<void> {
  if (scores.length === 0) return;
  const { rows } = await sql<{ id: string }>`
    update lead l set fit = r.fit, score_label = r.label, momentum = r.momentum, score_reason = r.reason, score_reason_at = r."reasonAt", score_model_number = r."modelNumber"
    from json_to_recordset(${JSON.stringify(scores)}::json) as r("contactId" uuid, fit text, label text, momentum text, reason text, "reasonAt" timestamptz, "modelNumber" int)
    where l.workspace_id = ${ctx.scope.workspaceId} and l.contact_id = r."contactId" and l.closed_at is null and l.deleted_at is null
      and (l.fit, l.score_label, l.momentum, l.score_reason, l.score_reason_at, l.score_model_number)
        is distinct from (r.fit::char(1), r.label, r.momentum, r.reason, r."reasonAt", r."modelNumber")
    returning l.id`.execute(ctx.tx);
  for (const { id } of rows) ctx.changed('lead', id);
}

/** The same person, measured against others anew. */
export async function setLeadMomentum(ctx: Ctx, people: readonly { contactId: string; momentum: string }[]): Promise<void> {
  if (people.length === 0) return;
  const { rows } = await sql<{ id: string }>`update lead l set momentum = r.momentum
    from json_to_recordset(${JSON.stringify(people)}::json) as r("contactId" uuid, momentum text)
    where l.workspace_id = ${ctx.scope.workspaceId} and l.contact_id = r."contactId" and l.closed_at is null and l.deleted_at is null returning l.id`.execute(
    ctx.tx,
  );
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
