import { sql } from 'kysely';
import { openLead } from '#modules/leads/commands/open.ts';
import { forSales, handoffRule } from '#modules/scoring/queries/decision.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { seats, today } from '../queries/seats.ts';
import { mayComeBack } from '../rules/recycling.ts';
import { isFree } from '../rules/routing.ts';
import { handOff, lockHandable } from './handoff.ts';
import { raiseAgain } from './settle.ts';
import { lockHandoff } from './verdict.ts';

interface Newest {
  lead_id: string | null;
  stage: string | null;
  closed: boolean;
  source_team: string | null;
  customer: boolean;
  earliest_on: string | null;
  returns: number;
  did_since: boolean;
}

/**
 * A person went over the threshold by what they did. Their lead goes to Sales; without one, one is opened. Not: customers (their owner is told by what they
 * ask, not by a score), leads that Sales found or has, leads given back as no fit, and returned ones before their day, without
 * anything new since, or after three returns in a year.
 */
export async function arriveByScore(asker: Ctx, contactId: string): Promise<void> {
  await arrive(asker, contactId, 'threshold');
}

/**
 * Somebody of the agreed sample below the threshold goes to Sales, by the same rules, while anybody there has room.
 * @returns `full`: nobody has room; `kept`: these are not for Sales for another reason
 */
export async function arriveBySample(asker: Ctx, contactId: string): Promise<'handed_off' | 'full' | 'kept'> {
  if (!(await seats(asker)).some(isFree)) return 'full';
  return (await arrive(asker, contactId, 'exploration')) ? 'handed_off' : 'kept';
}

/** @returns whether it lies with Sales by this */
async function arrive(asker: Ctx, contactId: string, cause: 'threshold' | 'exploration'): Promise<boolean> {
  const ctx: Ctx = { ...asker, scope: unlimited(asker.scope) };
  const newest = await newestOf(ctx, contactId);
  if (!newest || newest.customer || newest.stage === 'disqualified' || newest.stage === 'customer') return false;
  if (newest.stage !== null && !['inquiry', 'mql', 'recycled'].includes(newest.stage)) return false;
  if (newest.source_team === 'sales') return false;
  const back = mayComeBack(
    {
      earliestOn: newest.stage === 'recycled' ? newest.earliest_on : null,
      returnsInYear: newest.returns,
      didSince: newest.stage !== 'recycled' || newest.did_since,
    },
    await today(ctx),
  );
  if (back !== 'yes') return false;
  const leadId = newest.lead_id ?? (await opened(ctx, contactId, cause));
  const lead = leadId ? await lockHandable(ctx, leadId) : undefined;
  // A refusal here says that it lies with Sales meanwhile; that is what was wanted.
  return lead !== undefined && !isRefusal(await handOff(ctx, lead, { leadId: lead.id, cause }));
}

async function opened(ctx: Ctx, contactId: string, cause: string): Promise<string | null> {
  const lead = await openLead(ctx, { contactId, sourceTeam: 'marketing', ownerId: null, cause });
  return isRefusal(lead) ? null : lead.leadId;
}

async function newestOf(ctx: Ctx, contactId: string): Promise<Newest | undefined> {
  const { rows } = await sql<Newest>`
    select l.id as lead_id, l.stage, l.closed_at is not null as closed, l.source_team, coalesce(o.customer_status = 'customer', false) as customer,
      (select max(p.earliest_on) from recycle_plan p where p.workspace_id = c.workspace_id and p.lead_id = l.id and p.ended_at is null) as earliest_on,
      (select count(*)::int from recycle_plan p where p.workspace_id = c.workspace_id and p.contact_id = c.id and p.returned_at > ${ctx.now}::timestamptz - interval '1 year') as returns,
      exists (select from activity a where a.workspace_id = c.workspace_id and a.contact_id = c.id and (a.side = 'customer' or a.direction = 'in') and not a.retracted
        and (a.traffic is null or a.traffic = 'human')
        and a.occurred_at > (select max(p.returned_at) from recycle_plan p where p.workspace_id = c.workspace_id and p.lead_id = l.id)) as did_since
    from contact c left join company o on o.workspace_id = c.workspace_id and o.id = c.company_id
      left join lateral (select * from lead l where l.workspace_id = c.workspace_id and l.contact_id = c.id and l.deleted_at is null
        order by (l.closed_at is null) desc, l.opened_at desc, l.id desc limit 1) l on true
    where c.workspace_id = ${ctx.scope.workspaceId} and c.id = ${contactId} and c.deleted_at is null`.execute(ctx.tx);
  return rows[0];
}

/** Someone asked to be contacted: to Sales at once, whatever the score says and whenever they were returned. */
export async function arriveByHand(asker: Ctx, raised: { leadId: string; at: string }): Promise<void> {
  const ctx: Ctx = { ...asker, scope: unlimited(asker.scope) };
  const { rows } = await sql<{
    id: string;
  }>`select id from handoff where workspace_id = ${ctx.scope.workspaceId} and lead_id = ${raised.leadId} and closed_at is null`.execute(
    ctx.tx,
  );
  const open = rows[0] ? await lockHandoff(ctx, rows[0].id) : undefined;
  if (open) return raiseAgain(ctx, open, raised.at);
  const lead = await lockHandable(ctx, raised.leadId);
  if (lead) await handOff(ctx, lead, { leadId: lead.id, cause: 'hand_raise' });
}

/** Returned leads whose day has come and whose person is over the threshold by what they did since. */
export async function bringBack(ctx: Ctx): Promise<void> {
  const rule = await handoffRule(ctx);
  const { rows } = await sql<{
    contact_id: string;
  }>`select p.contact_id from recycle_plan p join contact c on c.workspace_id = p.workspace_id and c.id = p.contact_id
    where p.workspace_id = ${ctx.scope.workspaceId} and p.ended_at is null and p.earliest_on <= ${await today(ctx)} and ${forSales(rule, 'c')} limit 200`.execute(
    ctx.tx,
  );
  for (const { contact_id } of rows) await arriveByScore(ctx, contact_id);
}
