import { sql } from 'kysely';
import { writeNow } from '#modules/meetings/commands/agenda.ts';
import { planMeeting } from '#modules/meetings/commands/plan.ts';
import { createMeeting } from '#modules/meetings/contract/meetings.ts';
import type { Ctx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { arrangeMeeting } from '../contract/meetings.ts';

/** Leads of each side, and so many more. */
const MORE = 2;

export async function arrange(ctx: Ctx, given: ParsedOf<typeof arrangeMeeting>): Promise<OutputOf<typeof arrangeMeeting> | Refusal> {
  const { rows } = await sql<{ id: string }>`select id from (
      select id, row_number() over (partition by department order by roles && '{sales_lead,marketing_lead}'::text[] desc, name) as place,
        roles && '{sales_lead,marketing_lead}'::text[] as leads
      from member where workspace_id = ${ctx.scope.workspaceId} and status = 'active' and department in ('sales', 'marketing')) m
    where leads or place <= ${MORE + 1}`.execute(ctx.tx);
  const people = rows.map(({ id }) => id);
  const made = await planMeeting(ctx, createMeeting.input.parse({ ...given, people }));
  if (isRefusal(made)) return made;
  const written = await writeNow(ctx, { id: made.id });
  return isRefusal(written) ? written : { id: made.id, items: written.added, invited: people.length };
}
