import { sql } from 'kysely';
import { currentCalendars } from '#modules/agreements/queries/calendars.ts';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { QuestionSettings } from '../queries/settings.ts';
import { AROUND_MINUTES, type SubjectKind } from '../schema.ts';

type Nothing = Record<string, never>;

/** Keeps the last look of the caller. Others hear of it only where something is new: they came, or they look at something else. */
export async function noteLook(
  ctx: Ctx,
  { subject, id }: { subject?: SubjectKind | undefined; id?: string | undefined },
): Promise<Nothing> {
  const { memberId } = ctx.scope.actor;
  if (!memberId || ctx.scope.actor.kind !== 'member') return {};
  const at = subject && id ? { subject, id } : { subject: null, id: null };
  const before = await ctx.tx
    .selectFrom('presence')
    .select(['seen_at', 'subject_id', 'hidden'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('member_id', '=', memberId)
    .executeTakeFirst();
  await sql`insert into presence (workspace_id, member_id, seen_at, subject, subject_id)
    values (${ctx.scope.workspaceId}, ${memberId}, ${ctx.now}, ${at.subject}, ${at.id})
    on conflict (workspace_id, member_id) do update set seen_at = excluded.seen_at, subject = excluded.subject, subject_id = excluded.subject_id`.execute(
    ctx.tx,
  );
  const gone = !before || Date.parse(before.seen_at) < Date.parse(ctx.now) - AROUND_MINUTES * 60_000;
  if (!before?.hidden && (gone || before?.subject_id !== at.id)) ctx.changed('presence');
  return {};
}

export async function setVisibility(ctx: Ctx, { hidden }: { hidden: boolean }): Promise<Nothing> {
  const { memberId } = ctx.scope.actor;
  if (!memberId) return {};
  await sql`insert into presence (workspace_id, member_id, seen_at, hidden) values (${ctx.scope.workspaceId}, ${memberId}, ${ctx.now}, ${hidden})
    on conflict (workspace_id, member_id) do update set hidden = excluded.hidden, subject = null, subject_id = null`.execute(ctx.tx);
  ctx.changed('presence');
  return {};
}

export async function setQuestionSettings(ctx: Ctx, { withinSeconds, calendarId, rule }: QuestionSettings): Promise<Nothing | Refusal> {
  if (calendarId && !(await currentCalendars(ctx.tx, ctx.scope)).has(calendarId))
    return refuse('invalid', 'This calendar is not there any more.', { field: 'calendarId' });
  await sql`insert into question_setting (workspace_id, within_seconds, calendar_id, rule, changed_by, changed_at)
    values (${ctx.scope.workspaceId}, ${withinSeconds}, ${calendarId}, ${rule}, ${ctx.scope.actor.memberId}, ${ctx.now})
    on conflict (workspace_id) do update set within_seconds = excluded.within_seconds, calendar_id = excluded.calendar_id, rule = excluded.rule,
      changed_by = excluded.changed_by, changed_at = excluded.changed_at`.execute(ctx.tx);
  ctx.changed('question_setting');
  return {};
}
