import { sql } from 'kysely';
import { isOutside } from '#modules/team/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { sendMail } from '#platform/mail/mail.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { closeMeeting } from '../contract/agenda.ts';
import { actionsOf, itemsOf, questionsOf } from '../queries/agenda.ts';
import { readDecisions } from '../queries/decisions.ts';
import { isMissed, lockOpen, type MeetingRow, meetingById, meetingsWhere, type PersonRow, peopleOf } from '../queries/rows.ts';
import { minutesText } from '../rules/minutes.ts';
import { PARTIES, type Party } from '../schema.ts';
import { addressesOf } from './invitations.ts';
import { carryQuestions } from './questions.ts';

type Done = Record<string, never>;

/** Notes are taken from now on; whoever begins it is there. */
export async function begin(ctx: Ctx, { id }: { id: string }): Promise<Done | Refusal> {
  const meeting = await lockOpen(ctx, id);
  if (isRefusal(meeting)) return meeting;
  if (meeting.openedAt !== null) return refuse('not_now', 'This meeting has begun.');
  await sql`update meeting_person p set department = b.department from member b where p.workspace_id = ${ctx.scope.workspaceId} and p.meeting_id = ${id}
    and p.attendance is null and b.workspace_id = p.workspace_id and b.id = p.member_id and ${meeting.startsAt > ctx.now}`.execute(ctx.tx);
  await sql`update meeting set opened_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  ctx.changed('meeting', id);
  return {};
}

/** The sides that were there, as they were on the day. */
export const presentSides = (people: readonly Pick<PersonRow, 'department' | 'attendance'>[]): Party[] =>
  PARTIES.filter((party) =>
    people.some(({ department, attendance }) => department === party && (attendance === 'in_person' || attendance === 'remote')),
  );

/** What keeps the minutes from being closed. A joint meeting has both sides; a team's own needs somebody of the team. */
function missing({ side }: MeetingRow, people: readonly PersonRow[]): string | null {
  const present = presentSides(people);
  if (side !== null)
    return present.includes(side)
      ? null
      : 'Nobody of the team is recorded as present. Record who was there, or cancel the meeting: it did not take place.';
  return present.length === PARTIES.length
    ? null
    : 'Both teams have to have been there. Record who was, or cancel the meeting: it did not take place as one of both.';
}

/** The minutes are closed and sent; unanswered questions go on. */
export async function finish(
  ctx: Ctx,
  { id }: { id: string },
  { mail = true }: { mail?: boolean } = {},
): Promise<OutputOf<typeof closeMeeting> | Refusal> {
  const meeting = await lockOpen(ctx, id);
  if (isRefusal(meeting)) return meeting;
  if (meeting.openedAt === null) return refuse('not_now', 'This meeting has not begun.');
  const people = (await peopleOf(ctx, [id])).get(id) ?? [];
  const lacks = missing(meeting, people);
  if (lacks) return refuse('not_now', lacks);
  await sql`update meeting set closed_at = ${ctx.now}, closed_by = ${ctx.scope.actor.memberId} where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(
    ctx.tx,
  );
  const text = mail ? await textOf(ctx, meeting, people) : '';
  // A coordinator who called it reads its minutes in the app, as far as both sides have signed.
  const to = (await addressesOf(ctx, mail ? people.map((person) => person.id) : [])).filter(({ roles }) => !isOutside(roles));
  for (const { name, email } of to)
    await sendMail(ctx, { kind: 'meeting', to: { name, email }, subject: `Minutes: ${meeting.title}`, text });
  const closed = await meetingById(ctx, id);
  const carried = isRefusal(closed) ? 0 : await carryQuestions(ctx, closed);
  ctx.changed('meeting', id);
  return { carried, mailed: to.length };
}

async function textOf(ctx: Ctx, meeting: MeetingRow, people: readonly PersonRow[]): Promise<string> {
  const actions = await actionsOf(ctx, { meetingId: meeting.id });
  const words = ({ what, owner, dueAt }: (typeof actions)[number]) => `${what} (${owner?.name ?? '–'}, by ${dueAt?.slice(0, 10) ?? '–'})`;
  const items = (await itemsOf(ctx, meeting.id)).filter(({ aside }) => !aside);
  const { items: decisions } = await readDecisions(ctx, { meetingId: meeting.id, limit: 100 });
  const when = new Intl.DateTimeFormat('en-GB', { timeZone: meeting.zone, dateStyle: 'full', timeStyle: 'short' }).format(
    new Date(meeting.startsAt),
  );
  return minutesText({
    title: meeting.title,
    when: `${when} (${meeting.zone})`,
    present: people
      .filter(({ attendance }) => attendance === 'in_person' || attendance === 'remote')
      .map(({ name, attendance }) => ({ name, remote: attendance === 'remote' })),
    items: items.map((item) => ({ ...item, actions: actions.filter(({ itemId }) => itemId === item.id).map(words) })),
    actions: actions.filter(({ itemId }) => itemId === null).map(words),
    decisions: decisions
      .filter(({ state }) => state !== 'withdrawn')
      .map(({ number, title, says: said, signatures }) => `${number}. ${title}: ${said} (${signatures.length} of 2 signatures)`),
    questions: await questionsOf(ctx, meeting.id),
    page: ctx.link(`/meetings/${meeting.id}`),
  });
}

/** Questions of meetings that were missed, or for which there was no next one when they were over. */
export async function carryLeft(ctx: Ctx): Promise<void> {
  const left = await meetingsWhere(
    ctx,
    sql`(m.closed_at is not null or m.cancelled_at is not null or ${isMissed(ctx)}) and exists (select from meeting_question q where q.workspace_id = m.workspace_id and q.meeting_id = m.id and q.answered_at is null)`,
  );
  for (const meeting of left) await carryQuestions(ctx, meeting);
}
