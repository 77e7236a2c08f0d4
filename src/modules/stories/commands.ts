import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { readStory } from './queries.ts';

/** Thanks a person for their part in a won deal; once a day from one person to another for one deal is enough to be heard. */
export async function giveThanks(
  ctx: Ctx,
  { id, memberId, words }: { id: string; memberId: string; words: string },
): Promise<{ id: string } | Refusal> {
  const story = await readStory(ctx, { id });
  if (isRefusal(story)) return story;
  const from = ctx.scope.actor.memberId;
  if (memberId === from) return refuse('invalid', 'Thanks go to somebody else.', { field: 'memberId' });
  const { rows: people } = await sql<{
    id: string;
  }>`select id from member where workspace_id = ${ctx.scope.workspaceId} and id = ${memberId} and status = 'active'`.execute(ctx.tx);
  if (!people[0]) return refuse('not_found', 'This person is not a member of this workspace.', { field: 'memberId' });
  const { rows } = await sql<{
    id: string;
    thanker: string;
  }>`insert into deal_thanks (workspace_id, deal_id, from_member_id, to_member_id, words, given_at)
    values (${ctx.scope.workspaceId}, ${id}, ${from}, ${memberId}, ${words}, ${ctx.now})
    returning id, (select name from member where workspace_id = ${ctx.scope.workspaceId} and id = ${from}) as thanker`.execute(ctx.tx);
  const [given] = rows;
  if (!given) throw new Error('thanks were not kept');
  await notify(ctx, {
    memberId,
    kind: 'deal.thanks',
    title: `${given.thanker} thanks you for your part in ${story.deal.name}`,
    body: words,
    link: `/deals/${id}`,
    dedupeKey: `thanks:${id}:${from}:${ctx.now.slice(0, 10)}`,
  });
  ctx.changed('deal', id);
  return { id: given.id };
}

export async function takeThanksBack(
  ctx: Ctx,
  { id, thanksId }: { id: string; thanksId: string },
): Promise<Record<string, never> | Refusal> {
  const { rows } = await sql`delete from deal_thanks where workspace_id = ${ctx.scope.workspaceId} and id = ${thanksId} and deal_id = ${id}
    and from_member_id = ${ctx.scope.actor.memberId} returning id`.execute(ctx.tx);
  if (rows.length === 0) return refuse('not_found', 'These thanks are not there (any more), or they are somebody else’s.');
  ctx.changed('deal', id);
  return {};
}
