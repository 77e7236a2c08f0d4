import { addByHand } from '#modules/meetings/commands/agenda.ts';
import type { Ctx } from '#platform/context.ts';
import type { ParsedOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { bringComplaint } from '../contract/complaints.ts';
import { laneOf } from '../queries/lane.ts';
import { readMeetings } from '../queries/meetings.ts';

const MINUTES = 10;

/** Onto the agenda of one of the meetings that the caller sees: another one, such as a talk within a team, is as good as not there. */
export async function bring(ctx: Ctx, given: ParsedOf<typeof bringComplaint>): Promise<{ id: string } | Refusal> {
  const { areas } = await laneOf(ctx);
  if (!areas.includes('handoffs')) return refuse('forbidden', 'Your access does not include hand-offs.');
  const { items } = await readMeetings(ctx);
  if (!items.some(({ id }) => id === given.meetingId))
    return refuse('not_found', 'This meeting is not to come any more.', { field: 'meetingId' });
  const { meetingId: id, ...what } = given;
  return addByHand(ctx, { id, what: 'complaint', minutes: MINUTES, ...what });
}
