import { z } from 'zod';
import { Day, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { DIMENSIONS, MODELS, SOURCED } from '../schema.ts';
import { Minor, Named, Period, Rate } from './parts.ts';

const Days = { from: Day.optional(), to: Day.optional() };

const Line = z.object({
  /** Of the channel its name, of the others an id; `''`: touches without one; `-`: deals without a touch. */
  key: z.string(),
  label: z.string().nullable(),
  /** Of the campaigns in the period, spread evenly over their days; null: not to be known for this line, or not for this role. */
  spendMinor: Minor,
  spendWithoutRate: z.int(),
  leads: z.int().nullable(),
  validated: Rate.nullable(),
  /** Deals with a touch of it that ended in the period: won of those. */
  winRate: Rate.nullable(),
  /** Won deals that it has a share in. */
  deals: z.int(),
  /** The sum of its shares in won deals; all lines together are the won deals. */
  dealsShared: z.number(),
  /** The same of deals that were their company's first. */
  customers: z.number(),
  bookedMinor: Minor,
  invoicedMinor: Minor,
  paidMinor: Minor,
  costPerLead: z.number().nullable(),
  costPerValidated: z.number().nullable(),
  costPerCustomer: z.number().nullable(),
  onSpend: z.number().nullable(),
  paybackMonths: z.number().nullable(),
  /** Of campaigns: won deals that name the campaign themselves, and their whole money, not shared. */
  recorded: z.object({ deals: z.int(), bookedMinor: Minor, invoicedMinor: Minor }).nullable(),
});
export type ReturnLine = z.output<typeof Line>;

export const getReturns = endpoint({
  name: 'getReturns',
  method: 'GET',
  path: '/attribution/returns',
  input: z.object({ by: z.enum(DIMENSIONS).default('channel'), key: z.string().max(300).optional(), ...Days }),
  output: z.object({
    period: Period,
    months: z.number(),
    currency: z.string(),
    model: z.enum(MODELS),
    number: z.int().nullable(),
    grossMargin: z.number().nullable(),
    lines: z.array(Line),
    total: Line,
    /** Campaigns with a cost and no first day: their cost can be placed in no period. */
    unplaced: z.int(),
    /** Amounts of won deals in a currency without a known rate: in no sum. */
    withoutRate: z.int(),
    /** Invoices of the period that belong to no won deal: nobody's credit. */
    outside: z.object({ n: z.int(), amountMinor: Minor }),
  }),
  permission: 'report:read',
  summary:
    'By channel, campaign, document or offer: spend, leads, customers and what the deals won in the period brought, by the signed model.',
});

export const RETURN_FIGURES = ['deals', 'spend', 'recorded', 'sourced', 'outside'] as const;

export const listReturnRows = endpoint({
  name: 'listReturnRows',
  method: 'GET',
  path: '/attribution/rows',
  input: z.object({
    figure: z.enum(RETURN_FIGURES),
    by: z.enum(DIMENSIONS).default('channel'),
    /** Absent: all lines. */
    key: z.string().max(300).optional(),
    /** The signed one where absent. */
    model: z.enum(MODELS).optional(),
    definition: z.enum(SOURCED).optional(),
    ...Days,
    ...Paged,
  }),
  output: z.object({
    n: z.int(),
    /** Of all rows, over every page. */
    sums: z.object({ share: z.number().nullable(), bookedMinor: Minor, invoicedMinor: Minor, paidMinor: Minor, spendMinor: Minor }),
    items: z.array(
      z.object({
        entity: z.enum(['deal', 'campaign', 'invoice']),
        id: Id,
        title: z.string(),
        company: z.string().nullable(),
        at: Instant,
        share: z.number().nullable(),
        bookedMinor: Minor,
        invoicedMinor: Minor,
        paidMinor: Minor,
        spendMinor: Minor,
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'report:read',
  summary:
    'The rows behind a figure of the returns: deals with the part that counts, campaigns with what falls into the period, or invoices.',
});

const PathFilters = {
  status: z.enum(['won', 'lost', 'both']).default('won'),
  channel: z.string().max(200).optional(),
  least: z.coerce.number().int().min(0).max(200).optional(),
  most: z.coerce.number().int().min(0).max(200).optional(),
};

export const getPaths = endpoint({
  name: 'getPaths',
  method: 'GET',
  path: '/attribution/paths',
  input: z.object({ ...PathFilters, ...Days }),
  output: z.object({
    period: Period,
    currency: z.string(),
    deals: z.int(),
    /** Different paths; the list holds the commonest. */
    different: z.int(),
    channels: z.array(z.string()),
    medianDays: z.number().nullable(),
    medianTouches: z.number().nullable(),
    items: z.array(
      z.object({
        channels: z.array(z.string()),
        n: z.int(),
        won: Rate,
        bookedMinor: Minor,
        medianDays: z.number().nullable(),
      }),
    ),
  }),
  permission: 'report:read',
  summary: 'The ways that deals took from the first touch to their end, by channel, the commonest first.',
});

export const listPathDeals = endpoint({
  name: 'listPathDeals',
  method: 'GET',
  path: '/attribution/path-deals',
  input: z.object({
    ...PathFilters,
    /** The channels of the path, joined by ` > `; absent: every path of the filter. */
    path: z.string().max(4000).optional(),
    ...Days,
    ...Paged,
  }),
  output: z.object({
    n: z.int(),
    items: z.array(
      z.object({
        id: Id,
        title: z.string(),
        company: Named.nullable(),
        status: z.enum(['won', 'lost']),
        at: Instant,
        touches: z.int(),
        days: z.number().nullable(),
        bookedMinor: Minor,
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'report:read',
  summary: 'The deals that took a path, the newest first.',
});

const Lift = z.object({ value: z.number(), low: z.number(), high: z.number(), enough: z.boolean() });

/** One outcome of those who came onto a track and of those kept back. */
const Compared = z.object({ treated: Rate, held: Rate, lift: Lift, neededPerArm: z.int().nullable() });

export const getHoldOuts = endpoint({
  name: 'getHoldOuts',
  method: 'GET',
  path: '/attribution/hold-outs',
  input: z.object({}),
  output: z.object({
    currency: z.string(),
    model: z.enum(MODELS),
    number: z.int().nullable(),
    items: z.array(
      z.object({
        id: Id,
        name: z.string(),
        at: Instant,
        treated: Rate,
        held: Rate,
        lift: Lift,
        /** Extra conversions among those who got it, as the lift says; an interval. */
        incremental: z.object({ value: z.number(), low: z.number(), high: z.number() }),
        /** What the signed model gives to touches of this mailing, over all time. */
        attributedMinor: Minor,
        /** Booked on deals of those who got it, a head, against those kept back; times the people: what the mailing itself brought. */
        incrementalMinor: Minor,
        /** Cases a group would need to see the difference that there was. */
        neededPerArm: z.int().nullable(),
      }),
    ),
    /** Tracks that drew who is kept back, the newest first: what became of both groups within `days`, of those who came in lately so far. */
    days: z.int(),
    tracks: z.array(
      z.object({
        id: Id,
        name: z.string(),
        /** Of the first draw. */
        at: Instant,
        validated: Compared,
        won: Compared,
        /** Booked on deals won, a head, against those kept back; times the people on it. */
        incrementalMinor: Minor,
      }),
    ),
    /** What the workspace sends in a week, and how many of those it was sent to convert: for what a test could find. */
    volume: z.object({ perWeek: z.number(), base: Rate }),
  }),
  permission: 'report:read',
  summary:
    'What mailings and tracks brought beyond what would have come anyway, by their groups kept back, beside the money that attribution gives them.',
});

export const listTrackDraws = endpoint({
  name: 'listTrackDraws',
  method: 'GET',
  path: '/attribution/hold-outs/tracks/:id/people',
  input: z.object({ id: Id, held: z.boolean(), outcome: z.enum(['validated', 'won']).optional(), ...Paged }),
  output: z.object({
    items: z.array(
      z.object({
        /** The person, and their name; null where the caller may not open them: they count all the same. */
        id: Id,
        opens: Id.nullable(),
        name: z.string().nullable(),
        at: Instant,
        validated: z.boolean(),
        won: z.boolean(),
        bookedMinor: Minor,
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'report:read',
  summary: 'Who came onto a track or was kept back from it, with what became of them.',
});
