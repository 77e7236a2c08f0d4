export const PERIODS = ['week', 'month', 'quarter', 'last_month', 'last_quarter', 'year'] as const;
export type Period = (typeof PERIODS)[number];

/** The instants of a period where the reader is; the end lies ahead, so that a reading of today stays the same all day. */
export function periodOf(period: Period, now = new Date()): { from: string; to: string } {
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
  const quarter = Math.floor(month / 3) * 3;
  const ends = (from: Date, to: Date) => ({ from: from.toISOString(), to: to.toISOString() });
  const tomorrow = new Date(year, month, day + 1);
  if (period === 'week') return ends(new Date(year, month, day - ((now.getDay() + 6) % 7)), tomorrow);
  if (period === 'last_month') return ends(new Date(year, month - 1, 1), new Date(year, month, 1));
  if (period === 'quarter') return ends(new Date(year, quarter, 1), tomorrow);
  if (period === 'last_quarter') return ends(new Date(year, quarter - 3, 1), new Date(year, quarter, 1));
  if (period === 'year') return ends(new Date(year - 1, month, day), tomorrow);
  return ends(new Date(year, month, 1), tomorrow);
}

export const monthSoFar = () => periodOf('month');
