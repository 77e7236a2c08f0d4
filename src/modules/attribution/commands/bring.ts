import { sql } from 'kysely';
import type { Ctx, ReadCtx } from '#platform/context.ts';
import { type DealFacts, type FoundTouch, factsOf, touchesOf } from '../queries/history.ts';
import { termsInForce, weightsOf } from '../queries/terms.ts';
import { allCredits, type Credit, inWindow, placeAt, type Weights } from '../rules/credits.ts';
import type { Terms } from '../schema.ts';

/** Deals that are brought forward in one transaction. */
export const BATCH = 250;
const DAY_MS = 86_400_000;

type Placed = FoundTouch & { place: number };

interface Brought {
  facts: DealFacts;
  touches: Placed[];
  credits: Credit[];
  anchors: { lead: number | null; opportunity: number | null; close: number | null };
}

export interface Settings {
  terms: Terms;
  weights: Weights;
}

export async function settingsOf(ctx: ReadCtx): Promise<Settings> {
  return { terms: (await termsInForce(ctx)).terms, weights: await weightsOf(ctx) };
}

/** Works the paths of these deals out anew from the ledger, with the credit of each touch. Deals in the trash lose theirs. Repeatable. */
export async function bringForward(ctx: Ctx, ids: readonly string[], settings: Settings): Promise<void> {
  const { workspaceId } = ctx.scope;
  const facts = await factsOf(ctx, ids);
  const touches = await touchesOf(ctx, ids);
  const brought = facts.map((one) => broughtOf(ctx, { facts: one, found: touches.get(one.id) ?? [] }, settings));
  await sql`delete from deal_path where workspace_id = ${workspaceId} and deal_id = any (${ids}::uuid[])`.execute(ctx.tx);
  await keepPaths(ctx, brought, settings.terms);
  await keepTouches(ctx, brought);
  await keepCredits(
    ctx,
    brought.flatMap(({ facts: { id }, credits }) => credits.map((one) => ({ dealId: id, ...one }))),
  );
}

function broughtOf({ now }: Ctx, { facts, found }: { facts: DealFacts; found: FoundTouch[] }, settings: Settings): Brought {
  const touches = found.map((touch, place) => ({ ...touch, place }));
  const closedAt = facts.closedAt ?? now;
  const anchors = {
    lead: placeAt(touches, facts.leadAt),
    opportunity: placeAt(touches, facts.openedAt),
    close: facts.closedAt === null || touches.length === 0 ? null : touches.length - 1,
  };
  const { booked, invoiced, paid } = facts;
  const credits = facts.status === 'won' ? allCredits({ touches, anchors, closedAt }, { booked, invoiced, paid }, settings) : [];
  return { facts, touches, anchors, credits };
}

const withoutRepeats = (channels: readonly string[]) => channels.filter((channel, place) => channel !== channels[place - 1]);

async function keepPaths(ctx: Ctx, brought: readonly Brought[], { lookbackDays }: Terms): Promise<void> {
  const rows = brought.map(({ facts, touches: all, anchors }) => {
    const closedAt = facts.closedAt ?? ctx.now;
    const touches = inWindow(all, closedAt, lookbackDays);
    const [first] = touches;
    const marketing = touches.find(({ team }) => team === 'marketing');
    return {
      ...{ deal_id: facts.id, status: facts.status, closed_at: facts.closedAt, closed_on: facts.closedOn, touches: touches.length },
      channels: withoutRepeats(touches.map(({ channel }) => channel)),
      learned: withoutRepeats(touches.filter(({ process }) => !process).map(({ channel }) => channel)),
      days: first ? (Date.parse(closedAt) - Date.parse(first.at)) / DAY_MS : null,
      recorded: facts.recorded,
      first_touch: first?.team === 'marketing',
      before_sales: marketing !== undefined && (facts.salesAt === null || marketing.at < facts.salesAt),
      ...{ lead_place: anchors.lead, opportunity_place: anchors.opportunity, close_place: anchors.close },
      first_of_company: facts.firstOfCompany,
      ...{ booked_minor: facts.booked, invoiced_minor: facts.invoiced, paid_minor: facts.paid, without_rate: facts.withoutRate },
    };
  });
  if (rows.length === 0) return;
  await sql`insert into deal_path (workspace_id, deal_id, status, closed_at, closed_on, touches, channels, learned, days, recorded, first_touch, before_sales,
      lead_place, opportunity_place, close_place, first_of_company, booked_minor, invoiced_minor, paid_minor, without_rate, brought_at)
    select ${ctx.scope.workspaceId}, r.*, ${ctx.now} from json_to_recordset(${JSON.stringify(rows)}::json) as r(deal_id uuid, status text, closed_at timestamptz, closed_on date,
      touches int, channels text[], learned text[], days numeric, recorded boolean, first_touch boolean, before_sales boolean, lead_place int, opportunity_place int,
      close_place int, first_of_company boolean, booked_minor bigint, invoiced_minor bigint, paid_minor bigint, without_rate int)`.execute(
    ctx.tx,
  );
}

async function keepTouches(ctx: Ctx, brought: readonly Brought[]): Promise<void> {
  const rows = brought.flatMap(({ touches }) => touches);
  if (rows.length === 0) return;
  await sql`insert into deal_touch (workspace_id, deal_id, place, at, kind, channel, team, direct, process, contact_id, campaign_id, asset_id, offer_id, activity_id, subject)
    select ${ctx.scope.workspaceId}, r."dealId", r.place, r.at, r.kind, r.channel, r.team, r.direct, r.process, r."contactId", r."campaignId", r."assetId", r."offerId",
      r."activityId", r.subject
    from json_to_recordset(${JSON.stringify(rows)}::json) as r("dealId" uuid, place int, at timestamptz, kind text, channel text, team text, direct boolean,
      process boolean, "contactId" uuid, "campaignId" uuid, "assetId" uuid, "offerId" uuid, "activityId" uuid, subject text)`.execute(
    ctx.tx,
  );
}

async function keepCredits(ctx: Ctx, rows: readonly (Credit & { dealId: string })[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`insert into deal_credit (workspace_id, deal_id, model, place, share, booked_minor, invoiced_minor, paid_minor)
    select ${ctx.scope.workspaceId}, r."dealId", r.model, r.place, r.share, r.booked, r.invoiced, r.paid
    from json_to_recordset(${JSON.stringify(rows)}::json) as r("dealId" uuid, model text, place int, share float8, booked bigint, invoiced bigint, paid bigint)`.execute(
    ctx.tx,
  );
}

/** Brings forward deals of which something changed. @returns whether there may be more */
export async function bringDue(ctx: Ctx): Promise<{ more: boolean }> {
  const { rows } = await sql<{ deal_id: string }>`delete from attribution_due where workspace_id = ${ctx.scope.workspaceId} and deal_id in
    (select deal_id from attribution_due where workspace_id = ${ctx.scope.workspaceId} order by deal_id limit ${BATCH} for update skip locked) returning deal_id`.execute(
    ctx.tx,
  );
  if (rows.length === 0) return { more: false };
  await bringForward(
    ctx,
    rows.map(({ deal_id }) => deal_id),
    await settingsOf(ctx),
  );
  for (const { deal_id } of rows) ctx.changed('attribution', deal_id);
  return { more: rows.length === BATCH };
}

/** Something happened with these people, companies or deals: the paths of their deals that had not ended by then are due. */
export async function pathsDue(
  ctx: Ctx,
  happened: readonly { contactId: string | null; companyId: string | null; dealId: string | null; occurredAt: string }[],
): Promise<void> {
  if (happened.length === 0) return;
  await sql`insert into attribution_due (workspace_id, deal_id)
    select distinct d.workspace_id, d.id from json_to_recordset(${JSON.stringify(happened)}::json) as h("contactId" uuid, "companyId" uuid, "dealId" uuid, "occurredAt" timestamptz)
    left join contact c on c.workspace_id = ${ctx.scope.workspaceId} and c.id = h."contactId"
    join deal d on d.workspace_id = ${ctx.scope.workspaceId} and (d.id = h."dealId" or d.contact_id = h."contactId" or d.company_id = c.company_id or d.company_id = h."companyId")
    where d.deleted_at is null and (d.status = 'open' or coalesce(d.closed_at, d.created_at) >= h."occurredAt") on conflict do nothing`.execute(
    ctx.tx,
  );
}
