import { z } from 'zod';
import { endpoint, Id, Instant } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { AMOUNT_MEASURES, MEASURED_RECORDS, type MeasureName, PARTIES, PERIODS, SHARE_MEASURES } from '../schema.ts';

const MEASURES = [...Object.keys(SHARE_MEASURES), ...Object.keys(AMOUNT_MEASURES)] as [MeasureName, ...MeasureName[]];

export const getMeasures = endpoint({
  name: 'getMeasures',
  method: 'GET',
  path: '/agreement/measures',
  input: z.object({
    /** Periods, this one so far included. */
    back: z.int().min(1).max(12).default(2),
  }),
  output: z.object({
    lines: z.array(
      z.object({
        lineId: Id,
        title: z.string(),
        party: z.enum(PARTIES),
        measure: z.enum(MEASURES),
        period: z.enum(PERIODS),
        /** Of a share; an amount has `amount`. */
        target: z.number().nullable(),
        amount: z.int().nullable(),
        /** Of an amount in money: `amount` and `k` are minor units of it. */
        currency: z.string().nullable(),
        /** Each rep owes the amount. */
        each: z.boolean(),
        /** This period so far, then those before; empty where the criteria cannot be judged any more. */
        periods: z.array(
          z.object({
            from: Instant,
            to: Instant,
            ...Rate.shape,
            /** What was asked for by the terms that judge this period; of all reps together where each owes it, less the days they were away. */
            target: z.number().nullable(),
            amount: z.int().nullable(),
            /** Reps who reached their minimum, of those who owed it. `seen`: those whose own figure the caller may see. */
            people: z
              .object({
                reached: z.int(),
                of: z.int(),
                seen: z.array(z.object({ id: Id, name: z.string(), made: z.int(), owed: z.int() })),
              })
              .nullable(),
            /** The version whose terms judge it: the one in force at its end, or now. Null: nothing was promised then; today’s terms stand in. */
            version: z.int().nullable(),
            /** All versions that were in force in it. */
            versions: z.array(z.int()),
          }),
        ),
      }),
    ),
  }),
  permission: 'report:read',
  summary: 'Promises of the agreement in force that are counted over a period: k of n with its interval, or how many of an amount.',
});

export const listMeasureRows = endpoint({
  name: 'listMeasureRows',
  method: 'GET',
  path: '/agreement/lines/:lineId/rows',
  input: z.object({
    lineId: Id,
    from: Instant,
    to: Instant,
    counts: z.boolean().optional(),
    ...Paged,
  }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        at: Instant,
        counts: z.boolean(),
        /** What it counts: 1, or minor units of money. */
        weight: z.int(),
        /** All null where the caller may not open it. */
        leadId: Id.nullable(),
        contactId: Id.nullable(),
        label: z.string().nullable(),
        /** Whose it is, where each rep owes an amount; null where the caller sees the team's figure only. */
        member: z.object({ id: Id, name: z.string() }).nullable(),
        /** What it is about, where it is about no person. */
        record: z.object({ entity: z.enum(MEASURED_RECORDS), id: Id }).nullable(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'report:read',
  summary: 'The rows behind a promise that is counted over a period, the newest first.',
});
