import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { isOnPath } from '../rules/stages.ts';
import type { Stage } from '../schema.ts';
import { enterStage, lockLead, type Moved } from './stages.ts';

/**
 * Sets right where a lead stands: its present stay should not have been, it has been in `stage` since that stay began. Both rows stay; reports
 * leave the wrong one out. Only to a stage of the path: leaving it needs a reason, and a customer is made by a deal.
 */
export async function correctStage(ctx: Ctx, correction: { leadId: string; stage: Stage; note: string }): Promise<Moved | Refusal> {
  const { leadId, stage, note } = correction;
  if (!isOnPath(stage) || stage === 'customer')
    return refuse('invalid', 'Choose a stage of the path. To return or close the lead, move it with a reason.', { field: 'stage' });
  const lead = await lockLead(ctx, leadId);
  if (isRefusal(lead)) return lead;
  if (lead.stage === 'customer')
    return refuse('conflict', 'This lead is a customer by a won deal. Change the deal instead.', { field: 'stage' });
  const wrong = await ctx.tx
    .selectFrom('stage_visit')
    .select('id')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('lead_id', '=', leadId)
    .where('exited_at', 'is', null)
    .executeTakeFirst();
  if (!wrong) return refuse('conflict', 'This lead has no open stay to set right. Move it instead.');
  return enterStage(ctx, lead, { to: stage, cause: 'correction', at: lead.stage_since, note, correctsId: wrong.id });
}
