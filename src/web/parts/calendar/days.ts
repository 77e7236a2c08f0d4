const DAY_MS = 86_400_000;
const WEEK = 7;

export type CalendarView = 'month' | 'week';

/** A day (`YYYY-MM-DD`) so many days later. */
export const plusDays = (day: string, days: number): string => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** 0 Monday … 6 Sunday. */
export const weekdayOf = (day: string): number => (new Date(Date.parse(day)).getUTCDay() + 6) % WEEK;

/** The weeks that a view of a day shows, each from Monday on: of a month also the days around it that fill them. */
export function weeksOf(day: string, view: CalendarView): string[][] {
  const first = view === 'week' ? day : `${day.slice(0, 7)}-01`;
  const last = view === 'week' ? day : plusDays(monthLater(first, 1), -1);
  const weeks: string[][] = [];
  for (let monday = plusDays(first, -weekdayOf(first)); monday <= last; monday = plusDays(monday, WEEK))
    weeks.push(Array.from({ length: WEEK }, (_, index) => plusDays(monday, index)));
  return weeks;
}

function monthLater(day: string, months: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
}

/** The day that stands for the view before or after. */
export const moved = (day: string, view: CalendarView, steps: -1 | 1): string =>
  view === 'week' ? plusDays(day, steps * WEEK) : monthLater(day, steps);
