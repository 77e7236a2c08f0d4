import { worldRegionOf } from '#platform/shared/countries.ts';
import { industryOf } from './industries.ts';
import { bandOf, bandOfText } from './sizes.ts';

/** What is read, as columns of `company`; absent is null. */
export interface Told {
  employee_count?: unknown;
  size_text?: unknown;
  industry?: unknown;
  country?: unknown;
  region?: unknown;
  size_band?: unknown;
  standard_industry?: unknown;
  world_region?: unknown;
  /** Wire names of what somebody set by hand. */
  stated?: unknown;
  [column: string]: unknown;
}

const text = (value: unknown) => (typeof value === 'string' ? value : null);

/** The columns that follow from the others. What was set by hand stays as it is. */
export function understoodCompany(row: Told) {
  const stated: readonly unknown[] = Array.isArray(row.stated) ? row.stated : [];
  const count = typeof row.employee_count === 'number' ? row.employee_count : null;
  return {
    size_band: stated.includes('sizeBand') ? text(row.size_band) : (bandOf(count) ?? bandOfText(text(row.size_text))),
    standard_industry: stated.includes('standardIndustry') ? text(row.standard_industry) : industryOf(text(row.industry)),
    world_region: stated.includes('worldRegion')
      ? text(row.world_region)
      : (worldRegionOf(text(row.country)) ?? worldRegionOf(text(row.region))),
  };
}
