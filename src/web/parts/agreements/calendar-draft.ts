import type { createCalendar, listCalendars } from '#modules/agreements/contract/calendars.ts';
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
