const DAY_MS = 86_400_000;

const weekday = (at: number) => new Date(at).getUTCDay();
const isWeekend = (at: number) => weekday(at) === 0 || weekday(at) === 6;
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** The day that lies so many working days (Monday to Friday) after a day. */
export function workingDaysAfter(day: string, days: number): string {
  let at = Date.parse(day);
  for (let left = days; left > 0; ) {
    at += DAY_MS;
    if (!isWeekend(at)) left--;
  }
  return dayOf(at);
}

export function daysAfter(day: string, days: number): string {
  return dayOf(Date.parse(day) + days * DAY_MS);
}
