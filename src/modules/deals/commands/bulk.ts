import { sql } from 'kysely';
import { record } from '#modules/activities/commands/record.ts';
import { recomputeCustomers } from '#modules/companies/commands/customers.ts';
import { closeImportedLeads } from '#modules/leads/commands/bulk.ts';
import type { Ctx } from '#platform/context.ts';
import { type ExternalRef, type Upserted, type UpsertSpec, upsertRows } from '#platform/db/upsert.ts';
import type { FoldMode } from '#platform/shared/fold.ts';
import type { StageKind } from '../schema.ts';
import { columnsOf, type DealFacts } from './deals.ts';

/** A deal as another system knew it; custom values are checked already. */
export interface DealValues extends Omit<DealFacts, 'custom'> {
  name: string;
  /** A stage of a pipeline of ours: the caller has mapped it (`stageForImport`). */
  stageId: string;
  createdAt: string;
  closedAt?: string | null;
  leadId?: string | null;
  reasonId?: string | null;
  lostNote?: string | null;
  custom?: Readonly<Record<string, unknown>>;
  /** Where the other system kept its history, the oldest first; absent: the stage, entered when the deal was made (or closed). */
  visits?: readonly { stageId: string; enteredAt: string }[];
}

export interface UpsertDeal {
  externalRef?: ExternalRef | null;
  values: DealValues;
  mode?: FoldMode;
}

const CREATE_ONLY = ['created_at', 'position', 'imported'];
const WRITTEN = [
  ...[
    'name',
    'company_id',
    'contact_id',
    'lead_id',
    'campaign_id',
    'pipeline_id',
    'stage_id',
    'stage_since',
    'status',
    'amount_minor',
    'currency',
    'probability',
  ],
  ...[
    'expected_close_on',
    'closed_at',
    'reason_id',
    'lost_note',
    'kind',
    'source_team',
    'source_channel',
    'owner_id',
    'description',
    'tags',
    'custom',
    'position',
    'imported',
  ],
];

const specOf = (ctx: Ctx, importId: string | null, currency: string): UpsertSpec => ({
  table: 'deal',
  entity: 'deal',
  written: WRITTEN,
  createOnly: CREATE_ONLY,
  defaults: { tags: [], custom: {}, currency, imported: true, position: 0, created_by: ctx.scope.actor.memberId },
  importId,
});

interface Stage {
  id: string;
  pipeline_id: string;
  kind: StageKind;
}

/**
 * Writes deals of another system, thousands of rows per call. They are marked imported and announce nothing; companies with won deals
 * become customers. A deal that somebody moved here since keeps its stage.
 */
export async function upsertDeals(ctx: Ctx, rows: readonly UpsertDeal[], { importId }: { importId: string | null }): Promise<Upserted[]> {
  const stages = await readStages(ctx);
  const moved = await movedByPeople(ctx, rows);
  const results = await upsertRows(
    ctx,
    specOf(ctx, importId, await baseCurrency(ctx)),
    rows.map(({ values, ...row }) => ({
      ...row,
      columns: { ...valuesOf(values), ...(row.externalRef && moved.has(keyOf(row.externalRef)) ? {} : placeOf(values, stages)) },
    })),
  );
  await followStages(ctx, results, { rows, importId });
  await closeWonLeads(ctx, results);
  const left = results.flatMap((result) => (typeof result.before?.company_id === 'string' ? [result.before.company_id] : []));
  await recomputeCustomers(ctx, [...new Set([...left, ...rows.flatMap((row) => row.values.companyId ?? [])])]);
  return results;
}

/** The lead of a won deal became a customer when it was won. */
async function closeWonLeads(ctx: Ctx, results: readonly Upserted[]): Promise<void> {
  const written = results.flatMap((result) => (result.outcome === 'unchanged' ? [] : [result.id]));
  const { rows } = await sql<{ leadId: string; at: string }>`select lead_id as "leadId", max(closed_at) as at from deal
    where workspace_id = ${ctx.scope.workspaceId} and id = any (${written}::uuid[]) and status = 'won' and lead_id is not null and closed_at is not null group by 1`.execute(
    ctx.tx,
  );
  await closeImportedLeads(ctx, rows);
}

const keyOf = (ref: ExternalRef) => `${ref.system}\n${ref.id}`;

async function readStages(ctx: Ctx): Promise<Map<string, Stage>> {
  const rows = await ctx.tx
    .selectFrom('pipeline_stage')
    .select(['id', 'pipeline_id', 'kind'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .execute();
  return new Map(rows.map((row) => [row.id, { ...row, kind: row.kind as StageKind }]));
}

async function baseCurrency(ctx: Ctx): Promise<string> {
  const row = await ctx.tx
    .selectFrom('workspace')
    .select('base_currency')
    .where('id', '=', ctx.scope.workspaceId)
    .executeTakeFirstOrThrow();
  return row.base_currency;
}

/** References of deals whose present stay a person began. */
async function movedByPeople(ctx: Ctx, rows: readonly UpsertDeal[]): Promise<Set<string>> {
  const refs = rows.flatMap((row) => row.externalRef ?? []);
  const found = await sql<{ system: string; id: string }>`
    select r.system, r.external_id as id from external_ref r
      join unnest(${refs.map((ref) => ref.system)}::text[], ${refs.map((ref) => ref.id)}::text[]) as asked(system, external_id)
        on asked.system = r.system and asked.external_id = r.external_id
      join deal_stage_visit v on v.workspace_id = r.workspace_id and v.deal_id = r.entity_id and v.exited_at is null and v.actor_member_id is not null
    where r.workspace_id = ${ctx.scope.workspaceId} and r.entity = 'deal'`.execute(ctx.tx);
  return new Set(found.rows.map(keyOf));
}

function valuesOf({
  stageId,
  createdAt,
  closedAt,
  leadId,
  reasonId,
  lostNote,
  custom,
  visits,
  ...facts
}: DealValues): Record<string, unknown> {
  return { ...columnsOf(facts), lead_id: leadId, custom, created_at: createdAt };
}

function placeOf(values: DealValues, stages: ReadonlyMap<string, Stage>): Record<string, unknown> {
  const stage = stages.get(values.stageId);
  if (!stage) throw new Error('an import named a stage that is not there');
  const closedAt = stage.kind === 'open' ? null : (values.closedAt ?? values.createdAt);
  return {
    pipeline_id: stage.pipeline_id,
    stage_id: stage.id,
    status: stage.kind,
    stage_since: values.visits?.at(-1)?.enteredAt ?? closedAt ?? values.createdAt,
    closed_at: closedAt,
    reason_id: stage.kind === 'lost' ? values.reasonId : null,
    lost_note: stage.kind === 'lost' ? values.lostNote : null,
  };
}

/** Stays of new deals, a new stay of those that stand elsewhere now, and what the timeline says of the new ones. */
async function followStages(
  ctx: Ctx,
  results: readonly Upserted[],
  { rows, importId }: { rows: readonly UpsertDeal[]; importId: string | null },
): Promise<void> {
  const { workspaceId } = ctx.scope;
  const made = results.flatMap((result, place) => {
    const values = rows[place]?.values;
    return values && result.outcome === 'created' ? [{ id: result.id, values }] : [];
  });
  const visits = made.flatMap(({ id, values }) => {
    const known = values.visits?.length ? values.visits : [{ stageId: values.stageId, enteredAt: values.createdAt }];
    return known.map((visit, place) => ({ dealId: id, ...visit, exitedAt: known[place + 1]?.enteredAt ?? null }));
  });
  await sql`insert into deal_stage_visit (workspace_id, deal_id, stage_id, entered_at, exited_at)
    select ${workspaceId}, r."dealId", r."stageId", r."enteredAt", r."exitedAt"
    from json_to_recordset(${JSON.stringify(visits)}::json) as r("dealId" uuid, "stageId" uuid, "enteredAt" timestamptz, "exitedAt" timestamptz)`.execute(
    ctx.tx,
  );
  const ids = results.map((result) => result.id);
  await sql`update deal set closed_at = null where workspace_id = ${workspaceId} and id = any (${ids}::uuid[]) and status = 'open' and closed_at is not null`.execute(
    ctx.tx,
  );
  await sql`update deal_stage_visit v set exited_at = greatest(d.stage_since, v.entered_at) from deal d
    where v.workspace_id = ${workspaceId} and d.workspace_id = v.workspace_id and d.id = v.deal_id and d.id = any (${ids}::uuid[])
      and v.exited_at is null and v.stage_id <> d.stage_id`.execute(ctx.tx);
  await sql`insert into deal_stage_visit (workspace_id, deal_id, stage_id, entered_at)
    select d.workspace_id, d.id, d.stage_id, d.stage_since from deal d where d.workspace_id = ${workspaceId} and d.id = any (${ids}::uuid[])
      and not exists (select from deal_stage_visit v where v.workspace_id = d.workspace_id and v.deal_id = d.id and v.exited_at is null)`.execute(
    ctx.tx,
  );
  await tellLedger(
    ctx,
    made.map((one) => one.id),
    importId,
  );
}

/** One row for the making and one for the end of each new deal, as imported history. */
async function tellLedger(ctx: Ctx, ids: readonly string[], importId: string | null): Promise<void> {
  if (ids.length === 0) return;
  const { rows } = await sql<{
    id: string;
    name: string;
    status: StageKind;
    created_at: string;
    closed_at: string | null;
    contact_id: string | null;
    company_id: string | null;
    lead_id: string | null;
    campaign_id: string | null;
    owner_id: string | null;
    amount_minor: number | null;
    currency: string | null;
  }>`select id, name, status, created_at, closed_at, contact_id, company_id, lead_id, campaign_id, owner_id, amount_minor, currency from deal
    where workspace_id = ${ctx.scope.workspaceId} and id = any (${ids}::uuid[])`.execute(ctx.tx);
  await record(
    ctx,
    rows.flatMap((deal) => {
      const row = {
        evidence: 'imported' as const,
        side: 'sales' as const,
        subject: deal.name,
        dealId: deal.id,
        contactId: deal.contact_id,
        companyId: deal.company_id,
        leadId: deal.lead_id,
        campaignId: deal.campaign_id,
        data: { amountMinor: deal.amount_minor, currency: deal.currency },
        importId,
      };
      const made = { ...row, kind: 'deal_created' as const, occurredAt: deal.created_at };
      if (deal.status === 'open' || !deal.closed_at) return [made];
      return [made, { ...row, kind: deal.status === 'won' ? ('deal_won' as const) : ('deal_lost' as const), occurredAt: deal.closed_at }];
    }),
  );
}

/** The stage of ours that another system's stage is: by its name in any pipeline in use, else the default pipeline's first of the kind. */
export async function stageForImport(
  ctx: Ctx,
  asked: { name?: string | null; kind: StageKind },
): Promise<{ stageId: string; byName: boolean }> {
  const { rows } = await sql<{ id: string; named: boolean }>`
    select s.id, lower(s.name) = lower(coalesce(${asked.name ?? null}, '')) as named from pipeline_stage s
      join pipeline p on p.workspace_id = s.workspace_id and p.id = s.pipeline_id
    where s.workspace_id = ${ctx.scope.workspaceId} and s.archived_at is null and p.archived_at is null and s.kind = ${asked.kind}
    order by named desc, p.is_default desc, p.position, s.position limit 1`.execute(ctx.tx);
  const stage = rows[0];
  if (!stage) throw new Error('a pipeline without a stage of a kind');
  return { stageId: stage.id, byName: stage.named };
}
