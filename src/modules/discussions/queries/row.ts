import { sql } from 'kysely';
import { signsFor } from '#modules/signatures/queries.ts';
import type { Party } from '#modules/signatures/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Standing } from '../rules/rights.ts';
import type { State } from '../schema.ts';

export interface DiscussionRow {
  id: string;
  state: State;
  to_party: Party;
  raised_by: string | null;
  answerer_id: string | null;
}

export async function readRow({ tx, scope }: ReadCtx, id: string, { lock }: { lock: boolean }): Promise<DiscussionRow | undefined> {
  const { rows } = await sql<DiscussionRow>`select id, state, to_party, raised_by, answerer_id from discussion
    where workspace_id = ${scope.workspaceId} and id = ${id} ${lock ? sql`for update` : sql``}`.execute(tx);
  return rows[0];
}

/** Everybody who takes part: who raised it, who owes the answer, who joined. */
export async function peopleIn({ tx, scope }: ReadCtx, id: string): Promise<{ id: string; name: string; joined: boolean }[]> {
  const { rows } = await sql<{ id: string; name: string; joined: boolean }>`
    select m.id, m.name, j.member_id is not null as joined from discussion d join member m on m.workspace_id = d.workspace_id
      left join discussion_member j on j.workspace_id = d.workspace_id and j.discussion_id = d.id and j.member_id = m.id
    where d.workspace_id = ${scope.workspaceId} and d.id = ${id} and (m.id in (d.raised_by, d.answerer_id) or j.member_id is not null)
    order by m.id is not distinct from d.raised_by desc, m.id is not distinct from d.answerer_id desc, j.joined_at, m.id`.execute(tx);
  return rows;
}

/** What the caller is to a discussion. */
export async function standingIn(ctx: ReadCtx, row: DiscussionRow): Promise<Standing> {
  const { memberId } = ctx.scope.actor;
  const people = await peopleIn(ctx, row.id);
  return {
    state: row.state,
    toParty: row.to_party,
    party: await signsFor(ctx, 'lead:return'),
    isRaiser: memberId !== null && row.raised_by === memberId,
    isAnswerer: memberId !== null && row.answerer_id === memberId,
    hasJoined: people.some(({ id, joined }) => joined && id === memberId),
    mayWrite: memberId !== null && ctx.scope.permissions.has('lead:return'),
  };
}
