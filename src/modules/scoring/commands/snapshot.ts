import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';

/** Stages in which a lead is with Sales. */
const WITH_SALES: readonly string[] = ['mql', 'sal', 'sql', 'opportunity', 'customer'];

/** Keeps the score with which a lead first reached Sales, so that looking back later knows no better than one knew then. */
export async function keepSnapshot(ctx: Ctx, lead: { leadId: string; to: string; at: string }): Promise<void> {
  if (!WITH_SALES.includes(lead.to)) return;
  const { workspaceId } = ctx.scope;
  await sql`insert into score_snapshot (workspace_id, lead_id, at, fit, fit_score, engagement_score, label, model_number, profile_number)
    select ${workspaceId}, l.id, ${lead.at}::timestamptz, c.fit, c.fit_score, c.engagement_score, c.score_label, c.score_model_number, c.score_profile_number
    from lead l join contact c on c.workspace_id = ${workspaceId} and c.id = l.contact_id
    where l.workspace_id = ${workspaceId} and l.id = ${lead.leadId} and c.scored_at is not null
    on conflict do nothing`.execute(ctx.tx);
}
