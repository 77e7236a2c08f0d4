import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import { beyond } from '#platform/db/paging.ts';
import { cut } from '#platform/shared/paging.ts';
import type { Refusal } from '#platform/shared/refusal.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getCampaignResults as GetResults, listCampaignRows as ListRows } from '../contract.ts';
import { FIGURES, type Figure, GOOD_FROM, POOR_UP_TO } from '../schema.ts';
import { campaignExists, GONE, getCampaign } from './campaigns.ts';

type Results = z.output<(typeof GetResults)['output']>;
type Rows = z.output<(typeof ListRows)['output']>;
type MoneyFigure = Results['wonDeals'];

/** The rows of a figure: what they are, where they stand, when. The figure and its rows are read by the same conditions. */
interface Source {
  entity: 'contact' | 'lead' | 'deal' | 'invoice';
  from: RawBuilder<unknown>;
  where: RawBuilder<unknown>;
  /** Of the row itself, for paging. */
  rowId: RawBuilder<unknown>;
  opens: RawBuilder<unknown>;
  title: RawBuilder<unknown>;
  detail: RawBuilder<unknown>;
  at: RawBuilder<unknown>;
  amount?: RawBuilder<unknown>;
  currency?: RawBuilder<unknown>;
}

type Asked = { scope: Scope; id: string };

const seen = (scope: Scope, entity: string, alias = entity) => reachable(scope, entity, { to: 'read', ownerColumn: `${alias}.owner_id` });

function members({ scope, id }: Asked, when: RawBuilder<unknown>): Source {
  return {
    entity: 'contact',
    from: sql`campaign_member m join contact on contact.workspace_id = m.workspace_id and contact.id = m.contact_id`,
    where: sql`m.workspace_id = ${scope.workspaceId} and m.campaign_id = ${id} and contact.deleted_at is null and ${seen(scope, 'contact')} and ${when}`,
    rowId: sql`m.id`,
    opens: sql`contact.id`,
    title: sql`contact.name`,
    detail: sql`m.status`,
    at: sql`coalesce(m.responded_at, m.added_at)`,
  };
}

function conversions({ scope, id }: Asked, when: RawBuilder<unknown>): Source {
  return {
    entity: 'contact',
    from: sql`conversion v left join contact on contact.workspace_id = v.workspace_id and contact.id = v.contact_id`,
    where: sql`v.workspace_id = ${scope.workspaceId} and v.campaign_id = ${id}
      and (contact.id is null or (contact.deleted_at is null and ${seen(scope, 'contact')})) and ${when}`,
    rowId: sql`v.id`,
    opens: sql`contact.id`,
    title: sql`coalesce(contact.name, v.kind)`,
    detail: sql`v.kind || ' · ' || v.validation`,
    at: sql`v.occurred_at`,
  };
}

function leads({ scope, id }: Asked, stage: string | undefined): Source {
  return {
    entity: 'lead',
    from: sql`lead join contact on contact.workspace_id = lead.workspace_id and contact.id = lead.contact_id`,
    where: sql`lead.workspace_id = ${scope.workspaceId} and lead.campaign_id = ${id} and lead.deleted_at is null and ${seen(scope, 'lead')}
      and ${stage === undefined ? sql`true` : sql`lead.stage = ${stage}`}`,
    rowId: sql`lead.id`,
    opens: sql`lead.id`,
    title: sql`contact.name`,
    detail: sql`lead.stage`,
    at: sql`lead.opened_at`,
  };
}

/** Leads with the last mark that Sales gave them with a verdict. */
function rated(asked: Asked, mark: RawBuilder<unknown>): Source {
  const source = leads(asked, undefined);
  return {
    ...source,
    from: sql`${source.from} join lateral (select v.quality, v.note from verdict v where v.workspace_id = lead.workspace_id and v.lead_id = lead.id
      and v.quality is not null order by v.decided_at desc, v.id desc limit 1) v on true`,
    where: sql`${source.where} and ${mark}`,
    detail: sql`v.quality || ' / 5' || coalesce(': ' || nullif(v.note, ''), '')`,
  };
}

function deals({ scope, id }: Asked, status: 'open' | 'won' | 'lost'): Source {
  const hidden = scope.hidden.has('deal.amount');
  return {
    entity: 'deal',
    from: sql`deal join pipeline_stage s on s.workspace_id = deal.workspace_id and s.id = deal.stage_id join workspace w on w.id = deal.workspace_id`,
    where: sql`deal.workspace_id = ${scope.workspaceId} and deal.campaign_id = ${id} and deal.deleted_at is null and deal.status = ${status} and ${seen(scope, 'deal')}`,
    rowId: sql`deal.id`,
    opens: sql`deal.id`,
    title: sql`deal.name`,
    detail: sql`s.name`,
    at: sql`coalesce(deal.closed_at, deal.created_at)`,
    amount: hidden ? sql`null::bigint` : sql`deal.amount_minor`,
    currency: sql`coalesce(deal.currency, w.base_currency)`,
  };
}

function invoices(asked: Asked, which: 'of_deals' | 'of_companies'): Source {
  const { scope } = asked;
  const hidden = scope.hidden.has('invoice.total');
  return {
    entity: 'invoice',
    from: sql`invoice left join company on company.workspace_id = invoice.workspace_id and company.id = invoice.company_id
      left join sales_order o on o.workspace_id = invoice.workspace_id and o.id = invoice.order_id
      ${which === 'of_companies' ? customers(asked) : sql``}`,
    where: sql`invoice.workspace_id = ${scope.workspaceId} and invoice.cancelled_at is null and ${seen(scope, 'invoice')}
      and ${which === 'of_deals' ? ofDeals(asked) : sql`invoice.deal_id is null and o.deal_id is null`}`,
    rowId: sql`invoice.id`,
    opens: sql`invoice.id`,
    title: sql`coalesce(invoice.number, invoice.subject, '')`,
    detail: sql`company.name`,
    at: sql`invoice.invoiced_at`,
    amount: hidden ? sql`null::bigint` : sql`invoice.total_minor`,
    currency: sql`invoice.currency`,
  };
}

function ofDeals({ scope, id }: Asked) {
  return sql`coalesce(invoice.deal_id, o.deal_id) in (select d.id from deal d where d.workspace_id = ${scope.workspaceId} and d.campaign_id = ${id} and d.deleted_at is null)`;
}

/** Companies with a won deal of the campaign, from the day of the first one on. */
function customers({ scope, id }: Asked) {
  return sql`join (select d.company_id, min(date_trunc('day', coalesce(d.closed_at, d.created_at))) as since from deal d
    where d.workspace_id = ${scope.workspaceId} and d.campaign_id = ${id} and d.deleted_at is null and d.status = 'won' and d.company_id is not null
    group by d.company_id) c on c.company_id = invoice.company_id and c.since <= invoice.invoiced_at`;
}

function sourceOf(asked: Asked, figure: Figure, stage?: string): Source {
  const sources: Record<Figure, () => Source> = {
    members: () => members(asked, sql`true`),
    responses: () => members(asked, sql`m.responded`),
    conversions: () => conversions(asked, sql`true`),
    valid_conversions: () => conversions(asked, sql`v.validation = 'sales_lead'`),
    unreviewed_conversions: () => conversions(asked, sql`v.validation = 'unreviewed'`),
    leads: () => leads(asked, stage),
    rated_leads: () => rated(asked, sql`true`),
    good_leads: () => rated(asked, sql`v.quality >= ${GOOD_FROM}`),
    poor_leads: () => rated(asked, sql`v.quality <= ${POOR_UP_TO}`),
    open_deals: () => deals(asked, 'open'),
    won_deals: () => deals(asked, 'won'),
    lost_deals: () => deals(asked, 'lost'),
    invoices: () => invoices(asked, 'of_deals'),
    company_invoices: () => invoices(asked, 'of_companies'),
  };
  return sources[figure]();
}

interface Counted {
  figure: Figure;
  currency: string | null;
  n: number;
  valued: number;
  amount: number | null;
}

/** What a campaign cost and brought. Each figure counts only what the caller may reach, as its rows do. */
export async function campaignResults(db: Db, scope: Scope, id: string): Promise<Results | Refusal> {
  const campaign = await getCampaign(db, scope, id);
  if (isRefusal(campaign)) return campaign;
  const counts = FIGURES.map((figure) => {
    const { from, where, amount, currency } = sourceOf({ scope, id }, figure);
    return sql`select ${figure}::text as figure, ${currency ?? sql`null`}::text as currency, count(*)::int as n, count(${amount ?? sql`null::bigint`})::int as valued,
      sum(${amount ?? sql`null::bigint`})::bigint as amount from ${from} where ${where} group by 2`;
  });
  const { rows } = await sql<Counted>`${sql.join(counts, sql` union all `)}`.execute(db);
  const { from, where } = sourceOf({ scope, id }, 'leads');
  const stages = await sql<{
    stage: string;
    n: number;
  }>`select lead.stage, count(*)::int as n from ${from} where ${where} group by 1 order by 2 desc, 1`.execute(db);
  const n = (figure: Figure) => rows.filter((row) => row.figure === figure).reduce((sum, row) => sum + row.n, 0);
  const money = (figure: Figure) =>
    moneyOf(
      rows.filter((row) => row.figure === figure),
      campaign.currency,
    );
  return {
    ...('budgetMinor' in campaign ? { budgetMinor: campaign.budgetMinor } : {}),
    ...('costMinor' in campaign ? { costMinor: campaign.costMinor } : {}),
    currency: campaign.currency,
    members: n('members'),
    responses: n('responses'),
    conversions: n('conversions'),
    validConversions: n('valid_conversions'),
    unreviewedConversions: n('unreviewed_conversions'),
    leads: n('leads'),
    leadsByStage: stages.rows,
    rated: n('rated_leads'),
    good: rateOf(n('good_leads'), n('rated_leads')),
    poor: rateOf(n('poor_leads'), n('rated_leads')),
    openDeals: money('open_deals'),
    wonDeals: money('won_deals'),
    lostDeals: money('lost_deals'),
    invoiced: money('invoices'),
    invoicedToCompanies: money('company_invoices'),
  };
}

/** The campaign's own currency first, then the largest sum. */
function moneyOf(rows: readonly Counted[], own: string): MoneyFigure {
  const total = rows.reduce((sum, row) => sum + row.n, 0);
  const valued = rows.reduce((sum, row) => sum + row.valued, 0);
  const sums = rows.flatMap((row) =>
    row.valued > 0 && row.currency ? [{ currency: row.currency, amountMinor: row.amount ?? 0, n: row.valued }] : [],
  );
  return {
    n: total,
    without: total - valued,
    sums: sums.sort((a, b) => Number(b.currency === own) - Number(a.currency === own) || b.amountMinor - a.amountMinor),
  };
}

/** The rows behind one figure, the newest first. */
export async function campaignRows(db: Db, scope: Scope, asked: z.output<(typeof ListRows)['input']>): Promise<Rows | Refusal> {
  if (!(await campaignExists(db, scope, asked.id))) return GONE;
  const source = sourceOf({ scope, id: asked.id }, asked.figure, asked.stage);
  const { rows } = await sql<Rows['items'][number]>`
    select ${source.rowId} as key, ${source.entity}::text as entity, ${source.opens} as id, ${source.title} as title, ${source.detail} as detail, ${source.at} as at,
      ${source.amount ?? sql`null::bigint`} as "amountMinor", ${source.currency ?? sql`null::text`} as currency
    from ${source.from} where ${source.where} and ${beyond(asked.cursor, { at: source.at, id: source.rowId })}
    order by ${source.at} desc, ${source.rowId} desc limit ${asked.limit + 1}`.execute(db);
  return cut(rows, asked.limit, ({ at, key }) => ({ at, id: key }));
}
