import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { dayIn, moveDay } from '#platform/shared/calendar.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { instantAt, ruleOf, slotsOf } from '#platform/shared/recurrence.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { isZone } from '#platform/shared/zones.ts';
import type { cancelMeeting, changeMeeting, createMeeting } from '../contract/meetings.ts';
import { lockOpen, type MeetingRow, meetingById, type SeriesRow, seriesWhere } from '../queries/rows.ts';
import { AHEAD_DAYS } from '../schema.ts';
import { cancelFor, inviteTo, inviteToSeries } from './invitations.ts';
import { membersProblem, seatPeople } from './people.ts';
import { carryQuestions } from './questions.ts';

type Done = Record<string, never>;
const DAY_MS = 86_400_000;
const LONGEST_YEARS = 3;

export async function planMeeting(ctx: Ctx, asked: ParsedOf<typeof createMeeting>): Promise<OutputOf<typeof createMeeting> | Refusal> {
  const zone = asked.zone ?? (await timeZoneOf(ctx));
  const wrong = shapeProblem(asked, zone) ?? (await membersProblem(ctx, asked.people));
  if (wrong) return wrong;
  const people = [...new Set([...asked.people, ...(ctx.scope.actor.memberId ? [ctx.scope.actor.memberId] : [])])];
  const uid = `${randomUUID()}@${new URL(ctx.link('/')).hostname}`;
  if (!asked.repeats) {
    const id = await insertMeeting(ctx, { ...asked, zone, startsAt: instantAt(zone, asked.day, asked.time), uid, seriesId: null });
    await seatPeople(ctx, id, people);
    const meeting = await meetingById(ctx, id);
    if (!isRefusal(meeting) && meeting.startsAt > ctx.now) await inviteTo(ctx, meeting, { people });
    ctx.changed('meeting', id);
    return { id, seriesId: null, made: 1 };
  }
  const seriesId = await insertSeries(ctx, { ...asked, zone, uid });
  await sql`insert into meeting_series_person (workspace_id, series_id, member_id) select ${ctx.scope.workspaceId}, ${seriesId}, unnest(${people}::uuid[])`.execute(
    ctx.tx,
  );
  const [series] = await seriesWhere(ctx, sql`s.id = ${seriesId}`);
  const made = series ? await fillSeries(ctx, series) : [];
  const [first] = made;
  if (!series || !first)
    return refuse('invalid', 'No meeting comes of this: the rhythm ends before its first day to come.', { field: 'repeats.until' });
  await inviteToSeries(ctx, series, people);
  return { id: first, seriesId, made: made.length };
}

function shapeProblem({ kind, side, repeats, day }: ParsedOf<typeof createMeeting>, zone: string): Refusal | null {
  if ((kind === 'team') !== (side !== null))
    return refuse('invalid', kind === 'team' ? 'Say whose meeting it is.' : 'This meeting is of both teams.', { field: 'side' });
  if (!isZone(zone)) return refuse('invalid', 'This is not a time zone.', { field: 'zone' });
  if (repeats?.until && repeats.until < day) return refuse('invalid', 'The last day comes before the first.', { field: 'repeats.until' });
  const furthest = moveDay(day, LONGEST_YEARS, 'year') ?? day;
  return repeats?.until && repeats.until > furthest
    ? refuse('invalid', `Plan at most ${LONGEST_YEARS} years ahead.`, { field: 'repeats.until' })
    : null;
}

type NewMeeting = Pick<
  MeetingRow,
  'kind' | 'title' | 'side' | 'zone' | 'startsAt' | 'minutes' | 'place' | 'link' | 'leastGuests' | 'uid' | 'seriesId'
>;

async function insertMeeting(ctx: Ctx, made: NewMeeting): Promise<string> {
  const { id } = await ctx.tx
    .insertInto('meeting')
    .values({
      workspace_id: ctx.scope.workspaceId,
      series_id: made.seriesId,
      kind: made.kind,
      title: made.title,
      side: made.side,
      zone: made.zone,
      starts_at: made.startsAt,
      minutes: made.minutes,
      place: made.place,
      link: made.link,
      least_guests: made.leastGuests,
      organizer_id: ctx.scope.actor.memberId,
      uid: made.uid,
      created_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** A rhythm, without its meetings and without a word to anybody. */
export async function insertSeries(ctx: Ctx, asked: ParsedOf<typeof createMeeting> & { zone: string; uid: string }): Promise<string> {
  const { frequency, every, until } = asked.repeats ?? { frequency: 'weekly' as const, every: 1, until: null };
  const { id } = await ctx.tx
    .insertInto('meeting_series')
    .values({
      workspace_id: ctx.scope.workspaceId,
      kind: asked.kind,
      title: asked.title,
      side: asked.side,
      zone: asked.zone,
      first_on: asked.day,
      at_time: asked.time,
      minutes: asked.minutes,
      rule: ruleOf({ frequency, every, firstOn: asked.day }),
      until_on: until,
      place: asked.place,
      link: asked.link,
      least_guests: asked.leastGuests,
      organizer_id: ctx.scope.actor.memberId,
      uid: asked.uid,
      created_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Makes the meetings of a rhythm for the time ahead that are not there yet; what was moved or cancelled stays so. @returns the new ones */
export async function fillSeries(ctx: Ctx, series: SeriesRow): Promise<string[]> {
  if (series.endedAt !== null) return [];
  const { workspaceId } = ctx.scope;
  const slots = slotsOf(series, { from: ctx.now, to: new Date(Date.parse(ctx.now) + AHEAD_DAYS * DAY_MS).toISOString() });
  const { rows } = await sql<{
    id: string;
  }>`insert into meeting (workspace_id, series_id, slot_at, kind, title, side, zone, starts_at, minutes, place, link,
      least_guests, organizer_id, uid, created_at)
    select ${workspaceId}, s.id, slot, s.kind, s.title, s.side, s.zone, slot, s.minutes, s.place, s.link, s.least_guests, s.organizer_id, s.uid, ${ctx.now}
    from meeting_series s, unnest(${slots}::timestamptz[]) slot where s.workspace_id = ${workspaceId} and s.id = ${series.id} order by slot
    on conflict (workspace_id, series_id, slot_at) do nothing returning id`.execute(ctx.tx);
  const ids = rows.map(({ id }) => id);
  await sql`insert into meeting_person (workspace_id, meeting_id, member_id, department, invited_at)
    select p.workspace_id, m.id, p.member_id, b.department, ${ctx.now} from meeting_series_person p
      join meeting m on m.workspace_id = p.workspace_id and m.id = any (${ids}::uuid[]) join member b on b.workspace_id = p.workspace_id and b.id = p.member_id
    where p.workspace_id = ${workspaceId} and p.series_id = ${series.id} on conflict do nothing`.execute(ctx.tx);
  if (ids.length > 0) ctx.changed('meeting');
  return ids;
}

export async function fillAll(ctx: Ctx): Promise<void> {
  for (const series of await seriesWhere(ctx, sql`s.ended_at is null`)) await fillSeries(ctx, series);
}

const peopleIn = async (ctx: Ctx, id: string): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`select member_id as id from meeting_person where workspace_id = ${ctx.scope.workspaceId}
    and meeting_id = ${id} and reply is distinct from 'no'`.execute(ctx.tx);
  return rows.map((row) => row.id);
};

export async function moveMeeting(ctx: Ctx, { id, ...change }: ParsedOf<typeof changeMeeting>): Promise<Done | Refusal> {
  const meeting = await lockOpen(ctx, id);
  if (isRefusal(meeting)) return meeting;
  if (change.startsAt !== undefined && Date.parse(change.startsAt) <= Date.parse(ctx.now))
    return refuse('invalid', 'Choose a time to come.', { field: 'startsAt' });
  const startsAt = change.startsAt === undefined ? meeting.startsAt : new Date(change.startsAt).toISOString();
  await ctx.tx
    .updateTable('meeting')
    .set({
      starts_at: startsAt,
      ...(change.title === undefined ? {} : { title: change.title }),
      ...(change.minutes === undefined ? {} : { minutes: change.minutes }),
      ...(change.place === undefined ? {} : { place: change.place }),
      ...(change.link === undefined ? {} : { link: change.link }),
      sequence: (await newestSequence(ctx, meeting)) + 1,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  const after = await meetingById(ctx, id);
  if (!isRefusal(after) && startsAt > ctx.now) await inviteTo(ctx, after, { people: await peopleIn(ctx, id), changed: true });
  ctx.changed('meeting', id);
  return {};
}

/** A later message about one of a rhythm counts on from the rhythm's own. */
async function newestSequence(ctx: Ctx, meeting: MeetingRow): Promise<number> {
  const [series] = meeting.seriesId ? await seriesWhere(ctx, sql`s.id = ${meeting.seriesId}`) : [];
  return Math.max(meeting.sequence, series?.sequence ?? 0);
}

export async function callOff(ctx: Ctx, { id, reason }: ParsedOf<typeof cancelMeeting>): Promise<Done | Refusal> {
  const meeting = await lockOpen(ctx, id);
  if (isRefusal(meeting)) return meeting;
  await ctx.tx
    .updateTable('meeting')
    .set({ cancelled_at: ctx.now, cancel_reason: reason, sequence: (await newestSequence(ctx, meeting)) + 1 })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  const after = await meetingById(ctx, id);
  if (!isRefusal(after) && after.startsAt > ctx.now) await cancelFor(ctx, after, await peopleIn(ctx, id));
  await carryQuestions(ctx, meeting);
  ctx.changed('meeting', id);
  return {};
}

/** Whose program has the rhythm or one of its meetings from then on; who cannot come to one of them has the others. */
async function peopleAhead(ctx: Ctx, { seriesId, slotAt }: { seriesId: string; slotAt: string }): Promise<string[]> {
  const { workspaceId: ws } = ctx.scope;
  const { rows } = await sql<{
    id: string;
  }>`select member_id as id from meeting_series_person where workspace_id = ${ws} and series_id = ${seriesId}
    union select p.member_id from meeting_person p join meeting m on m.workspace_id = p.workspace_id and m.id = p.meeting_id
      where p.workspace_id = ${ws} and m.series_id = ${seriesId} and m.slot_at >= ${slotAt} and m.closed_at is null and m.cancelled_at is null`.execute(
    ctx.tx,
  );
  return rows.map((row) => row.id);
}

/** No more meetings from this one on. Those of before stay; the program of everybody hears of the new end. */
export async function endRhythm(ctx: Ctx, { id }: { id: string }): Promise<Done | Refusal> {
  const meeting = await lockOpen(ctx, id);
  if (isRefusal(meeting)) return meeting;
  const { seriesId, slotAt } = meeting;
  if (!seriesId || !slotAt) return refuse('not_now', 'This meeting has no rhythm; cancel it instead.');
  const untilOn = moveDay(dayIn(meeting.zone, slotAt), -1, 'day');
  const people = await peopleAhead(ctx, { seriesId, slotAt });
  await ctx.tx
    .updateTable('meeting_series')
    .set({ ended_at: ctx.now, until_on: untilOn, sequence: (await newestSequence(ctx, meeting)) + 1 })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', seriesId)
    .execute();
  await sql`update meeting set cancelled_at = ${ctx.now}, cancel_reason = 'The rhythm ended.' where workspace_id = ${ctx.scope.workspaceId}
    and series_id = ${seriesId} and slot_at >= ${slotAt} and closed_at is null and cancelled_at is null`.execute(ctx.tx);
  const [series] = await seriesWhere(ctx, sql`s.id = ${seriesId}`);
  if (series) await inviteToSeries(ctx, series, people);
  ctx.changed('meeting');
  return {};
}
