import { type RawBuilder, sql } from 'kysely';
import type { Ctx, ReadCtx } from '#platform/context.ts';
import { groupBy } from '#platform/shared/group.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { type Attendance, GRACE_HOURS, type Kind, type Party } from '../schema.ts';

export interface MeetingRow {
  id: string;
  seriesId: string | null;
  slotAt: string | null;
  kind: Kind;
  title: string;
  side: Party | null;
  zone: string;
  startsAt: string;
  minutes: number;
  place: string | null;
  link: string | null;
  leastGuests: number;
  organizerId: string | null;
  uid: string;
  sequence: number;
  cancelledAt: string | null;
  cancelReason: string | null;
  publishedAt: string | null;
  openedAt: string | null;
  closedAt: string | null;
  closedBy: string | null;
}

const COLUMNS =
  sql.raw(`m.id, m.series_id as "seriesId", m.slot_at as "slotAt", m.kind, m.title, m.side, m.zone, m.starts_at as "startsAt", m.minutes,
  m.place, m.link, m.least_guests as "leastGuests", m.organizer_id as "organizerId", m.uid, m.sequence, m.cancelled_at as "cancelledAt",
  m.cancel_reason as "cancelReason", m.published_at as "publishedAt", m.opened_at as "openedAt", m.closed_at as "closedAt", m.closed_by as "closedBy"`);

export async function meetingsWhere(ctx: ReadCtx, where: RawBuilder<unknown>, rest: RawBuilder<unknown> = sql``): Promise<MeetingRow[]> {
  const { rows } =
    await sql<MeetingRow>`select ${COLUMNS} from meeting m where m.workspace_id = ${ctx.scope.workspaceId} and ${where} ${rest}`.execute(
      ctx.tx,
    );
  return rows;
}

const GONE = refuse('not_found', 'This meeting is not here.');

export async function meetingById(ctx: ReadCtx, id: string): Promise<MeetingRow | Refusal> {
  return (await meetingsWhere(ctx, sql`m.id = ${id}`))[0] ?? GONE;
}

/** Locked until the end of the transaction. */
export async function lockMeeting(ctx: Ctx, id: string): Promise<MeetingRow | Refusal> {
  return (await meetingsWhere(ctx, sql`m.id = ${id}`, sql`for update`))[0] ?? GONE;
}

/** One that is not over: neither cancelled nor closed. */
export async function lockOpen(ctx: Ctx, id: string): Promise<MeetingRow | Refusal> {
  const meeting = await lockMeeting(ctx, id);
  if (isRefusal(meeting)) return meeting;
  if (meeting.cancelledAt !== null) return refuse('not_now', 'This meeting was cancelled.');
  return meeting.closedAt === null ? meeting : refuse('not_now', 'The minutes of this meeting are closed.');
}

export interface PersonRow {
  meetingId: string;
  id: string;
  name: string;
  email: string;
  department: string | null;
  reply: 'yes' | 'no' | null;
  attendance: Attendance | null;
}

export async function peopleOf(ctx: ReadCtx, meetingIds: readonly string[]): Promise<Map<string, PersonRow[]>> {
  const { rows } = await sql<PersonRow>`select p.meeting_id as "meetingId", m.id, m.name, m.email, p.department, p.reply, p.attendance
    from meeting_person p join member m on m.workspace_id = p.workspace_id and m.id = p.member_id
    where p.workspace_id = ${ctx.scope.workspaceId} and p.meeting_id = any (${meetingIds}::uuid[]) order by p.department, m.name, m.id`.execute(
    ctx.tx,
  );
  return groupBy(rows, ({ meetingId }) => meetingId);
}

/** How many people each side has. */
export async function sizesOf(ctx: ReadCtx): Promise<Record<Party, number>> {
  const { rows } = await sql<Record<Party, number>>`select count(*) filter (where department = 'sales')::int as sales,
      count(*) filter (where department = 'marketing')::int as marketing
    from member where workspace_id = ${ctx.scope.workspaceId} and status = 'active'`.execute(ctx.tx);
  return rows[0] ?? { sales: 0, marketing: 0 };
}

export interface SeriesRow {
  id: string;
  kind: Kind;
  title: string;
  side: Party | null;
  zone: string;
  firstOn: string;
  time: string;
  minutes: number;
  rule: string;
  untilOn: string | null;
  place: string | null;
  link: string | null;
  leastGuests: number;
  organizerId: string | null;
  uid: string;
  sequence: number;
  endedAt: string | null;
}

export async function seriesWhere(ctx: ReadCtx, where: RawBuilder<unknown>, rest: RawBuilder<unknown> = sql``): Promise<SeriesRow[]> {
  const { rows } =
    await sql<SeriesRow>`select s.id, s.kind, s.title, s.side, s.zone, to_char(s.first_on, 'YYYY-MM-DD') as "firstOn", s.at_time as time, s.minutes, s.rule,
      to_char(s.until_on, 'YYYY-MM-DD') as "untilOn", s.place, s.link, s.least_guests as "leastGuests", s.organizer_id as "organizerId", s.uid, s.sequence, s.ended_at as "endedAt"
    from meeting_series s where s.workspace_id = ${ctx.scope.workspaceId} and ${where} ${rest}`.execute(ctx.tx);
  return rows;
}

export async function seriesById(ctx: ReadCtx, id: string): Promise<SeriesRow | null> {
  return (await seriesWhere(ctx, sql`s.id = ${id}`))[0] ?? null;
}

/** `m` is over and nobody says that it took place, as `stateOf` has it. */
export const isMissed = ({
  now,
}: Pick<ReadCtx, 'now'>) => sql<boolean>`(m.cancelled_at is null and m.closed_at is null and m.opened_at is null
  and m.starts_at + make_interval(mins => m.minutes, hours => ${GRACE_HOURS}) < ${now}::timestamptz)`;

/** The next meeting of the same rhythm, or of the same kind where it stands alone, that was not missed. */
export async function nextOf(ctx: ReadCtx, meeting: MeetingRow): Promise<MeetingRow | null> {
  const same = meeting.seriesId
    ? sql`m.series_id = ${meeting.seriesId}`
    : sql`m.kind = ${meeting.kind} and m.side is not distinct from ${meeting.side}`;
  const where = sql`${same} and m.starts_at > ${meeting.startsAt} and m.id <> ${meeting.id} and m.cancelled_at is null and m.closed_at is null
    and not ${isMissed(ctx)}`;
  return (await meetingsWhere(ctx, where, sql`order by m.starts_at limit 1`))[0] ?? null;
}
