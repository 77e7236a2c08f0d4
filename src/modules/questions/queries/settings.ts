import { sql } from 'kysely';
import { currentCalendars, reachableDue } from '#modules/agreements/queries/calendars.ts';
import type { ReadCtx } from '#platform/context.ts';
import { type Rule, USUAL_SECONDS } from '../schema.ts';

export interface QuestionSettings {
  withinSeconds: number;
  calendarId: string | null;
  rule: Rule;
}

export async function settingsOf({ tx, scope }: ReadCtx): Promise<QuestionSettings> {
  const row = await tx
    .selectFrom('question_setting')
    .select(['within_seconds', 'calendar_id', 'rule'])
    .where('workspace_id', '=', scope.workspaceId)
    .executeTakeFirst();
  return {
    withinSeconds: row?.within_seconds ?? USUAL_SECONDS,
    calendarId: row?.calendar_id ?? null,
    rule: (row?.rule ?? 'first') as Rule,
  };
}

/** When an answer is owed that is asked for now: in working time of the calendar of the settings, else of the first one that has hours. */
export async function dueFrom(ctx: ReadCtx): Promise<string> {
  const { withinSeconds, calendarId } = await settingsOf(ctx);
  const calendars = await currentCalendars(ctx.tx, ctx.scope);
  const calendar = (calendarId && calendars.get(calendarId)) || [...calendars.values()].find(({ hours }) => !hours.always);
  const due = calendar ? reachableDue(calendar.hours, ctx.now, withinSeconds) : null;
  return due ?? new Date(Date.parse(ctx.now) + 86_400_000).toISOString();
}

/** Where answers by mail arrive: the shared drop mailbox, which is read by the mailboxes above; null where none is set up. */
export async function replyMailbox({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>): Promise<string | null> {
  const { rows } = await sql<{ address: string }>`select address from mailbox where workspace_id = ${scope.workspaceId} and kind = 'drop'
    and removed_at is null and paused_at is null order by created_at limit 1`.execute(tx);
  return rows[0]?.address ?? null;
}
