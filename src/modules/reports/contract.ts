import { z } from 'zod';
import { PATH_STAGES, REASON_CLASSES } from '#modules/leads/schema.ts';
import { Amounts, Behind } from '#modules/leadvalues/schema.ts';
import { FITS } from '#modules/scoring/schema.ts';
import { Day, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { CONVERSATIONS, FigureNames, Filters, Party, READINGS } from './schema.ts';

/** What opens the rows of a figure: the input of `listFigureRows`, page apart. */
const Opens = z.object({ figure: FigureNames, ...Filters });
export type Opens = z.output<typeof Opens>;

/** A count and how to open its rows. */
const Count = z.object({ n: z.int(), behind: Behind.optional(), opens: Opens });
/** k of n with the Wilson interval; `enough` is false below 30 cases: show the counts. Opens the k. */
const OpenRate = Rate.extend({ behind: Behind.optional(), opens: Opens });
/** Sums per currency in minor units, the largest first; `without` have no amount (null: the role may not see amounts). */
const Money = z.object({
  n: z.int(),
  without: z.int(),
  sums: z.array(z.object({ currency: z.string(), amountMinor: z.int(), n: z.int() })).nullable(),
  opens: Opens,
});
export type CountFigure = z.output<typeof Count>;
export type RateFigure = z.output<typeof OpenRate>;
export type MoneyFigure = z.output<typeof Money>;

const Period = z.object({
  from: Day,
  /** Included. */
  to: Day,
  timeZone: z.string(),
  /** `newest`: the data is old, so the period ends with its newest lead or conversation instead of today. */
  basis: z.enum(['asked', 'today', 'newest']),
  /** States are as of this instant: the newest of the data where that is old, else now. */
  asOf: Instant,
});
/** What each figure counts, by its name. */
const Definitions = z.record(z.string(), z.string());
/** What a campaign cost in all: it cannot be cut to a period. Absent where the role may not see it; null where nobody wrote it down. */
const Cost = z.object({ amountMinor: z.int(), currency: z.string() }).nullable().optional();

const Asked = { from: Day.optional(), to: Day.optional() };

const Promised = z.object({
  reading: z.enum(READINGS),
  /** Working hours: their name; null for every hour. */
  calendar: z.string().nullable(),
  /** Touched in time, of those that are decided. */
  kept: OpenRate,
  late: Count,
  never: Count,
  /** The customer called first. In no rate. */
  byCustomer: Count,
  /** Not decided at the end of the data. In no rate. */
  open: Count,
  /** Hours of this reading, of those that we touched. */
  medianHours: z.number().nullable(),
  p90Hours: z.number().nullable(),
  /** Kaplan–Meier: the never touched counted in. Null where fewer than half were ever touched. */
  medianHoursWithUntouched: z.number().nullable(),
});

export const getLastYear = endpoint({
  name: 'getLastYear',
  method: 'GET',
  path: '/reports/last-year',
  input: z.object(Asked),
  output: z.object({
    period: Period,
    definitions: Definitions,
    empty: z.boolean(),
    leads: Count,
    called: OpenRate,
    touched: OpenRate,
    untouched: OpenRate,
    limbo: OpenRate,
    /** Leads with a won deal. */
    won: OpenRate,
    channels: z.array(
      z.object({ channel: z.string(), sourceTeam: z.string(), leads: Count, called: OpenRate, limbo: OpenRate, won: OpenRate }),
    ),
    campaigns: z.array(
      z.object({
        /** Null: leads, deals and invoices of no campaign. */
        campaign: Named.nullable(),
        cost: Cost,
        leads: Count,
        responses: Count,
        won: Money,
        invoiced: Money,
        /** Null beside no campaign: an invoice of no deal has nothing there to belong to. */
        invoicedToCompanies: Money.nullable(),
      }),
    ),
    months: z.array(z.object({ month: z.string(), leads: Count, won: Money, invoiced: Money })),
    booked: Money,
    invoiced: Money,
  }),
  permission: 'report:read',
  summary:
    'The last twelve months as the record tells them: leads, who called, what each campaign cost and brought, booked against invoiced.',
});

export const getOnRecord = endpoint({
  name: 'getOnRecord',
  method: 'GET',
  path: '/reports/on-record',
  input: z.object({}),
  output: z.object({
    items: z.array(z.object({ kind: z.enum(CONVERSATIONS), since: Instant, until: Instant, n: z.int() })),
  }),
  permission: 'report:read',
  summary: 'What is on record of each kind of conversation, and since when: what is older nobody can judge.',
});

export const getPromiseReplay = endpoint({
  name: 'getPromiseReplay',
  method: 'GET',
  path: '/reports/promise',
  input: z.object(Asked),
  output: z.object({
    period: Period,
    definitions: Definitions,
    hours: z.int(),
    /** When the clock of a lead would have started: at its hand-off, or where the record knows none, when it was opened. */
    starts: z.enum(['handed_off', 'opened']),
    /** Since when calls are logged; null: none ever was. */
    knownSince: Instant.nullable(),
    judged: OpenRate,
    unjudged: Count,
    /** The record knows days, not hours: "within 24 hours" is to the day. */
    toTheDay: z.boolean(),
    readings: z.array(Promised),
    /** First touches that the promise would have asked for, by week of the period. */
    asked: z.object({
      perWeek: z.number(),
      busiestWeek: z.int(),
      /** Who owned these leads; null: the record names nobody. */
      people: z.int().nullable(),
      perPersonAndWeek: z.number().nullable(),
      weeks: z.array(z.object({ week: Day, asked: Count, kept: Count })),
    }),
  }),
  permission: 'report:read',
  summary:
    'What a promise of a first touch within 24 hours would have asked for and come to, replayed over the past by the code that runs agreements.',
});

const Fate = z.object({
  campaign: Named.nullable(),
  cost: Cost,
  leads: Count,
  conversions: Count,
  valid: OpenRate,
  unreviewed: Count,
  handedOff: Count,
  waiting: Count,
  accepted: OpenRate,
  silent: Count,
  rejected: Count,
  recycled: Count,
  reasons: z.array(z.object({ id: Id, label: z.string(), class: z.enum(REASON_CLASSES), ...Count.shape })),
  /** Hand-offs to which Sales gave a mark with a verdict; of these, four or five, one or two. */
  rated: Count,
  good: OpenRate,
  poor: OpenRate,
  won: OpenRate,
  booked: Money,
  invoiced: Money,
});
export type Fate = z.output<typeof Fate>;

export const getFate = endpoint({
  name: 'getFateOfLeads',
  method: 'GET',
  path: '/reports/fate',
  input: z.object(Asked),
  output: z.object({
    period: Period,
    definitions: Definitions,
    total: Fate,
    campaigns: z.array(Fate),
    /** Leads that came back and wait for a new tactic; how many days the oldest has waited. */
    returned: Count.extend({ oldestDays: z.int().nullable() }),
  }),
  permission: 'report:read',
  summary: 'What became of the leads that marketing handed off, by campaign, with the reasons of sales, in money.',
});

/** By fit at the hand-off: what sales said of it. */
const OfFit = z.object({ fit: z.enum(FITS), handedOff: Count, accepted: OpenRate, rejected: OpenRate, recycled: OpenRate });
const OfSource = z.object({ channel: z.string(), handedOff: Count, inProfile: OpenRate, accepted: OpenRate, fits: z.array(OfFit) });

export const getProfileKept = endpoint({
  name: 'getProfileKept',
  method: 'GET',
  path: '/reports/profile',
  input: z.object(Asked),
  output: z.object({
    period: Period,
    definitions: Definitions,
    handedOff: Count,
    /** What Marketing owes by the profile: hand-offs in it, of those whose fit was known. */
    inProfile: OpenRate,
    /** What Sales owes by it: in-profile hand-offs that were pursued, of those that can be judged. */
    pursued: OpenRate,
    /** The n of the two rates. */
    known: Count,
    judged: Count,
    unknown: Count,
    total: z.array(OfFit),
    /** `''`: the channel is not known. The largest first. */
    sources: z.array(OfSource),
  }),
  permission: 'report:read',
  summary: 'Both obligations by the customer profile side by side, and for each source which fit it brings and what sales said of it.',
});

export const getWeek = endpoint({
  name: 'getWeek',
  method: 'GET',
  path: '/reports/week',
  input: z.object({}),
  output: z.object({
    asOf: Instant,
    definitions: Definitions,
    /** Who answers for both teams, with whom escalations end; null: nobody is named. */
    accountable: Named.nullable(),
    /** Both sides of the agreement over the last 30 days; empty where none is in force. */
    promises: z.array(
      z.object({
        lineId: Id,
        title: z.string(),
        party: Party,
        target: z.number(),
        ...Rate.shape,
        open: z.int(),
      }),
    ),
    promisesSince: Instant,
    pipeline: z.array(
      z.object({
        stage: Named,
        pipeline: Named,
        probability: z.number(),
        deals: Money,
        weighted: z.array(z.object({ currency: z.string(), amountMinor: z.int() })).nullable(),
      }),
    ),
    stagesSince: Day,
    stages: z.array(
      z.object({
        stage: z.enum(PATH_STAGES),
        reached: Count,
        /** Null at the end of the way. */
        wentOn: OpenRate.nullable(),
        died: Count,
        standing: Count,
        medianDays: z.number().nullable(),
      }),
    ),
    limbo: Count,
    won: z.object({ thisMonth: Money, lastMonth: Money }),
    invoiced: z.object({ thisMonth: Money, lastMonth: Money }),
    leads: z.object({ thisMonth: Count, lastMonth: Count }),
  }),
  permission: 'report:read',
  summary: 'This week for the person who answers for both teams: promises of both sides, pipeline, where leads die, what lies in limbo.',
});

export const getCalls = endpoint({
  name: 'getCalls',
  method: 'GET',
  path: '/reports/calls',
  input: z.object(Asked),
  output: z.object({
    period: Period,
    definitions: Definitions,
    /** Days after a call within which what follows is counted. */
    reachDays: z.int(),
    calls: Count,
    reached: OpenRate,
    /** People who were called, each once. */
    people: z.int(),
    /** Minutes that were talked, of the `n` calls whose length is known. */
    minutes: z.object({ talked: z.int(), n: z.int() }),
    /** Minutes of preparation, of the `n` calls at which somebody told them. */
    preparation: z.object({ minutes: z.int(), n: z.int() }),
    /** Calls so new that more may come of them. */
    young: z.int(),
    meetings: Count,
    deals: Money,
    won: Money,
    invoiced: Money,
  }),
  permission: 'report:read',
  summary: 'What the calls of Sales took and what came after them: minutes, preparation, reach, meetings, pipeline and money.',
});

/** The figure's own number stands beside its rows, counted by the same conditions. */
export const listFigureRows = endpoint({
  name: 'listFigureRows',
  method: 'GET',
  path: '/reports/rows',
  input: z.object({ figure: FigureNames, ...Filters, ...Paged }),
  output: z.object({
    definition: z.string(),
    period: Period,
    n: z.int(),
    /** Of figures that have amounts. */
    sums: z.array(z.object({ currency: z.string(), amountMinor: z.int(), n: z.int() })).nullable(),
    /** Of figures whose rows are about a lead, where the role may see amounts. */
    behind: Behind.nullable(),
    items: z.array(
      z.object({
        /** The row of the figure, which need not be the record that it opens (a hand-off opens its lead). */
        rowId: Id,
        entity: z.enum(['lead', 'contact', 'deal', 'invoice']),
        /** Null: the row is about nobody that we know. */
        id: Id.nullable(),
        title: z.string(),
        company: z.string().nullable(),
        detail: z.string().nullable(),
        at: Instant,
        amountMinor: z.int().nullable(),
        currency: z.string().nullable(),
        behind: Amounts.nullable(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'report:read',
  summary: 'The rows behind a figure of the reports, the newest first, with what exactly it counts.',
});
