import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { calendarText, type Entry } from '#platform/mail/icalendar.ts';
import { sendMail } from '#platform/mail/mail.ts';
import { entryOfMeeting, entryOfSeries } from '../queries/entries.ts';
import { type MeetingRow, meetingsWhere, type SeriesRow } from '../queries/rows.ts';

interface Addressed {
  id: string;
  name: string;
  email: string;
  roles: string[];
}

/** Whoever has access and an address that mail reaches. */
export async function addressesOf(ctx: Pick<Ctx, 'tx' | 'scope'>, ids: readonly (string | null)[]): Promise<Addressed[]> {
  const { rows } = await sql<Addressed>`select id, name, email, roles from member where workspace_id = ${ctx.scope.workspaceId}
    and id = any (${ids}::uuid[]) and status = 'active' order by name, id`.execute(ctx.tx);
  return rows;
}

function whenWords({ startsAt, zone, minutes }: Pick<Entry, 'startsAt' | 'zone' | 'minutes'>): string {
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'full', timeStyle: 'short' }).format(new Date(startsAt));
  return `${day} (${zone}), ${minutes} minutes`;
}

interface Sending {
  entries: readonly Entry[];
  method: 'request' | 'cancel';
  to: readonly Addressed[];
  subject: string;
  more?: string;
}

async function send(ctx: Ctx, { entries, method, to, subject, more }: Sending): Promise<void> {
  const [first] = entries;
  if (!first) return;
  for (const person of to) {
    const attendee = { name: person.name, email: person.email };
    const text = [first.title, whenWords(first), first.place, first.link, more, '', first.page]
      .filter((line) => line !== null && line !== undefined)
      .join('\n');
    const calendar = {
      method,
      text: calendarText(
        entries.map((entry) => ({ ...entry, attendee })),
        { method },
      ),
    };
    await sendMail(ctx, { kind: 'meeting', to: attendee, subject, text, calendar });
  }
}

async function organizerOf(ctx: Ctx, id: string | null): Promise<Addressed | null> {
  return (await addressesOf(ctx, [id]))[0] ?? null;
}

/** An invitation to one meeting, also to one of a rhythm; sent again it brings what changed. */
export async function inviteTo(
  ctx: Ctx,
  meeting: MeetingRow,
  { people, changed = false }: { people: readonly string[]; changed?: boolean },
): Promise<void> {
  const entry = entryOfMeeting(ctx, meeting, await organizerOf(ctx, meeting.organizerId));
  const to = await addressesOf(ctx, people);
  await send(ctx, { entries: [entry], method: 'request', to, subject: `${changed ? 'Changed: ' : ''}${meeting.title}` });
}

export async function cancelFor(ctx: Ctx, meeting: MeetingRow, people: readonly string[]): Promise<void> {
  const entry = entryOfMeeting(ctx, meeting, await organizerOf(ctx, meeting.organizerId));
  const to = await addressesOf(ctx, people);
  const more = meeting.cancelReason ?? '';
  await send(ctx, { entries: [{ ...entry, cancelled: true }], method: 'cancel', to, subject: `Cancelled: ${meeting.title}`, more });
}

/** An invitation to a whole rhythm, with what was moved or cancelled of it. */
export async function inviteToSeries(ctx: Ctx, series: SeriesRow, people: readonly string[]): Promise<void> {
  const organizer = await organizerOf(ctx, series.organizerId);
  const to = await addressesOf(ctx, people);
  const whole = entryOfSeries(ctx, series, organizer);
  if (series.untilOn !== null && series.untilOn < series.firstOn) {
    const { rule: _none, ...first } = whole;
    return send(ctx, { entries: [{ ...first, cancelled: true }], method: 'cancel', to, subject: `Cancelled: ${series.title}` });
  }
  const moved = await exceptionsOf(ctx, series);
  const entries = [whole, ...moved.map((meeting) => entryOfMeeting(ctx, meeting, organizer))];
  await send(ctx, { entries, method: 'request', to, subject: series.title });
}

/** Those of a rhythm that are not as the rhythm has them. */
export async function exceptionsOf(ctx: Pick<Ctx, 'tx' | 'scope' | 'now'>, { id, untilOn, zone }: SeriesRow): Promise<MeetingRow[]> {
  const inside = untilOn === null ? sql`true` : sql`(m.slot_at at time zone ${zone})::date <= ${untilOn}::date`;
  return meetingsWhere(ctx, sql`m.series_id = ${id} and m.sequence > 0 and ${inside}`, sql`order by m.slot_at`);
}
