import { sql } from 'kysely';
import { lensOf } from '#modules/criteria/queries/lens.ts';
import { timeZoneOf, unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { dayIn, moveDay } from '#platform/shared/calendar.ts';
import { runningTracks } from '../queries/contents.ts';
import { enrol } from './enrol.ts';

const BATCH = 500;
/** A day on which the program did not run is made up for, so far back. */
const CATCH_UP_DAYS = 3;

/** Whoever reaches a date that a trigger names comes onto its track. Who came for the same day before does not come again. */
export async function followDates(asker: Ctx): Promise<void> {
  const ctx: Ctx = { ...asker, scope: unlimited(asker.scope) };
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  const { fields } = await lensOf(ctx.tx, ctx.scope, 'contact');
  for (const track of await runningTracks(ctx))
    for (const trigger of track.version.walk.of('trigger')) {
      if (trigger.on.event !== 'date') continue;
      const field = fields.get(trigger.on.field);
      const to = moveDay(today, -trigger.on.days, 'day');
      const from = to && moveDay(to, -CATCH_UP_DAYS, 'day');
      if (!field?.sql || !from) continue;
      const { rows } = await sql<{
        id: string;
      }>`select t.id from contact t where t.workspace_id = ${ctx.scope.workspaceId} and t.deleted_at is null
        and (${field.sql('t', ctx.scope)})::date > ${from}::date and (${field.sql('t', ctx.scope)})::date <= ${to}::date
        and not exists (select from nurture_enrolment e where e.workspace_id = t.workspace_id and e.contact_id = t.id and e.track_id = ${track.id} and e.entered_node = ${trigger.id}
          and e.entered_at > ${ctx.now}::timestamptz - make_interval(days => ${CATCH_UP_DAYS + 1}))`.execute(ctx.tx);
      for (let start = 0; start < rows.length; start += BATCH)
        await enrol(ctx, { track, triggerId: trigger.id, contactIds: rows.slice(start, start + BATCH).map(({ id }) => id), by: 'date' });
    }
}
