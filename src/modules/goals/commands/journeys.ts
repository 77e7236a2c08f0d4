import { type RawBuilder, sql } from 'kysely';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { dayIn, moveDay } from '#platform/shared/calendar.ts';
import { DEALS, INVOICES, inBase, metricRows, SALE_SIDE, WON_AT } from '../queries/metrics.ts';
import { daysBetween } from '../queries/time.ts';
import { METRICS } from '../schema.ts';

/** What earlier periods came to is kept for so long. */
const DAYS_BACK = 1_130;
/** Days that are counted anew each time: what is written down late mostly belongs to them. */
const DAYS_AGAIN = 95;

const monthIn = (zone: string, at: RawBuilder<unknown>) => sql`date_trunc('month', ${at} at time zone ${zone}::text)::date`;

/** Reads everything anew: leads' ways, money, days. Can be repeated; what was there is replaced. */
export async function rebuildReadings(ctx: Ctx): Promise<void> {
  const { workspaceId } = ctx.scope;
  await sql`delete from lead_journey where workspace_id = ${workspaceId}`.execute(ctx.tx);
  await sql`delete from revenue_entry where workspace_id = ${workspaceId}`.execute(ctx.tx);
  await writeJourneys(ctx, null);
  await writeRevenue(ctx, null);
  await countDays(ctx, DAYS_BACK);
  await sql`insert into journey_state (workspace_id, read_at, rebuilt_at, newest_at) values (${workspaceId}, ${ctx.now}, ${ctx.now}, ${newest(ctx)})
    on conflict (workspace_id) do update set read_at = excluded.read_at, rebuilt_at = excluded.rebuilt_at, newest_at = excluded.newest_at`.execute(
    ctx.tx,
  );
  ctx.changed('goal');
}

/** Brings the readings forward by what changed since they were last read. @returns false where everything has to be read first */
export async function followReadings(ctx: Ctx): Promise<boolean> {
  const { workspaceId } = ctx.scope;
  const state = await ctx.tx.selectFrom('journey_state').select('read_at').where('workspace_id', '=', workspaceId).executeTakeFirst();
  if (!state) return false;
  // A row that committed late carries an earlier instant: a little is read twice.
  const since = new Date(Date.parse(state.read_at) - 600_000).toISOString();
  const { rows } = await sql<{ id: string }>`select id from lead where workspace_id = ${workspaceId} and updated_at >= ${since}
    union select lead_id from deal where workspace_id = ${workspaceId} and updated_at >= ${since} and lead_id is not null
    union select lead_id from handoff where workspace_id = ${workspaceId} and (handed_at >= ${since} or decided_at >= ${since} or returned_at >= ${since})`.execute(
    ctx.tx,
  );
  const leads = rows.map(({ id }) => id);
  await sql`delete from lead_journey where workspace_id = ${workspaceId} and lead_id = any (${leads}::uuid[])`.execute(ctx.tx);
  await writeJourneys(ctx, leads);
  await sql`delete from revenue_entry e where e.workspace_id = ${workspaceId} and (e.lead_id = any (${leads}::uuid[])
    or (e.basis = 'booked' and e.entity_id in (select d.id from deal d where d.workspace_id = ${workspaceId} and d.updated_at >= ${since}))
    or (e.basis = 'invoiced' and (e.entity_id not in (select i.id from invoice i where i.workspace_id = ${workspaceId})
      or e.entity_id in (select i.id from invoice i left join sales_order o on o.workspace_id = ${workspaceId} and o.id = i.order_id
        where i.workspace_id = ${workspaceId} and greatest(i.updated_at, o.updated_at) >= ${since}))))`.execute(ctx.tx);
  await writeRevenue(ctx, { since, leads });
  await countDays(ctx, DAYS_AGAIN);
  await sql`update journey_state set read_at = ${ctx.now}, newest_at = ${newest(ctx)} where workspace_id = ${workspaceId}`.execute(ctx.tx);
  if (leads.length > 0) ctx.changed('goal');
  return true;
}

const newest = ({
  scope,
  now,
}: Ctx) => sql`(select greatest((select max(opened_at) from lead_journey where workspace_id = ${scope.workspaceId} and opened_at <= ${now}),
  (select max(at) from revenue_entry where workspace_id = ${scope.workspaceId} and at <= ${now})))`;

async function writeJourneys(ctx: Ctx, leads: readonly string[] | null): Promise<void> {
  const { workspaceId } = ctx.scope;
  const zone = await timeZoneOf(ctx);
  const of = (column: RawBuilder<unknown>) => (leads ? sql`${column} = any (${leads}::uuid[])` : sql`true`);
  await sql`insert into lead_journey (workspace_id, lead_id, opened_at, month, team, channel, fit, campaign_id, handed_at, accepted_at, deal_at, won_at, won_month)
    select l.workspace_id, l.id, l.opened_at, ${monthIn(zone, sql`l.opened_at`)}, l.source_team, coalesce(l.source_channel, ''), coalesce(h.fit, l.fit, '?'), l.campaign_id,
      h.handed_at, h.accepted_at, d.deal_at, d.won_at, ${monthIn(zone, sql`d.won_at`)}
    from lead l left join (select h.lead_id, min(h.handed_at) as handed_at, min(h.decided_at) filter (where h.decision in ('accepted', 'accepted_by_default')) as accepted_at,
        (array_agg(h.fit order by h.handed_at))[1] as fit from handoff h
        where h.workspace_id = ${workspaceId} and h.decision is distinct from 'withdrawn' and h.cause <> 'exploration' and ${of(sql`h.lead_id`)} group by 1) h on h.lead_id = l.id
      left join (select d.lead_id, min(least(d.created_at, d.closed_at)) as deal_at, min(${WON_AT}) filter (where d.status = 'won') as won_at from deal d
        where d.workspace_id = ${workspaceId} and d.deleted_at is null and d.lead_id is not null and ${of(sql`d.lead_id`)} group by 1) d on d.lead_id = l.id
    where l.workspace_id = ${workspaceId} and l.deleted_at is null and ${of(sql`l.id`)}`.execute(ctx.tx);
}

interface Changed {
  since: string;
  leads: readonly string[];
}

async function writeRevenue(ctx: Ctx, changed: Changed | null): Promise<void> {
  const { scope } = ctx;
  const zone = await timeZoneOf(ctx);
  const of = (at: RawBuilder<unknown>) =>
    changed ? sql`(${at} >= ${changed.since} or d.lead_id = any (${changed.leads}::uuid[]))` : sql`true`;
  const shared = sql`l.id, ${monthIn(zone, sql`l.opened_at`)}, coalesce(d.campaign_id, l.campaign_id), ${SALE_SIDE}`;
  const into = sql`insert into revenue_entry (workspace_id, basis, entity_id, at, month, amount_minor, lead_id, lead_month, campaign_id, team)`;
  const again = sql`on conflict (workspace_id, basis, entity_id) do update set at = excluded.at, month = excluded.month, amount_minor = excluded.amount_minor,
    lead_id = excluded.lead_id, lead_month = excluded.lead_month, campaign_id = excluded.campaign_id, team = excluded.team`;
  const invoiced = inBase(scope, { amount: sql`i.total_minor`, currency: sql`i.currency`, at: sql`i.invoiced_at` });
  await sql`${into} select i.workspace_id, 'invoiced', i.id, i.invoiced_at, ${monthIn(zone, sql`i.invoiced_at`)}, ${invoiced}, ${shared} from ${INVOICES}
    where i.workspace_id = ${scope.workspaceId} and i.cancelled_at is null and ${of(sql`greatest(i.updated_at, o.updated_at)`)} ${again}`.execute(
    ctx.tx,
  );
  const booked = inBase(scope, { amount: sql`d.amount_minor`, currency: sql`d.currency`, at: WON_AT });
  await sql`${into} select d.workspace_id, 'booked', d.id, ${WON_AT}, ${monthIn(zone, WON_AT)}, ${booked}, ${shared} from ${DEALS}
    where d.workspace_id = ${scope.workspaceId} and d.deleted_at is null and d.status = 'won' and ${of(sql`d.updated_at`)} ${again}`.execute(
    ctx.tx,
  );
}

async function countDays(ctx: Ctx, back: number): Promise<void> {
  const zone = await timeZoneOf(ctx);
  const ends = moveDay(dayIn(zone, ctx.now), 1, 'day') ?? '9999-12-31';
  const days = daysBetween(zone, moveDay(ends, -back, 'day') ?? ends, ends);
  await sql`delete from metric_day where workspace_id = ${ctx.scope.workspaceId} and day >= ${days.starts}::date`.execute(ctx.tx);
  for (const metric of METRICS)
    await sql`insert into metric_day (workspace_id, metric, day, side, value)
      select ${ctx.scope.workspaceId}, ${metric}, (m.at at time zone ${zone}::text)::date, m.side, coalesce(sum(m.value), 0)::int8
      from ${metricRows(ctx.scope, metric, days)} m group by 3, 4`.execute(ctx.tx);
}
