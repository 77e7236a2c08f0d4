import { sql } from 'kysely';
import { record } from '#modules/activities/commands/record.ts';
import { startClocks } from '#modules/agreements/commands/clocks.ts';
import { setLeadOwner } from '#modules/leads/commands/leads.ts';
import { moveStage } from '#modules/leads/commands/stages.ts';
import { notify } from '#modules/notices/commands.ts';
import { goesToSales } from '#modules/scoring/queries/decision.ts';
import { neverLabels } from '#modules/scoring/queries/model.ts';
import { reachable, unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { handedOff } from '../events.ts';
import { gatherEvidence } from '../queries/evidence.ts';
import { sinceReturn } from '../queries/since.ts';
import { valuesOfLabels } from '../queries/values.ts';
import { isEvidence } from '../rules/changes.ts';
import type { Decided } from '../rules/routing.ts';
import { expectedValue } from '../rules/value.ts';
import type { Cause } from '../schema.ts';
import { endPlan } from './plans.ts';
import { routeLead } from './routing.ts';

export interface HandableLead {
  id: string;
  contact_id: string;
  company_id: string | null;
  campaign_id: string | null;
  owner_id: string | null;
  stage: string;
  score_label: string | null;
  probability: number | null;
  fit: string | null;
  engagement: number | null;
  hand_raised: boolean;
  why_now: string | null;
  recycle_count: number;
  closed_at: string | null;
  source_team: string;
  imported: boolean;
  name: string;
}

/** A lead with what a hand-off asks about it, locked; undefined where it is not there for the scope. */
export async function lockHandable(ctx: Ctx, leadId: string): Promise<HandableLead | undefined> {
  const { rows } = await sql<HandableLead>`
    select l.id, l.contact_id, case when l.company_id is null then c.company_id else l.company_id end as company_id, l.campaign_id, l.owner_id, l.stage,
      coalesce(c.score_label, l.score_label) as score_label, c.fit, c.engagement_score::float8 as engagement, l.probability, l.hand_raised, l.why_now, l.recycle_count, l.closed_at, l.source_team, l.imported,
      coalesce(nullif(c.name, ''), c.email, 'Someone') as name
    from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
    where l.workspace_id = ${ctx.scope.workspaceId} and l.id = ${leadId} and l.deleted_at is null and c.deleted_at is null
      and ${reachable(ctx.scope, 'lead', { to: 'write', ownerColumn: 'l.owner_id' })} for update of l`.execute(ctx.tx);
  return rows[0];
}

export interface HandOff {
  leadId: string;
  cause: Cause;
  /** Whom it is given to; found by the routes where absent. */
  toMemberId?: string;
  overrideReason?: string;
}

export interface HandedOff {
  id: string;
  assigneeId: string | null;
  route: string;
}

const WITH_SALES = ['sal', 'sql', 'opportunity', 'customer'];

/** A person hands a lead off: over the threshold, for someone who asked, or below it with a reason that both sides can read. */
export async function handOffByHand(
  ctx: Ctx,
  asked: { leadId: string; toMemberId?: string | undefined; overrideReason?: string | undefined },
): Promise<HandedOff | Refusal> {
  const lead = await lockHandable(ctx, asked.leadId);
  if (!lead) return refuse('not_found', 'This lead is not here any more, or it is not yours to hand off.');
  if (asked.toMemberId && !(await isOfSales(ctx, asked.toMemberId)))
    return refuse('invalid', 'Choose someone of Sales.', { field: 'toMemberId' });
  if (!lead.hand_raised && lead.score_label !== null && (await neverLabels(ctx.tx, ctx.scope)).includes(lead.score_label))
    return refuse(
      'not_now',
      `The score is ${lead.score_label}, and both teams agreed that it is never handed off unless the person asks for a conversation.`,
    );
  const over = lead.hand_raised || (await goesToSales(ctx, { label: lead.score_label, fit: lead.fit, engagement: lead.engagement }));
  if (!over && !asked.overrideReason)
    return refuse(
      'not_now',
      `${lead.score_label ? `The score is ${lead.score_label}, below what both teams agreed on` : 'There is no score yet'}. Say why it should go to Sales all the same.`,
      {
        field: 'overrideReason',
      },
    );
  const changes =
    lead.stage === 'recycled' && !lead.hand_raised ? await sinceReturn({ ...ctx, scope: unlimited(ctx.scope) }, lead.id) : null;
  const nothingNew = changes !== null && !isEvidence(changes);
  if (nothingNew && !asked.overrideReason)
    return refuse('not_now', 'Nothing is new since Sales returned this lead. Say why they should look at it again.', {
      field: 'overrideReason',
    });
  return handOff(ctx, lead, {
    leadId: lead.id,
    cause: over && !nothingNew ? 'manual' : 'override',
    ...(asked.toMemberId ? { toMemberId: asked.toMemberId } : {}),
    ...((over && !nothingNew) || !asked.overrideReason ? {} : { overrideReason: asked.overrideReason }),
  });
}

export async function isOfSales(ctx: Pick<Ctx, 'tx' | 'scope'>, memberId: string): Promise<boolean> {
  const { rows } = await sql`select from member where workspace_id = ${ctx.scope.workspaceId} and id = ${memberId} and status = 'active'
    and (roles && '{rep,sales_lead,revenue_lead}'::text[] or department = 'sales')`.execute(ctx.tx);
  return rows.length > 0;
}

/** Passes a lead on with its evidence; its clocks start in the same transaction. */
export async function handOff(asker: Ctx, lead: HandableLead, asked: HandOff): Promise<HandedOff | Refusal> {
  const how: HandOff = lead.hand_raised && asked.cause === 'threshold' ? { ...asked, cause: 'hand_raise' } : asked;
  // Routing, stages and owners follow what was agreed, not what the one who set it going may see.
  const ctx: Ctx = { ...asker, scope: unlimited(asker.scope) };
  if (lead.closed_at !== null) return refuse('not_now', 'This lead is closed. Open a new one for the person.');
  if (WITH_SALES.includes(lead.stage)) return refuse('conflict', 'This lead is with Sales already.');
  const open = await openHandoff(ctx, lead.id);
  if (open) return refuse('conflict', `This lead lies with ${open.assignee ?? 'Sales'} already.`);
  const { evidence, whyNow } = await gatherEvidence(ctx, { leadId: lead.id, contactId: lead.contact_id, whyNow: lead.why_now });
  const routed: Decided = how.toMemberId ? chosen(how.toMemberId) : await routeLead(ctx, { leadId: lead.id, ownerId: lead.owner_id });
  const label = evidence.label ?? lead.score_label;
  const { id } = await ctx.tx
    .insertInto('handoff')
    .values({
      workspace_id: ctx.scope.workspaceId,
      lead_id: lead.id,
      contact_id: lead.contact_id,
      company_id: lead.company_id,
      campaign_id: lead.campaign_id,
      cause: how.cause,
      override_reason: how.overrideReason ?? null,
      route: routed.route,
      territory_id: routed.ruleId,
      pool_id: routed.poolId,
      routing: JSON.stringify({ through: routed.through, passed: routed.passed }),
      changes: JSON.stringify((await sinceReturn(ctx, lead.id)) ?? []),
      from_member_id: ctx.scope.actor.memberId,
      assignee_id: routed.memberId,
      handed_at: ctx.now,
      label,
      fit: evidence.fit,
      why_now: whyNow,
      evidence: JSON.stringify(evidence),
      value_minor: expectedValue(await valuesOfLabels(ctx.tx, ctx.scope), {
        label,
        handRaised: lead.hand_raised,
        learned: lead.probability,
      }),
      cycle: lead.recycle_count,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const followed = await follow(ctx, lead, { id, memberId: routed.memberId, how });
  return isRefusal(followed) ? followed : { id, assigneeId: routed.memberId, route: routed.route };
}

/** A person said who gets it; the rules had no say. */
function chosen(memberId: string): Decided {
  return { route: 'chosen', memberId, poolId: null, ruleId: null, through: null, passed: [], credits: [] };
}

async function openHandoff(ctx: Ctx, leadId: string): Promise<{ id: string; assignee: string | null } | undefined> {
  const { rows } = await sql<{ id: string; assignee: string | null }>`select h.id, m.name as assignee from handoff h
    left join member m on m.workspace_id = h.workspace_id and m.id = h.assignee_id
    where h.workspace_id = ${ctx.scope.workspaceId} and h.lead_id = ${leadId} and h.closed_at is null`.execute(ctx.tx);
  return rows[0];
}

/** What the rep hears of someone who comes by the agreed sample. */
const SAMPLED = 'Part of the agreed sample below the threshold: tell us what you find.';

/** Everything that a hand-off brings along: stage, owner, timeline, clocks, the end of a recycle plan, a notice. */
async function follow(ctx: Ctx, lead: HandableLead, made: { id: string; memberId: string | null; how: HandOff }): Promise<Refusal | null> {
  const moved = await moveStage(ctx, { leadId: lead.id, to: 'mql', cause: `handoff:${made.how.cause}` });
  if (isRefusal(moved)) return moved;
  const owned = await setLeadOwner(ctx, { leadId: lead.id, ownerId: made.memberId, cause: 'handoff' });
  if (isRefusal(owned)) return owned;
  await record(ctx, [
    {
      kind: 'handoff',
      occurredAt: ctx.now,
      evidence: 'system',
      side: 'marketing',
      contactId: lead.contact_id,
      companyId: lead.company_id,
      leadId: lead.id,
      campaignId: lead.campaign_id,
      memberId: ctx.scope.actor.memberId,
      body: made.how.overrideReason ?? null,
      data: { handoffId: made.id, cause: made.how.cause, to: made.memberId, label: lead.score_label },
    },
  ]);
  await startClocks(ctx, {
    when: lead.hand_raised ? 'hand_raised' : 'handed_off',
    subjectId: lead.id,
    contactId: lead.contact_id,
    causeId: made.id,
    assigneeId: made.memberId,
    startedAt: ctx.now,
    label: lead.name,
  });
  await endPlan(ctx, lead.id, 'requalified');
  if (made.memberId)
    await notify(ctx, {
      memberId: made.memberId,
      kind: 'handoff.assigned',
      title: lead.hand_raised ? `${lead.name} asks to be contacted` : `${lead.name} is yours`,
      body: made.how.cause === 'exploration' ? SAMPLED : lead.why_now,
      link: `/leads/${lead.id}`,
      dedupeKey: `handoff:${made.id}`,
    });
  await ctx.announce(handedOff, {
    handoffId: made.id,
    leadId: lead.id,
    contactId: lead.contact_id,
    cause: made.how.cause,
    assigneeId: made.memberId,
    at: ctx.now,
  });
  ctx.changed('handoff', made.id);
  ctx.changed('lead', lead.id);
  return null;
}
