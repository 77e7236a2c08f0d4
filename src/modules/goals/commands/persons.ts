import { sql } from 'kysely';
import { leadersOfBothSides } from '#modules/handoffs/queries/people.ts';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { moveDay } from '#platform/shared/calendar.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type * as contract from '../contract/persons.ts';
import { type BetweenRow, betweenRows, isReceiver, reads, stateOf, type Viewer, viewerOf } from '../queries/persons.ts';
import { today } from '../queries/time.ts';

type Done = Record<string, never>;

/**
 * Who gives a promise says yes to it themselves. Who got it says what became of it, as with promises between teams: nobody judges their own. Whoever gave it
 * may say that it is there; that counts until the other says something else, so that a kept promise does not hang on the other's time.
 */
export async function promise(
  ctx: Ctx,
  asked: ParsedOf<typeof contract.createPersonPromise>,
): Promise<OutputOf<typeof contract.createPersonPromise> | Refusal> {
  const viewer = await viewerOf(ctx);
  if (viewer.party === null) return refuse('forbidden', 'People of the two teams promise each other something.');
  const { byId, toId, toParty, what, dueOn } = asked;
  if ((toId === null) === (toParty === null)) return refuse('invalid', 'Choose a person or a team.', { field: 'toId' });
  if (toId === byId) return refuse('invalid', 'A promise is made to somebody else.', { field: 'toId' });
  for (const [field, id] of Object.entries({ byId, toId })) {
    const problem = id === null ? null : await personProblem(ctx, { field, id });
    if (problem) return problem;
  }
  if (dueOn < (await today(ctx))) return refuse('invalid', 'Choose today or a later day.', { field: 'dueOn' });
  const own = byId === viewer.id;
  const answered = own ? { accepted: true, answered_at: ctx.now } : {};
  const { id } = await ctx.tx
    .insertInto('person_promise')
    .values({
      ...{ workspace_id: ctx.scope.workspaceId, by_id: byId, to_id: toId, to_party: toParty, what, due_on: dueOn },
      ...{ written_by: viewer.id, made_at: ctx.now, ...answered },
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('promise', id);
  if (own && toId) await tell(ctx, { id, what, dueOn }, { to: toId, as: 'made', title: 'You were promised something' });
  if (!own) await tell(ctx, { id, what, dueOn }, { to: byId, as: 'asked', title: 'Do you promise this?' });
  return { id, state: own ? 'open' : 'asked' };
}

async function personProblem(ctx: Ctx, { field, id }: { field: string; id: string }): Promise<Refusal | null> {
  const { rows } = await sql`select from member where workspace_id = ${ctx.scope.workspaceId} and id = ${id} and status = 'active'
    and department in ('sales', 'marketing')`.execute(ctx.tx);
  return rows.length > 0 ? null : refuse('invalid', 'Choose somebody of the two teams who has access.', { field });
}

/** A promise that the caller reads; for everybody else it is not there. */
async function lock(ctx: Ctx, id: string): Promise<{ row: BetweenRow; viewer: Viewer } | Refusal> {
  await sql`select from person_promise where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  const viewer = await viewerOf(ctx);
  const [row] = await betweenRows(ctx, id);
  return row && reads(row, viewer) ? { row, viewer } : refuse('not_found', 'This promise is not here.');
}

async function set(
  ctx: Ctx,
  id: string,
  values: { accepted?: boolean; answered_at?: string; done_on?: string } & Partial<Judged>,
): Promise<Done> {
  await ctx.tx.updateTable('person_promise').set(values).where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).execute();
  ctx.changed('promise', id);
  return {};
}

interface Judged {
  outcome: 'kept' | 'late' | 'missed';
  judged_by: string | null;
  judged_at: string;
}

export async function answer(ctx: Ctx, { id, accept }: ParsedOf<typeof contract.answerPersonPromise>): Promise<Done | Refusal> {
  const found = await lock(ctx, id);
  if (isRefusal(found)) return found;
  const { row, viewer } = found;
  if (row.by.id !== viewer.id) return refuse('forbidden', 'Only the person who is to keep it says yes to it.');
  if (row.accepted !== null) return refuse('not_now', 'You have answered this already.');
  await set(ctx, id, { accepted: accept, answered_at: ctx.now });
  const told = new Set([row.writtenBy, ...(accept ? [row.to?.id ?? null] : [])]);
  for (const to of told)
    if (to && to !== viewer.id)
      await tell(ctx, row, { to, as: 'answered', title: accept ? `${row.by.name} promises it` : `${row.by.name} cannot promise it` });
  return {};
}

export async function report(ctx: Ctx, { id }: ParsedOf<typeof contract.reportPersonPromise>): Promise<Done | Refusal> {
  const found = await lock(ctx, id);
  if (isRefusal(found)) return found;
  const { row, viewer } = found;
  if (row.by.id !== viewer.id) return refuse('forbidden', 'Whoever promised it says that it is there.');
  if (stateOf(row) !== 'open') return refuse('not_now', 'This promise is not open (any more).');
  await set(ctx, id, { done_on: await today(ctx) });
  for (const to of await receiversOf(ctx, row)) await tell(ctx, row, { to, as: 'there', title: `${row.by.name} says: it is there` });
  return {};
}

export async function judge(ctx: Ctx, { id, outcome }: ParsedOf<typeof contract.judgePersonPromise>): Promise<Done | Refusal> {
  const found = await lock(ctx, id);
  if (isRefusal(found)) return found;
  const { row, viewer } = found;
  if (!isReceiver(row, viewer)) return refuse('forbidden', 'Whoever got the promise says what became of it.');
  if (row.accepted !== true || row.outcome !== null) return refuse('not_now', 'There is nothing to say of this promise (any more).');
  if (outcome !== 'kept' && row.doneOn === null && (await today(ctx)) <= row.dueOn)
    return refuse('not_now', 'Its day is not over yet.', { field: 'outcome' });
  await set(ctx, id, { outcome, judged_by: viewer.id, judged_at: ctx.now });
  await tell(ctx, row, { to: row.by.id, as: 'judged', title: 'What you promised was answered' });
  return {};
}

type Told = Pick<BetweenRow, 'id' | 'what' | 'dueOn'>;

async function tell(ctx: Ctx, { id, what, dueOn }: Told, { to, as, title }: { to: string; as: string; title: string }): Promise<void> {
  await notify(ctx, {
    memberId: to,
    kind: 'promise.person',
    title,
    body: `${what} (by ${dueOn})`,
    link: '/goals',
    dedupeKey: `promise:${id}:${as}`,
  });
}

/** The person, or whoever leads the team. */
async function receiversOf(ctx: Ctx, { by, to, toParty }: BetweenRow): Promise<string[]> {
  if (to) return [to.id];
  const { rows } = await sql<{ id: string }>`select id from member where workspace_id = ${ctx.scope.workspaceId} and department = ${toParty}
    and id = any (${await leadersOfBothSides(ctx)}::uuid[]) and id <> ${by.id}`.execute(ctx.tx);
  return rows.map(({ id }) => id);
}

/** A day ahead and on its day whoever promised it is reminded; once its day is over, whoever got it is asked what became of it. */
export async function remind(ctx: Ctx): Promise<void> {
  const day = await today(ctx);
  const tomorrow = moveDay(day, 1, 'day') ?? day;
  for (const row of (await betweenRows(ctx)).filter((one) => stateOf(one) === 'open')) {
    if (row.dueOn === tomorrow) await tell(ctx, row, { to: row.by.id, as: 'ahead', title: 'Promised for tomorrow' });
    if (row.dueOn === day) await tell(ctx, row, { to: row.by.id, as: 'due', title: 'Promised for today' });
    if (row.dueOn < day)
      for (const to of await receiversOf(ctx, row)) await tell(ctx, row, { to, as: 'over', title: 'Did you get what you were promised?' });
  }
}
