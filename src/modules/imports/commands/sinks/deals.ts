import { sql } from 'kysely';
import { stageForImport, type UpsertDeal, upsertDeals } from '#modules/deals/commands/bulk.ts';
import type { Ctx } from '#platform/context.ts';
import { channelOf, outcomeOf, sourceTeamOf } from '../../rules/meanings.ts';
import type { TypedRow } from '../../rules/typed.ts';
import { resolveReferences } from '../references.ts';
import type { Batch, RowResult } from '../sink.ts';
import { moneyOf, refOf, spread, textOf } from './people.ts';

type Outcome = 'open' | 'won' | 'lost';

/** Deals, with their lead, its person and company where the file names no other; a won one makes its lead a customer. */
export async function sinkDeals(ctx: Ctx, batch: Batch): Promise<RowResult[]> {
  const resolved = await resolveReferences(ctx, batch);
  const leads = await leadsOf(
    ctx,
    resolved.flatMap((links) => links.lead ?? []),
  );
  const stages = await stagesOf(ctx, batch.rows);
  const results = await spread(
    batch,
    (row, index) => {
      const links = resolved[index] ?? {};
      return dealOf(batch, row, { links, lead: leads.get(links.lead ?? ''), stageId: stages.get(stageKey(row)) ?? '', now: ctx.now });
    },
    { entity: 'deal', missing: 'A deal needs a name.', write: (rows) => upsertDeals(ctx, rows, { importId: batch.importId }) },
  );
  await followWonDeals(
    ctx,
    results.flatMap((result) => (result.outcome === 'created' && result.entityId ? [result.entityId] : [])),
  );
  return results;
}

interface Lead {
  contactId: string;
  companyId: string | null;
}

async function leadsOf(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Lead>> {
  if (ids.length === 0) return new Map();
  const rows = await ctx.tx
    .selectFrom('lead')
    .select(['id', 'contact_id', 'company_id'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map((row) => [row.id, { contactId: row.contact_id, companyId: row.company_id }]));
}

const outcomeOfRow = ({ values }: TypedRow): Outcome => outcomeOf(textOf(values, 'stage'), textOf(values, 'status'));
const stageKey = (row: TypedRow) => `${outcomeOfRow(row)}:${textOf(row.values, 'stage') ?? ''}`;

async function stagesOf(ctx: Ctx, rows: readonly TypedRow[]): Promise<Map<string, string>> {
  const stages = new Map<string, string>();
  for (const row of rows) {
    const key = stageKey(row);
    if (!stages.has(key))
      stages.set(key, (await stageForImport(ctx, { name: textOf(row.values, 'stage'), kind: outcomeOfRow(row) })).stageId);
  }
  return stages;
}

interface Known {
  links: Readonly<Record<string, string>>;
  lead: Lead | undefined;
  stageId: string;
  now: string;
}

function dealOf(batch: Batch, row: TypedRow, { links, lead, stageId, now }: Known): UpsertDeal | null {
  const { values } = row;
  const name = textOf(values, 'name');
  if (!name || values.deleted === true) return null;
  const amount = moneyOf(values, 'amount');
  const createdAt = textOf(values, 'createdAt') ?? now;
  const closesOn = textOf(values, 'expectedCloseOn');
  const source = textOf(values, 'sourceChannel');
  return {
    externalRef: refOf(batch, row),
    values: {
      name: name.slice(0, 300),
      stageId,
      createdAt,
      closedAt: outcomeOfRow(row) === 'open' ? null : closedAt(textOf(values, 'closedAt') ?? closesOn, createdAt),
      companyId: links.company ?? lead?.companyId ?? null,
      contactId: links.contact ?? lead?.contactId ?? null,
      leadId: links.lead ?? null,
      campaignId: links.campaign ?? null,
      amountMinor: amount?.amountMinor ?? null,
      currency: amount?.currency ?? batch.options.currency,
      probability: (values.probability as number | undefined) ?? null,
      expectedCloseOn: closesOn ?? null,
      kind: textOf(values, 'kind') ?? null,
      sourceTeam: sourceTeamOf(source),
      sourceChannel: channelOf(source),
      ownerId: links.owner ?? null,
      description: textOf(values, 'description') ?? null,
      lostNote: textOf(values, 'lostReason') ?? null,
      tags: (values.tags as string[] | undefined) ?? [],
    },
  };
}

/** A deal does not end before it begins, whatever the file says. */
function closedAt(written: string | undefined, createdAt: string): string {
  const at = written ? new Date(written).toISOString() : createdAt;
  return at < createdAt ? createdAt : at;
}

/** The lead of a won deal became a customer when it was won. */
async function followWonDeals(ctx: Ctx, dealIds: readonly string[]): Promise<void> {
  const { workspaceId } = ctx.scope;
  const won = await sql<{ lead_id: string; closed_at: string }>`select d.lead_id, max(d.closed_at) as closed_at from deal d
    join lead l on l.workspace_id = d.workspace_id and l.id = d.lead_id
    where d.workspace_id = ${workspaceId} and d.id = any (${dealIds}::uuid[]) and d.status = 'won' and l.imported and l.stage <> 'customer'
    group by d.lead_id`.execute(ctx.tx);
  if (won.rows.length === 0) return;
  const leads = JSON.stringify(won.rows);
  await sql`update stage_visit v set exited_at = greatest(r.closed_at, v.entered_at) from json_to_recordset(${leads}::json) as r(lead_id uuid, closed_at timestamptz)
    where v.workspace_id = ${workspaceId} and v.lead_id = r.lead_id and v.exited_at is null`.execute(ctx.tx);
  await sql`insert into stage_visit (workspace_id, lead_id, stage, direction, entered_at, cause)
    select ${workspaceId}, r.lead_id, 'customer', 'forward', greatest(r.closed_at, l.stage_since), 'import'
    from json_to_recordset(${leads}::json) as r(lead_id uuid, closed_at timestamptz) join lead l on l.workspace_id = ${workspaceId} and l.id = r.lead_id`.execute(
    ctx.tx,
  );
  await sql`update lead l set stage = 'customer', stage_since = greatest(r.closed_at, l.stage_since), closed_at = greatest(r.closed_at, l.stage_since)
    from json_to_recordset(${leads}::json) as r(lead_id uuid, closed_at timestamptz) where l.workspace_id = ${workspaceId} and l.id = r.lead_id`.execute(
    ctx.tx,
  );
  ctx.changed('lead');
}
