/** The first day of the month of a day, moved by so many months. */
export function monthOf(day: string, by = 0): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  const at = new Date(Date.UTC(year, month - 1 + by, 1));
  return at.toISOString().slice(0, 10);
}

/** The day by which the brief on a month is owed: a day of the month after it. */
export const dueOf = (month: string, dueDay: number): string => `${monthOf(month, 1).slice(0, 8)}${String(dueDay).padStart(2, '0')}`;
