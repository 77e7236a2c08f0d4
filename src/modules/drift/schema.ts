import { z } from 'zod';

/** What can move, as fields of the registry; beside these the workspace's own choices and short texts. */
export const DIMENSIONS = [
  'contact.seniority',
  'contact.jobFunction',
  'company.sizeBand',
  'company.standardIndustry',
  'company.worldRegion',
  'company.country',
  'lead.sourceChannel',
] as const;
/** One of these, or an own field such as `company.custom.branch`; of a deal (`deal.custom.segment`) only among who bought. */
export const Dimension = z.string().min(1).max(120);

/** Whom it is looked at among: who bought, who was handed off, who a campaign was aimed at, who came. */
export const POPULATIONS = ['customers', 'handoffs', 'audience', 'leads'] as const;
export type Population = (typeof POPULATIONS)[number];

/** Against what the last quarter is held: the year before it, or the same quarter a year ago (for a business with seasons). */
export const AGAINST = ['year_before', 'same_quarter'] as const;
export type Against = (typeof AGAINST)[number];

export const STANDINGS = ['not_enough', 'steady', 'drift', 'major'] as const;
export type Standing = (typeof STANDINGS)[number];

export const CASE_STATES = ['signal', 'confirmed', 'proposed', 'signed', 'dismissed'] as const;
export type CaseState = (typeof CASE_STATES)[number];
export const WAYS = ['more', 'fewer'] as const;

/** Known values on each side from which on anything is said. */
export const ENOUGH_KNOWN = 30;
/** An own field with more values than this is a text, and nothing that can be counted. */
export const MOST_VALUES = 60;
/** Days of the current quarter. */
export const QUARTER_DAYS = 91;
/** Values beyond the most frequent ones are one bin. */
export const MOST_BINS = 12;
export const OTHER = 'other';
/** A reason to let a case rest says at least this much. */
export const SHORTEST_REASON = 10;

/** A quarter of the calendar, `2026-Q4`, as the workspace's zone has it. */
export const Quarter = z.string().regex(/^[12]\d{3}-Q[1-4]$/, 'Write the quarter as 2026-Q4.');
/** Quarters that a course tells, and those before the first that it is held against. */
export const MOST_QUARTERS = 8;

export const PopulationName = z.enum(POPULATIONS);
export const AgainstName = z.enum(AGAINST);
