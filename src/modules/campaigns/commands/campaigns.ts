import { sql } from 'kysely';
import { parseCustom } from '#modules/criteria/queries/custom.ts';
import type { CustomValues } from '#modules/criteria/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { missingReference } from '#platform/db/references.ts';
import { type ExternalRef, type Upserted, type UpsertSpec, upsertRows } from '#platform/db/upsert.ts';
import { lockedField } from '#platform/shared/fieldrights.ts';
import type { FoldMode } from '#platform/shared/fold.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { campaignAudienceChanged } from '../events.ts';
import { type AudienceKind, type CampaignStatus, COST_FIELDS } from '../schema.ts';

export interface CampaignFacts {
  name?: string;
  kind?: string | null;
  channel?: string | null;
  code?: string | null;
  status?: CampaignStatus;
  startsOn?: string | null;
  endsOn?: string | null;
  budgetMinor?: number | null;
  costMinor?: number | null;
  expectedRevenueMinor?: number | null;
  currency?: string | null;
  audienceKind?: AudienceKind;
  ownerId?: string | null;
  parentId?: string | null;
  description?: string | null;
  tags?: readonly string[];
  custom?: CustomValues;
}

const GONE = refuse('not_found', 'This campaign is not here any more, or it is not yours to see.');

const COLUMNS = {
  name: 'name',
  kind: 'kind',
  channel: 'channel',
  code: 'code',
  status: 'status',
  startsOn: 'starts_on',
  endsOn: 'ends_on',
  budgetMinor: 'budget_minor',
  costMinor: 'cost_minor',
  expectedRevenueMinor: 'expected_revenue_minor',
  currency: 'currency',
  audienceKind: 'audience_kind',
  ownerId: 'owner_id',
  parentId: 'parent_id',
  description: 'description',
  tags: 'tags',
} as const;

/** What says for whom and when a campaign is meant. */
const MEANT = ['status', 'startsOn', 'endsOn', 'audienceKind'] as const;

/** The columns of the facts that are given. */
function columnsOf(facts: CampaignFacts) {
  return Object.fromEntries(
    Object.entries(COLUMNS).flatMap(([name, column]) => {
      const value = facts[name as keyof typeof COLUMNS];
      return value === undefined ? [] : [[column, value]];
    }),
  );
}

async function checkFacts(ctx: Ctx, facts: CampaignFacts, id: string | null): Promise<Refusal | null> {
  const { scope } = ctx;
  const cost = COST_FIELDS.find((name) => facts[name] !== undefined);
  if (cost && !scope.permissions.has('campaign:cost'))
    return refuse('forbidden', 'Your role may read what a campaign costs but not change it. Nothing was changed.', { field: cost });
  const locked = lockedField(scope, 'campaign', facts);
  if (locked) return refuse('forbidden', 'Your role may read this field but not change it. Nothing was changed.', { field: locked });
  if (id !== null && facts.parentId === id) return refuse('invalid', 'A campaign cannot be part of itself.', { field: 'parentId' });
  return missingReference(ctx.tx, scope.workspaceId, [
    { field: 'ownerId', table: 'member', id: facts.ownerId, where: sql`member.status <> 'disabled'` },
    { field: 'parentId', table: 'campaign', id: facts.parentId, where: parentOf(ctx, id) },
  ]);
}

/** Alive, to be seen, and not itself below the campaign that it shall stand above. */
function parentOf(ctx: Ctx, id: string | null) {
  return sql<boolean>`campaign.deleted_at is null and ${reachable(ctx.scope, 'campaign', { to: 'read', ownerColumn: 'campaign.owner_id' })}
    and (${id}::uuid is null or not exists (
      with recursive up as (select c.id, c.parent_id from campaign c where c.workspace_id = ${ctx.scope.workspaceId} and c.id = campaign.id
        union select c.id, c.parent_id from campaign c join up on c.id = up.parent_id where c.workspace_id = ${ctx.scope.workspaceId})
      select from up where id = ${id}))`;
}

function checkDays(days: { starts_on: string | null; ends_on: string | null }): Refusal | null {
  const wrong = days.starts_on !== null && days.ends_on !== null && days.ends_on < days.starts_on;
  return wrong ? refuse('invalid', 'The campaign ends before it starts.', { field: 'endsOn' }) : null;
}

export async function createCampaign(ctx: Ctx, facts: CampaignFacts & { name: string }): Promise<{ id: string } | Refusal> {
  const problem = (await checkFacts(ctx, facts, null)) ?? checkDays({ starts_on: facts.startsOn ?? null, ends_on: facts.endsOn ?? null });
  if (problem) return problem;
  const custom = await parseCustom(ctx.tx, ctx.scope, { entity: 'campaign', values: facts.custom, creating: true });
  if (isRefusal(custom)) return custom;
  const made = await ctx.tx
    .insertInto('campaign')
    .values({
      owner_id: ctx.scope.actor.memberId,
      ...columnsOf(facts),
      workspace_id: ctx.scope.workspaceId,
      name: facts.name,
      custom: sql`jsonb_strip_nulls(${JSON.stringify(custom)}::jsonb)`,
      created_at: ctx.now,
      updated_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await ctx.announce(campaignAudienceChanged, { campaignIds: [made.id] });
  ctx.changed('campaign', made.id);
  return made;
}

export async function changeCampaign(ctx: Ctx, { id, ...facts }: CampaignFacts & { id: string }): Promise<Record<string, never> | Refusal> {
  const before = await ctx.tx
    .selectFrom('campaign')
    .select(['starts_on', 'ends_on'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .where(reachable(ctx.scope, 'campaign', { to: 'write', ownerColumn: 'campaign.owner_id' }))
    .forUpdate()
    .executeTakeFirst();
  if (!before) return GONE;
  const columns = columnsOf(facts);
  const problem = (await checkFacts(ctx, facts, id)) ?? checkDays({ ...before, ...columns });
  if (problem) return problem;
  const custom = await parseCustom(ctx.tx, ctx.scope, { entity: 'campaign', values: facts.custom });
  if (isRefusal(custom)) return custom;
  await ctx.tx
    .updateTable('campaign')
    .set({ ...columns, custom: sql`jsonb_strip_nulls(custom || ${JSON.stringify(custom)}::jsonb)`, updated_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  if (MEANT.some((fact) => facts[fact] !== undefined)) await ctx.announce(campaignAudienceChanged, { campaignIds: [id] });
  ctx.changed('campaign', id);
  return {};
}

/** Into the trash (`trashed`) or out of it. @returns how many of the campaigns were there and reachable */
export async function setCampaignsTrashed(ctx: Ctx, ids: readonly string[], trashed: boolean): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    update campaign set deleted_at = ${trashed ? ctx.now : null}, updated_at = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and id = any (${ids}::uuid[]) and (deleted_at is null) = ${trashed}
      and ${reachable(ctx.scope, 'campaign', { to: 'write', ownerColumn: 'campaign.owner_id' })} returning id`.execute(ctx.tx);
  for (const { id } of rows) ctx.changed('campaign', id);
  return rows.length;
}

/** A campaign as another system knew it; custom values are checked already. */
export interface UpsertCampaign {
  externalRef?: ExternalRef | null;
  values: Omit<CampaignFacts, 'custom'> & { name: string; createdAt?: string | null; custom?: Readonly<Record<string, unknown>> };
  mode?: FoldMode;
}

const specOf = (importId: string | null): UpsertSpec => ({
  table: 'campaign',
  entity: 'campaign',
  written: [...Object.values(COLUMNS), 'custom'],
  defaults: { status: 'planned', audience_kind: 'prospect', tags: [], custom: {} },
  importId,
});

/** Writes campaigns of another system, thousands of rows per call. One without a reference is the campaign of that name. */
export async function upsertCampaigns(
  ctx: Ctx,
  rows: readonly UpsertCampaign[],
  { importId }: { importId: string | null },
): Promise<Upserted[]> {
  const names = rows.filter((row) => !row.externalRef).map((row) => row.values.name.toLowerCase());
  const { rows: known } = await sql<{ id: string; name: string }>`select min(id::text)::uuid as id, lower(name) as name from campaign
    where workspace_id = ${ctx.scope.workspaceId} and lower(name) = any (${names}) and deleted_at is null group by 2`.execute(ctx.tx);
  const byName = new Map(known.map((row) => [row.name, row.id]));
  return upsertRows(
    ctx,
    specOf(importId),
    rows.map(({ values: { custom, createdAt, ...facts }, ...row }) => ({
      ...row,
      id: row.externalRef ? null : byName.get(facts.name.toLowerCase()),
      columns: { ...columnsOf(facts), custom, ...(createdAt ? { created_at: createdAt } : {}) },
    })),
  );
}
