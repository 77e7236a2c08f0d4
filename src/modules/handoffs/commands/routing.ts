import { sql } from 'kysely';
import { peopleOf } from '#modules/agreements/commands/notices.ts';
import type { Ctx } from '#platform/context.ts';
import { companyOwners, routingRules, rulesMet } from '../queries/arrivals.ts';
import { seats } from '../queries/seats.ts';
import { type Decided, decideRoute } from '../rules/routing.ts';

export interface Routable {
  leadId: string;
  /** Who has it already. */
  ownerId: string | null;
  /** Who must not get it: the lead is taken from them. */
  exceptId?: string | null;
}

/** Finds who takes a lead by the rules, and gives the turn away in the same transaction. */
export async function routeLead(ctx: Ctx, lead: Routable): Promise<Decided> {
  await holdTheTurn(ctx);
  const decided = await wouldRoute(ctx, lead);
  await giveTurn(ctx, decided);
  return decided;
}

/** Where a lead would go now; nothing is given away. */
export async function wouldRoute(ctx: Pick<Ctx, 'tx' | 'scope' | 'now'>, lead: Routable): Promise<Decided> {
  const all = (await seats(ctx)).filter(({ memberId }) => memberId !== lead.exceptId);
  const rules = await routingRules(ctx);
  const owners = (await companyOwners(ctx, [lead.leadId])).get(lead.leadId) ?? [];
  const matches = (await rulesMet(ctx, { rules, leadIds: [lead.leadId] })).get(lead.leadId) ?? new Set();
  const catchers = (await peopleOf(ctx, 'sales_lead')).filter((id) => id !== lead.exceptId);
  return decideRoute(
    {
      ownerId: lead.ownerId === lead.exceptId ? null : lead.ownerId,
      companyOwners: owners.filter(({ memberId }) => memberId !== lead.exceptId),
      matches,
    },
    { rules, seats: all, catcherId: catchers[0] ?? null },
  );
}

/** Two leads at the same moment must not both find the same turn or the last place: the second waits until the first is given. */
export async function holdTheTurn(ctx: Ctx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('truce.routing:' || ${ctx.scope.workspaceId}, 0))`.execute(ctx.tx);
}

async function giveTurn(ctx: Ctx, { memberId, credits }: Decided): Promise<void> {
  const { workspaceId } = ctx.scope;
  for (const one of credits)
    await sql`insert into routing_seat (workspace_id, member_id, credit) values (${workspaceId}, ${one.memberId}, ${one.credit})
      on conflict (workspace_id, member_id) do update set credit = excluded.credit`.execute(ctx.tx);
  if (memberId)
    await sql`update routing_seat set last_routed_at = clock_timestamp() where workspace_id = ${workspaceId} and member_id = ${memberId}`.execute(
      ctx.tx,
    );
}
