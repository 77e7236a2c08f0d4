import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import { cut } from '#platform/shared/paging.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getStory as GetStory, listWins as ListWins } from './contract.ts';
import { MOST_PEOPLE, OF_MARKETING } from './schema.ts';

type Story = z.output<(typeof GetStory)['output']>;
type Wins = z.output<(typeof ListWins)['output']>;
type Sql = RawBuilder<unknown>;

const WON_AT = sql`coalesce(d.closed_at, d.created_at)`;

/** A deal (alias `d`) with the people it was won with, as columns of `w`. */
const peopleOf: Sql = sql`lateral (select array(select p.id from contact p where p.workspace_id = d.workspace_id and p.deleted_at is null
    and (p.id = d.contact_id or p.id = (select l.contact_id from lead l where l.workspace_id = d.workspace_id and l.id = d.lead_id) or p.company_id = d.company_id)
  order by p.id is distinct from d.contact_id, p.id limit ${sql.lit(MOST_PEOPLE)}) as people) w`;

const NOT_THEIRS = sql`(a.contact_id is null or a.contact_id <> all (w.people))`;

/** The ledger rows of a deal, each once: of its people, then of itself, then of its company; each by its own index, as one condition with `or` has none. */
const ledgerOf: Sql = sql`(select a.* from activity a where a.workspace_id = d.workspace_id and a.contact_id = any (w.people) and a.occurred_at <= ${WON_AT}
    union all select a.* from activity a where a.workspace_id = d.workspace_id and a.deal_id = d.id and a.occurred_at <= ${WON_AT} and ${NOT_THEIRS}
    union all select a.* from activity a where a.workspace_id = d.workspace_id and a.company_id = d.company_id and a.occurred_at <= ${WON_AT} and ${NOT_THEIRS}
      and a.deal_id is distinct from d.id)`;

/** What happened with the people of a deal, its company or itself until it was won, by what it was; corrected and taken back rows as they stand today. */
const signsOf = ({
  scope,
}: ReadCtx): Sql => sql`lateral (select a.id, a.occurred_at, a.member_id, coalesce(newest.duration_seconds, a.duration_seconds) as seconds,
      case when a.kind = 'campaign_response' then 'response' when a.kind = 'form' then 'form' when a.kind = 'page_visit' then 'visit'
        when a.kind = 'file_download' then 'download' when a.kind = 'mail_event' then 'click' else a.kind end as part
    from ${ledgerOf} a left join ${newestOf(scope)} newest on newest.root = a.id
    where a.corrects_id is null and newest.retracted is not true and (a.traffic is null or a.traffic = 'human') and (a.data ->> 'automated') is distinct from 'true'
      and (a.kind in ('campaign_response', 'form', 'page_visit', 'file_download') or (a.kind = 'mail_event' and a.outcome = 'clicked')
        or (a.side = 'sales' and (a.kind in ('call', 'quote') or (a.kind = 'mail' and a.direction = 'out')
          or (a.kind = 'meeting' and coalesce(newest.outcome, a.outcome, 'held') = 'held'))))) s`;

/** Each corrected row as it was said last: read once for all deals, not looked for beside each row in every year of the ledger. */
const newestOf = (
  scope: ReadCtx['scope'],
): Sql => sql`(select distinct on (c.corrects_id) c.corrects_id as root, c.retracted, c.outcome, c.duration_seconds
    from activity c where c.workspace_id = ${scope.workspaceId} and c.corrects_id is not null order by c.corrects_id, c.logged_at desc, c.id desc)`;

const NOT_THERE = refuse('not_found', 'This deal does not exist, is not won, or your role does not reach it.');

const headOf = ({ scope }: ReadCtx): Sql => sql`jsonb_build_object('id', d.id, 'name', d.name) as deal,
  case when o.id is not null then jsonb_build_object('id', o.id, 'name', o.name) end as company, ${WON_AT} as "wonAt",
  ${
    scope.hidden.has('deal.amount')
      ? sql``
      : sql`case when d.amount_minor is not null then jsonb_build_object('amountMinor', d.amount_minor, 'currency', coalesce(d.currency, ws.base_currency)) end as booked,`
  }
  d.id`;

const wonDeals = ({ scope }: ReadCtx): Sql => sql`deal d join workspace ws on ws.id = d.workspace_id
    left join company o on o.workspace_id = d.workspace_id and o.id = d.company_id and o.deleted_at is null
  where d.workspace_id = ${scope.workspaceId} and d.status = 'won' and d.deleted_at is null and ${reachable(scope, 'deal', { to: 'read', ownerColumn: 'd.owner_id' })}`;

interface Head {
  id: string;
  deal: { id: string; name: string };
  company: { id: string; name: string } | null;
  wonAt: string;
  booked?: { amountMinor: number; currency: string } | null;
}

const daysBetween = (from: string | null, to: string) =>
  from === null ? null : Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** How a won deal came about. Refused where the deal is not won. */
export async function readStory(ctx: ReadCtx, { id }: { id: string }): Promise<Story | Refusal> {
  const { rows } = await sql<Head>`select ${headOf(ctx)} from ${wonDeals(ctx)} and d.id = ${id}`.execute(ctx.tx);
  const [head] = rows;
  if (!head) return NOT_THERE;
  const parts = await partsOf(ctx, id);
  const campaigns = await campaignsOf(ctx, id);
  const handoffs = await handoffsOf(ctx, id);
  const firstAt =
    [...parts.map((one) => one.firstAt), ...campaigns.flatMap(({ at }) => at ?? []), ...handoffs.map(({ at }) => at)].sort()[0] ?? null;
  const { id: _row, ...shown } = head;
  return {
    ...shown,
    firstAt,
    days: daysBetween(firstAt, head.wonAt),
    campaigns,
    parts,
    documents: await documentsOf(ctx, id),
    handoffs,
    people: await contributorsOf(ctx, id),
    ...(ctx.scope.hidden.has('invoice.total') ? {} : { invoiced: await invoicedOf(ctx, id) }),
    thanks: await thanksOf(ctx, id),
  };
}

const ofDeal = ({ scope }: ReadCtx, id: string): Sql => sql`d.workspace_id = ${scope.workspaceId} and d.id = ${id}`;

async function partsOf(ctx: ReadCtx, id: string): Promise<Story['parts']> {
  const { rows } = await sql<Story['parts'][number]>`select s.part, count(*)::int as n, round(sum(s.seconds) / 60.0)::int as minutes,
      min(s.occurred_at) as "firstAt", max(s.occurred_at) as "lastAt"
    from deal d, ${peopleOf}, ${signsOf(ctx)} where ${ofDeal(ctx, id)} group by s.part order by min(s.occurred_at), s.part`.execute(ctx.tx);
  return rows;
}

/** The campaigns behind a deal (aliases `d` and `w`): what its people responded to until it was won, what it and its lead name; as columns of `x`. */
const campaignsBehind: Sql = sql`lateral (
      select m.campaign_id, m.responded_at as at from campaign_member m where m.workspace_id = d.workspace_id and m.contact_id = any (w.people) and m.responded
        and coalesce(m.responded_at, m.added_at) <= ${WON_AT}
      union all select d.campaign_id, null union all select l.campaign_id, l.opened_at from lead l where l.workspace_id = d.workspace_id and l.id = d.lead_id) x`;

/** A campaign (alias `c`) that the reader sees. */
const seenCampaign = ({ scope }: ReadCtx): Sql =>
  sql`c.workspace_id = ${scope.workspaceId} and c.deleted_at is null and ${reachable(scope, 'campaign', { to: 'read', ownerColumn: 'c.owner_id' })}`;

async function campaignsOf(ctx: ReadCtx, id: string): Promise<Story['campaigns']> {
  const { rows } = await sql<Story['campaigns'][number]>`select c.id, c.name, min(x.at) as at from deal d, ${peopleOf}, ${campaignsBehind}
    join campaign c on c.id = x.campaign_id and ${seenCampaign(ctx)}
    where ${ofDeal(ctx, id)} group by c.id, c.name order by min(x.at) nulls last, c.name limit 50`.execute(ctx.tx);
  return rows;
}

async function documentsOf(ctx: ReadCtx, id: string): Promise<Story['documents']> {
  const { rows } = await sql<Story['documents'][number]>`select asset.id, asset.name from deal d, ${peopleOf}, asset_share h
      join asset on asset.workspace_id = h.workspace_id and asset.id = h.asset_id
    where ${ofDeal(ctx, id)} and h.workspace_id = d.workspace_id and (h.deal_id = d.id or h.contact_id = any (w.people)) and h.shared_at <= ${WON_AT}
    group by asset.id, asset.name order by min(h.shared_at), asset.name limit 50`.execute(ctx.tx);
  return rows;
}

/** The hand-offs (alias `h`) of the lead of a deal (alias `d`) until it was won. */
const handoffsBehind: Sql = sql`lateral (select h.* from handoff h where h.workspace_id = d.workspace_id and h.lead_id = d.lead_id and h.handed_at <= ${WON_AT}
  and h.decision is distinct from 'withdrawn') h`;

async function handoffsOf(ctx: ReadCtx, id: string): Promise<Story['handoffs']> {
  const named = (alias: string) =>
    sql`case when ${sql.ref(`${alias}.id`)} is not null then jsonb_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${sql.ref(`${alias}.name`)}) end`;
  const { rows } = await sql<
    Story['handoffs'][number]
  >`select h.id, h.lead_id as "leadId", h.handed_at as at, ${named('f')} as from, ${named('t')} as to, h.decision,
      round(extract(epoch from h.decided_at - h.handed_at) / 360.0) / 10.0::float8 as hours
    from deal d cross join ${handoffsBehind}
      left join member f on f.workspace_id = h.workspace_id and f.id = h.from_member_id left join member t on t.workspace_id = h.workspace_id and t.id = h.assignee_id
    where ${ofDeal(ctx, id)} order by h.handed_at`.execute(ctx.tx);
  return rows.map((row) => ({ ...row, hours: row.hours === null ? null : Number(row.hours) }));
}

/** Who logged something of it, owned the deal or a campaign behind it, or handed the lead over. */
async function contributorsOf(ctx: ReadCtx, id: string): Promise<Story['people']> {
  const { rows } = await sql<
    Story['people'][number]
  >`select m.id, m.name, m.department from member m where m.workspace_id = ${ctx.scope.workspaceId}
    and m.status = 'active' and m.department is not null and m.id in (
      select s.member_id from deal d, ${peopleOf}, ${signsOf(ctx)} where ${ofDeal(ctx, id)} and s.part not in ('visit', 'click')
      union select d.owner_id from deal d where ${ofDeal(ctx, id)}
      union select unnest(array[h.from_member_id, h.assignee_id]) from deal d join handoff h on h.workspace_id = d.workspace_id and h.lead_id = d.lead_id where ${ofDeal(ctx, id)}
      union select c.owner_id from campaign c where c.workspace_id = ${ctx.scope.workspaceId} and c.id = any (${(await campaignsOf(ctx, id)).map((one) => one.id)}::uuid[]))
    order by m.department, m.name limit 50`.execute(ctx.tx);
  return rows;
}

async function invoicedOf(ctx: ReadCtx, id: string): Promise<NonNullable<Story['invoiced']>> {
  const { rows } = await sql<{
    amountMinor: number;
    currency: string;
  }>`select sum(i.total_minor)::bigint as "amountMinor", i.currency from invoice i
      left join sales_order s on s.workspace_id = i.workspace_id and s.id = i.order_id
    where i.workspace_id = ${ctx.scope.workspaceId} and coalesce(i.deal_id, s.deal_id) = ${id} and i.cancelled_at is null and i.total_minor is not null
      and ${reachable(ctx.scope, 'invoice', { to: 'read', ownerColumn: 'i.owner_id' })}
    group by i.currency order by 1 desc`.execute(ctx.tx);
  return rows;
}

async function thanksOf({ tx, scope }: ReadCtx, id: string): Promise<Story['thanks']> {
  const { rows } = await sql<
    Story['thanks'][number]
  >`select k.id, jsonb_build_object('id', f.id, 'name', f.name) as from, jsonb_build_object('id', t.id, 'name', t.name) as to,
      k.words, k.given_at as at, k.from_member_id = ${scope.actor.memberId}::uuid as mine
    from deal_thanks k join member f on f.workspace_id = k.workspace_id and f.id = k.from_member_id join member t on t.workspace_id = k.workspace_id and t.id = k.to_member_id
    where k.workspace_id = ${scope.workspaceId} and k.deal_id = ${id} order by k.given_at, k.id`.execute(tx);
  return rows;
}

/** Won deals, the newest first, with the part of both teams. */
export async function listWins(ctx: ReadCtx, { cursor, limit }: { cursor?: string | undefined; limit: number }): Promise<Wins> {
  const at = sql`date_trunc('milliseconds', ${WON_AT})`;
  const { rows: heads } = await sql<Head>`select ${headOf(ctx)} from ${wonDeals(ctx)} and ${beyond(cursor, { at, id: sql`d.id` })}
    order by ${at} desc, d.id desc limit ${limit + 1}`.execute(ctx.tx);
  const page = cut(heads, limit, ({ wonAt, id }) => ({ at: wonAt, id }));
  const { rows } = await sql<
    { id: string } & Omit<Wins['items'][number], keyof Head | 'days'>
  >`select d.id, least(x."firstAt", (select min(x.at) from ${campaignsBehind} join campaign c on c.id = x.campaign_id and ${seenCampaign(ctx)}),
        (select min(h.handed_at) from ${handoffsBehind})) as "firstAt", x.signs, x.calls, x.minutes, x.meetings,
      array(select c.name from ${campaignsBehind} join campaign c on c.id = x.campaign_id and ${seenCampaign(ctx)}
        group by c.id, c.name order by min(x.at) nulls last, c.name limit 5) as campaigns,
      (select count(*)::int from deal_thanks k where k.workspace_id = d.workspace_id and k.deal_id = d.id) as thanks
    from deal d, ${peopleOf}, lateral (select min(s.occurred_at) as "firstAt", (count(*) filter (where s.part = any (${OF_MARKETING})))::int as signs,
        (count(*) filter (where s.part = 'call'))::int as calls, coalesce(round(sum(s.seconds) filter (where s.part in ('call', 'meeting')) / 60.0), 0)::int as minutes,
        (count(*) filter (where s.part = 'meeting'))::int as meetings from ${signsOf(ctx)}) x
    where d.workspace_id = ${ctx.scope.workspaceId} and d.id = any (${page.items.map(({ id }) => id)}::uuid[])`.execute(ctx.tx);
  const told = new Map(rows.map(({ id, ...story }) => [id, story]));
  return {
    items: page.items.flatMap(({ id, ...head }) => {
      const story = told.get(id);
      return story ? [{ ...head, ...story, days: daysBetween(story.firstAt, head.wonAt) }] : [];
    }),
    next: page.next,
  };
}
