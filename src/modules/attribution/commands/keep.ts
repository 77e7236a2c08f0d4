import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { DealFacts, FoundTouch } from '../queries/history.ts';
import { inWindow } from '../rules/credits.ts';
import type { ByModel, Line } from '../rules/tables.ts';
import type { Terms } from '../schema.ts';

const DAY_MS = 86_400_000;

export type Placed = FoundTouch & { place: number };

export interface Prints {
  /** Of the touches. */
  touches: string;
  /** Of all that credits follow from but what the models learned. */
  credits: string;
  /** Of what was learned. */
  weights: string;
}

/** A deal as it is worked out, before it is kept. */
export interface Brought {
  facts: DealFacts;
  touches: Placed[];
  salesAt: string | null;
  anchors: { lead: number | null; opportunity: number | null; close: number | null };
  prints: Prints;
}

const withoutRepeats = (channels: readonly string[]) => channels.filter((channel, place) => channel !== channels[place - 1]);

function pathRow({ facts, touches: all, salesAt, anchors, prints }: Brought, { lookbackDays }: Terms, now: string) {
  const closedAt = facts.closedAt ?? now;
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
    before_sales: marketing !== undefined && (salesAt === null || marketing.at < salesAt),
    ...{ lead_place: anchors.lead, opportunity_place: anchors.opportunity, close_place: anchors.close },
    first_of_company: facts.firstOfCompany,
    ...{ booked_minor: facts.booked, invoiced_minor: facts.invoiced, paid_minor: facts.paid, without_rate: facts.withoutRate },
    ...{ touch_print: prints.touches, credit_print: prints.credits, weights_print: prints.weights },
  };
}

const PATH_COLUMNS = [
  ...['status', 'closed_at', 'closed_on', 'touches', 'channels', 'learned', 'days', 'recorded', 'first_touch', 'before_sales'],
  ...['lead_place', 'opportunity_place', 'close_place', 'first_of_company', 'booked_minor', 'invoiced_minor', 'paid_minor'],
  ...['without_rate', 'touch_print', 'credit_print', 'weights_print'],
];

/** One row a deal, in place of the one before. */
export async function keepPaths(ctx: Ctx, brought: readonly Brought[], terms: Terms): Promise<void> {
  if (brought.length === 0) return;
  const rows = JSON.stringify(brought.map((one) => pathRow(one, terms, ctx.now)));
  const columns = sql.raw(PATH_COLUMNS.join(', '));
  await sql`insert into deal_path (workspace_id, deal_id, ${columns}, brought_at)
    select ${ctx.scope.workspaceId}, r.*, ${ctx.now} from json_to_recordset(${rows}::json) as r(deal_id uuid, status text, closed_at timestamptz, closed_on date,
      touches int, channels text[], learned text[], days numeric, recorded boolean, first_touch boolean, before_sales boolean, lead_place int, opportunity_place int,
      close_place int, first_of_company boolean, booked_minor bigint, invoiced_minor bigint, paid_minor bigint, without_rate int, touch_print text, credit_print text,
      weights_print text)
    on conflict (workspace_id, deal_id) do update set (${columns}, brought_at) = row (${sql.raw(PATH_COLUMNS.map((one) => `excluded.${one}`).join(', '))}, excluded.brought_at)`.execute(
    ctx.tx,
  );
}

/** The touches of these deals in place of those before; their credits go with the old ones. */
export async function keepTouches(ctx: Ctx, brought: readonly Brought[]): Promise<void> {
  const { workspaceId } = ctx.scope;
  const ids = brought.map(({ facts }) => facts.id);
  if (ids.length === 0) return;
  // Before the touches: what each of them takes along need not be looked for any more.
  await sql`delete from deal_credit where workspace_id = ${workspaceId} and deal_id = any (${ids}::uuid[])`.execute(ctx.tx);
  await sql`delete from deal_touch where workspace_id = ${workspaceId} and deal_id = any (${ids}::uuid[])`.execute(ctx.tx);
  const rows = JSON.stringify(brought.flatMap(({ touches }) => touches));
  await sql`insert into deal_touch (workspace_id, deal_id, place, at, kind, channel, team, direct, process, contact_id, campaign_id, asset_id, offer_id, activity_id, subject)
    select ${workspaceId}, r."dealId", r.place, r.at, r.kind, r.channel, r.team, r.direct, r.process, r."contactId", r."campaignId", r."assetId", r."offerId",
      r."activityId", r.subject
    from json_to_recordset(${rows}::json) as r("dealId" uuid, place int, at timestamptz, kind text, channel text, team text, direct boolean,
      process boolean, "contactId" uuid, "campaignId" uuid, "assetId" uuid, "offerId" uuid, "activityId" uuid, subject text)`.execute(
    ctx.tx,
  );
}

/** A deal's credits, by touch and by line. */
export interface Shared {
  dealId: string;
  credits: ReadonlyMap<number, ByModel>;
  lines: readonly Line[];
}

const arrays = sql.raw('shares float8[], booked bigint[], invoiced bigint[], paid bigint[]');
const creditRows = (shared: readonly Shared[]) =>
  JSON.stringify(shared.flatMap(({ dealId, credits }) => [...credits].map(([place, own]) => ({ dealId, place, ...own }))));
const lineRows = (shared: readonly Shared[]) =>
  JSON.stringify(shared.flatMap(({ dealId, lines }) => lines.map((line) => ({ dealId, ...line }))));

/** The credits of these deals in place of those before. */
export async function keepCredits(ctx: Ctx, shared: readonly Shared[]): Promise<void> {
  const { workspaceId } = ctx.scope;
  const ids = shared.map(({ dealId }) => dealId);
  if (ids.length === 0) return;
  await sql`delete from deal_credit where workspace_id = ${workspaceId} and deal_id = any (${ids}::uuid[])`.execute(ctx.tx);
  await sql`delete from deal_share where workspace_id = ${workspaceId} and deal_id = any (${ids}::uuid[])`.execute(ctx.tx);
  await sql`insert into deal_credit (workspace_id, deal_id, place, shares, booked_minor, invoiced_minor, paid_minor)
    select ${workspaceId}, r."dealId", r.place, r.shares, r.booked, r.invoiced, r.paid
    from json_to_recordset(${creditRows(shared)}::json) as r("dealId" uuid, place int, ${arrays})`.execute(ctx.tx);
  await sql`insert into deal_share (workspace_id, deal_id, dimension, key, shares, booked_minor, invoiced_minor, paid_minor)
    select ${workspaceId}, r."dealId", r.dimension, r.key, r.shares, r.booked, r.invoiced, r.paid
    from json_to_recordset(${lineRows(shared)}::json) as r("dealId" uuid, dimension text, key text, ${arrays})`.execute(ctx.tx);
}

/** What the last models of the arrays give, from `place` on; what the others gave stays. */
export async function keepLast(ctx: Ctx, shared: readonly Shared[], { place, weights }: { place: number; weights: string }): Promise<void> {
  const { workspaceId } = ctx.scope;
  const before = sql.raw(`[1:${place}]`);
  const set = sql`shares = k.shares${before} || r.shares, booked_minor = k.booked_minor${before} || r.booked,
    invoiced_minor = k.invoiced_minor${before} || r.invoiced, paid_minor = k.paid_minor${before} || r.paid`;
  await sql`update deal_credit k set ${set} from json_to_recordset(${creditRows(shared)}::json) as r("dealId" uuid, place int, ${arrays})
    where k.workspace_id = ${workspaceId} and k.deal_id = r."dealId" and k.place = r.place`.execute(ctx.tx);
  await sql`update deal_share k set ${set} from json_to_recordset(${lineRows(shared)}::json) as r("dealId" uuid, dimension text, key text, ${arrays})
    where k.workspace_id = ${workspaceId} and k.deal_id = r."dealId" and k.dimension = r.dimension and k.key = r.key`.execute(ctx.tx);
  await sql`update deal_path set weights_print = ${weights}, brought_at = ${ctx.now}
    where workspace_id = ${workspaceId} and deal_id = any (${shared.map(({ dealId }) => dealId)}::uuid[])`.execute(ctx.tx);
}
