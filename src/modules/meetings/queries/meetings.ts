import { sql } from 'kysely';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import { dayIn, moveDay, startOfDay } from '#platform/shared/calendar.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { groupBy } from '#platform/shared/group.ts';
import { cut } from '#platform/shared/paging.ts';
import { frequencyOf } from '#platform/shared/recurrence.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getCompliance, getMeeting, listMeetings, Summary } from '../contract/meetings.ts';
import { isCompliant, missedInRow, seatsOf, stateOf } from '../rules/seats.ts';
import { KINDS, PARTIES, type Party } from '../schema.ts';
import { type MeetingRow, meetingById, meetingsWhere, type PersonRow, peopleOf, seriesWhere, sizesOf } from './rows.ts';

interface Around {
  people: Map<string, PersonRow[]>;
  sizes: Record<Party, number>;
}

async function around(ctx: ReadCtx, meetings: readonly MeetingRow[]): Promise<Around> {
  return {
    people: await peopleOf(
      ctx,
      meetings.map(({ id }) => id),
    ),
    sizes: await sizesOf(ctx),
  };
}

function summaryOf(ctx: ReadCtx, meeting: MeetingRow, { people, sizes }: Around): Summary {
  const own = people.get(meeting.id) ?? [];
  const seats = seatsOf(meeting, { people: own, sizes });
  const state = stateOf(meeting, ctx.now);
  const { id, seriesId, kind, title, side, startsAt, zone, minutes, place, link, publishedAt } = meeting;
  return {
    ...{ id, seriesId, kind, title, side, startsAt, zone, minutes, place, link, publishedAt, state, seats },
    moved: meeting.slotAt !== null && meeting.slotAt !== startsAt,
    compliant: state === 'held' ? isCompliant(seats) : null,
    mine: own.some((person) => person.id === ctx.scope.actor.memberId),
  };
}

/** Those to come by their time; those that were, the newest first. */
export async function readMeetings(
  ctx: ReadCtx,
  { which, cursor, limit }: ParsedOf<typeof listMeetings>,
): Promise<OutputOf<typeof listMeetings>> {
  const past = which === 'past';
  const ended = sql`(m.starts_at + make_interval(mins => m.minutes) < ${ctx.now}::timestamptz or m.closed_at is not null)`;
  const mine = sql`exists (select from meeting_person p where p.workspace_id = m.workspace_id and p.meeting_id = m.id and p.member_id = ${ctx.scope.actor.memberId}
    and p.reply is distinct from 'no')`;
  const at = sql`date_trunc('milliseconds', m.starts_at)`;
  const found = await meetingsWhere(
    ctx,
    sql`${past ? ended : sql`(not ${ended} or (m.opened_at is not null and m.closed_at is null))`} and ${which === 'mine' ? sql`${mine} and m.cancelled_at is null` : sql`true`}
      and ${beyond(cursor, { at, id: sql`m.id`, ascending: !past })}`,
    past ? sql`order by ${at} desc, m.id desc limit ${limit + 1}` : sql`order by ${at}, m.id limit ${limit + 1}`,
  );
  const { items, next } = cut(found, limit, ({ startsAt, id }) => ({ at: startsAt, id }));
  const surroundings = await around(ctx, items);
  return {
    items: items.map((row) => summaryOf(ctx, row, surroundings)),
    next,
    mayPlan: ctx.scope.permissions.has('agreement:write'),
  };
}

export async function readMeeting(ctx: ReadCtx, { id }: { id: string }): Promise<OutputOf<typeof getMeeting> | Refusal> {
  const meeting = await meetingById(ctx, id);
  if (isRefusal(meeting)) return meeting;
  const surroundings = await around(ctx, [meeting]);
  const people = surroundings.people.get(id) ?? [];
  const [series] = meeting.seriesId ? await seriesWhere(ctx, sql`s.id = ${meeting.seriesId}`) : [];
  const { memberId } = ctx.scope.actor;
  const { rows: members } = await sql<{ id: string; name: string; department: string | null }>`select id, name, department from member
    where workspace_id = ${ctx.scope.workspaceId} and id = any (${[meeting.organizerId, meeting.closedBy, memberId]}::uuid[])`.execute(
    ctx.tx,
  );
  const named = (of: string | null) => {
    const found = members.find((member) => member.id === of);
    return found ? { id: found.id, name: found.name } : null;
  };
  const me = people.find((person) => person.id === memberId);
  const open = meeting.cancelledAt === null && meeting.closedAt === null;
  const { permissions } = ctx.scope;
  return {
    ...summaryOf(ctx, meeting, surroundings),
    organizer: named(meeting.organizerId),
    rhythm: series ? { ...frequencyOf(series.rule), until: series.untilOn, endedAt: series.endedAt } : null,
    cancelReason: meeting.cancelReason,
    openedAt: meeting.openedAt,
    closedAt: meeting.closedAt,
    closedBy: named(meeting.closedBy),
    people: people.map(({ id: personId, name, department, reply, attendance }) => ({
      ...{ id: personId, name, reply, attendance },
      department: department as OutputOf<typeof getMeeting>['people'][number]['department'],
    })),
    me: {
      side: PARTIES.find((party) => party === members.find((member) => member.id === memberId)?.department) ?? null,
      asked: me !== undefined,
      reply: me?.reply ?? null,
    },
    may: { plan: open && permissions.has('agreement:write'), take: open, write: open && permissions.has('lead:return') },
  };
}

const PERIOD_DAYS = 182;

/** Of the meetings held: how many had enough of the other team there. Missed and cancelled ones stand beside it, not in it. */
export async function readCompliance(ctx: ReadCtx, asked: ParsedOf<typeof getCompliance>): Promise<OutputOf<typeof getCompliance>> {
  const zone = await timeZoneOf(ctx);
  const to = asked.to ?? dayIn(zone, ctx.now);
  const from = asked.from ?? moveDay(to, -PERIOD_DAYS, 'day') ?? to;
  const until = startOfDay(zone, moveDay(to, 1, 'day') ?? to);
  const meetings = await meetingsWhere(
    ctx,
    sql`m.starts_at >= ${startOfDay(zone, from)} and m.starts_at < least(${until}::timestamptz, ${ctx.now}::timestamptz)`,
    sql`order by m.starts_at desc, m.id`,
  );
  const surroundings = await around(ctx, meetings);
  const shown = meetings.map((meeting) => summaryOf(ctx, meeting, surroundings));
  const counted = (of: readonly Summary[]) => {
    const held = of.filter(({ state }) => state === 'held');
    return rateOf(held.filter(({ compliant }) => compliant).length, held.length);
  };
  const lastHeld = (of: readonly Summary[]) => of.find(({ state }) => state === 'held')?.startsAt ?? null;
  const groups = [...groupBy(shown, ({ kind, side }) => `${kind} ${side}`).values()];
  const rhythms = groupBy(
    shown.filter(({ seriesId }) => seriesId !== null),
    ({ seriesId }) => seriesId ?? '',
  );
  return {
    from,
    to,
    compliant: counted(shown),
    byKind: groups
      .flatMap((of) => {
        const [first] = of;
        if (!first) return [];
        const count = (state: Summary['state']) => of.filter((one) => one.state === state).length;
        return [
          {
            kind: first.kind,
            side: first.side,
            compliant: counted(of),
            missed: count('missed'),
            cancelled: count('cancelled'),
            lastHeldAt: lastHeld(of),
          },
        ];
      })
      .sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind)),
    missedRhythms: [...rhythms].flatMap(([seriesId, of]) => {
      const inRow = missedInRow(of.map(({ state }) => state));
      const last = of.find(({ state }) => state === 'missed');
      if (inRow === 0 || !last) return [];
      return [{ seriesId, meetingId: last.id, title: last.title, kind: last.kind, missedInRow: inRow, lastHeldAt: lastHeld(of) }];
    }),
  };
}
