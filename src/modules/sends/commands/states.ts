import { sql } from 'kysely';
import { runningVersions } from '#modules/offers/queries/versions.ts';
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

export const offerRuns = async (ctx: Ctx, id: string): Promise<boolean> =>
  (await runningVersions(ctx)).some(({ offerId }) => offerId === id);
