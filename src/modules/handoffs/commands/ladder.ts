import { sql } from 'kysely';
import { peopleOf, tellLater } from '#modules/agreements/commands/notices.ts';
import { setLeadOwner } from '#modules/leads/commands/leads.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { routingRules, rulesMet } from '../queries/arrivals.ts';
import type { Decided } from '../rules/routing.ts';
import { routeLead } from './routing.ts';
import { giveTo } from './settle.ts';
import { lockHandoff, type OpenHandoff } from './verdict.ts';

export interface LateStep {
  clockId: string;
  causeId: string;
  /** Who had it when the step came. */
  assigneeId: string | null;
  /** Of the promise. */
  title: string;
  do: 'reassign' | 'pool';
  /** When whoever gets it is told. */
  tellAt: string;
}

/**
 * A step of the ladder after the due time: the lead goes to the next by the rules, whoever had it left out, or to the pool. Does nothing where the lead
 * has moved on by itself, so it may run twice. Where nobody else can take it, it stays, and the record of the clock says that the step came.
 */
export async function passOnLate(asker: Ctx, step: LateStep): Promise<void> {
  const ctx: Ctx = { ...asker, scope: unlimited(asker.scope) };
  const handoff = await lockHandoff(ctx, step.causeId);
  if (!handoff || handoff.closed_at !== null || handoff.assignee_id !== step.assigneeId) return;
  const to = step.do === 'pool' ? await toPool(ctx, handoff) : await toNext(ctx, handoff);
  if (!to || (to.memberId === null && to.poolId === null) || (to.memberId === null && handoff.assignee_id === null)) return;
  const owned = await setLeadOwner(ctx, { leadId: handoff.lead_id, ownerId: to.memberId, cause: 'passed_on_late' });
  if (isRefusal(owned)) return;
  await giveTo(ctx, handoff, { memberId: to.memberId, reason: `The time of “${step.title}” has passed.` });
  await ctx.tx
    .updateTable('handoff')
    .set({
      route: to.route,
      territory_id: to.ruleId,
      pool_id: to.poolId,
      routing: JSON.stringify({ through: to.through, passed: to.passed }),
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', handoff.id)
    .execute();
  if (to.memberId)
    await tellLater(
      ctx,
      [
        {
          clockId: step.clockId,
          memberId: to.memberId,
          kind: 'clock.passed_on',
          title: `${handoff.name} is yours now`,
          body: `The time of “${step.title}” has passed without an answer.`,
          dedupeKey: `passed:${step.clockId}:${step.assigneeId}:${ctx.now}`,
        },
      ],
      step.tellAt,
    );
}

/** The next by the rules. Someone whom nobody follows keeps the lead. */
async function toNext(ctx: Ctx, handoff: OpenHandoff): Promise<Decided | null> {
  const routed = await routeLead(ctx, { leadId: handoff.lead_id, ownerId: null, exceptId: handoff.assignee_id });
  return routed.memberId === null && routed.poolId === null ? null : routed;
}

const INTO_POOL = { route: 'pool', memberId: null, through: null } as const;

/** The pool it came from, else the one of the first rule that it meets, else the oldest that is open to all; the sales lead where there is none. */
async function toPool(ctx: Ctx, handoff: OpenHandoff): Promise<Decided | null> {
  const { rows } = await sql<{ own: string | null; open: string | null }>`select
      (select h.pool_id from handoff h where h.workspace_id = ${ctx.scope.workspaceId} and h.id = ${handoff.id}) as own,
      (select p.id from lead_pool p where p.workspace_id = ${ctx.scope.workspaceId} order by p.team_id nulls first, p.created_at, p.id limit 1) as open`.execute(
    ctx.tx,
  );
  const known = rows[0];
  if (known?.own) return { ...INTO_POOL, passed: [], credits: [], poolId: known.own, ruleId: null };
  const rules = (await routingRules(ctx)).filter(({ poolId }) => poolId !== null);
  const met = (await rulesMet(ctx, { rules, leadIds: [handoff.lead_id] })).get(handoff.lead_id) ?? new Set();
  const rule = rules.find(({ id }) => met.has(id));
  const poolId = rule?.poolId ?? known?.open ?? null;
  if (poolId) return { ...INTO_POOL, passed: [], credits: [], poolId, ruleId: rule?.id ?? null };
  const [lead] = (await peopleOf(ctx, 'sales_lead')).filter((id) => id !== handoff.assignee_id);
  return lead ? { ...INTO_POOL, route: 'catcher', passed: [], credits: [], memberId: lead, poolId: null, ruleId: null } : null;
}
