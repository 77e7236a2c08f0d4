import { MOST } from '../schema.ts';

/** What a page of ours tells while it is read: seconds in sight since the beat before, by page of the document. */
export interface Beat {
  /** Counts up; what comes again, or too late, is dropped. */
  n: number;
  pages: Readonly<Record<string, number>>;
  /** Somebody moved, scrolled or typed. */
  touched: boolean;
}

export interface Reading {
  beat: number;
  seconds: number;
  pages: Readonly<Record<string, number>>;
  touched: boolean;
}

export const UNREAD: Reading = { beat: 0, seconds: 0, pages: {}, touched: false };
/** No beat tells more than this, and no stay lasted longer than the time since it began, with a little for clocks that differ. */
const MOST_A_BEAT = 60;
const SLACK = 5;
/** In sight for so long, or touched, it was looked at; scanners load and leave. */
const LOOKED_SECONDS = 2;

/** A reading with one more beat. `elapsed`: seconds since the document was opened, which is all that can have been read in. */
export function read(before: Reading, beat: Beat, elapsed: number): Reading {
  if (beat.n <= before.beat) return before;
  let left = Math.min(MOST_A_BEAT, Math.max(0, Math.floor(elapsed) + SLACK - before.seconds), MOST.seconds - before.seconds);
  const pages: Record<string, number> = { ...before.pages };
  let seconds = before.seconds;
  for (const [page, given] of Object.entries(beat.pages)) {
    const counted = Math.min(left, Math.max(0, Math.round(given)));
    if (counted === 0 || !/^[1-9]\d{0,3}$/.test(page) || Number(page) > MOST.pages) continue;
    pages[page] = (pages[page] ?? 0) + counted;
    seconds += counted;
    left -= counted;
  }
  return { beat: beat.n, seconds, pages, touched: before.touched || beat.touched };
}

/** Whether what is not known to be a machine has behaved like a person. */
export const wasLookedAt = ({ seconds, touched }: Reading) => touched || seconds >= LOOKED_SECONDS;

/** How far they read, and where they stayed longest; null where nothing is known by page. */
export function pagesRead(pages: Reading['pages']): { n: number; last: number; longest: number } | null {
  const read = Object.entries(pages).map(([page, seconds]) => ({ page: Number(page), seconds }));
  if (read.length === 0) return null;
  const longest = read.reduce((most, one) => (one.seconds > most.seconds ? one : most));
  return { n: read.length, last: Math.max(...read.map(({ page }) => page)), longest: longest.page };
}

/** A stretch of time as it is said: `40 s`, `2 min`. */
export function lasting(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
