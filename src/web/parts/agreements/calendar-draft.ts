import type { createCalendar, listCalendars } from '#modules/agreements/contract/calendars.ts';
import type { Place, SpecialDay } from '#modules/agreements/schema.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';

export type Calendar = OutputOf<typeof listCalendars>['items'][number];
export type CalendarInput = InputOf<typeof createCalendar>;
export const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const WINDOW = /^(\d{1,2}:\d{2})\s*[-–—]\s*(\d{1,2}:\d{2})$/;
const pad = (time: string) => time.padStart(5, '0');

/** `09:00–12:30, 13:30–18:00`, as it is written; null where it is no list of times. */
export function windowsOf(text: string): { from: string; to: string }[] | null {
  const parts = text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter(Boolean);
  const windows = parts.map((part) => WINDOW.exec(part));
  if (windows.some((match) => match === null)) return null;
  return windows.flatMap((match) => (match?.[1] && match[2] ? [{ from: pad(match[1]), to: pad(match[2]) }] : []));
}

export function textOf(windows: readonly { from: string; to: string }[] | undefined): string {
  return (windows ?? []).map(({ from, to }) => `${from}–${to}`).join(', ');
}

/** Days with the same hours together: `Mon–Fri 09:00–17:00`. */
export function hoursInWords(windows: Calendar['windows'], days: readonly string[]): string[] {
  const lines: { first: number; last: number; hours: string }[] = [];
  for (const [index, day] of WEEKDAYS.entries()) {
    const hours = textOf(windows[day]);
    const line = lines.at(-1);
    if (hours === '') continue;
    if (line && line.hours === hours && line.last === index - 1) line.last = index;
    else lines.push({ first: index, last: index, hours });
  }
  return lines.map(({ first, last, hours }) => `${days[first]}${last > first ? `–${days[last]}` : ''} ${hours}`);
}

/** A day off or a half day as the form holds it: its hours as text. */
export interface DayDraft {
  date: string;
  name: string;
  hours: string;
  from: SpecialDay['from'];
}

export interface CalendarDraft {
  name: string;
  zone: string;
  always: boolean;
  days: Record<Weekday, string>;
  special: DayDraft[];
  place: Place | null;
}

export function draftOf(calendar: Calendar | null, zone: string): CalendarDraft {
  const days = Object.fromEntries(
    WEEKDAYS.map((day) => [day, calendar ? textOf(calendar.windows[day]) : Number(day) <= 5 ? '09:00–17:00' : '']),
  ) as CalendarDraft['days'];
  return {
    name: calendar?.name ?? '',
    zone: calendar?.zone ?? zone,
    always: calendar?.always ?? false,
    days,
    special: (calendar?.days ?? []).map(({ windows, ...day }) => ({ ...day, hours: textOf(windows) })),
    place: calendar?.place ?? null,
  };
}

export function inputOf({ name, zone, always, days, special, place }: CalendarDraft): CalendarInput {
  const windows = Object.fromEntries(
    WEEKDAYS.flatMap((day) => {
      const list = windowsOf(days[day]) ?? [];
      return list.length > 0 && !always ? [[day, list]] : [];
    }),
  );
  const off = special.map(({ hours, ...day }) => ({ ...day, windows: windowsOf(hours) ?? [] }));
  return { name, zone, always, windows, days: always ? [] : off, place: always ? null : place };
}

/** Days taken from a list: what was written by hand stays, and what the list had for other days. */
export function withHolidays(
  special: readonly DayDraft[],
  changes: { add: readonly { date: string; name: string }[]; remove: readonly { date: string }[] },
): DayDraft[] {
  const gone = new Set(changes.remove.map(({ date }) => date));
  const kept = special.filter(({ date, from }) => !(from === 'library' && gone.has(date)));
  const has = new Set(kept.map(({ date }) => date));
  const fresh = changes.add
    .filter(({ date }) => !has.has(date))
    .map(({ date, name }) => ({ date, name, hours: '', from: 'library' as const }));
  return [...kept, ...fresh].sort((a, b) => (a.date < b.date ? -1 : 1));
}
