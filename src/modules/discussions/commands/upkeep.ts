import { sql } from 'kysely';
import { peopleOf } from '#modules/agreements/commands/notices.ts';
import { notify } from '#modules/notices/commands.ts';
import type { Party } from '#modules/signatures/schema.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';

/** Once the day has passed: whoever owes an answer hears of it, and whoever leads that side. */
export async function remindOfAnswers(ctx: Ctx): Promise<void> {
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  const { rows } = await sql<{
    id: string;
    what: string;
    to_party: Party;
    answerer_id: string | null;
  }>`update discussion set reminded_at = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and state = 'open' and due_on < ${today}::date and reminded_at is null
    returning id, what, to_party, answerer_id`.execute(ctx.tx);
  for (const { id, what, to_party, answerer_id } of rows) {
    const leaders = await peopleOf(ctx, to_party === 'sales' ? 'sales_lead' : 'marketing_lead');
    for (const memberId of new Set([...(answerer_id ? [answerer_id] : []), ...leaders]))
      await notify(ctx, {
        memberId,
        kind: 'discussion.due',
        title: 'A discussion waits for an answer',
        body: what,
        link: `/discussions/${id}`,
        dedupeKey: `due:${id}`,
      });
    ctx.changed('discussion', id);
  }
}

/** Empties what was said about erased people; that there was a discussion, and how it ended, stays. */
export async function forgetPeople(ctx: Ctx, leadIds: readonly string[]): Promise<void> {
  const about = sql`select d.id from discussion d join discussion_record r on r.workspace_id = d.workspace_id and r.discussion_id = d.id
    where d.workspace_id = ${ctx.scope.workspaceId} and d.subject in ('lead', 'handoff') and r.lead_id = any (${leadIds}::uuid[])`;
  await sql`update discussion_entry set body = '' where workspace_id = ${ctx.scope.workspaceId} and discussion_id in (${about})`.execute(
    ctx.tx,
  );
  await sql`update discussion set what = '', outcome_note = case when outcome_note is not null then '' end
    where workspace_id = ${ctx.scope.workspaceId} and id in (${about})`.execute(ctx.tx);
}
