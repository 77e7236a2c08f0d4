import { PATH_STAGES, type PathStage } from '#modules/leads/schema.ts';
import { moveDay } from '#platform/shared/calendar.ts';
import { USUAL_LAG_DAYS } from '../schema.ts';

/** Leads of one month and one team that reached each stage of the path, in path order. */
export interface Cohort {
  month: string;
  side: string;
  reached: readonly number[];
  skipped: readonly number[];
}

/** The first day on which nearly all of a month's leads that will reach the stage after `stage` have: the end of the month and the lag. */
export function matureOn(month: string, lagDays: number | null): string {
  const first = `${month}-01`;
  const end = moveDay(moveDay(first, 1, 'month') ?? first, -1, 'day') ?? first;
  return moveDay(end, Math.ceil(lagDays ?? USUAL_LAG_DAYS), 'day') ?? end;
}

export interface Passing {
  k: number;
  n: number;
  /** Leads that reached the stage in months too young to tell. */
  immature: number;
  /** The first of these months; null: all are complete. */
  youngFrom: string | null;
}

/**
 * How many of those that reached a stage went on to the next, in the months that are complete. A young month would look worse than it is,
 * so it is in no rate.
 * @param lags days from opening to reaching each stage, in path order
 * @param today the day as of which the data is read
 */
export function passing(
  cohorts: readonly Cohort[],
  place: number,
  { lags, today }: { lags: readonly (number | null)[]; today: string },
): Passing {
  const sum: Passing = { k: 0, n: 0, immature: 0, youngFrom: null };
  for (const { month, reached } of cohorts) {
    const here = reached[place] ?? 0;
    if (matureOn(month, lags[place + 1] ?? null) > today) {
      sum.immature += here;
      if (sum.youngFrom === null || month < sum.youngFrom) sum.youngFrom = month;
    } else {
      sum.n += here;
      sum.k += reached[place + 1] ?? 0;
    }
  }
  return sum;
}

export const placeOf = (stage: PathStage) => PATH_STAGES.indexOf(stage);
