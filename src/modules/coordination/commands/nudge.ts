import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { markAsk, nudgeAsk } from '../contract/asks.ts';
import { type OpenAsk, openAsks, sameAsk } from '../queries/asks.ts';
import { laneOf } from '../queries/lane.ts';
import { INSIDE } from '../rules/lane.ts';
import { REMINDERS } from '../rules/nudge.ts';

const ANSWERED = refuse('not_now', 'This is not open any more: it was answered meanwhile.');

/** One polite notice to whoever is asked; what is due is read anew, so that nobody is reminded of what they have done. */
export async function nudge(ctx: Ctx, given: ParsedOf<typeof nudgeAsk>): Promise<OutputOf<typeof nudgeAsk> | Refusal> {
  const asks = await openAsks(ctx, await laneOf(ctx));
  const ask = asks.find(
    (one) => sameAsk(one, { kind: given.kind, id: given.askId }) && one.side === given.side && one.memberId === given.memberId,
  );
  if (!ask) return ANSWERED;
  const people = await recipientsOf(ctx, ask);
  if (people.length === 0) return refuse('not_now', 'Nobody of this side is here to be reminded.');
  const told: string[] = [];
  for (const person of people) if (await remind(ctx, { ask, person, words: given.words })) told.push(person.name);
  if (told.length === 0) return refuse('conflict', 'They were reminded of this today already. Tomorrow is soon enough.');
  ctx.changed('ask');
  return { told };
}

interface Person {
  id: string;
  name: string;
}

/** The person whose turn it is, else the leads of the side. */
export async function recipientsOf({ tx, scope }: Ctx, ask: OpenAsk): Promise<Person[]> {
  const { rows } = await sql<
    Person & { leads: boolean }
  >`select id, name, roles && '{sales_lead,marketing_lead}'::text[] as leads from member
    where workspace_id = ${scope.workspaceId} and status = 'active' and id is distinct from ${scope.actor.memberId}::uuid
      and ${ask.memberId ? sql`id = ${ask.memberId}` : sql`department = ${ask.side}`} order by name`.execute(tx);
  if (ask.memberId) return rows;
  const leads = rows.filter((row) => row.leads);
  return leads.length > 0 ? leads : rows.slice(0, 1);
}

async function remind(ctx: Ctx, { ask, person, words }: { ask: OpenAsk; person: Person; words: string | undefined }): Promise<boolean> {
  const { workspaceId, actor } = ctx.scope;
  const day = dayIn(await timeZoneOf(ctx), ctx.now);
  const { rows } = await sql<{
    id: string;
  }>`insert into ask_nudge (workspace_id, kind, ask_id, to_member_id, by_member_id, words, on_day, nudged_at)
    values (${workspaceId}, ${ask.kind}, ${ask.id}, ${person.id}, ${actor.memberId}, ${words ?? null}, ${day}, ${ctx.now})
    on conflict do nothing returning id`.execute(ctx.tx);
  if (!rows[0]) return false;
  await notify(ctx, {
    memberId: person.id,
    kind: 'ask.nudge',
    title: `${actor.label}: ${REMINDERS[ask.kind]}`,
    body: words ?? null,
    link: ask.link,
    dedupeKey: `nudge:${rows[0].id}`,
  });
  return true;
}

export async function mark(ctx: Ctx, given: ParsedOf<typeof markAsk>): Promise<Record<string, never> | Refusal> {
  const { memberId, kind } = ctx.scope.actor;
  if (memberId === null) return refuse('forbidden', `Only a person keeps notes, not a ${kind}.`);
  const asks = await openAsks(ctx, await laneOf(ctx));
  if (!asks.some((one) => sameAsk(one, { kind: given.kind, id: given.askId }))) return ANSWERED;
  const values = { snoozed_until: given.snoozedUntil, note: given.note || null };
  await ctx.tx
    .insertInto('ask_mark')
    .values({ workspace_id: ctx.scope.workspaceId, member_id: memberId, kind: given.kind, ask_id: given.askId, ...values })
    .onConflict((clash) => clash.columns(['workspace_id', 'member_id', 'kind', 'ask_id']).doUpdateSet(values))
    .execute();
  ctx.changed('ask');
  return {};
}

/** Writes down which reminders are answered, so that the report can say how fast; run by a schedule. */
export async function settleNudges(ctx: Ctx): Promise<void> {
  const open = await ctx.tx
    .selectFrom('ask_nudge')
    .select(['id', 'kind', 'ask_id as askId', 'to_member_id as memberId'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('settled_at', 'is', null)
    .execute();
  if (open.length === 0) return;
  const asks = await openAsks(ctx, INSIDE);
  const waits = ({ kind, askId, memberId }: (typeof open)[number]) =>
    asks.some((ask) => sameAsk(ask, { kind, id: askId }) && [ask.memberId, ask.ownerId].some((one) => one === null || one === memberId));
  const done = open.filter((row) => !waits(row)).map(({ id }) => id);
  if (done.length === 0) return;
  await ctx.tx
    .updateTable('ask_nudge')
    .set({ settled_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', 'in', done)
    .execute();
}
