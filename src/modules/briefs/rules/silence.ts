const DAY_MS = 86_400_000;

/** Whole days between two instants. */
export const wholeDays = (from: string, to: string): number => Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / DAY_MS));
