import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { createSharedDay, invitePeople, recordAttendance, replyToMeeting } from '../contract/meetings.ts';
import { lockOpen, meetingsWhere, peopleOf, seriesWhere, sizesOf } from '../queries/rows.ts';
import { seatsOf } from '../rules/seats.ts';
import { inviteTo, inviteToSeries } from './invitations.ts';

type Done = Record<string, never>;

export async function membersProblem(ctx: Ctx, ids: readonly string[]): Promise<Refusal | null> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from member where workspace_id = ${ctx.scope.workspaceId}
    and id = any (${ids}::uuid[]) and status in ('active', 'invited')`.execute(ctx.tx);
  return rows[0]?.n === new Set(ids).size
    ? null
    : refuse('invalid', 'Choose people of this workspace who have access.', { field: 'people' });
}

/** Puts people on a meeting's list with the department of now. @returns those who were not on it */
export async function seatPeople(ctx: Ctx, meetingId: string, people: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`insert into meeting_person (workspace_id, meeting_id, member_id, department, invited_at)
    select m.workspace_id, ${meetingId}, m.id, m.department, ${ctx.now} from member m where m.workspace_id = ${ctx.scope.workspaceId} and m.id = any (${people}::uuid[])
    on conflict (workspace_id, meeting_id, member_id) do nothing returning member_id as id`.execute(ctx.tx);
  return rows.map(({ id }) => id);
}

export async function invite(
  ctx: Ctx,
  { id, people, whole }: ParsedOf<typeof invitePeople>,
): Promise<OutputOf<typeof invitePeople> | Refusal> {
  const meeting = await lockOpen(ctx, id);
  if (isRefusal(meeting)) return meeting;
  const wrong = await membersProblem(ctx, people);
  if (wrong) return wrong;
  ctx.changed('meeting', id);
  if (!whole || !meeting.seriesId) {
    const invited = await seatPeople(ctx, id, people);
    if (meeting.startsAt > ctx.now) await inviteTo(ctx, meeting, { people: invited });
    return { invited: invited.length };
  }
  const { rows } = await sql<{ id: string }>`insert into meeting_series_person (workspace_id, series_id, member_id)
    select ${ctx.scope.workspaceId}, ${meeting.seriesId}, unnest(${people}::uuid[]) on conflict do nothing returning member_id as id`.execute(
    ctx.tx,
  );
  const coming = await meetingsWhere(ctx, sql`m.series_id = ${meeting.seriesId} and m.starts_at > ${ctx.now} and m.cancelled_at is null`);
  for (const one of coming) await seatPeople(ctx, one.id, people);
  const [series] = await seriesWhere(ctx, sql`s.id = ${meeting.seriesId}`);
  const invited = rows.map((row) => row.id);
  if (series) await inviteToSeries(ctx, series, invited);
  return { invited: invited.length };
}

export async function reply(ctx: Ctx, asked: ParsedOf<typeof replyToMeeting>): Promise<Done | Refusal> {
  const meeting = await lockOpen(ctx, asked.id);
  if (isRefusal(meeting)) return meeting;
  const { memberId } = ctx.scope.actor;
  if (!memberId) return refuse('forbidden', 'Only people say whether they come.');
  await seatPeople(ctx, asked.id, [memberId]);
  await ctx.tx
    .updateTable('meeting_person')
    .set({ reply: asked.reply, replied_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('meeting_id', '=', asked.id)
    .where('member_id', '=', memberId)
    .execute();
  ctx.changed('meeting', asked.id);
  return {};
}

/** Who was there. Somebody who came unasked is on the list from now on, with the department of now. */
export async function attend(ctx: Ctx, { id, people }: ParsedOf<typeof recordAttendance>): Promise<Done | Refusal> {
  const meeting = await lockOpen(ctx, id);
  if (isRefusal(meeting)) return meeting;
  if (meeting.startsAt > ctx.now && meeting.openedAt === null)
    return refuse('not_now', 'This meeting has not begun. Begin it, then say who is there.');
  const ids = people.map(({ memberId }) => memberId);
  await seatPeople(ctx, id, ids);
  await sql`update meeting_person p set attendance = a.attendance from unnest(${ids}::uuid[], ${people.map(({ attendance }) => attendance)}::text[]) a (member_id, attendance)
    where p.workspace_id = ${ctx.scope.workspaceId} and p.meeting_id = ${id} and p.member_id = a.member_id`.execute(ctx.tx);
  ctx.changed('meeting', id);
  return {};
}

/** Until a meeting begins its people belong to the team they are in now; from then on to the one they were in that day. */
export async function keepDepartments(ctx: Ctx): Promise<void> {
  await sql`update meeting_person p set department = b.department from meeting m, member b
    where p.workspace_id = ${ctx.scope.workspaceId} and m.workspace_id = p.workspace_id and m.id = p.meeting_id and m.starts_at > ${ctx.now} and m.opened_at is null
      and b.workspace_id = p.workspace_id and b.id = p.member_id and b.department is distinct from p.department`.execute(ctx.tx);
}

const HOUR_MS = 3_600_000;
const REMIND_HOURS = 26;

/** A day ahead: whoever comes is reminded, and whoever plans it hears where seats of the other team are empty. */
export async function remindPeople(ctx: Ctx): Promise<void> {
  const soon = new Date(Date.parse(ctx.now) + REMIND_HOURS * HOUR_MS).toISOString();
  const meetings = await meetingsWhere(
    ctx,
    sql`m.starts_at > ${ctx.now} and m.starts_at <= ${soon} and m.cancelled_at is null and m.closed_at is null`,
  );
  const people = await peopleOf(
    ctx,
    meetings.map(({ id }) => id),
  );
  const sizes = await sizesOf(ctx);
  for (const meeting of meetings) {
    const own = people.get(meeting.id) ?? [];
    const told = { kind: 'meeting.reminder', link: `/meetings/${meeting.id}` };
    for (const { id, reply: said } of own)
      if (said !== 'no')
        await notify(ctx, {
          ...told,
          memberId: id,
          title: `${meeting.title} is within a day`,
          body: said === null ? 'Say whether you come, and file what you want to ask.' : 'File what you want to ask; the agenda is there.',
          dedupeKey: `meeting:${meeting.id}:reminder:${meeting.startsAt}`,
        });
    const empty = seatsOf(meeting, { people: own, sizes }).filter(({ filled, least }) => filled < least);
    if (empty.length > 0 && meeting.organizerId)
      await notify(ctx, {
        ...told,
        memberId: meeting.organizerId,
        title: `${meeting.title}: seats are empty`,
        body: empty
          .map(({ party, filled, least }) => `${party === 'sales' ? 'Sales' : 'Marketing'}: ${filled} of ${least} have said yes`)
          .join('; '),
        dedupeKey: `meeting:${meeting.id}:seats:${meeting.startsAt}`,
      });
  }
}

export async function planSharedDay(
  ctx: Ctx,
  { onDay, hostId, guestId, place }: ParsedOf<typeof createSharedDay>,
): Promise<{ id: string } | Refusal> {
  const { rows } = await sql<{
    id: string;
    department: string | null;
  }>`select id, department from member where workspace_id = ${ctx.scope.workspaceId}
    and id = any (${[hostId, guestId]}::uuid[]) and status = 'active'`.execute(ctx.tx);
  const [one, other] = rows;
  if (!one || !other) return refuse('invalid', 'Choose two people who have access.', { field: 'guestId' });
  if (one.department === other.department) return refuse('invalid', 'Choose somebody of the other team.', { field: 'guestId' });
  const made = await sql<{ id: string }>`insert into shared_day (workspace_id, on_day, host_id, guest_id, place, created_by)
    values (${ctx.scope.workspaceId}, ${onDay}, ${hostId}, ${guestId}, ${place}, ${ctx.scope.actor.memberId}) on conflict do nothing returning id`.execute(
    ctx.tx,
  );
  const id = made.rows[0]?.id;
  if (!id) return refuse('conflict', 'These two sit together on that day already.');
  for (const memberId of [hostId, guestId])
    if (memberId !== ctx.scope.actor.memberId)
      await notify(ctx, {
        memberId,
        kind: 'meeting.shared_day',
        title: `You sit with a person of the other team on ${onDay}`,
        body: place,
        link: '/meetings?tab=together',
        dedupeKey: `shared_day:${id}`,
      });
  ctx.changed('shared_day', id);
  return { id };
}

export async function recordSharedDay(ctx: Ctx, { id, happened }: { id: string; happened: boolean }): Promise<Done | Refusal> {
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  const { rows } = await sql<{
    come: boolean;
  }>`update shared_day set happened = case when on_day <= ${today}::date then ${happened} else happened end
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} returning on_day <= ${today}::date as come`.execute(ctx.tx);
  const [day] = rows;
  if (!day) return refuse('not_found', 'This day is not here.');
  if (!day.come) return refuse('conflict', 'This day is still to come. Say on the day itself, or after it, whether they sat together.');
  ctx.changed('shared_day', id);
  return {};
}

export async function dropSharedDay(ctx: Ctx, { id }: { id: string }): Promise<Done | Refusal> {
  const { rows } = await sql`delete from shared_day where workspace_id = ${ctx.scope.workspaceId} and id = ${id} returning id`.execute(
    ctx.tx,
  );
  if (rows.length === 0) return refuse('not_found', 'This day is not here.');
  ctx.changed('shared_day', id);
  return {};
}
