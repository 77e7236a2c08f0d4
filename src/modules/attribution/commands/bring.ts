import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Ctx, ReadCtx } from '#platform/context.ts';
import { type DealFacts, type Found, factsOf, touchesOf } from '../queries/history.ts';
import { termsInForce, weightsOf } from '../queries/terms.ts';
import { allCredits, creditsBy, inWindow, placeAt, sharesBy, type Weights } from '../rules/credits.ts';
import { byLine, byPlace, type Keyed } from '../rules/tables.ts';
import { MODELS, PATH_MODELS, type Terms } from '../schema.ts';
import { type Brought, keepCredits, keepLast, keepPaths, keepTouches, type Shared } from './keep.ts';

/** Deals that are brought forward in one transaction. */
export const BATCH = 250;

export interface Settings {
  terms: Terms;
  weights: Weights;
  /** Of the weights. */
  print: string;
}

const printOf = (content: unknown) => createHash('sha1').update(JSON.stringify(content)).digest('base64');

export async function settingsOf(ctx: ReadCtx): Promise<Settings> {
  const weights = await weightsOf(ctx);
  const sorted = PATH_MODELS.map((model) => [...weights[model]].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { terms: (await termsInForce(ctx)).terms, weights, print: printOf(sorted) };
}

/** Works the paths of these deals out anew from the ledger, with the credit of each touch. Deals in the trash lose theirs. What is as it was is not written again. */
export async function bringForward(ctx: Ctx, ids: readonly string[], settings: Settings): Promise<void> {
  const { workspaceId } = ctx.scope;
  // First of all: whoever brings the same deals forward at the same time comes after, and reads what happened until then.
  const before = await lockPrints(ctx, ids);
  const facts = await factsOf(ctx, ids);
  const found = await touchesOf(ctx, ids);
  const brought = facts.map((one) => broughtOf(one, found.get(one.id), settings));
  const gone = ids.filter((id) => !facts.some((one) => one.id === id));
  await sql`delete from deal_path where workspace_id = ${workspaceId} and deal_id = any (${gone}::uuid[])`.execute(ctx.tx);
  const other = brought.filter(({ facts: { id }, prints }) => before.get(id)?.touches !== prints.touches);
  const due = brought.filter(({ facts: { id }, prints }) => before.get(id)?.credits !== prints.credits);
  const dueIds = new Set(due.map((one) => one.facts.id));
  // Credits that stay were made by what was learned then.
  const kept = brought.map((one) =>
    dueIds.has(one.facts.id) ? one : { ...one, prints: { ...one.prints, weights: before.get(one.facts.id)?.weights ?? '' } },
  );
  await keepPaths(ctx, kept, settings.terms);
  await keepTouches(ctx, other);
  await keepCredits(
    ctx,
    due.map((one) => sharedOf(one, settings)),
  );
}

async function lockPrints({ tx, scope }: Ctx, ids: readonly string[]): Promise<Map<string, Brought['prints']>> {
  const { rows } = await sql<
    Brought['prints'] & { id: string }
  >`select deal_id as id, touch_print as touches, credit_print as credits, weights_print as weights
    from deal_path where workspace_id = ${scope.workspaceId} and deal_id = any (${ids}::uuid[]) order by deal_id for update`.execute(tx);
  return new Map(rows.map(({ id, ...prints }) => [id, prints]));
}

function broughtOf(facts: DealFacts, found: Found | undefined, { terms, print }: Settings): Brought {
  const touches = (found?.touches ?? []).map((touch, place) => ({ ...touch, place }));
  const anchors = {
    lead: placeAt(touches, facts.leadAt),
    opportunity: placeAt(touches, facts.openedAt),
    close: facts.closedAt === null || touches.length === 0 ? null : touches.length - 1,
  };
  const { status, closedAt, booked, invoiced, paid } = facts;
  const ofTouches = printOf(touches);
  const won = status === 'won' ? { anchors, booked, invoiced, paid, halfLifeDays: terms.halfLifeDays } : null;
  const ended = status === 'open' ? null : { closedAt, lookbackDays: terms.lookbackDays, touches: ofTouches };
  const prints = { touches: ofTouches, credits: printOf({ status, ended, won }), weights: print };
  return { facts, touches, salesAt: found?.salesAt ?? null, anchors, prints };
}

/** Of a won deal the credits, of a lost one the lines that it has; of an open one neither. */
function sharedOf({ facts, touches, anchors }: Brought, settings: Settings): Shared {
  const { id: dealId, status, closedAt } = facts;
  if (closedAt === null) return { dealId, credits: new Map(), lines: [] };
  const within = inWindow(touches, closedAt, settings.terms.lookbackDays);
  if (status !== 'won') return { dealId, credits: new Map(), lines: byLine(within, new Map(), 0) };
  const credits = byPlace(allCredits({ touches, anchors, closedAt }, facts, settings), MODELS);
  return { dealId, credits, lines: byLine(within, credits, MODELS.length) };
}

interface Learned {
  dealId: string;
  closedAt: string;
  booked: number;
  invoiced: number;
  paid: number;
  touches: (Keyed & { at: string; direct: boolean; process: boolean })[];
}

/**
 * Gives won deals whose credits were made by what was learned before their credits by what is learned now. Only the models that learn change, and the
 * ledger is not read again. @returns how many
 */
export async function bringLearned(ctx: Ctx, settings: Settings): Promise<number> {
  const { workspaceId } = ctx.scope;
  const { rows } =
    await sql<Learned>`with p as materialized (select * from deal_path where workspace_id = ${workspaceId} and status = 'won' and touches > 0
      and weights_print is distinct from ${settings.print} order by deal_id limit ${BATCH})
    select p.deal_id as "dealId", p.closed_at as "closedAt", p.booked_minor as booked, p.invoiced_minor as invoiced, p.paid_minor as paid,
      json_agg(json_build_object('place', t.place, 'at', to_char(t.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'channel', t.channel, 'direct', t.direct,
        'process', t.process, 'campaignId', t.campaign_id, 'assetId', t.asset_id, 'offerId', t.offer_id) order by t.place) as touches
    from p join deal_touch t on t.workspace_id = ${workspaceId} and t.deal_id = p.deal_id group by 1, 2, 3, 4, 5`.execute(ctx.tx);
  const shared = rows.map(({ dealId, closedAt, touches, ...sums }): Shared => {
    const way = { touches, anchors: { lead: null, opportunity: null, close: null }, closedAt };
    const credits = byPlace(
      PATH_MODELS.flatMap((model) => creditsBy(model, sharesBy(model, way, settings), sums)),
      PATH_MODELS,
    );
    const within = inWindow(touches, closedAt, settings.terms.lookbackDays);
    const whole = new Map(within.map(({ place }) => [place, credits.get(place) ?? NOTHING]));
    return { dealId, credits: whole, lines: byLine(within, credits, PATH_MODELS.length) };
  });
  await keepLast(ctx, shared, { place: MODELS.length - PATH_MODELS.length, weights: settings.print });
  return rows.length;
}

const NONE_EACH = PATH_MODELS.map(() => 0);
const NOTHING = { shares: NONE_EACH, booked: NONE_EACH, invoiced: NONE_EACH, paid: NONE_EACH };

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
