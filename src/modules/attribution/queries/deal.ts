import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { DealAttribution } from '../contract/deal.ts';
import { allCredits, type Credit, inWindow } from '../rules/credits.ts';
import { MODELS, SOURCED } from '../schema.ts';
import { seenDeal } from './asked.ts';
import { termsInForce, weightsOf } from './terms.ts';

type TouchRow = Omit<DealAttribution['touches'][number], 'anchors' | 'credits'> & { direct: boolean; process: boolean };

interface PathRow {
  status: 'open' | 'won' | 'lost';
  currency: string;
  closedAt: string | null;
  broughtAt: string | null;
  booked: number;
  invoiced: number;
  paid: number;
  withoutRate: number;
  recorded: boolean;
  firstTouch: boolean;
  beforeSales: boolean;
  lead: number | null;
  opportunity: number | null;
  close: number | null;
}

async function pathOf({ tx, scope }: ReadCtx, id: string): Promise<PathRow | undefined> {
  const { rows } =
    await sql<PathRow>`select deal.status, w.base_currency as currency, p.closed_at as "closedAt", p.brought_at as "broughtAt", p.booked_minor as booked,
      p.invoiced_minor as invoiced, p.paid_minor as paid, p.without_rate as "withoutRate", p.recorded, p.first_touch as "firstTouch", p.before_sales as "beforeSales",
      p.lead_place as lead, p.opportunity_place as opportunity, p.close_place as close
    from deal join workspace w on w.id = deal.workspace_id left join deal_path p on p.workspace_id = deal.workspace_id and p.deal_id = deal.id
    where deal.workspace_id = ${scope.workspaceId} and deal.id = ${id} and ${seenDeal(scope)}`.execute(tx);
  return rows[0];
}

async function touchRows({ tx, scope }: ReadCtx, id: string): Promise<TouchRow[]> {
  const named = (table: string) =>
    sql`case when ${sql.ref(`${table}.id`)} is not null then jsonb_build_object('id', ${sql.ref(`${table}.id`)}, 'name', ${sql.ref(`${table}.name`)}) end`;
  const seen = (entity: 'contact' | 'campaign') => reachable(scope, entity, { to: 'read', ownerColumn: `${entity}.owner_id` });
  const { rows } =
    await sql<TouchRow>`select t.place, t.at, t.kind, t.channel, t.team, t.direct, t.process, t.subject, ${named('contact')} as contact, ${named('campaign')} as campaign,
      ${named('asset')} as asset, ${named('offer')} as offer
    from deal_touch t left join contact on contact.workspace_id = t.workspace_id and contact.id = t.contact_id and contact.deleted_at is null and ${seen('contact')}
    left join campaign on campaign.workspace_id = t.workspace_id and campaign.id = t.campaign_id and ${seen('campaign')}
    left join asset on asset.workspace_id = t.workspace_id and asset.id = t.asset_id left join offer on offer.workspace_id = t.workspace_id and offer.id = t.offer_id
    where t.workspace_id = ${scope.workspaceId} and t.deal_id = ${id} order by t.place`.execute(tx);
  return rows;
}

async function creditRows({ tx, scope }: ReadCtx, id: string): Promise<Credit[]> {
  const { rows } = await sql<Credit & { at: number }>`select c.place, m.at::int as at, m.share, m.booked, m.invoiced, m.paid
    from deal_credit c cross join lateral unnest(c.shares, c.booked_minor, c.invoiced_minor, c.paid_minor) with ordinality m(share, booked, invoiced, paid, at)
    where c.workspace_id = ${scope.workspaceId} and c.deal_id = ${id} and m.share > 0 order by m.at, c.place`.execute(tx);
  return rows.flatMap(({ at, ...credit }) => {
    const model = MODELS[at - 1];
    return model ? [{ ...credit, model }] : [];
  });
}

/** Of a won deal the credits that reports add up; of any other what each model would give as things stand. */
export async function dealAttribution(ctx: ReadCtx, { id }: { id: string }): Promise<DealAttribution | Refusal> {
  const path = await pathOf(ctx, id);
  if (!path) return refuse('not_found', 'This deal is not here any more, or it is not yours to see.');
  const { terms, number } = await termsInForce(ctx);
  const { lead, opportunity, close, booked, invoiced, paid } = path;
  const all = await touchRows(ctx, id);
  const closedAt = path.closedAt ?? ctx.now;
  const touches = inWindow(all, closedAt, terms.lookbackDays);
  const way = { touches: all, anchors: { lead, opportunity, close }, closedAt };
  const nothing = { booked: 0, invoiced: 0, paid: 0 };
  const credits = path.status === 'won' ? await creditRows(ctx, id) : allCredits(way, nothing, { terms, weights: await weightsOf(ctx) });
  const [seesBooked, seesInvoiced] = [!ctx.scope.hidden.has('deal.amount'), !ctx.scope.hidden.has('invoice.total')];
  const money = (one: { booked: number; invoiced: number; paid: number }) => ({
    bookedMinor: seesBooked ? one.booked : null,
    invoicedMinor: seesInvoiced ? one.invoiced : null,
    paidMinor: seesInvoiced ? one.paid : null,
  });
  const holds = { recorded: path.recorded, first_touch: path.firstTouch, before_sales: path.beforeSales };
  return {
    ...{ known: path.broughtAt !== null, status: path.status, closedAt: path.closedAt, broughtAt: path.broughtAt },
    ...{ currency: path.currency, model: terms.model, number, ...money({ booked: booked ?? 0, invoiced: invoiced ?? 0, paid: paid ?? 0 }) },
    withoutRate: path.withoutRate ?? 0,
    sourced: SOURCED.map((definition) => ({ definition, holds: holds[definition] ?? false, locked: definition === terms.sourced })),
    touches: touches.map(({ direct: _direct, process: _process, ...touch }, index) => ({
      ...touch,
      anchors: [
        ...(index === 0 ? (['first'] as const) : []),
        ...(['lead', 'opportunity', 'close'] as const).filter((one) => path[one] === touch.place),
      ],
      credits: credits.flatMap(({ model, place, share, ...sums }) => (place === touch.place ? [{ model, share, ...money(sums) }] : [])),
    })),
  };
}
