/** For how long a new conversion still belongs to the same episode. */
export const EPISODE_DAYS = 7;
const DAY_MS = 86_400_000;

export interface Episode {
  openedAt: string;
  /** The newest conversion of the episode, where there is one. */
  lastConversionAt: string | null;
  /** When it was closed or recycled, where it is. */
  endedAt: string | null;
}

/**
 * Whether a conversion at `at` continues the contact's newest lead or opens another: it continues within seven days of the lead's
 * last sign (opened, converted, closed or recycled). A lead that was returned an hour ago is taken up again, not doubled.
 */
export function continuesEpisode(newest: Episode | null, at: string): boolean {
  if (!newest) return false;
  const signs = [newest.openedAt, newest.lastConversionAt, newest.endedAt].flatMap((sign) => (sign ? [Date.parse(sign)] : []));
  return Date.parse(at) - Math.max(...signs) <= EPISODE_DAYS * DAY_MS;
}
