import { sql } from 'kysely';
import { type Asked, monthOf, type Source, type Sql, seen, within } from './source.ts';

const wonAt = sql`coalesce(deal.closed_at, deal.created_at)`;

/** Deals that meet a condition. Their amount is not read where the role may not see it. */
export function dealSource({ scope, period }: Asked, where: Sql): Source {
  const hidden = scope.hidden.has('deal.amount');
  return {
    entity: 'deal',
    from: sql`deal join pipeline_stage on pipeline_stage.workspace_id = deal.workspace_id and pipeline_stage.id = deal.stage_id
      join workspace w on w.id = deal.workspace_id
      left join company on company.workspace_id = deal.workspace_id and company.id = deal.company_id and company.deleted_at is null`,
    where: sql`deal.workspace_id = ${scope.workspaceId} and deal.deleted_at is null and ${seen(scope, 'deal')} and ${where}`,
    rowId: sql`deal.id`,
    opens: sql`deal.id`,
    title: sql`deal.name`,
    company: sql`company.name`,
    detail: sql`pipeline_stage.name`,
    at: wonAt,
    keys: { campaignId: sql`deal.campaign_id`, month: monthOf(wonAt, period), pipelineStageId: sql`deal.stage_id` },
    amount: hidden ? sql`null::bigint` : sql`deal.amount_minor`,
    currency: sql`coalesce(deal.currency, w.base_currency)`,
    weighted: hidden ? sql`null::bigint` : sql`round(deal.amount_minor * coalesce(deal.probability, pipeline_stage.probability))`,
  };
}

/** Invoices that meet a condition, cancelled ones left out. `deal` is the deal that they, or their order, belong to. */
export function invoiceSource({ scope, period }: Asked, where: Sql): Source {
  return {
    entity: 'invoice',
    from: sql`invoice left join company on company.workspace_id = invoice.workspace_id and company.id = invoice.company_id and company.deleted_at is null
      left join sales_order on sales_order.workspace_id = invoice.workspace_id and sales_order.id = invoice.order_id
      left join deal on deal.workspace_id = invoice.workspace_id and deal.id = case when invoice.deal_id is null then sales_order.deal_id else invoice.deal_id end and deal.deleted_at is null`,
    where: sql`invoice.workspace_id = ${scope.workspaceId} and invoice.cancelled_at is null and ${seen(scope, 'invoice')} and ${where}`,
    rowId: sql`invoice.id`,
    opens: sql`invoice.id`,
    title: sql`coalesce(invoice.number, invoice.subject, '')`,
    company: sql`company.name`,
    detail: sql`invoice.status`,
    at: sql`invoice.invoiced_at`,
    keys: { campaignId: sql`deal.campaign_id`, month: monthOf(sql`invoice.invoiced_at`, period) },
    amount: scope.hidden.has('invoice.total') ? sql`null::bigint` : sql`invoice.total_minor`,
    currency: sql`invoice.currency`,
  };
}

/** One row for each invoice and each campaign through which its company was won before; the campaign's own page counts the same way. */
function companyInvoices(asked: Asked): Source {
  const { scope } = asked;
  const source = invoiceSource(
    asked,
    sql`${within(sql`invoice.invoiced_at`, asked.span)} and invoice.deal_id is null and sales_order.deal_id is null`,
  );
  return {
    ...source,
    from: sql`${source.from} join (select distinct on (d.company_id, d.campaign_id) d.company_id, d.campaign_id, date_trunc('day', coalesce(d.closed_at, d.created_at)) as won_on
        from deal d where d.workspace_id = ${scope.workspaceId} and d.status = 'won' and d.deleted_at is null and d.company_id is not null and d.campaign_id is not null
        order by d.company_id, d.campaign_id, coalesce(d.closed_at, d.created_at)) brought
      on brought.company_id = invoice.company_id and brought.won_on <= invoice.invoiced_at`,
    keys: { campaignId: sql`brought.campaign_id` },
  };
}

function responses({ scope, span }: Asked): Source {
  const at = sql`coalesce(campaign_member.responded_at, campaign_member.added_at)`;
  return {
    entity: 'contact',
    from: sql`campaign_member join contact on contact.workspace_id = campaign_member.workspace_id and contact.id = campaign_member.contact_id
      left join company on company.workspace_id = contact.workspace_id and company.id = contact.company_id and company.deleted_at is null`,
    where: sql`campaign_member.workspace_id = ${scope.workspaceId} and campaign_member.responded and contact.deleted_at is null and ${seen(scope, 'contact')} and ${within(at, span)}`,
    rowId: sql`campaign_member.id`,
    opens: sql`contact.id`,
    title: sql`contact.name`,
    company: sql`company.name`,
    detail: sql`campaign_member.status`,
    at,
    keys: { campaignId: sql`campaign_member.campaign_id` },
  };
}

export const moneyFigures = {
  responses,
  deals_won: (asked: Asked) => dealSource(asked, sql`deal.status = 'won' and ${within(wonAt, asked.span)}`),
  deals_open: (asked: Asked) => dealSource(asked, sql`deal.status = 'open'`),
  invoices: (asked: Asked) => invoiceSource(asked, within(sql`invoice.invoiced_at`, asked.span)),
  company_invoices: companyInvoices,
} as const;
