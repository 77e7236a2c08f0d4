import { z } from 'zod';
import { OWED_BY } from '#modules/handoffs/schema.ts';
import { Currency, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { PageLimit } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { Cut, DEMANDS, FIT_CLASSES, FitClasses, PARTIES, Terms, TermsInput } from '../schema.ts';

const Optimum = z.object({ cut: z.number(), netMinor: z.number() });

const Row = z.object({
  cut: z.number(),
  /** The next higher cut-off; null for the highest. */
  below: z.number().nullable(),
  leads: z.int(),
  won: z.int(),
  perWeek: z.number(),
  precision: Rate,
  /** Of all that were won, the share at or over this cut-off. */
  recall: z.number().nullable(),
  lift: z.number().nullable(),
  /** Won times value, less leads times cost, over the whole back-test; in minor units. */
  netMinor: z.number().nullable(),
  attemptsPerWeek: z.number(),
  hoursPerWeek: z.number(),
  withinCapacity: z.boolean(),
  enough: z.boolean(),
  /** Only what this cut-off adds to the next higher one. */
  band: z.object({
    leads: z.int(),
    won: z.int(),
    precision: Rate,
    netPerLeadMinor: z.number().nullable(),
    worked: z.int(),
    /** Hardly any of these were called: what they would have become is not known. */
    extrapolated: z.boolean(),
    /** What the agreed sample below the threshold found here; the rate is of those old enough to be judged. */
    sampled: z.object({ n: z.int(), mature: Rate }),
  }),
});

export const Zone = z.object({
  /** Cut-offs that give both sides what they need. */
  cuts: z.array(z.number()),
  sales: z.array(z.number()),
  marketing: z.array(z.number()),
  /** Where none does: how one demand alone would have to give. */
  gap: z.array(z.object({ demand: z.enum(DEMANDS), party: z.enum(PARTIES), asked: z.number(), would: z.number(), cut: z.number() })),
});

export const getThresholdTable = endpoint({
  name: 'getThresholdTable',
  method: 'GET',
  path: '/threshold-table',
  input: z.object({ fitClasses: FitClasses.optional(), ...TermsInput }),
  output: z.object({
    /** The version of the score in force, for which a back-test can be asked. */
    modelVersionId: Id.nullable(),
    /** One waits or runs. */
    running: z.boolean(),
    currency: Currency,
    /** Null before the first back-test of the score in force. */
    table: z
      .object({
        backtest: z.object({
          id: Id,
          modelNumber: z.int(),
          createdAt: Instant,
          windowDays: z.int(),
          from: Instant.nullable(),
          to: Instant.nullable(),
          weeks: z.number(),
          mature: z.int(),
          won: z.int(),
          /** Too young to be judged: counted, and set aside. */
          immature: z.int(),
          /** Mature, but of another class, or too little is known of them. */
          outside: z.int(),
        }),
        fitClasses: z.array(z.enum(FIT_CLASSES)),
        terms: Terms,
        /** Where the attempts come from; null: they were given. */
        attemptsBy: z.enum(OWED_BY).nullable(),
        rows: z.array(Row),
        auc: z.object({ auc: z.number(), low: z.number(), high: z.number() }).nullable(),
        breakEven: z.number().nullable(),
        capacityPerWeek: z.number(),
        enough: z.boolean(),
        best: Optimum.nullable(),
        withinCapacity: Optimum.nullable(),
        oneMore: z.object({ cut: z.number(), netMinor: z.number(), moreMinorPerYear: z.number() }).nullable(),
        outOfReachMinorPerYear: z.number().nullable(),
        /** Null until both sides have said what they need. */
        zone: Zone.nullable(),
      })
      .nullable(),
  }),
  permission: 'report:read',
  summary: 'What each cut-off of the score would have brought with past leads: volume, precision with its interval, recall, money, hours.',
});

export const listThresholdLeads = endpoint({
  name: 'listThresholdLeads',
  method: 'GET',
  path: '/threshold-table/leads',
  input: z.object({
    fitClasses: FitClasses.optional(),
    /** From this cut-off on, and below that one. */
    cut: Cut.default(0),
    below: Cut.optional(),
    won: z.boolean().optional(),
    /** Handed off, or tried by Sales at least once. */
    worked: z.boolean().optional(),
    mature: z.boolean().default(true),
    /** Leads of other classes, or of which too little is known, instead. */
    outside: z.boolean().default(false),
    cursor: Id.optional(),
    limit: PageLimit,
  }),
  output: z.object({
    items: z.array(
      z.object({
        leadId: Id,
        /** Null where the caller may not open the lead. */
        name: z.string().nullable(),
        at: Instant,
        engagement: z.number(),
        fit: z.string().nullable(),
        won: z.boolean(),
        worked: z.boolean(),
      }),
    ),
    next: Id.nullable(),
  }),
  permission: 'report:read',
  summary: 'The past leads behind a figure of the threshold table.',
});
