import { sql } from 'kysely';
import { log } from '#modules/activities/commands/log.ts';
import type { Ctx } from '#platform/context.ts';
import type { ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { holdInterview } from '../contract/interviews.ts';
import { interviewee, mayHold } from '../queries/interviews.ts';
import { windowOf } from '../rules/interviews.ts';
import type { Interview } from '../schema.ts';

const TITLES: Readonly<Record<Interview, string>> = {
  debrief: 'Why it ended so: debrief',
  interview: 'Why it ended so: interview with the buyer',
};

/** The talk becomes an entry on the deal's timeline, with what was heard; from there it counts like everything that customers say. */
export async function hold(ctx: Ctx, given: ParsedOf<typeof holdInterview>): Promise<{ id: string } | Refusal> {
  const { dealId, kind, notes, insights, skippedBecause } = given;
  const deal = await interviewee(ctx, dealId);
  if (!deal) return refuse('not_found', 'This deal is not closed, not here any more, or your role does not reach it.', { field: 'dealId' });
  if (!mayHold(ctx, { kind, ownerId: deal.ownerId }))
    return refuse(
      'forbidden',
      kind === 'interview'
        ? 'Buyers talk more freely to somebody who did not sell to them: not the owner of the deal.'
        : 'The debrief is with whoever owns the deal, or leads the team.',
    );
  if (windowOf(kind, deal.closedAt).from > ctx.now)
    return refuse('not_now', 'The buyer is asked from 30 days after the deal was closed: too early, and it is still the sale.');
  if (!skippedBecause && !notes.trim() && insights.length === 0)
    return refuse('invalid', 'Write what was heard, or why the talk will not be held.', { field: 'notes' });
  // Two who write at once take turns: one talk stands on the timeline.
  await sql`select from deal where workspace_id = ${ctx.scope.workspaceId} and id = ${dealId} for update`.execute(ctx.tx);
  const { rows: before } =
    await sql`select id from deal_interview where workspace_id = ${ctx.scope.workspaceId} and deal_id = ${dealId} and kind = ${kind}`.execute(
      ctx.tx,
    );
  if (before.length > 0) return refuse('conflict', 'This talk was held already.');
  const activityId = skippedBecause ? null : await entryOf(ctx, given, deal.contactId);
  if (isRefusal(activityId)) return activityId;
  const { id } = await ctx.tx
    .insertInto('deal_interview')
    .values({
      workspace_id: ctx.scope.workspaceId,
      deal_id: dealId,
      kind,
      member_id: ctx.scope.actor.memberId,
      at: ctx.now,
      activity_id: activityId,
      skipped_because: skippedBecause ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('deal', dealId);
  return { id };
}

async function entryOf(
  ctx: Ctx,
  { dealId, kind, notes, insights }: ParsedOf<typeof holdInterview>,
  contactId: string | null,
): Promise<string | Refusal> {
  const about = { dealId, ...(contactId && kind === 'interview' ? { contactId } : {}) };
  const logged = await log(ctx, {
    ...about,
    kind: kind === 'interview' ? 'meeting' : 'note',
    ...(kind === 'interview' ? { outcome: 'held' } : {}),
    subject: TITLES[kind],
    body: notes.trim(),
    insights,
  });
  return isRefusal(logged) ? logged : logged.id;
}
