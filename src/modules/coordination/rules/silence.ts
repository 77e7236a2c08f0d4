/** A week without a sign of one kind is worth a look. */
export const QUIET_DAYS = 7;
const DAY_MS = 86_400_000;

/** Whole days since an instant; null where it never happened. */
export function daysSince(at: string | null, now: string): number | null {
  return at === null ? null : Math.max(0, Math.floor((Date.parse(now) - Date.parse(at)) / DAY_MS));
}
