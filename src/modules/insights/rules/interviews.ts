import { DEBRIEF_HOURS, INTERVIEW_DAYS, type Interview } from '../schema.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const after = (instant: string, ms: number) => new Date(Date.parse(instant) + ms).toISOString();

/** From when such a talk is owed, and until when. Instants. */
export function windowOf(kind: Interview, closedAt: string): { from: string; dueAt: string } {
  return kind === 'debrief'
    ? { from: closedAt, dueAt: after(closedAt, DEBRIEF_HOURS * HOUR_MS) }
    : { from: after(closedAt, INTERVIEW_DAYS.from * DAY_MS), dueAt: after(closedAt, INTERVIEW_DAYS.to * DAY_MS) };
}

/** Days after its time for which a talk that was not held still stands on the list. */
export const KEPT_DAYS = 60;
