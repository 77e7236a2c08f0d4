import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { type DiscussionRow, peopleIn, readRow, standingIn } from '../queries/row.ts';
import { type Rights, rightsOf } from '../rules/rights.ts';
import type { ENTRY_KINDS, OUTCOMES } from '../schema.ts';

const GONE = refuse('not_found', 'This discussion is not here any more.');
const CLOSED = refuse('not_now', 'This discussion is closed. Open another one if it goes on.');

async function locked(ctx: Ctx, id: string): Promise<{ row: DiscussionRow; rights: Rights } | null> {
  const row = await readRow(ctx, id, { lock: true });
  return row ? { row, rights: rightsOf(await standingIn(ctx, row)) } : null;
}

/** The first word of the side that was asked is its answer. */
export async function writeEntry(
  ctx: Ctx,
  { id, body }: { id: string; body: string },
): Promise<{ id: string; kind: (typeof ENTRY_KINDS)[number] } | Refusal> {
  const found = await locked(ctx, id);
  if (!found) return GONE;
  if (!found.rights.write) return CLOSED;
  const { workspaceId, actor } = ctx.scope;
  const kind = found.rights.answer ? 'answer' : 'comment';
  const entry = await ctx.tx
    .insertInto('discussion_entry')
    .values({ workspace_id: workspaceId, discussion_id: id, member_id: actor.memberId, kind, body, written_at: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (kind === 'answer')
    await ctx.tx
      .updateTable('discussion')
      .set({ state: 'answered', answered_at: ctx.now })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .execute();
  if (found.rights.join) await takePart(ctx, id);
  const title = kind === 'answer' ? `${actor.label} answered` : `${actor.label} wrote in a discussion`;
  await tell(ctx, found.row, { kind: `discussion.${kind}`, title, body, dedupeKey: `entry:${entry.id}` });
  ctx.changed('discussion', id);
  return { id: entry.id, kind };
}

async function takePart(ctx: Ctx, id: string): Promise<void> {
  const { workspaceId, actor } = ctx.scope;
  await sql`insert into discussion_member (workspace_id, discussion_id, member_id, joined_at) values (${workspaceId}, ${id}, ${actor.memberId}, ${ctx.now})
    on conflict do nothing`.execute(ctx.tx);
}

export async function participate(ctx: Ctx, { id, joined }: { id: string; joined: boolean }): Promise<Record<string, never> | Refusal> {
  const found = await locked(ctx, id);
  if (!found) return GONE;
  if (!found.rights.write) return CLOSED;
  if (joined && found.rights.join) await takePart(ctx, id);
  if (!joined && found.rights.leave)
    await ctx.tx
      .deleteFrom('discussion_member')
      .where('workspace_id', '=', ctx.scope.workspaceId)
      .where('discussion_id', '=', id)
      .where('member_id', '=', ctx.scope.actor.memberId)
      .execute();
  ctx.changed('discussion', id);
  return {};
}

export async function closeDiscussion(
  ctx: Ctx,
  given: { id: string; outcome: (typeof OUTCOMES)[number]; note: string },
): Promise<Record<string, never> | Refusal> {
  const found = await locked(ctx, given.id);
  if (!found) return GONE;
  if (!found.rights.write) return CLOSED;
  if (!found.rights.close)
    return found.row.state === 'open'
      ? refuse('not_now', 'The other side has not answered yet. Until then only whoever raised it closes it.')
      : refuse('forbidden', 'Take part first: who closes a discussion has been in it.');
  const { workspaceId, actor } = ctx.scope;
  await ctx.tx
    .updateTable('discussion')
    .set({ state: 'closed', outcome: given.outcome, outcome_note: given.note, closed_by: actor.memberId, closed_at: ctx.now })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', given.id)
    .execute();
  const title = given.outcome === 'changed' ? 'Something was changed after a discussion' : 'A discussion ended: it stays as it is';
  await tell(ctx, found.row, { kind: 'discussion.closed', title, body: given.note, dedupeKey: `closed:${given.id}` });
  ctx.changed('discussion', given.id);
  return {};
}

async function tell(
  ctx: Ctx,
  { id }: DiscussionRow,
  said: { kind: string; title: string; body: string; dedupeKey: string },
): Promise<void> {
  for (const person of await peopleIn(ctx, id))
    if (person.id !== ctx.scope.actor.memberId) await notify(ctx, { memberId: person.id, link: `/discussions/${id}`, ...said });
}
