import { z } from 'zod';
import { PATH_STAGES, STAGES } from '#modules/leads/schema.ts';
import { Amounts, Behind } from '#modules/leadvalues/schema.ts';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { CHANNEL_GROUPS, LEAD_FIGURES, LeadFilters, STALL_GROUPS } from './schema.ts';

const Sums = z.array(z.object({ currency: z.string(), amountMinor: z.int() }));
const Period = z.object({
  from: Day,
  to: Day,
  timeZone: z.string(),
  basis: z.enum(['asked', 'today', 'newest']),
  asOf: Instant,
  /** The same in instants; `end` is not included. */
  start: Instant,
  end: Instant,
});

const ChannelLine = z.object({
  key: z.string(),
  /** Of a campaign its name; null: of no campaign, no channel. */
  label: z.string().nullable(),
  total: z.int(),
  valid: z.int(),
  notLeads: z.int(),
  unreviewed: z.int(),
  /** Of those a person has looked at. */
  validRate: Rate,
  /** What the campaigns cost in the period, spread evenly over their days; null: the role may not see it. */
  spend: Sums.nullable(),
  /** Minor units, of the one currency; null: no spend known, several currencies, or nothing to share it. */
  costPerConversion: z.number().nullable(),
  costPerValidated: z.number().nullable(),
  /** The money behind each count, absent where the role may not see amounts: `listFigureRows` of `conversions` has its rows. */
  behind: z.object({ total: Behind.optional(), valid: Behind.optional(), unreviewed: Behind.optional() }),
});
export type ChannelLine = z.output<typeof ChannelLine>;

export const getChannels = endpoint({
  name: 'getChannels',
  method: 'GET',
  path: '/reports/channels',
  input: z.object({ from: Day.optional(), to: Day.optional(), by: z.enum(CHANNEL_GROUPS).default('channel') }),
  output: z.object({
    period: Period,
    lines: z.array(ChannelLine),
    total: ChannelLine,
    /** Campaigns with a cost and no first day: their cost can be placed in no period. */
    unplaced: z.int(),
  }),
  permission: 'report:read',
  summary: 'Conversions by channel, campaign or month: raw beside validated, and what one of each cost.',
});

const StageLine = z.object({
  stage: z.enum(PATH_STAGES),
  ownedBy: z.enum(['marketing', 'sales']),
  /** Leads that reached it; one that was skipped counts as reached. */
  reached: z.int(),
  /** Of these, passed over without a stay. */
  skipped: z.int(),
  standing: z.int(),
  /** To the next stage, of the months that are complete. */
  next: Rate.nullable(),
  /** Leads of months too young to tell. */
  immature: z.int(),
  /** The first of these months, `2026-11`: the rows of `next` are asked for with `before`. Null: all are complete. */
  youngFrom: z.string().nullable(),
  /** Days of a stay (Kaplan–Meier: stays that last are counted in); null where the curve never gets there. */
  stays: z.int(),
  medianDays: z.number().nullable(),
  p90Days: z.number().nullable(),
  /** Booked with won deals, shared by the leads that reached the stage; minor units of the workspace's currency. */
  bookedPerLead: z.number().nullable(),
});
export type StageLine = z.output<typeof StageLine>;

export const getWaterfall = endpoint({
  name: 'getWaterfall',
  method: 'GET',
  path: '/lifecycle/waterfall',
  input: z.object(LeadFilters),
  output: z.object({
    period: Period,
    /** The workspace's. */
    currency: z.string(),
    /** Days from opening until nine of ten that reach the stage have; null: too few to know, 90 is taken. */
    lags: z.array(z.object({ stage: z.enum(PATH_STAGES), days: z.number().nullable() })),
    /** `all`, then each team that found leads, with the same columns. */
    sides: z.array(
      z.object({ side: z.string(), leads: z.int(), stages: z.array(StageLine), won: z.object({ n: z.int(), sums: Sums.nullable() }) }),
    ),
    /** The funnel by where leads come from, the largest first. */
    channels: z.array(
      z.object({
        /** `''`: not known. */
        channel: z.string(),
        leads: z.int(),
        stages: z.array(z.object({ stage: z.enum(PATH_STAGES), reached: z.int() })),
        /** So far: leads of the newest months can still be won. */
        won: Rate,
      }),
    ),
    cohorts: z.array(
      z.object({
        /** `2026-11` */
        month: z.string(),
        leads: z.int(),
        stages: z.array(
          z.object({
            stage: z.enum(PATH_STAGES),
            reached: z.int(),
            /** Null where the month is too young. */
            next: Rate.nullable(),
            matureOn: Day.nullable(),
          }),
        ),
      }),
    ),
  }),
  permission: 'report:read',
  summary:
    'The waterfall: volume, conversion, velocity and value of each stage, for both teams beside each other, by channel and by month of opening.',
});

const Point = z.object({
  day: z.number(),
  atRisk: z.int(),
  remaining: z.number(),
  low: z.number(),
  high: z.number(),
  onward: z.number(),
  gone: z.number(),
});

const StallLine = z.object({
  key: z.string(),
  label: z.string().nullable(),
  leads: z.int(),
  stalled: z.int(),
  /** The money behind both counts; null: the role may not see amounts. */
  behind: z.object({ leads: Amounts.nullable(), stalled: Amounts.nullable() }),
  /** Won and lost by the 90th day, each against the other (Aalen–Johansen). */
  wonBy90: z.number().nullable(),
  lostBy90: z.number().nullable(),
  /** Where most of its leads stall; null where none does. */
  worst: z
    .object({
      stage: z.enum(PATH_STAGES),
      n: z.int(),
      stalled: z.int(),
      medianDays: z.number().nullable(),
      /** Day by which half have left the path from here; null: fewer than half ever did. */
      halfGoneDays: z.number().nullable(),
      goneShare: z.number(),
      enough: z.boolean(),
      points: z.array(Point),
    })
    .nullable(),
});
export type StallLine = z.output<typeof StallLine>;

export const getStalls = endpoint({
  name: 'getStalls',
  method: 'GET',
  path: '/lifecycle/stalls',
  input: z.object({ by: z.enum(STALL_GROUPS).default('channel'), stage: z.enum(PATH_STAGES).optional(), ...LeadFilters }),
  output: z.object({
    period: Period,
    /** The workspace's, of the amounts. */
    currency: z.string(),
    rule: z.object({ share: z.number(), quietDays: z.int(), leastTouches: z.int() }),
    /** Days in a stage from which on a lead counts as stalled; null: too few stays to know. */
    thresholds: z.array(z.object({ stage: z.enum(PATH_STAGES), days: z.number().nullable(), stays: z.int() })),
    stages: z.array(z.object({ stage: z.enum(PATH_STAGES), stalled: z.int(), behind: Amounts.nullable() })),
    stalled: z.int(),
    leads: z.int(),
    groups: z.array(StallLine),
  }),
  permission: 'report:read',
  summary: 'Where and when leads stall, by channel, campaign, reason, content, team: how many, survival in the stage, won against lost.',
});

export const setStallRule = endpoint({
  name: 'setStallRule',
  method: 'PUT',
  path: '/lifecycle/stall-rule',
  input: z.object({
    share: z.union([z.literal(0.75), z.literal(0.9)]),
    quietDays: z.int().min(1).max(365),
    leastTouches: z.int().min(1).max(20),
  }),
  output: Done,
  permission: 'agreement:write',
  summary: 'Sets what the workspace calls stalled and abandoned.',
});

export const getAbandoned = endpoint({
  name: 'getAbandoned',
  method: 'GET',
  path: '/lifecycle/abandoned',
  input: z.object(LeadFilters),
  output: z.object({
    period: Period,
    rule: z.object({ share: z.number(), quietDays: z.int(), leastTouches: z.int() }),
    /** Of the leads that sales accepted. */
    rate: Rate,
    /** The campaigns' cost divided by their leads; `without`: leads of no campaign with a known cost. Null: the role may not see it. */
    acquisition: z.object({ sums: Sums, n: z.int(), without: z.int() }).nullable(),
    /** Probability of their label times the average sale, in the workspace's currency. */
    expected: z.object({ currency: z.string(), amountMinor: z.int() }),
    /** Both together, where they are of one currency. */
    wasted: z.object({ currency: z.string(), amountMinor: z.int() }).nullable(),
    ownValues: z.boolean(),
  }),
  permission: 'report:read',
  summary: 'Leads that were accepted and then left alone, and the money that was wasted: what they cost plus what they were worth.',
});

const Month = z.string().regex(/^\d{4}-\d\d$/, 'Write the month as 2026-11.');

export const listLifecycleRows = endpoint({
  name: 'listLifecycleRows',
  method: 'GET',
  path: '/lifecycle/rows',
  input: z.object({
    figure: z.enum(LEAD_FIGURES),
    stage: z.enum(PATH_STAGES).optional(),
    month: Month.optional(),
    /** Only leads that were opened before this month. */
    before: Month.optional(),
    by: z.enum(STALL_GROUPS).optional(),
    key: z.string().max(300).optional(),
    ...LeadFilters,
    ...Paged,
  }),
  output: z.object({
    n: z.int(),
    /** The money behind them all; null: the role may not see amounts. */
    behind: Behind.nullable(),
    items: z.array(
      z.object({
        id: Id,
        title: z.string(),
        company: z.string().nullable(),
        stage: z.enum(STAGES),
        stageSince: Instant,
        openedAt: Instant,
        behind: Amounts.nullable(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'report:read',
  summary: 'The leads behind a figure of the lifecycle reports, the newest first.',
});

export const getInDevelopment = endpoint({
  name: 'getInDevelopment',
  method: 'GET',
  path: '/in-development',
  input: z.object({ text: z.string().max(120).optional(), whose: z.enum(['mine', 'territory', 'all']).default('mine') }),
  output: z.object({
    total: z.int(),
    items: z.array(
      z.object({
        contact: Named.extend({ jobTitle: z.string().nullable() }),
        company: Named.nullable(),
        leadId: Id.nullable(),
        stage: z.string(),
        label: z.string().nullable(),
        engagement: z.int().nullable(),
        lastActivityAt: Instant.nullable(),
        lastSign: z.object({ kind: z.string(), subject: z.string().nullable(), at: Instant }).nullable(),
        campaigns: z.array(Named.extend({ status: z.string(), responded: z.boolean() })),
        tactic: z.string().nullable(),
        /** Marketing warms the lead until then. */
        earliestOn: Day.nullable(),
      }),
    ),
  }),
  permission: 'record:read',
  summary:
    'People before they are handed to sales, of the caller’s own companies and territories, with what marketing does with them. To read only.',
});
