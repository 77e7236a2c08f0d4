import { sql } from 'kysely';
import { peopleOf } from '#modules/agreements/commands/notices.ts';
import { matchingOf } from '#modules/criteria/queries/lens.ts';
import { Criteria } from '#modules/criteria/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { type SeatRow, seats } from '../queries/seats.ts';
import { isFree, nextInTurn } from '../rules/routing.ts';
import type { Route } from '../schema.ts';

export interface Routed {
  memberId: string | null;
  route: Route;
  territoryId: string | null;
}

export interface Routable {
  leadId: string;
  ownerId: string | null;
  companyOwnerId: string | null;
}

/**
 * Finds who takes a lead: whoever has it already or owns its company, else the first territory that it belongs to, else whose turn it is, else the
 * sales lead, so that it never lies with nobody. Leave and capacity are respected except by the catcher.
 */
export async function routeLead(ctx: Ctx, lead: Routable): Promise<Routed> {
  await holdTheTurn(ctx);
  const all = await seats(ctx);
  const free = (memberId: string | null) => all.find((seat) => seat.memberId === memberId && isFree({ ...seat, onDuty: true }));
  const has = free(lead.ownerId);
  if (has) return taken(ctx, has, { route: 'chosen', territoryId: null });
  const owner = free(lead.companyOwnerId);
  if (owner) return taken(ctx, owner, { route: 'company_owner', territoryId: null });
  const territory = await territoryOf(ctx, lead.leadId, all);
  if (territory) return taken(ctx, territory.seat, { route: 'territory', territoryId: territory.id });
  const next = nextInTurn(all);
  const turn = all.find((seat) => seat.memberId === next?.memberId);
  if (turn) return taken(ctx, turn, { route: 'round_robin', territoryId: null });
  const [catcher] = await peopleOf(ctx, 'sales_lead');
  return { memberId: catcher ?? null, route: 'catcher', territoryId: null };
}

/** Two leads at the same moment must not both find the same turn: the second waits until the first is given. */
async function holdTheTurn(ctx: Ctx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('truce.routing:' || ${ctx.scope.workspaceId}, 0))`.execute(ctx.tx);
}

async function taken(ctx: Ctx, seat: SeatRow, how: { route: Route; territoryId: string | null }): Promise<Routed> {
  await sql`insert into routing_seat (workspace_id, member_id, on_duty, last_routed_at) values (${ctx.scope.workspaceId}, ${seat.memberId}, ${seat.onDuty}, clock_timestamp())
    on conflict (workspace_id, member_id) do update set last_routed_at = excluded.last_routed_at`.execute(ctx.tx);
  return { memberId: seat.memberId, ...how };
}

async function territoryOf(ctx: Ctx, leadId: string, all: readonly SeatRow[]): Promise<{ id: string; seat: SeatRow } | null> {
  const { rows } = await sql<{
    id: string;
    criteria: unknown;
    member_id: string | null;
    team_id: string | null;
  }>`select id, criteria, member_id, team_id from territory
    where workspace_id = ${ctx.scope.workspaceId} order by position, id`.execute(ctx.tx);
  for (const territory of rows) {
    const named = all.filter((seat) => seat.memberId === territory.member_id).map((seat) => ({ ...seat, onDuty: true }));
    const mine = territory.member_id ? named : all.filter((seat) => seat.teamId === territory.team_id);
    const next = nextInTurn(mine);
    const seat = mine.find(({ memberId }) => memberId === next?.memberId);
    if (!seat) continue;
    const matching = await matchingOf(ctx.tx, ctx.scope, {
      criteria: Criteria.parse(territory.criteria),
      entity: 'lead',
      ids: [leadId],
      now: ctx.now,
    });
    // A territory whose criteria cannot be read any more is nobody's; its page says so.
    if (!isRefusal(matching) && matching.has(leadId)) return { id: territory.id, seat };
  }
  return null;
}
