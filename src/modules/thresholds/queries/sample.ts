import { sql } from 'kysely';
import { MEANINGFUL } from '#modules/handoffs/queries/interactions.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import { sampleOf } from '../rules/sample.ts';
import { RECENT_DAYS } from '../schema.ts';
import { decides, signedValue, thresholdRows } from './thresholds.ts';

/**
 * Who is drawn today: under the threshold and in its classes, did something of their own lately, is not with Sales, was not drawn within a year. The draw
 * belongs to the person and the month, so that running it again draws nobody else.
 */
export async function drawnPeople(ctx: ReadCtx): Promise<string[]> {
  const value = (await thresholdRows(ctx)).filter((row) => decides(row, ctx.now)).map(signedValue)[0];
  if (!value || value.exploration === 0) return [];
  const { workspaceId } = ctx.scope;
  const { rows } = await sql<{ id: string }>`select c.id from contact c
    where c.workspace_id = ${workspaceId} and c.deleted_at is null and c.fit = any (${value.fitClasses}::text[]) and c.engagement_score < ${value.cut}
      and c.last_activity_at >= ${ctx.now}::timestamptz - make_interval(days => ${RECENT_DAYS})
      and exists (select from activity a where a.workspace_id = ${workspaceId} and a.contact_id = c.id and a.kind = any (${[...MEANINGFUL]}::text[])
        and (a.side = 'customer' or a.direction = 'in') and not a.retracted and (a.traffic is null or a.traffic = 'human')
        and a.occurred_at between ${ctx.now}::timestamptz - make_interval(days => ${RECENT_DAYS}) and ${ctx.now}::timestamptz)
      and not exists (select from handoff h where h.workspace_id = ${workspaceId} and h.contact_id = c.id
        and (h.closed_at is null or h.cause = 'exploration' and h.handed_at > ${ctx.now}::timestamptz - interval '1 year'))`.execute(
    ctx.tx,
  );
  const month = dayIn(await timeZoneOf(ctx), ctx.now).slice(0, 7);
  return sampleOf(
    rows.map(({ id }) => id),
    { workspaceId, month, percent: value.exploration },
  );
}
