import { sql } from 'kysely';
import { assignHandoff } from '#modules/handoffs/commands/settle.ts';
import { notify } from '#modules/notices/commands.ts';
import { takeQuestion } from '#modules/questions/commands/answer.ts';
import type { Ctx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { answerPass, passAsk } from '../contract/passes.ts';
import { type OpenAsk, openAsks, passMoves } from '../queries/asks.ts';
import { laneOf } from '../queries/lane.ts';
import { findOwed, takersOf } from '../queries/passes.ts';
import { INSIDE } from '../rules/lane.ts';
import { canPass } from '../rules/pass.ts';
import { ASK_NAMES } from '../schema.ts';
import { recipientsOf } from './nudge.ts';

type Done = Record<string, never>;
const ANSWERED = refuse('not_now', 'This is not open any more: it was answered meanwhile.');
const GONE = refuse('not_found', 'This request is not open any more.');
/** Where members answer a request. */
const OWN = '/passed-on';

/** A request, not a decision: whose turn it is changes once the named one takes it. */
export async function passOn(ctx: Ctx, given: ParsedOf<typeof passAsk>): Promise<{ id: string } | Refusal> {
  const asks = await openAsks(ctx, await laneOf(ctx));
  const ask = findOwed(asks, given);
  if (!ask) return ANSWERED;
  if (!canPass(ask.kind)) return refuse('not_now', 'Only the person who is asked can answer this.');
  if (ask.pass) return refuse('conflict', `${ask.pass.to.name} is asked already. Take that back first.`);
  const to = (await takersOf(ctx, asks, ask)).find(({ id }) => id === given.toId);
  if (!to) return refuse('invalid', 'Choose an active member of the same side who could answer it.', { field: 'toId' });
  const { rows } = await sql<{
    id: string;
  }>`insert into ask_pass (workspace_id, kind, ask_id, side, from_member_id, to_member_id, by_member_id, words, asked_at)
    values (${ctx.scope.workspaceId}, ${ask.kind}, ${ask.id}, ${ask.side}, ${ask.ownerId}, ${to.id}, ${ctx.scope.actor.memberId}, ${given.words}, ${ctx.now})
    on conflict do nothing returning id`.execute(ctx.tx);
  const id = rows[0]?.id;
  if (!id) return refuse('conflict', 'Somebody else was asked at the same moment.');
  await tellBoth(ctx, { id, ask, to, words: given.words });
  ctx.changed('ask');
  return { id };
}

interface Told {
  id: string;
  ask: OpenAsk;
  to: { id: string; name: string };
  words: string;
}

async function tellBoth(ctx: Ctx, { id, ask, to, words }: Told): Promise<void> {
  const { label } = ctx.scope.actor;
  const what = ASK_NAMES[ask.kind];
  const told = { kind: 'ask.pass', body: words, dedupeKey: `pass:${id}` };
  await notify(ctx, { ...told, memberId: to.id, title: `${label} asks whether you can take this over: ${what}`, link: OWN });
  for (const person of await recipientsOf(ctx, ask))
    if (person.id !== to.id)
      await notify(ctx, { ...told, memberId: person.id, title: `${label} asks ${to.name} to take this over: ${what}`, link: ask.link });
}

interface Stored {
  id: string;
  kind: keyof typeof ASK_NAMES;
  ask_id: string;
  to_member_id: string;
  by_member_id: string | null;
  state: string;
}

/** Locked: an answer and a taking back take turns. */
async function locked(ctx: Ctx, id: string): Promise<Stored | undefined> {
  const { rows } = await sql<Stored>`select id, kind, ask_id, to_member_id, by_member_id, state from ask_pass
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} and closed_at is null for update`.execute(ctx.tx);
  return rows[0];
}

async function set(ctx: Ctx, id: string, values: { state: string; closed: boolean }): Promise<void> {
  await ctx.tx
    .updateTable('ask_pass')
    .set({ state: values.state, decided_at: ctx.now, closed_at: values.closed ? ctx.now : null })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('ask');
}

export async function takeBack(ctx: Ctx, { id }: { id: string }): Promise<Done | Refusal> {
  const pass = await locked(ctx, id);
  // Of an area that the caller does not see it is as good as not there.
  const ask = pass && (await openAsks(ctx, await laneOf(ctx))).find((one) => one.pass?.id === id);
  if (!pass || !ask) return GONE;
  await set(ctx, id, { state: 'withdrawn', closed: true });
  await notify(ctx, {
    memberId: pass.to_member_id,
    kind: 'ask.pass',
    title: `You need not take this over any more: ${ASK_NAMES[pass.kind]}`,
    link: OWN,
    dedupeKey: `pass-back:${id}`,
  });
  return {};
}

export async function answer(ctx: Ctx, given: ParsedOf<typeof answerPass>): Promise<OutputOf<typeof answerPass> | Refusal> {
  const pass = await locked(ctx, given.id);
  if (pass?.to_member_id !== ctx.scope.actor.memberId) return GONE;
  if (pass.state === given.answer) return { moved: false };
  const ask = (await openAsks(ctx, INSIDE)).find((one) => one.pass?.id === pass.id);
  if (!ask) return ANSWERED;
  const moved = given.answer === 'taken' && (await moveRecord(ctx, ask));
  await set(ctx, pass.id, { state: given.answer, closed: moved || given.answer === 'declined' });
  const says = given.answer === 'taken' ? 'takes this over' : 'cannot take this over';
  const title = `${ctx.scope.actor.label} ${says}: ${ASK_NAMES[pass.kind]}`;
  const told = { kind: 'ask.pass', title, dedupeKey: `pass-${given.answer}:${pass.id}` };
  if (ask.ownerId) await notify(ctx, { ...told, memberId: ask.ownerId, link: ask.link });
  if (pass.by_member_id) await notify(ctx, { ...told, memberId: pass.by_member_id, link: '/chase' });
  return { moved };
}

/** Where the one who takes it may change whose record it is, the record follows; a record that says no stays, and the request alone counts. */
async function moveRecord(ctx: Ctx, ask: OpenAsk): Promise<boolean> {
  const { memberId } = ctx.scope.actor;
  if (memberId === null || !passMoves(ctx, ask.kind)) return false;
  const moved =
    ask.kind === 'question'
      ? await takeQuestion(ctx, { id: ask.id })
      : await assignHandoff(ctx, { id: ask.id, memberId, reason: 'Taken over on request.' });
  return !isRefusal(moved);
}

/** Closes requests about what is answered, or lies with somebody else by now; run by a schedule. */
export async function settlePasses(ctx: Ctx): Promise<void> {
  const open = new Set((await openAsks(ctx, INSIDE)).flatMap(({ pass }) => pass?.id ?? []));
  const { rows } = await sql<{
    id: string;
  }>`select id from ask_pass where workspace_id = ${ctx.scope.workspaceId} and closed_at is null`.execute(ctx.tx);
  const done = rows.map(({ id }) => id).filter((id) => !open.has(id));
  if (done.length === 0) return;
  await sql`update ask_pass set closed_at = ${ctx.now}, state = case state when 'asked' then 'withdrawn' else state end, decided_at = coalesce(decided_at, ${ctx.now})
    where workspace_id = ${ctx.scope.workspaceId} and id = any (${done}::uuid[])`.execute(ctx.tx);
  ctx.changed('ask');
}
