import { z } from 'zod';
import { Criteria, isGroup, isHistory, type Node } from '#modules/criteria/schema.ts';

/** From being known to being paid: each goal belongs to one of the three. */
export const LAYERS = ['awareness', 'engagement', 'revenue'] as const;
export type Layer = (typeof LAYERS)[number];

/** What a goal can be about. Awareness is kept apart from leads: it is another kind of figure. */
export const METRICS = [
  'visits',
  'known_people',
  'inquiries',
  'validated_leads',
  'sales_leads',
  'handoffs',
  'deals_won',
  'booked',
  'revenue',
] as const;
export type Metric = (typeof METRICS)[number];

export const LAYER_OF: Readonly<Record<Metric, Layer>> = {
  visits: 'awareness',
  known_people: 'awareness',
  inquiries: 'engagement',
  validated_leads: 'engagement',
  sales_leads: 'engagement',
  handoffs: 'engagement',
  deals_won: 'revenue',
  booked: 'revenue',
  revenue: 'revenue',
};

/** Counted in minor units of the base currency. */
export const MONEY_METRICS: readonly Metric[] = ['booked', 'revenue'];
export const isMoney = (metric: Metric): boolean => MONEY_METRICS.includes(metric);

/** Where the rows have a side that brought them. */
export const SIDED: readonly Metric[] = ['inquiries', 'validated_leads', 'handoffs', 'deals_won', 'booked', 'revenue'];

export const PERIODS = ['month', 'quarter', 'year'] as const;
export type PeriodKind = (typeof PERIODS)[number];

/** By what cohorts, velocity and the bridge can be cut. */
export const CUTS = ['team', 'channel', 'fit'] as const;
export type Cut = (typeof CUTS)[number];

export const BASES = ['invoiced', 'booked'] as const;
/** Revenue is what was invoiced; where nothing is, what was booked stands for it, and that is said. */
export type Basis = (typeof BASES)[number];

/** How far the axis reaches that plans and money stand on: two weeks by day, thirteen weeks, four quarters after this one by month. */
export const ZOOMS = ['week', 'quarter', 'year'] as const;
export type Zoom = (typeof ZOOMS)[number];
/** What runs or is planned, of the calendar, that stands on it; and how many of them at once. */
export const AXIS_KINDS = ['campaign', 'send', 'postal', 'offer', 'track', 'blitz'] as const;
export type AxisKind = (typeof AXIS_KINDS)[number];
export const MOST_ON_AXIS = 60;

/** Ages in months over which leads become money. */
export const HORIZON = 12;
/** Months of cohorts that the kernel is read from. */
export const HISTORY_MONTHS = 24;
/** Without a sign of life for so long an open deal says nothing about the next months. */
export const STALE_DAYS = 60;
/** Wins below which a rate of money is not enough. */
export const ENOUGH_WINS = 5;

export const SIGNAL_KINDS = ['campaign', 'channel', 'team', 'fit'] as const;
export type SignalKind = (typeof SIGNAL_KINDS)[number];

/** What multiplies to the revenue of a period that began with leads. */
export const LEVERS = ['volume', 'acceptance', 'qualification', 'winRate', 'size', 'timing'] as const;
export type Lever = (typeof LEVERS)[number];

/** From a lead to money. */
export const STEPS = ['handed', 'accepted', 'qualified', 'won', 'sale'] as const;
export type Step = (typeof STEPS)[number];

/** By what a goal may say whom it is about, as fields of a condition on a person; beside these the workspace's own fields of companies and leads. */
export const SEGMENT_FIELDS = [
  'company.sizeBand',
  'company.employeeCount',
  'company.standardIndustry',
  'company.worldRegion',
  'company.country',
  'company.customerStatus',
] as const;
const OWN = /^(company|lead)\.custom\./;
export const isSegmentField = (field: string): boolean => SEGMENT_FIELDS.some((one) => one === field) || OWN.test(field);

/** The fields that conditions ask for; null where they ask for something else than facts, such as what happened. */
export function fieldsAsked(node: Node): string[] | null {
  if (isHistory(node)) return null;
  if (!isGroup(node)) return [node.field];
  const below = node.of.map(fieldsAsked);
  return below.some((one) => one === null) ? null : [...new Set(below.flatMap((one) => one ?? []))];
}

/** Whom a goal is about. */
export const Segment = Criteria.refine((group) => group.of.length > 0, 'Add a condition, or leave out whom the goal is about.').refine(
  (group) => fieldsAsked(group)?.every(isSegmentField) ?? false,
  'A goal is about facts of the company or the lead: size, industry, region, country, or a field of your own.',
);

export const MetricName = z.enum(METRICS);
export const PeriodName = z.enum(PERIODS);
export const CutName = z.enum(CUTS);
