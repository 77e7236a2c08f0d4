import { sql } from 'kysely';
import { inBase } from '#modules/currencies/queries.ts';
import { moneyIn } from '#modules/orders/queries/period.ts';
import type { ReadCtx } from '#platform/context.ts';
import { KEPT_DAYS, type Team, type TouchKind } from '../schema.ts';

/** A deal as its path begins from it. Money in minor units of the workspace's currency. */
export interface DealFacts {
  id: string;
  status: 'open' | 'won' | 'lost';
  openedAt: string;
  closedAt: string | null;
  closedOn: string | null;
  /** When its lead came about. */
  leadAt: string | null;
  /** Whether the deal or its lead says that Marketing brought it. */
  recorded: boolean;
  firstOfCompany: boolean;
  booked: number;
  invoiced: number;
  paid: number;
  withoutRate: number;
}

export interface FoundTouch {
  dealId: string;
  at: string;
  kind: TouchKind;
  channel: string;
  team: Team;
  direct: boolean;
  process: boolean;
  contactId: string | null;
  campaignId: string | null;
  assetId: string | null;
  offerId: string | null;
  activityId: string | null;
  subject: string | null;
}

/** In order of time; with what Sales did first on anybody of the account, answered or not, up to the end. */
export interface Found {
  touches: FoundTouch[];
  salesAt: string | null;
}

const closedAt = sql`case when d.status = 'open' then null when d.closed_at is null then d.created_at else d.closed_at end`;

const theDeals = (ws: string, ids: readonly string[]) =>
  sql`deal d join workspace w on w.id = d.workspace_id where d.workspace_id = ${ws} and d.id = any (${ids}::uuid[]) and d.deleted_at is null`;

/** Everybody of the buying group: on the deal, on its lead, and of its company. */
const people = (ws: string) => sql`(select t.id as deal_id, t.contact_id from t where t.contact_id is not null
    union select t.id, l.contact_id from t join lead l on l.workspace_id = ${ws} and l.id = t.lead_id
    union select t.id, c.id from t join contact c on c.workspace_id = ${ws} and c.company_id = t.company_id where c.deleted_at is null)`;

/** Where somebody answered, came or read: a doing of theirs, or a conversation. Being written to or called in vain is none. */
const RESPONDED = sql`(a.kind in ('campaign_response', 'form', 'chat')
    or (a.kind in ('page_visit', 'file_download'))
    or (a.kind = 'mail' and a.direction = 'in' and (a.data ->> 'automated') is distinct from 'true')
    or (a.kind = 'mail_event' and a.outcome = 'clicked')
    or (a.kind = 'call' and (a.outcome in ('connected', 'call_back_requested') or (a.outcome is null and a.duration_seconds >= 30)))
    or (a.kind = 'meeting' and (a.outcome is null or a.outcome = 'held')))
  and (a.traffic is null or a.traffic = 'human') and a.corrects_id is null`;

/** A correction `later`, being the newest, that takes back what it corrects or says that it was a machine. */
const takenBack = (ws: string) => sql`(later.retracted or later.traffic in ('suspected', 'machine'))
    and not exists (select from activity newer where newer.workspace_id = ${ws} and newer.corrects_id = later.corrects_id and newer.id > later.id)`;

/** A row of the ledger in its newest version: what was taken back, or is a machine's by now, counts for nothing. */
const stands = (ws: string) =>
  sql`not a.retracted and not exists (select from activity later where later.workspace_id = ${ws} and later.corrects_id = a.id and ${takenBack(ws)})`;

const OURS = sql`(a.side = 'sales' and a.kind in ('call', 'mail', 'meeting') and a.corrects_id is null and not a.retracted)`;

const COLUMNS = sql.raw(
  'a.id, a.occurred_at, a.kind, a.subject, a.direction, a.outcome, a.contact_id, a.campaign_id, a.member_id, a.data, a.side',
);

/** What the deals `t` have to do with, and of each person once, however many of the deals they are on: what they did, and what Sales did on them. */
const read = (ws: string) => sql`people as materialized ${people(ws)},
    who as materialized (select p.contact_id, max(t.until) as until, min(t.until) - ${KEPT_DAYS} * interval '1 day' as since from people p join t on t.id = p.deal_id group by 1),
    led as materialized (select ${COLUMNS}, a.corrects_id, a.retracted, ${OURS} as ours, ${RESPONDED} as responded from who
      join activity a on a.workspace_id = ${ws} and a.contact_id = who.contact_id and a.occurred_at <= who.until
        and (${OURS} or (a.occurred_at >= who.since and ${RESPONDED}))),
    taken as materialized (select later.corrects_id as id from activity later where later.workspace_id = ${ws}
      and later.corrects_id = any (array(select a.id from led a where a.responded)) and ${takenBack(ws)}),
    sold as (select p.deal_id, min(a.occurred_at) as at from people p join t on t.id = p.deal_id
      join led a on a.contact_id = p.contact_id and a.ours and a.occurred_at <= t.until group by 1)`;

/** Each reading of the ledger by its own index: people, then what names the deal or its company alone. */
function ledgerOf(ws: string) {
  const during = sql`a.occurred_at <= t.until and a.occurred_at >= t.until - ${KEPT_DAYS} * interval '1 day'`;
  const within = sql`a.workspace_id = ${ws} and ${during}`;
  const deal = sql`t.time_zone, t.created_at as opened_at`;
  return sql`(select p.deal_id, ${COLUMNS}, ${deal} from people p join t on t.id = p.deal_id join led a on a.contact_id = p.contact_id and a.responded and ${during}
      and not a.retracted and a.id not in (select id from taken)
    union all select t.id, ${COLUMNS}, ${deal} from t join activity a on a.deal_id = t.id and a.contact_id is null and ${within} and ${RESPONDED} and ${stands(ws)}
    union all select t.id, ${COLUMNS}, ${deal} from t join activity a on a.company_id = t.company_id and a.contact_id is null and a.deal_id is null and ${within} and ${RESPONDED} and ${stands(ws)})`;
}

/** What people said to somebody of us, not an answer to a form or a mailing: it names the campaign of its lead, but is no response to it. */
const TALK = sql`(a.kind in ('call', 'meeting', 'mail', 'chat') and a.conversion_id is null and s.id is null)`;

const CHANNEL = sql`coalesce(
    case when a.kind in ('call', 'meeting') and a.conversion_channel is null then a.kind end,
    a.conversion_channel, a.data ->> 'channel', case when a.campaign_id is not null and not ${TALK} then coalesce(a.campaign_channel, a.campaign_kind) end,
    case when a.data ? 'assetId' then 'document' when v.id is not null and v.medium = 'none' then 'direct' when v.id is not null then v.medium end,
    case a.kind when 'campaign_response' then 'campaign' when 'page_visit' then 'website' when 'file_download' then 'website' when 'form' then 'website'
      when 'mail_event' then 'email' else a.kind end)`;

const KIND = sql`case a.kind when 'campaign_response' then 'response' when 'file_download' then case when a.data ? 'assetId' then 'document' else 'visit' end
    when 'page_visit' then case when a.data ? 'assetId' then 'document' else 'visit' end when 'mail_event' then 'click' else a.kind end`;

/** Of whom the touch is: what people said to Sales, or read because Sales gave it to them, is Sales'; what a campaign, a form or the website brought is Marketing's. */
const TEAM = sql`case when ${TALK} then case when m.department = 'marketing' then 'marketing' else 'sales' end
    when a.conversion_id is null and a.data ? 'shareId' then case when g.department = 'marketing' then 'marketing' else 'sales' end
    when s.side = 'sales' then 'sales' else 'marketing' end`;

/**
 * The touches of these deals in order of time, ties by id. What one person did on one day by one channel for one campaign and document is one touch. A campaign
 * that the deal or its lead names, and to which no touch answers, is one as well: someone wrote down that it brought them.
 */
export async function touchesOf({ tx, scope, now }: ReadCtx, ids: readonly string[]): Promise<Map<string, Found>> {
  const ws = scope.workspaceId;
  const { rows } = await sql<FoundTouch & { salesAt: string | null }>`
    with t as materialized (select d.id, d.contact_id, d.company_id, d.lead_id, d.campaign_id, d.created_at, w.time_zone, coalesce(${closedAt}, ${now}::timestamptz) as until
      from ${theDeals(ws, ids)}),
    ${read(ws)},
    a as materialized (select l.*, c.channel as campaign_channel, c.kind as campaign_kind, k.id as conversion_id, k.channel as conversion_channel
      from ${ledgerOf(ws)} l
      left join campaign c on c.workspace_id = ${ws} and c.id = l.campaign_id
      left join conversion k on k.workspace_id = ${ws} and k.id = (l.data ->> 'conversionId')::uuid),
    found as (select a.deal_id, a.occurred_at as at, a.id, ${KIND} as kind, ${CHANNEL} as channel, ${TEAM} as team, coalesce(v.medium = 'none', false) as direct,
        a.contact_id, case when ${TALK} then null else coalesce(a.campaign_id, s.campaign_id) end as campaign_id, x.id as asset_id, s.offer_id, a.subject, a.time_zone, a.opened_at
      from a left join visit v on v.workspace_id = ${ws} and v.id = (a.data ->> 'visitId')::uuid
      left join send s on s.workspace_id = ${ws} and s.id = (a.data ->> 'sendId')::uuid
      left join asset x on x.workspace_id = ${ws} and x.id = (a.data ->> 'assetId')::uuid
      left join member m on m.workspace_id = ${ws} and m.id = a.member_id
      left join asset_share h on h.workspace_id = ${ws} and h.id = (a.data ->> 'shareId')::uuid
      left join member g on g.workspace_id = ${ws} and g.id = h.member_id),
    once as (select distinct on (f.deal_id, f.contact_id, f.channel, f.campaign_id, f.asset_id, (f.at at time zone f.time_zone)::date) f.*
      from found f order by f.deal_id, f.contact_id, f.channel, f.campaign_id, f.asset_id, (f.at at time zone f.time_zone)::date, f.at, f.id),
    named as (select t.id as deal_id, least(coalesce(l.opened_at, t.created_at), t.created_at, t.until) as at, c.id as campaign_id, c.name,
        coalesce(c.channel, c.kind, 'campaign') as channel, coalesce(t.contact_id, l.contact_id) as contact_id, t.created_at as opened_at
      from t left join lead l on l.workspace_id = ${ws} and l.id = t.lead_id
      join campaign c on c.workspace_id = ${ws} and c.id = coalesce(t.campaign_id, l.campaign_id)
      where not exists (select from once o where o.deal_id = t.id and o.campaign_id = c.id))
    select y.*, sold.at as "salesAt" from (select deal_id as "dealId", at, kind, channel, team, direct, (team = 'sales' and at > opened_at) as process,
        contact_id as "contactId", campaign_id as "campaignId", asset_id as "assetId", offer_id as "offerId", id as "activityId", left(subject, 200) as subject from once
      union all select deal_id, at, 'named', channel, 'marketing', false, false, contact_id, campaign_id, null, null, null, name from named) y
    left join sold on sold.deal_id = y."dealId" order by 1, 2, 12 nulls first`.execute(tx);
  const found = new Map<string, Found>();
  for (const { salesAt, ...touch } of rows) {
    const one = found.get(touch.dealId) ?? { touches: [], salesAt };
    one.touches.push(touch);
    found.set(touch.dealId, one);
  }
  return found;
}

const invoices = (ws: string) => sql`(select i.*, case when i.deal_id is null then o.deal_id else i.deal_id end as for_deal from invoice i
    left join sales_order o on o.workspace_id = ${ws} and o.id = i.order_id where i.workspace_id = ${ws} and i.cancelled_at is null)`;

/**
 * What these deals are and what they brought; those in the trash are left out. Of a deal that is not won nothing is booked. Invoiced is less what was
 * credited; paid is what came in, in part as well.
 */
export async function factsOf({ tx, scope }: ReadCtx, ids: readonly string[]): Promise<DealFacts[]> {
  const ws = scope.workspaceId;
  const dayOf = (at: string) => sql`(${sql.ref(at)} at time zone o.time_zone)::date`;
  const invoiced = inBase(scope, { amount: sql`o.total_minor`, currency: sql`o.currency`, day: dayOf('o.invoiced_at') });
  const paid = inBase(scope, { amount: sql`p.amount`, currency: sql`p.currency`, day: dayOf('p.at') });
  const { rows } = await sql<DealFacts>`
    with t as materialized (select d.*, ${closedAt} as ended_at, w.time_zone, w.base_currency from ${theDeals(ws, ids)}),
    own as materialized (select t.id as deal_id, t.time_zone, i.id, i.invoiced_at, i.total_minor, i.currency from t join ${invoices(ws)} i on i.for_deal = t.id where t.status = 'won'),
    billed as (select o.deal_id as id, sum(${invoiced}) as invoiced, count(*) filter (where o.total_minor is not null and ${invoiced} is null) as without from own o group by 1),
    received as (select o.deal_id as id, sum(${paid}) as paid, count(*) filter (where ${paid} is null) as without
      from own o join ${moneyIn(ws, sql`d.id in (select id from own)`)} p on p.invoice_id = o.id group by 1)
    select t.id, t.status, t.created_at as "openedAt", t.ended_at as "closedAt", (t.ended_at at time zone t.time_zone)::date as "closedOn", l.opened_at as "leadAt",
      coalesce(t.source_team, l.source_team) is not distinct from 'marketing' as recorded,
      not exists (select from deal e where e.workspace_id = ${ws} and e.company_id = t.company_id and e.status = 'won' and e.deleted_at is null
        and (coalesce(e.closed_at, e.created_at), e.id) < (t.ended_at, t.id)) as "firstOfCompany",
      coalesce(b.booked, 0)::bigint as booked, coalesce(billed.invoiced, 0)::bigint as invoiced, coalesce(received.paid, 0)::bigint as paid,
      (coalesce(billed.without, 0) + coalesce(received.without, 0) + (t.status = 'won' and t.amount_minor is not null and b.booked is null)::int)::int as "withoutRate"
    from t join workspace w on w.id = t.workspace_id
    cross join lateral (select case when t.status = 'won' then
        ${inBase(scope, { amount: sql`t.amount_minor`, currency: sql`t.currency`, day: sql`(t.ended_at at time zone t.time_zone)::date` })} end as booked) b
    left join lead l on l.workspace_id = ${ws} and l.id = coalesce(t.lead_id, (select x.id from lead x where x.workspace_id = ${ws} and x.contact_id = t.contact_id
      and x.deleted_at is null and x.opened_at <= t.created_at order by x.opened_at desc limit 1))
    left join billed on billed.id = t.id left join received on received.id = t.id order by t.id`.execute(tx);
  return rows;
}
