import { z } from 'zod';
import { Currency, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { CountingName, SegmentName, Type } from './schema.ts';

const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'Give a month such as 2026-03.');

const ValueRate = z.object({
  type: Type,
  segment: SegmentName,
  closed: z.int(),
  won: z.int(),
  /** Leans to the workspace's own rate as long as there are few. */
  closeRate: z.number(),
  sales: z.int(),
  averageMinor: z.int().nullable(),
  averageOf: z.enum(['segment', 'all', 'none']),
  valueMinor: z.int().nullable(),
});

const ValueTable = z.object({
  /** The agreement it stands for; its figures do not move while that is in force. */
  agreement: z.object({ id: Id, number: z.int() }),
  frozenAt: Instant,
  currency: Currency,
  closed: z.int(),
  won: z.int(),
  sales: z.int(),
  averageMinor: z.int().nullable(),
  otherCurrency: z.int(),
  withoutAmount: z.int(),
  rates: z.array(ValueRate),
});

const Sum = z.object({ n: z.int(), minor: z.int() });

export const getLeadValues = endpoint({
  name: 'getLeadValues',
  method: 'GET',
  path: '/lead-values',
  input: z.object({ month: Month.optional() }),
  output: z.object({
    month: Month,
    currency: Currency,
    /** Null before the first agreement was signed by both. */
    table: ValueTable.nullable(),
    /** Value of what Marketing handed off in the month, as it was at the hand-off. */
    delivered: Sum,
    /** Of these, taken back because Sales found them to be no lead: they count against the month in which they were delivered. */
    takenBack: Sum,
    netMinor: z.int(),
    /** Handed off again within 90 days: counted before. */
    again: z.int(),
    /** Handed off while nothing was agreed, or before the first sale. */
    withoutValue: z.int(),
    byType: z.array(z.object({ type: Type, n: z.int(), minor: z.int(), takenBackMinor: z.int() })),
    /** Working days of the month up to today, and in all. */
    days: z.object({ gone: z.int(), all: z.int(), calendar: z.string() }),
    /** What Marketing promised for the month; null where the agreement in force says nothing about it. */
    obligationMinor: z.int().nullable(),
    expectedMinor: z.int().nullable(),
    /** Delivered against what was expected by now. */
    pace: z.number().nullable(),
    asOf: Instant,
  }),
  permission: 'report:read',
  summary: 'What a lead is worth by what made it and how well it fits, and what Marketing delivered of it in a month.',
});

export const listLeadValues = endpoint({
  name: 'listLeadValues',
  method: 'GET',
  path: '/lead-values/handoffs',
  input: z.object({
    month: Month,
    type: Type.optional(),
    segment: SegmentName.optional(),
    counting: z.array(CountingName).min(1).max(4).optional(),
    ...Paged,
  }),
  output: z.object({
    items: z.array(
      z.object({
        handoffId: Id,
        leadId: Id,
        /** Null where the caller may not open the lead. */
        name: z.string().nullable(),
        handedAt: Instant,
        type: Type,
        segment: SegmentName,
        valueMinor: z.int().nullable(),
        counting: CountingName,
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'report:read',
  summary: 'The hand-offs of a month with their values, and how each counts.',
});
