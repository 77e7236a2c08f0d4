export const DUES = ['none', 'today', 'tomorrow', 'days3', 'week'] as const;
export type Due = (typeof DUES)[number];

const DAYS: Readonly<Record<Exclude<Due, 'none'>, number>> = { today: 0, tomorrow: 1, days3: 3, week: 7 };
const EVENING = 17;

/** When a task of "tomorrow" is due: at five in the afternoon of that day, here; of "today", an hour from now at the earliest. */
export function dueAt(due: Due, now: Date): string | undefined {
  if (due === 'none') return undefined;
  const day = new Date(now);
  day.setDate(day.getDate() + DAYS[due]);
  day.setHours(EVENING, 0, 0, 0);
  const soonest = now.getTime() + 3_600_000;
  return new Date(Math.max(day.getTime(), soonest)).toISOString();
}

/** The value of a field of the kind `datetime-local` for an instant, in the browser's zone. */
export function localMoment(iso: string): string {
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function instantOf(local: string): string | undefined {
  const at = new Date(local);
  return local === '' || Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
