import { z } from 'zod';
import { Currency, Day, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { BASES, CutName, LEVERS, PeriodName, SIGNAL_KINDS } from '../schema.ts';
import { listGoalRows } from './goals.ts';

const Rows = listGoalRows.output;
const LeverName = z.enum(LEVERS);

export const getGap = endpoint({
  name: 'getGap',
  method: 'GET',
  path: '/gap',
  input: z.object({ day: Day.optional(), period: PeriodName.default('quarter'), cut: CutName.optional() }),
  output: z.object({
    asOf: Instant,
    currency: Currency,
    basis: z.enum(BASES),
    startsOn: Day,
    endsOn: Day,
    /** Against the signed plan, or the period before where nothing is signed; null: there is neither. */
    against: z.enum(['plan', 'before']).nullable(),
    over: z.boolean(),
    noRate: z.int(),
    gap: z
      .object({
        plannedMinor: z.int(),
        actualMinor: z.int(),
        gapMinor: z.int(),
        by: z.enum(['exact', 'sequential']),
        /** They sum, with the last one, to the gap. */
        levers: z.array(z.object({ lever: LeverName, minor: z.int(), planned: z.number(), actual: z.number() })),
        without: z.object({ plannedMinor: z.int(), actualMinor: z.int(), minor: z.int() }),
        segments: z.array(
          z.object({
            segment: z.string(),
            plannedMinor: z.int(),
            actualMinor: z.int(),
            gapMinor: z.int(),
            by: z.enum(['exact', 'sequential']),
            effects: z.record(LeverName, z.int()),
          }),
        ),
      })
      .nullable(),
  }),
  permission: 'report:read',
  summary: 'Plan against actual revenue of a period, split exactly among what multiplies to it.',
});

export const listGapRows = endpoint({
  name: 'listGapRows',
  method: 'GET',
  path: '/gap/rows',
  input: z.object({
    day: Day,
    period: PeriodName,
    lever: z.enum([...LEVERS, 'without']),
    cut: CutName.optional(),
    segment: z.string().max(200).optional(),
    ...Paged,
  }),
  output: Rows,
  permission: 'report:read',
  summary: 'The leads and sales behind one lever of the bridge.',
});

const Month = z.object({
  month: Day,
  lowMinor: z.number(),
  expectedMinor: z.number(),
  highMinor: z.number(),
  inPipeMinor: z.number(),
  /** Null for months that have not begun. */
  actualMinor: z.number().nullable(),
});

export const getForecast = endpoint({
  name: 'getForecast',
  method: 'GET',
  path: '/forecast',
  input: z.object({ cut: CutName.default('team') }),
  output: z.object({
    asOf: Instant,
    currency: Currency,
    basis: z.enum(BASES),
    readAt: Instant.nullable(),
    noRate: z.int(),
    kernel: z.object({
      leads: z.int(),
      wins: z.int(),
      enough: z.boolean(),
      conversion: z.number(),
      saleMinor: z.number(),
      /** Share of the money by months after the lead, and of leads that are won at that age. */
      shares: z.array(z.number()),
      rates: z.array(z.number()),
      medianMonths: z.number().nullable(),
    }),
    /** Months before and after now. Null without enough data. */
    months: z.array(Month).nullable(),
    cohorts: z.array(
      z.object({
        month: Day,
        leads: z.int(),
        wins: z.int(),
        minor: z.number(),
        byAge: z.array(z.int()),
        projectedWins: z.number().nullable(),
        maturity: z.number(),
      }),
    ),
    history: z.object({
      within: z.int(),
      n: z.int(),
      bias: z.number().nullable(),
      /** For each month that is over: what was said last before it began. */
      said: z.array(
        z.object({
          month: Day,
          madeOn: Day,
          lowMinor: z.number(),
          expectedMinor: z.number(),
          highMinor: z.number(),
          actualMinor: z.number(),
        }),
      ),
    }),
    velocity: z.array(
      z.object({
        segment: z.string(),
        deals: z.int(),
        won: Rate,
        averageMinor: z.number(),
        medianDays: z.number().nullable(),
        perDayMinor: z.number().nullable(),
        /** What each lever did against the half year before, money a day; null without enough of either. */
        change: z.object({ gap: z.number(), deals: z.number(), winRate: z.number(), size: z.number(), days: z.number() }).nullable(),
      }),
    ),
    /** Hand-offs to expect within two and four weeks; null without enough data. `own`: the caller's. */
    flow: z.array(z.object({ whose: z.enum(['own', 'all']), weeks: z.int(), low: z.number(), expected: z.number(), high: z.number() })),
  }),
  permission: 'report:read',
  summary: 'When leads become money, revenue by month from what is in the pipe, how earlier forecasts did, velocity, leads to expect.',
});

export const listForecastRows = endpoint({
  name: 'listForecastRows',
  method: 'GET',
  path: '/forecast/rows',
  /**
   * `handed`: of the month's leads, those that were handed off. `spend`: campaigns that began in it, with their cost. `kernel`, `won`: the leads and the wins that
   * lags and rates are measured on, of all months; the others need a month.
   */
  input: z.object({ of: z.enum(['cohort', 'handed', 'revenue', 'spend', 'kernel', 'won']), month: Day.optional(), ...Paged }),
  output: Rows,
  permission: 'report:read',
  summary: 'The leads of a cohort, the sales or the campaigns of a month, and what lags and rates are measured on.',
});

export const getArrival = endpoint({
  name: 'getArrival',
  method: 'GET',
  path: '/campaigns/:id/arrival',
  input: z.object({ id: Id }),
  output: z.object({
    currency: Currency,
    basis: z.enum(BASES),
    leads: z.int(),
    enough: z.boolean(),
    expectedMinor: z.number(),
    soFarMinor: z.number(),
    months: z.array(
      z.object({ month: Day, lowMinor: z.number(), expectedMinor: z.number(), highMinor: z.number(), actualMinor: z.number().nullable() }),
    ),
  }),
  permission: 'report:read',
  summary: 'When the leads of a campaign become money: expected and so far.',
});

const Signal = z.object({
  id: Id,
  kind: z.enum(SIGNAL_KINDS),
  segment: z.string(),
  campaignId: Id.nullable(),
  owner: z.object({ id: Id, name: z.string() }).nullable(),
  beforeFrom: Instant,
  splitAt: Instant,
  afterTo: Instant,
  before: Rate,
  after: Rate,
  z: z.number(),
  raisedAt: Instant,
  clearedAt: Instant.nullable(),
  settlement: z.enum(['taken', 'set_aside']).nullable(),
  reason: z.string().nullable(),
  settledAt: Instant.nullable(),
});

export const listSignals = endpoint({
  name: 'listSignals',
  method: 'GET',
  path: '/course-corrections',
  input: z.object({ show: z.enum(['open', 'all']).default('open') }),
  output: z.object({ items: z.array(Signal) }),
  permission: 'report:read',
  summary: 'Changes of outcome by campaign, channel, team and fit that are more than chance, each with its evidence.',
});

export const listSignalRows = endpoint({
  name: 'listSignalRows',
  method: 'GET',
  path: '/course-corrections/:id/rows',
  input: z.object({ id: Id, span: z.enum(['before', 'after']), ...Paged }),
  output: Rows,
  permission: 'report:read',
  summary: 'The leads before and after a change; the value says which became a deal.',
});

export const settleSignal = endpoint({
  name: 'settleSignal',
  method: 'POST',
  path: '/course-corrections/:id/settlement',
  input: z.object({ id: Id, settlement: z.enum(['taken', 'set_aside']), reason: z.string().trim().max(1000).nullable().default(null) }),
  output: z.object({}),
  permission: 'campaign:write',
  summary: 'Takes a suggested course correction, or sets it aside with a reason.',
});
