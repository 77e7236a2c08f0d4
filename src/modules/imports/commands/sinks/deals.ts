import { stageForImport, type UpsertDeal, upsertDeals } from '#modules/deals/commands/bulk.ts';
import type { Ctx } from '#platform/context.ts';
import { channelOf, outcomeOf, sourceTeamOf } from '../../rules/meanings.ts';
import type { TypedRow } from '../../rules/typed.ts';
import { resolveReferences } from '../references.ts';
import type { Batch, RowResult } from '../sink.ts';
import { customOf, moneyOf, refOf, spread, textOf } from './people.ts';

type Outcome = 'open' | 'won' | 'lost';

/** Deals, with their lead, its person and company where the file names no other; a won one makes its lead a customer. */
export async function sinkDeals(ctx: Ctx, batch: Batch): Promise<RowResult[]> {
  const resolved = await resolveReferences(ctx, batch);
  const leads = await leadsOf(
    ctx,
    resolved.flatMap((links) => links.lead ?? []),
  );
  const stages = await stagesOf(ctx, batch.rows);
  return spread(
    batch,
    (row, index) => {
      const links = resolved[index] ?? {};
      return dealOf(batch, row, { links, lead: leads.get(links.lead ?? ''), stageId: stages.get(stageKey(row)) ?? '', now: ctx.now });
    },
    { entity: 'deal', missing: 'A deal needs a name.', write: (rows) => upsertDeals(ctx, rows, { importId: batch.importId }) },
  );
}

interface Lead {
  contactId: string;
  companyId: string | null;
  /** Its person's. */
  name: string | null;
}

async function leadsOf(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Lead>> {
  if (ids.length === 0) return new Map();
  const rows = await ctx.tx
    .selectFrom('lead')
    .innerJoin('contact', (on) => on.onRef('contact.workspace_id', '=', 'lead.workspace_id').onRef('contact.id', '=', 'lead.contact_id'))
    .select(['lead.id', 'lead.contact_id', 'lead.company_id', 'contact.name'])
    .where('lead.workspace_id', '=', ctx.scope.workspaceId)
    .where('lead.id', 'in', ids)
    .execute();
  return new Map(rows.map((row) => [row.id, { contactId: row.contact_id, companyId: row.company_id, name: row.name }]));
}

/** A file of won deals says the day, and no stage. */
const outcomeOfRow = ({ values }: TypedRow): Outcome =>
  textOf(values, 'wonAt') ? 'won' : outcomeOf(textOf(values, 'stage'), textOf(values, 'status'));
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
  // In a file without a column for it, a deal is called like its lead's person.
  const name = textOf(values, 'name') ?? (batch.mapped.has('name') ? undefined : lead?.name || undefined);
  if (!name || values.deleted === true) return null;
  const amount = moneyOf(values, 'amount');
  const createdAt = textOf(values, 'createdAt') ?? textOf(values, 'wonAt') ?? now;
  const closesOn = textOf(values, 'expectedCloseOn');
  const source = textOf(values, 'sourceChannel');
  return {
    externalRef: refOf(batch, row),
    values: {
      name: name.slice(0, 300),
      stageId,
      createdAt,
      closedAt:
        outcomeOfRow(row) === 'open' ? null : closedAt(textOf(values, 'wonAt') ?? textOf(values, 'closedAt') ?? closesOn, createdAt),
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
      custom: customOf(values, links),
    },
  };
}

/** A deal does not end before it begins, whatever the file says. */
function closedAt(written: string | undefined, createdAt: string): string {
  const at = written ? new Date(written).toISOString() : createdAt;
  return at < createdAt ? createdAt : at;
}
