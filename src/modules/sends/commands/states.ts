import { sql } from 'kysely';
import { runningVersions } from '#modules/offers/queries/versions.ts';
import { scopeFactsOfMember } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { OVER, type SendState, type StateCode } from '../schema.ts';

export interface NewState {
  state: SendState;
  code: StateCode | null;
  note: string | null;
}

/** The one place in which the state of a mailing changes. */
export async function setState(ctx: Ctx, { id }: { id: string }, { state, code, note }: NewState): Promise<void> {
  await sql`update send set state = ${state}, state_code = ${code}, state_note = ${note}, state_by = ${ctx.scope.actor.memberId}, state_at = ${ctx.now},
      changed_at = ${ctx.now}, ended_at = ${OVER.has(state) ? ctx.now : null}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  ctx.changed('send', id);
}

export const WAITS_FOR_OFFER: NewState = {
  state: 'paused',
  code: 'offer_not_running',
  note: 'The offer that it makes does not run. It goes on by itself as soon as it does.',
};

/** Whether whoever launched it is not here any more, or may not launch mailings any more: with whose rights would its audience be put together? */
export async function hasLostAccess(ctx: Ctx, { scheduledBy }: { scheduledBy: string | null }): Promise<boolean> {
  if (scheduledBy === null) return true;
  const facts = await scopeFactsOfMember(ctx.tx, ctx.scope.workspaceId, scheduledBy);
  return facts?.permissions.has('campaign:write') !== true;
}

export const NOBODYS: NewState = {
  state: 'paused',
  code: 'problem',
  note: 'Whoever launched it has no access any more. Look at its audience and let it go on: it then goes to whom you may reach.',
};

export const offerRuns = async (ctx: Ctx, id: string): Promise<boolean> =>
  (await runningVersions(ctx)).some(({ offerId }) => offerId === id);
