import { sql } from 'kysely';
import { record } from '#modules/activities/commands/record.ts';
import { parseCustom } from '#modules/criteria/queries/custom.ts';
import type { CustomValues } from '#modules/criteria/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { missingReference, type Reference } from '#platform/db/references.ts';
import { lockedField } from '#platform/shared/fieldrights.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { leadOwnerChanged } from '../events.ts';
import type { SourceTeam, WorkingStatus } from '../schema.ts';
import { followLifecycle } from './lifecycle.ts';
import { lockLead } from './stages.ts';

export interface LeadFacts {
  companyId?: string | null;
  workingStatus?: WorkingStatus | null;
  sourceTeam?: SourceTeam;
  sourceChannel?: string | null;
  campaignId?: string | null;
  whyNow?: string | null;
  tags?: readonly string[];
  custom?: CustomValues;
}

const LOCKED = 'Your role may read this field but not change it. Nothing was changed.';

/** Refuses facts that the caller may not write, or that name records which are not there. */
export async function checkLeadFacts(
  ctx: Ctx,
  facts: { companyId?: string | null; campaignId?: string | null; ownerId?: string | null },
): Promise<Refusal | null> {
  const locked = lockedField(ctx.scope, 'lead', facts);
  if (locked) return refuse('forbidden', LOCKED, { field: locked });
  return missingReference(ctx.tx, ctx.scope.workspaceId, [
    live(ctx, { field: 'companyId', table: 'company', id: facts.companyId }),
    live(ctx, { field: 'campaignId', table: 'campaign', id: facts.campaignId }),
    { field: 'ownerId', table: 'member', id: facts.ownerId, where: sql`member.status <> 'disabled'` },
  ]);
}

function live(ctx: Ctx, reference: Reference): Reference {
  const { table } = reference;
  return {
    ...reference,
    where: sql`${sql.ref(`${table}.deleted_at`)} is null and ${reachable(ctx.scope, table, { to: 'read', ownerColumn: `${table}.owner_id` })}`,
  };
}

export async function changeLead(ctx: Ctx, { id, ...facts }: { id: string } & LeadFacts): Promise<Record<string, never> | Refusal> {
  const lead = await lockLead(ctx, id);
  if (isRefusal(lead)) return lead;
  const problem = await checkLeadFacts(ctx, facts);
  if (problem) return problem;
  const custom = await parseCustom(ctx.tx, ctx.scope, { entity: 'lead', values: facts.custom });
  if (isRefusal(custom)) return custom;
  await ctx.tx
    .updateTable('lead')
    .set({
      ...(facts.companyId === undefined ? {} : { company_id: facts.companyId }),
      ...(facts.workingStatus === undefined ? {} : { working_status: facts.workingStatus }),
      ...(facts.sourceTeam === undefined ? {} : { source_team: facts.sourceTeam }),
      ...(facts.sourceChannel === undefined ? {} : { source_channel: facts.sourceChannel }),
      ...(facts.campaignId === undefined ? {} : { campaign_id: facts.campaignId }),
      ...(facts.whyNow === undefined ? {} : { why_now: facts.whyNow }),
      ...(facts.tags === undefined ? {} : { tags: [...new Set(facts.tags)] }),
      custom: sql`jsonb_strip_nulls(custom || ${JSON.stringify(custom)}::jsonb)`,
      updated_at: ctx.now,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('lead', id);
  return {};
}

/** Gives a lead to a member, or to nobody. */
export async function setLeadOwner(
  ctx: Ctx,
  given: { leadId: string; ownerId: string | null; cause?: string },
): Promise<Record<string, never> | Refusal> {
  const lead = await lockLead(ctx, given.leadId);
  if (isRefusal(lead)) return lead;
  if (lead.owner_id === given.ownerId) return {};
  const problem = await checkLeadFacts(ctx, { ownerId: given.ownerId });
  if (problem) return problem;
  await ctx.tx
    .updateTable('lead')
    .set({
      owner_id: given.ownerId,
      working_status: sql`case when working_status = 'new' and ${given.ownerId}::uuid is not null then 'assigned' else working_status end`,
      updated_at: ctx.now,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', lead.id)
    .execute();
  await record(ctx, [
    {
      kind: 'owner_change',
      occurredAt: ctx.now,
      evidence: 'system',
      contactId: lead.contact_id,
      companyId: lead.company_id,
      leadId: lead.id,
      memberId: ctx.scope.actor.memberId,
      data: { of: 'lead', from: lead.owner_id, to: given.ownerId, ...(given.cause ? { cause: given.cause } : {}) },
    },
  ]);
  await ctx.announce(leadOwnerChanged, {
    leadId: lead.id,
    contactId: lead.contact_id,
    from: lead.owner_id,
    to: given.ownerId,
    at: ctx.now,
  });
  ctx.changed('lead', lead.id);
  return {};
}

/** Into the trash (`trashed`) or out of it. @returns how many of the leads were there and reachable */
export async function setLeadsTrashed(ctx: Ctx, ids: readonly string[], trashed: boolean): Promise<number> {
  const rows = await ctx.tx
    .updateTable('lead')
    .set({ deleted_at: trashed ? ctx.now : null, updated_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', 'in', ids.length > 0 ? [...ids] : [''])
    .where('deleted_at', trashed ? 'is' : 'is not', null)
    .where(reachable(ctx.scope, 'lead', { to: 'write', ownerColumn: 'lead.owner_id' }))
    .returning(['id', 'contact_id'])
    .execute();
  await followLifecycle(
    ctx,
    rows.map((row) => row.contact_id),
  );
  for (const { id } of rows) ctx.changed('lead', id);
  return rows.length;
}
