import { worldRegionOf } from '#platform/shared/countries.ts';
import { positionOf } from './titles.ts';

/** What is read, as columns of `contact`; absent is null. */
export interface Told {
  job_title?: unknown;
  country?: unknown;
  region?: unknown;
  job_function?: unknown;
  seniority?: unknown;
  world_region?: unknown;
  /** Wire names of what somebody set by hand. */
  stated?: unknown;
  [column: string]: unknown;
}

const text = (value: unknown) => (typeof value === 'string' ? value : null);

/** The columns that follow from the others. What was set by hand stays as it is. */
export function understoodContact(row: Told) {
  const stated: readonly unknown[] = Array.isArray(row.stated) ? row.stated : [];
  const position = positionOf(text(row.job_title));
  return {
    job_function: stated.includes('jobFunction') ? text(row.job_function) : position.jobFunction,
    seniority: stated.includes('seniority') ? text(row.seniority) : position.seniority,
    world_region: stated.includes('worldRegion')
      ? text(row.world_region)
      : (worldRegionOf(text(row.country)) ?? worldRegionOf(text(row.region))),
  };
}
