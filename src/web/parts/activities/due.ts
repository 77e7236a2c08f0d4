export const DUES = ['none', 'today', 'tomorrow', 'days3', 'week'] as const;
export type Due = (typeof DUES)[number];

const DAYS: Readonly<Record<Exclude<Due, 'none'>, number>> = { today: 0, tomorrow: 1, days3: 3, week: 7 };
const EVENING = 'T17:00';
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** When a task of "tomorrow" is due: at five in the afternoon of that day, where the reader is; an hour from now at the earliest. */
export function dueAt(due: Due, now: number, zone: string): string | undefined {
  if (due === 'none') return undefined;
  const today = localMoment(new Date(now).toISOString(), zone).slice(0, 10);
  const day = new Date(Date.parse(`${today}T00:00Z`) + DAYS[due] * DAY_MS).toISOString().slice(0, 10);
  const evening = Date.parse(instantOf(day + EVENING, zone) ?? '');
  return new Date(Math.max(evening, now + HOUR_MS)).toISOString();
}

/** An instant as a field of the kind `datetime-local` takes it, in a time zone: `2026-11-21T14:02`. */
export function localMoment(iso: string, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
    .format(new Date(iso))
    .replace(' ', 'T');
}

/** The instant of a local moment in a time zone; undefined where the text is none. A moment that the clocks skip is read an hour later. */
export function instantOf(local: string, zone: string): string | undefined {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  const offsetAt = (at: number) => Date.parse(`${localMoment(new Date(at).toISOString(), zone)}Z`) - Math.floor(at / 60_000) * 60_000;
  // The offset before the moment may be another than the one at it: where the clocks change in between, the second look finds it.
  const first = asUtc - offsetAt(asUtc);
  return new Date(asUtc - offsetAt(first)).toISOString();
}
