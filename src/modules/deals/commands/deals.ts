import { type RawBuilder, sql } from 'kysely';
import { record } from '#modules/activities/commands/record.ts';
import { recomputeCustomers } from '#modules/companies/commands/customers.ts';
import { defaultOwner } from '#modules/companies/commands/values.ts';
import { parseCustom } from '#modules/criteria/queries/custom.ts';
import type { CustomValues } from '#modules/criteria/schema.ts';
import { moveStage } from '#modules/leads/commands/stages.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { missingReference } from '#platform/db/references.ts';
import { lockedField } from '#platform/shared/fieldrights.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { dealCreated } from '../events.ts';
import { STEP } from '../rules/positions.ts';
import type { StageKind } from '../schema.ts';

export interface DealFacts {
  name?: string;
  companyId?: string | null;
  contactId?: string | null;
  campaignId?: string | null;
  amountMinor?: number | null;
  currency?: string | null;
  probability?: number | null;
  expectedCloseOn?: string | null;
  kind?: string | null;
  sourceTeam?: string | null;
  sourceChannel?: string | null;
  ownerId?: string | null;
  description?: string | null;
  tags?: readonly string[];
  custom?: CustomValues;
}

const COLUMNS = {
  name: 'name',
  companyId: 'company_id',
  contactId: 'contact_id',
  campaignId: 'campaign_id',
  amountMinor: 'amount_minor',
  currency: 'currency',
  probability: 'probability',
  expectedCloseOn: 'expected_close_on',
  kind: 'kind',
  sourceTeam: 'source_team',
  sourceChannel: 'source_channel',
  ownerId: 'owner_id',
  description: 'description',
  tags: 'tags',
} as const;

export function columnsOf(facts: DealFacts): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(COLUMNS).flatMap(([name, column]) => {
      const value = facts[name as keyof typeof COLUMNS];
      return value === undefined ? [] : [[column, value]];
    }),
  );
}

const seen = (ctx: Ctx, table: string): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(`${table}.deleted_at`)} is null and ${reachable(ctx.scope, table, { to: 'read', ownerColumn: `${table}.owner_id` })}`;

async function checkFacts(ctx: Ctx, facts: DealFacts & { leadId?: string | null }): Promise<Refusal | null> {
  const locked = lockedField(ctx.scope, 'deal', facts);
  if (locked) return refuse('forbidden', 'Your role may read this field but not change it. Nothing was changed.', { field: locked });
  return missingReference(ctx.tx, ctx.scope.workspaceId, [
    { field: 'companyId', table: 'company', id: facts.companyId, where: seen(ctx, 'company') },
    { field: 'contactId', table: 'contact', id: facts.contactId, where: seen(ctx, 'contact') },
    { field: 'campaignId', table: 'campaign', id: facts.campaignId, where: seen(ctx, 'campaign') },
    { field: 'leadId', table: 'lead', id: facts.leadId, where: seen(ctx, 'lead') },
    { field: 'ownerId', table: 'member', id: facts.ownerId, where: sql`member.status <> 'disabled'` },
  ]);
}

export interface NewDeal extends DealFacts {
  name: string;
  /** Absent: the contact's newest open lead; null: none. */
  leadId?: string | null;
  pipelineId?: string;
  stageId?: string;
}

/** Makes a deal in an open stage, on top of its column. The lead that it comes from becomes an opportunity. */
export async function createDeal(ctx: Ctx, asked: NewDeal): Promise<{ id: string } | Refusal> {
  const problem = await checkFacts(ctx, asked);
  if (problem) return problem;
  const stage = await startingStage(ctx, asked);
  if (isRefusal(stage)) return stage;
  const custom = await parseCustom(ctx.tx, ctx.scope, { entity: 'deal', values: asked.custom, creating: true });
  if (isRefusal(custom)) return custom;
  const origin = await originOf(ctx, asked);
  const deal = await ctx.tx
    .insertInto('deal')
    .values({
      company_id: origin.companyId,
      campaign_id: origin.campaignId,
      source_team: origin.sourceTeam,
      source_channel: origin.sourceChannel,
      ...columnsOf({ ...asked, tags: [...new Set(asked.tags ?? [])] }),
      contact_id: asked.contactId ?? origin.contactId,
      workspace_id: ctx.scope.workspaceId,
      name: asked.name,
      lead_id: origin.leadId,
      owner_id: asked.ownerId === undefined ? await defaultOwner(ctx, 'deal') : asked.ownerId,
      currency: asked.currency ?? sql<string>`(select base_currency from workspace where id = ${ctx.scope.workspaceId})`,
      custom: sql`jsonb_strip_nulls(${JSON.stringify(custom)}::jsonb)`,
      pipeline_id: stage.pipeline_id,
      stage_id: stage.id,
      stage_since: ctx.now,
      position: topOf(ctx, stage.id),
      created_by: ctx.scope.actor.memberId,
      created_at: ctx.now,
      updated_at: ctx.now,
    })
    .returning(['id', 'name', 'company_id', 'contact_id', 'lead_id', 'campaign_id', 'amount_minor', 'currency'])
    .executeTakeFirstOrThrow();
  await addVisit(ctx, { dealId: deal.id, stageId: stage.id, at: ctx.now });
  await tellCreated(ctx, deal);
  if (deal.lead_id) {
    const moved = await moveStage(ctx, { leadId: deal.lead_id, to: 'opportunity', cause: 'deal_created' });
    // A lead that the caller may read but not write stays where it is; the deal is made all the same.
    if (isRefusal(moved) && moved.code !== 'not_found') return moved;
  }
  ctx.changed('deal', deal.id);
  return { id: deal.id };
}

interface MadeDeal {
  id: string;
  name: string;
  company_id: string | null;
  contact_id: string | null;
  lead_id: string | null;
  campaign_id: string | null;
  amount_minor: number | null;
  currency: string | null;
}

async function tellCreated(ctx: Ctx, deal: MadeDeal): Promise<void> {
  await record(ctx, [
    {
      kind: 'deal_created',
      occurredAt: ctx.now,
      evidence: 'system',
      dealId: deal.id,
      contactId: deal.contact_id,
      companyId: deal.company_id,
      leadId: deal.lead_id,
      campaignId: deal.campaign_id,
      memberId: ctx.scope.actor.memberId,
      subject: deal.name,
      data: { amountMinor: deal.amount_minor, currency: deal.currency },
    },
  ]);
  await ctx.announce(dealCreated, factsOf(deal, ctx.now));
}

export function factsOf(deal: MadeDeal, at: string) {
  return {
    dealId: deal.id,
    companyId: deal.company_id,
    contactId: deal.contact_id,
    leadId: deal.lead_id,
    campaignId: deal.campaign_id,
    amountMinor: deal.amount_minor,
    currency: deal.currency,
    at,
  };
}

export function topOf(ctx: Ctx, stageId: string) {
  return sql<number>`(select coalesce(min(position), ${STEP}) - ${STEP} from deal where workspace_id = ${ctx.scope.workspaceId} and stage_id = ${stageId} and deleted_at is null)`;
}

export async function addVisit(ctx: Ctx, visit: { dealId: string; stageId: string; at: string }): Promise<void> {
  await ctx.tx
    .updateTable('deal_stage_visit')
    .set({ exited_at: visit.at })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('deal_id', '=', visit.dealId)
    .where('exited_at', 'is', null)
    .execute();
  await ctx.tx
    .insertInto('deal_stage_visit')
    .values({
      workspace_id: ctx.scope.workspaceId,
      deal_id: visit.dealId,
      stage_id: visit.stageId,
      entered_at: visit.at,
      actor_member_id: ctx.scope.actor.memberId,
    })
    .execute();
}

export interface StageRef {
  id: string;
  pipeline_id: string;
  name: string;
  kind: StageKind;
}

/** A stage in use of a pipeline in use. */
export async function findStage(ctx: Ctx, id: string): Promise<StageRef | Refusal> {
  const stages = await stagesInUse(ctx, sql`s.id = ${id}`);
  return stages[0] ?? refuse('invalid', 'This stage is not in use any more. Choose another.', { field: 'stageId' });
}

export async function stagesInUse(ctx: Ctx, where: RawBuilder<unknown>): Promise<StageRef[]> {
  const { rows } = await sql<StageRef>`select s.id, s.pipeline_id, s.name, s.kind from pipeline_stage s
      join pipeline p on p.workspace_id = s.workspace_id and p.id = s.pipeline_id
    where s.workspace_id = ${ctx.scope.workspaceId} and s.archived_at is null and p.archived_at is null and ${where}
    order by p.is_default desc, p.position, s.position`.execute(ctx.tx);
  return rows;
}

async function startingStage(ctx: Ctx, asked: { pipelineId?: string; stageId?: string }): Promise<StageRef | Refusal> {
  if (asked.stageId !== undefined) {
    const stage = await findStage(ctx, asked.stageId);
    if (isRefusal(stage)) return stage;
    if (asked.pipelineId !== undefined && stage.pipeline_id !== asked.pipelineId)
      return refuse('invalid', 'This stage belongs to another pipeline.', { field: 'stageId' });
    return stage.kind === 'open'
      ? stage
      : refuse('invalid', 'A new deal begins in an open stage. Make it, then say how it ended.', { field: 'stageId' });
  }
  const stages = await stagesInUse(
    ctx,
    sql`s.kind = 'open' and ${asked.pipelineId === undefined ? sql`true` : sql`p.id = ${asked.pipelineId}`}`,
  );
  return stages[0] ?? refuse('invalid', 'This pipeline is not in use any more. Choose another.', { field: 'pipelineId' });
}

interface Origin {
  leadId: string | null;
  contactId: string | null;
  companyId: string | null;
  campaignId: string | null;
  sourceTeam: string | null;
  sourceChannel: string | null;
}

/** Where a deal comes from: its lead says the campaign, the channel and who found it, unless the deal says otherwise. */
async function originOf(ctx: Ctx, asked: NewDeal): Promise<Origin> {
  const { workspaceId } = ctx.scope;
  const which =
    asked.leadId === undefined
      ? asked.contactId
        ? sql`l.contact_id = ${asked.contactId} and l.closed_at is null`
        : sql`false`
      : sql`l.id = ${asked.leadId}`;
  const { rows } = await sql<Origin>`
    select l.id as "leadId", l.contact_id as "contactId", coalesce(c.company_id, l.company_id) as "companyId", l.campaign_id as "campaignId",
      l.source_team as "sourceTeam", l.source_channel as "sourceChannel"
    from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
    where l.workspace_id = ${workspaceId} and l.deleted_at is null and ${which} order by l.opened_at desc, l.id desc limit 1`.execute(
    ctx.tx,
  );
  if (rows[0]) return rows[0];
  const contact = asked.contactId
    ? await ctx.tx
        .selectFrom('contact')
        .select('company_id')
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', asked.contactId)
        .executeTakeFirst()
    : undefined;
  return { leadId: null, contactId: null, companyId: contact?.company_id ?? null, campaignId: null, sourceTeam: null, sourceChannel: null };
}

const GONE = 'This deal is not here any more, or it is not yours to see.';

export interface LockedDeal extends MadeDeal {
  pipeline_id: string;
  stage_id: string;
  status: StageKind;
  stage_since: string;
  closed_at: string | null;
}

/** The deal, locked until the transaction ends, where the caller may change it. */
export async function lockDeal(ctx: Ctx, id: string): Promise<LockedDeal | Refusal> {
  const { rows } = await sql<LockedDeal>`
    select id, name, company_id, contact_id, lead_id, campaign_id, amount_minor, currency, pipeline_id, stage_id, status, stage_since, closed_at from deal
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} and deleted_at is null
      and ${reachable(ctx.scope, 'deal', { to: 'write', ownerColumn: 'deal.owner_id' })} for update`.execute(ctx.tx);
  return rows[0] ?? refuse('not_found', GONE);
}

export async function changeDeal(ctx: Ctx, { id, ...facts }: DealFacts & { id: string }): Promise<Record<string, never> | Refusal> {
  const deal = await lockDeal(ctx, id);
  if (isRefusal(deal)) return deal;
  const problem = await checkFacts(ctx, facts);
  if (problem) return problem;
  const custom = await parseCustom(ctx.tx, ctx.scope, { entity: 'deal', values: facts.custom });
  if (isRefusal(custom)) return custom;
  await ctx.tx
    .updateTable('deal')
    .set({
      ...columnsOf({ ...facts, ...(facts.tags ? { tags: [...new Set(facts.tags)] } : {}) }),
      ...(facts.currency === null
        ? { currency: sql<string>`(select base_currency from workspace where id = ${ctx.scope.workspaceId})` }
        : {}),
      custom: sql`jsonb_strip_nulls(custom || ${JSON.stringify(custom)}::jsonb)`,
      updated_at: ctx.now,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  if (deal.status === 'won' && facts.companyId !== undefined)
    await recomputeCustomers(
      ctx,
      [deal.company_id, facts.companyId].flatMap((one) => one ?? []),
    );
  ctx.changed('deal', id);
  return {};
}

/** Into the trash (`trashed`) or out of it. @returns how many of the deals were there and reachable */
export async function setDealsTrashed(ctx: Ctx, ids: readonly string[], trashed: boolean): Promise<number> {
  const { rows } = await sql<{ id: string; company_id: string | null; status: string }>`
    update deal set deleted_at = ${trashed ? ctx.now : null}, updated_at = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and id = any (${ids}::uuid[]) and (deleted_at is null) = ${trashed}
      and ${reachable(ctx.scope, 'deal', { to: 'write', ownerColumn: 'deal.owner_id' })} returning id, company_id, status`.execute(ctx.tx);
  await recomputeCustomers(
    ctx,
    rows.flatMap((row) => (row.status === 'won' && row.company_id ? [row.company_id] : [])),
  );
  for (const { id } of rows) ctx.changed('deal', id);
  return rows.length;
}
