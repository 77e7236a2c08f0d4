import { z } from 'zod';
import { Criteria } from '#modules/criteria/schema.ts';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged, PageLimit } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { AgainstName, CASE_STATES, Dimension, PopulationName, Quarter, SHORTEST_REASON, STANDINGS, WAYS } from './schema.ts';

const Window = z.object({ from: Instant, to: Instant });

const Bin = z.object({
  value: z.string(),
  label: z.string(),
  base: z.int(),
  current: z.int(),
  baseShare: z.number(),
  currentShare: z.number(),
  residual: z.number().nullable(),
});

const Drift = z.object({
  dimension: Dimension,
  label: z.string(),
  base: z.int(),
  current: z.int(),
  baseUnknown: z.int(),
  currentUnknown: z.int(),
  bins: z.array(Bin),
  psi: z.number().nullable(),
  critical: z.object({ p95: z.number(), p99: z.number() }).nullable(),
  chi2: z.number().nullable(),
  df: z.int().nullable(),
  p: z.number().nullable(),
  adjustedP: z.number().nullable(),
  strength: z.number().nullable(),
  standing: z.enum(STANDINGS),
});

/** A campaign of which a clearly larger part belongs to shrinking segments than of who buys now. */
const AimedAtShrinking = z.object({
  campaign: Named,
  dimension: Dimension,
  label: z.string(),
  segments: z.array(z.string()),
  known: z.int(),
  shrinking: z.int(),
  currentShare: z.number(),
});

/** `quarter`: that one of the calendar; else the 91 days up to `to`, or up to now. */
const Asked = { against: AgainstName.default('year_before'), to: Day.optional(), quarter: Quarter.optional() };

export const getDrift = endpoint({
  name: 'getDrift',
  method: 'GET',
  path: '/drift',
  input: z.object(Asked),
  output: z.object({
    against: AgainstName,
    /** Quarters that can be asked for, the newest first. */
    quarters: z.array(Quarter),
    base: Window,
    current: Window,
    populations: z.array(z.object({ population: PopulationName, drifts: z.array(Drift) })),
    /** Where who buys has moved and whom campaigns are aimed at has not. */
    notFollowed: z.array(z.object({ dimension: Dimension, label: z.string() })),
    /** Running and planned campaigns of which a clearly larger part belongs to a shrinking segment than of who buys now. */
    campaigns: z.array(AimedAtShrinking),
    /** What people of Sales saw in the same time, and have not withdrawn. */
    sightings: z.array(z.object({ dimension: Dimension, value: z.string(), way: z.enum(WAYS), people: z.int() })),
  }),
  permission: 'report:read',
  summary:
    'Whether who buys, who is handed off and whom campaigns address has moved, dimension by dimension, with what chance alone would do.',
});

export const getDriftCourse = endpoint({
  name: 'getDriftCourse',
  method: 'GET',
  path: '/drift/quarters',
  input: z.object({ population: PopulationName.default('customers'), dimension: Dimension }),
  output: z.object({
    label: z.string(),
    /** The oldest first; the last is the one of the newest case. */
    quarters: z.array(
      z.object({
        quarter: Quarter,
        from: Instant,
        to: Instant,
        /** It has not ended yet. */
        running: z.boolean(),
        /** Of these the value is known: in the four quarters before, and in it. */
        base: z.int(),
        current: z.int(),
        currentUnknown: z.int(),
        psi: z.number().nullable(),
        critical: z.object({ p95: z.number(), p99: z.number() }).nullable(),
        chi2: z.number().nullable(),
        df: z.int().nullable(),
        p: z.number().nullable(),
        /** Taken that several quarters were looked at. */
        adjustedP: z.number().nullable(),
        standing: z.enum(STANDINGS),
      }),
    ),
    /** The most frequent first, over all quarters; a share for each quarter, in their order. */
    values: z.array(
      z.object({
        value: z.string(),
        label: z.string(),
        shares: z.array(z.object({ n: z.int(), share: z.number(), residual: z.number().nullable() })),
      }),
    ),
  }),
  permission: 'report:read',
  summary: 'One thing among one population, quarter by quarter of the calendar, each against the four before it.',
});

export const getCampaignAim = endpoint({
  name: 'getCampaignAim',
  method: 'GET',
  path: '/campaigns/:id/aim',
  input: z.object({ id: Id }),
  output: z.object({
    items: z.array(AimedAtShrinking),
    /** Of people whose fit is known, those of C and D; null without a profile in force, for a campaign that is over or for customers, or where fit is not shown. */
    profile: z
      .object({
        outside: Rate,
        unknown: z.int(),
        /** Surely more than half lie outside: what the campaign aims at and what both signed are not the same. */
        against: z.boolean(),
      })
      .nullable(),
  }),
  permission: 'record:read',
  summary: 'Whether a campaign is aimed at what shrinks among who buys, and how many of its people lie outside of the signed profile.',
});

export const listCampaignOutside = endpoint({
  name: 'listCampaignOutside',
  method: 'GET',
  path: '/campaigns/:id/aim/outside',
  input: z.object({ id: Id, cursor: Id.optional(), limit: PageLimit }),
  output: z.object({
    /** Without a name: not the caller's to see. */
    items: z.array(z.object({ contactId: Id, name: z.string().nullable(), fit: z.string() })),
    next: z.string().nullable(),
  }),
  permission: 'record:read',
  summary: 'The people of a campaign who lie outside of the signed profile.',
});

export const listDriftCases = endpoint({
  name: 'listDriftCases',
  method: 'GET',
  path: '/drift/rows',
  input: z.object({
    ...Asked,
    population: PopulationName,
    dimension: Dimension,
    /** A value of it; absent: where it is not known. */
    value: z.string().max(200).optional(),
    window: z.enum(['base', 'current']),
    ...Paged,
  }),
  output: z.object({
    items: z.array(z.object({ contactId: Id.nullable(), name: z.string().nullable(), company: z.string().nullable(), at: Instant })),
    next: z.string().nullable(),
  }),
  permission: 'report:read',
  summary: 'The customers, hand-offs, members or leads behind a share.',
});

const Sighting = z.object({
  id: Id,
  member: Named.nullable(),
  dimension: Dimension,
  label: z.string(),
  segment: z.string(),
  way: z.enum(WAYS),
  note: z.string().nullable(),
  seenAt: Instant,
  mine: z.boolean(),
});

export const listSightings = endpoint({
  name: 'listSightings',
  method: 'GET',
  path: '/sightings',
  input: z.object({ limit: PageLimit }),
  output: z.object({
    items: z.array(Sighting),
    /** What can be told apart, with the values that are known of it. */
    dimensions: z.array(
      z.object({ dimension: Dimension, label: z.string(), values: z.array(z.object({ value: z.string(), label: z.string() })) }),
    ),
  }),
  permission: 'record:read',
  summary: 'What people saw at customers before the figures did, the newest first.',
});

export const reportSighting = endpoint({
  name: 'reportSighting',
  method: 'POST',
  path: '/sightings',
  input: z.object({
    dimension: Dimension,
    segment: z.string().trim().min(1, 'Say which.').max(200),
    way: z.enum(WAYS),
    note: z.string().trim().max(1000).nullable().default(null),
    contactId: Id.nullable().default(null),
  }),
  output: z.object({ id: Id }),
  permission: 'record:write',
  summary: 'Says that more or fewer of some kind of people turn up.',
});

export const withdrawSighting = endpoint({
  name: 'withdrawSighting',
  method: 'DELETE',
  path: '/sightings/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:write',
  summary: 'Takes back what one saw oneself.',
});

const Case = z.object({
  id: Id,
  dimension: Dimension,
  label: z.string(),
  state: z.enum(CASE_STATES),
  /** The figures of the day it was opened: the segments that grew and shrank among who buys, and how sure that is. */
  grown: z.array(z.object({ label: z.string(), baseShare: z.number(), currentShare: z.number() })),
  shrunk: z.array(z.object({ label: z.string(), baseShare: z.number(), currentShare: z.number() })),
  base: z.int().nullable(),
  current: z.int().nullable(),
  psi: z.number().nullable(),
  adjustedP: z.number().nullable(),
  sightings: z.int(),
  openedBy: Named.nullable(),
  openedAt: Instant,
  confirmedBy: Named.nullable(),
  profileNumber: z.int().nullable(),
  reason: z.string().nullable(),
  closedAt: Instant.nullable(),
});

export const listDriftSignals = endpoint({
  name: 'listDriftSignals',
  method: 'GET',
  path: '/drift/cases',
  input: z.object({}),
  output: z.object({ items: z.array(Case), mayDecide: z.boolean() }),
  permission: 'report:read',
  summary: 'What moved and waits for people to confirm it, to change the profile, or to let it rest.',
});

export const openDriftCase = endpoint({
  name: 'openDriftCase',
  method: 'POST',
  path: '/drift/cases',
  input: z.object({ dimension: Dimension }),
  output: z.object({ id: Id }),
  permission: 'record:write',
  summary: 'Opens a case by hand, with the figures of today or without any.',
});

export const confirmDriftCase = endpoint({
  name: 'confirmDriftCase',
  method: 'POST',
  path: '/drift/cases/:id/confirmation',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'profile:write',
  summary: 'Says that people find it true as well.',
});

export const draftAmendment = endpoint({
  name: 'draftAmendment',
  method: 'POST',
  path: '/drift/cases/:id/amendment',
  input: z.object({ id: Id }),
  output: z.object({ profileVersionId: Id, number: z.int(), criterion: z.object({ label: z.string(), condition: Criteria }) }),
  permission: 'profile:write',
  summary: 'Writes the change into the next draft of the profile, which both sides sign.',
});

export const dismissDriftCase = endpoint({
  name: 'dismissDriftCase',
  method: 'POST',
  path: '/drift/cases/:id/dismissal',
  input: z.object({ id: Id, reason: z.string().trim().min(SHORTEST_REASON, 'Say why it can rest.').max(1000) }),
  output: Done,
  permission: 'profile:write',
  summary: 'Lets a case rest, with the reason.',
});
