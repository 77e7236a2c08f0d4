import { sql } from 'kysely';
import { signsFor } from '#modules/signatures/queries.ts';
import type { Party } from '#modules/signatures/schema.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { dayIn, periodAround } from '#platform/shared/calendar.ts';
import type { ParsedOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { raiseChallenge, setVoice, updateChallenge } from '../contract.ts';
import { tokenOf } from '../queries/token.ts';

type Done = Record<string, never>;

const GONE = refuse('not_found', 'This challenge is not on the board any more.');
const NOBODY = refuse('forbidden', 'Only a person can say what is hard.');

/**
 * An anonymous one is written without its author, its day and a notice: nothing is announced and no open browser is told, as the moment would tell who
 * was there. What is left of the author is a keyed token.
 */
export async function raise(
  ctx: Ctx,
  { title, words, anonymous, party }: ParsedOf<typeof raiseChallenge>,
): Promise<{ id: string } | Refusal> {
  const { workspaceId, actor } = ctx.scope;
  const side: Party | undefined = (await signsFor(ctx, 'record:read')) ?? party;
  if (!side) return refuse('invalid', 'Say for which team it is hard.', { field: 'party' });
  const week = periodAround(dayIn(await timeZoneOf(ctx), ctx.now), 'week', 0).from;
  const { rows } = await sql<{ id: string }>`insert into challenge (workspace_id, title, words, party, raised_by, anonymous, raised_in)
    values (${workspaceId}, ${title}, ${words}, ${side}, ${anonymous ? null : actor.memberId}, ${anonymous}, ${week}) returning id`.execute(
    ctx.tx,
  );
  const id = rows[0]?.id ?? '';
  const token = tokenOf(ctx.seal, ctx, [id]);
  if (!token) return NOBODY;
  await sql`insert into challenge_voice (workspace_id, challenge_id, token, first) values (${workspaceId}, ${id}, ${token}, true)`.execute(
    ctx.tx,
  );
  if (!anonymous) ctx.changed('challenge', id);
  return { id };
}

async function isThere({ tx, scope }: Ctx, id: string): Promise<boolean> {
  const { rows } = await sql`select id from challenge where workspace_id = ${scope.workspaceId} and id = ${id} for update`.execute(tx);
  return rows.length > 0;
}

export async function voice(ctx: Ctx, { id, counts }: ParsedOf<typeof setVoice>): Promise<Done | Refusal> {
  const token = tokenOf(ctx.seal, ctx, [id]);
  if (!token) return NOBODY;
  if (!(await isThere(ctx, id))) return GONE;
  const ws = ctx.scope.workspaceId;
  if (counts)
    await sql`insert into challenge_voice (workspace_id, challenge_id, token) values (${ws}, ${id}, ${token}) on conflict do nothing`.execute(
      ctx.tx,
    );
  else
    await sql`delete from challenge_voice where workspace_id = ${ws} and challenge_id = ${id} and token = ${token} and not first`.execute(
      ctx.tx,
    );
  return {};
}

export async function update(ctx: Ctx, { id, state, helped, discussionId }: ParsedOf<typeof updateChallenge>): Promise<Done | Refusal> {
  const { workspaceId: ws, actor } = ctx.scope;
  if (!(await isThere(ctx, id))) return GONE;
  if (state === 'solved' && !helped) return refuse('invalid', 'Say what helped: the other team may meet the same.', { field: 'helped' });
  if (discussionId) {
    const { rows } = await sql`select id from discussion where workspace_id = ${ws} and id = ${discussionId}`.execute(ctx.tx);
    if (rows.length === 0) return refuse('invalid', 'This discussion is not here any more.', { field: 'discussionId' });
  }
  if (discussionId !== undefined)
    await sql`update challenge set discussion_id = ${discussionId} where workspace_id = ${ws} and id = ${id}`.execute(ctx.tx);
  if (state !== undefined) {
    const today = dayIn(await timeZoneOf(ctx), ctx.now);
    await sql`update challenge set state = ${state}, state_by = ${actor.memberId}, state_on = ${today}, helped = ${state === 'solved' ? (helped ?? null) : null}
      where workspace_id = ${ws} and id = ${id}`.execute(ctx.tx);
  }
  ctx.changed('challenge', id);
  return {};
}

export async function withdraw(ctx: Ctx, { id }: { id: string }): Promise<Done | Refusal> {
  const token = tokenOf(ctx.seal, ctx, [id]);
  const { rows } =
    await sql`delete from challenge c where c.workspace_id = ${ctx.scope.workspaceId} and c.id = ${id} and exists (select from challenge_voice v
    where v.workspace_id = c.workspace_id and v.challenge_id = c.id and v.token = ${token} and v.first) returning c.id`.execute(ctx.tx);
  return rows.length > 0 ? {} : refuse('not_found', 'This challenge is not on the board any more, or it is somebody else’s.');
}
