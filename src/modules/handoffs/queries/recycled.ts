import { sql } from 'kysely';
import type { z } from 'zod';
import { clocksOf } from '#modules/agreements/queries/clocks.ts';
import { amountsSum, moneyOfEach, noAmounts } from '#modules/leadvalues/queries/behind.ts';
import type { Amounts } from '#modules/leadvalues/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { cut } from '#platform/shared/paging.ts';
import type { listRecycled as ListRecycled } from '../contract/handoffs.ts';
import { baseCurrency } from './settings.ts';

type Answer = OutputOf<typeof ListRecycled>;
type Item = Answer['items'][number];

interface Raw extends Omit<Item, 'campaign' | 'reason' | 'returnedBy' | 'clock' | 'behind'> {
  campaign_id: string | null;
  campaign: string | null;
  reason_id: string | null;
  reason_class: string | null;
  reason: string | null;
  returned_by: string | null;
  returner: string | null;
}

/** Leads that were given back, the newest first, with the clock of Marketing's promise. */
export async function listRecycled(ctx: ReadCtx, asked: z.output<(typeof ListRecycled)['input']>): Promise<Answer> {
  const conditions = [
    sql`p.workspace_id = ${ctx.scope.workspaceId}`,
    sql`p.state = any (${asked.states ?? ['returned', 'warming']}::text[])`,
    reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' }),
    ...(asked.reasonId ? [sql`p.reason_id = ${asked.reasonId}`] : []),
    ...(asked.campaignId ? [sql`l.campaign_id = ${asked.campaignId}`] : []),
    ...(asked.tactic ? [sql`p.tactic = ${asked.tactic}`] : []),
    beyond(asked.cursor, { at: sql`p.returned_at`, id: sql`p.id` }),
  ];
  const { rows } = await sql<Raw>`
    select p.id, p.lead_id as "leadId", p.contact_id as "contactId", coalesce(nullif(c.name, ''), c.email, 'Someone') as name, o.name as company, l.campaign_id, g.name as campaign,
      p.state, p.reason_id, r.class as reason_class, r.label as reason, p.note, p.returned_at as "returnedAt", p.returned_by, m.name as returner, p.earliest_on as "earliestOn",
      p.cycle, p.tactic, p.tactic_note as "tacticNote", p.tried, p.override_reason as "overrideReason", p.held_out as "heldOut",
      (select count(*)::int from activity a where a.workspace_id = p.workspace_id and a.contact_id = p.contact_id and a.occurred_at > p.returned_at and a.side = 'customer'
        and not a.retracted and (a.traffic is null or a.traffic = 'human')) as "doingsSince"
    from recycle_plan p join lead l on l.workspace_id = p.workspace_id and l.id = p.lead_id and l.deleted_at is null
      join contact c on c.workspace_id = p.workspace_id and c.id = p.contact_id
      left join company o on o.workspace_id = p.workspace_id and o.id = case when l.company_id is null then c.company_id else l.company_id end
      left join campaign g on g.workspace_id = p.workspace_id and g.id = l.campaign_id
      left join reason r on r.workspace_id = p.workspace_id and r.id = p.reason_id left join member m on m.workspace_id = p.workspace_id and m.id = p.returned_by
    where ${sql.join(conditions, sql` and `)} order by p.returned_at desc, p.id desc limit ${asked.limit + 1}`.execute(ctx.tx);
  const { items: page, next } = cut(rows, asked.limit, ({ returnedAt, id }) => ({ at: returnedAt, id }));
  const open = await openPlans(ctx);
  const money = await moneyOfEach(
    ctx,
    [...page, ...open].map(({ leadId }) => leadId),
  );
  const behind = ({ leadId }: { leadId: string }) => money?.get(leadId) ?? noAmounts(ctx.scope);
  return {
    items: (await withClocks(ctx, page)).map((row) => ({ ...row, behind: behind(row) })),
    next,
    ...(await counted(ctx, open, behind)),
    tactics: await tactics(ctx),
  };
}

async function withClocks(ctx: ReadCtx, rows: readonly Raw[]): Promise<Omit<Item, 'behind'>[]> {
  const clocks = await clocksOf(ctx.tx, ctx.scope, { causeIds: rows.map(({ id }) => id), now: ctx.now });
  return rows.map(({ campaign_id, campaign, reason_id, reason_class, reason, returned_by, returner, ...row }) => {
    const clock = clocks.find(({ causeId }) => causeId === row.id);
    return {
      ...row,
      campaign: campaign_id && campaign !== null ? { id: campaign_id, name: campaign } : null,
      reason: reason_id && reason_class && reason !== null ? { id: reason_id, class: reason_class, label: reason } : null,
      returnedBy: returned_by && returner !== null ? { id: returned_by, name: returner } : null,
      clock: clock
        ? {
            id: clock.id,
            state: clock.state,
            dueAt: clock.dueAt,
            remainingSeconds: clock.remainingSeconds,
            withinSeconds: clock.withinSeconds,
          }
        : null,
    };
  });
}

interface OpenPlan {
  leadId: string;
  state: string;
  /** Clocks on it that are past their time. */
  overdue: number;
}

async function openPlans(ctx: ReadCtx): Promise<OpenPlan[]> {
  const { rows } = await sql<OpenPlan>`
    select p.lead_id as "leadId", p.state, coalesce(late.n, 0) as overdue from recycle_plan p
      join lead l on l.workspace_id = p.workspace_id and l.id = p.lead_id and l.deleted_at is null
      left join (select k.cause_id, count(*)::int as n from clock k where k.workspace_id = ${ctx.scope.workspaceId} and k.closed_at is null and k.due_at < ${ctx.now}
        group by 1) late on late.cause_id = p.id
    where p.workspace_id = ${ctx.scope.workspaceId} and p.ended_at is null and ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}`.execute(
    ctx.tx,
  );
  return rows;
}

/** How many wait, and the money behind them: of all open plans, whichever are listed. */
async function counted(
  ctx: ReadCtx,
  plans: readonly OpenPlan[],
  behind: (plan: OpenPlan) => Amounts | null,
): Promise<Pick<Answer, 'counts' | 'behind'>> {
  const of = (state: string) => plans.filter((plan) => plan.state === state);
  const late = plans.filter(({ overdue }) => overdue > 0);
  const [returned, warming] = [of('returned'), of('warming')];
  const counts = { returned: returned.length, warming: warming.length, overdue: late.reduce((sum, { overdue }) => sum + overdue, 0) };
  const none = noAmounts(ctx.scope);
  if (!none) return { counts };
  const currency = await baseCurrency(ctx);
  const sum = (of: readonly OpenPlan[]) => ({ ...(amountsSum(of.map(behind)) ?? none), currency });
  return { counts, behind: { returned: sum(returned), warming: sum(warming), overdue: sum(late) } };
}

async function tactics(ctx: ReadCtx): Promise<Answer['tactics']> {
  const { rows } = await sql<
    Answer['tactics'][number]
  >`select tactic, count(*)::int as tried, count(*) filter (where state = 'requalified')::int as "cameBack" from recycle_plan
    where workspace_id = ${ctx.scope.workspaceId} and tactic is not null and ended_at is not null group by 1 order by 3 desc, 2`.execute(
    ctx.tx,
  );
  return rows;
}
