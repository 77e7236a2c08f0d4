import { notify } from '#modules/notices/commands.ts';
import { recordOf } from '#modules/questions/queries/subjects.ts';
import { readingAs } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { findReview, GONE } from '../queries/reviews.ts';
import { type About, NEEDS_SENTENCE, type Subject, type Vote } from '../schema.ts';

const PAGES: Readonly<Record<Subject, string>> = { campaign: '/campaigns', send: '/mailings', offer: '/offers', asset: '/library' };

const pageOf = ({ subject, subjectId }: About) => `${PAGES[subject]}/${subjectId}`;

/** Asks people whether something resonates; those who were asked before keep what they said. */
export async function askReview(
  ctx: Ctx,
  { memberIds, words, ...about }: About & { memberIds: readonly string[]; words?: string | undefined },
): Promise<{ id: string } | Refusal> {
  const { workspaceId, actor } = ctx.scope;
  const record = await recordOf(ctx, { subject: about.subject, id: about.subjectId });
  if (!record) return GONE;
  const asked = [...new Set(memberIds)];
  const problem = await cannotAsk(ctx, about, asked);
  if (problem) return problem;
  const { id } = await ctx.tx
    .insertInto('launch_review')
    .values({
      workspace_id: workspaceId,
      subject: about.subject,
      subject_id: about.subjectId,
      words: words || null,
      asked_by: actor.memberId,
      asked_at: ctx.now,
    })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'subject', 'subject_id']).doUpdateSet({ asked_by: actor.memberId, ...(words ? { words } : {}) }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  const added = await ctx.tx
    .insertInto('launch_vote')
    .values(asked.map((memberId) => ({ workspace_id: workspaceId, review_id: id, member_id: memberId, asked_at: ctx.now })))
    .onConflict((conflict) => conflict.columns(['workspace_id', 'review_id', 'member_id']).doNothing())
    .returning('member_id')
    .execute();
  for (const { member_id } of added)
    await notify(ctx, {
      memberId: member_id,
      kind: 'review.asked',
      title: `${actor.label} asks whether “${record.name}” resonates`,
      body: words || 'One click and a sentence, on your day.',
      link: '/my-day',
      dedupeKey: `review:${id}`,
    });
  ctx.changed('launch_review', id);
  return { id };
}

/** Whoever is asked works here and may read what they are asked about. */
async function cannotAsk(ctx: Ctx, { subject, subjectId }: About, memberIds: readonly string[]): Promise<Refusal | null> {
  const members = await ctx.tx
    .selectFrom('member')
    .select(['id', 'name', 'department', 'status'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', 'in', [...memberIds])
    .execute();
  const of = new Map(members.map((member) => [member.id, member]));
  for (const id of memberIds) {
    const member = of.get(id);
    if (member?.status !== 'active' || member.department !== 'sales')
      return refuse('invalid', 'Choose people of Sales who work here now.', { field: 'memberIds' });
    const theirs = await readingAs(ctx, id);
    if (!theirs || !(await recordOf(theirs, { subject, id: subjectId })))
      return refuse('invalid', `${member.name} may not see this record.`, { field: 'memberIds' });
  }
  return null;
}

const SAID: Readonly<Record<Vote, string>> = {
  would_send: 'would send this',
  would_change: 'would change this',
  would_not: 'would not send this',
};

/** What somebody who was asked says; whoever asked hears that it was said, not by whom. */
export async function vote(
  ctx: Ctx,
  said: { id: string; vote: Vote; sentence?: string | undefined },
): Promise<Record<string, never> | Refusal> {
  const review = await findReview(ctx, said.id);
  if (!review) return GONE;
  if (NEEDS_SENTENCE.includes(said.vote) && !said.sentence)
    return refuse('invalid', 'Say in a sentence what should be otherwise.', { field: 'sentence' });
  const { memberId } = ctx.scope.actor;
  const changed = await ctx.tx
    .updateTable('launch_vote')
    .set({ vote: said.vote, sentence: said.sentence || null, voted_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('review_id', '=', review.id)
    .where('member_id', '=', memberId)
    .returning('id')
    .executeTakeFirst();
  if (!changed) return refuse('forbidden', 'Whoever was asked says it.');
  if (review.askedBy)
    await notify(ctx, {
      memberId: review.askedBy.id,
      kind: 'review.voted',
      title: `Somebody of Sales ${SAID[said.vote]}: ${review.name}`,
      body: said.sentence || '',
      link: pageOf(review),
      dedupeKey: `review:${changed.id}:${ctx.now}`,
    });
  ctx.changed('launch_review', review.id);
  return {};
}

/** Names the mailing by which it is tried out first. */
export async function setTest(ctx: Ctx, { id, sendId }: { id: string; sendId: string | null }): Promise<Record<string, never> | Refusal> {
  const review = await findReview(ctx, id);
  if (!review) return GONE;
  if (sendId !== null && !(await recordOf(ctx, { subject: 'send', id: sendId })))
    return refuse('invalid', 'This mailing is not here any more.', { field: 'sendId' });
  await ctx.tx
    .updateTable('launch_review')
    .set({ test_send_id: sendId })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('launch_review', id);
  return {};
}
