import { z } from 'zod';
import { Criteria } from '#modules/criteria/schema.ts';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { PASSED_WHY, TerritoryInput } from '../schema.ts';

export const getRouting = endpoint({
  name: 'getRouting',
  method: 'GET',
  path: '/routing',
  input: z.object({}),
  output: z.object({
    /** In the order in which they are asked. */
    territories: z.array(
      z.object({
        id: Id,
        name: z.string(),
        criteria: Criteria,
        member: Named.nullable(),
        team: Named.nullable(),
        pool: Named.nullable(),
        /** Why it takes no leads: a field that was removed, a person who left. */
        problem: z.string().nullable(),
      }),
    ),
    seats: z.array(
      z.object({
        member: Named,
        onDuty: z.boolean(),
        away: z.boolean(),
        capacity: z.int().nullable(),
        waiting: z.int(),
        free: z.boolean(),
        lastRoutedAt: Instant.nullable(),
        /** Leads to be expected in the next weeks, from those of the last ones, with a 95 % prediction interval. */
        forecast: z.array(
          z.object({ weeks: z.int(), expected: z.number(), low: z.number(), high: z.number(), n: z.int(), enough: z.boolean() }),
        ),
      }),
    ),
    pools: z.array(
      z.object({ id: Id, name: z.string(), team: Named.nullable(), reclaimSeconds: z.int(), calendar: Named.nullable(), waiting: z.int() }),
    ),
    /** Who gets what nobody else takes. */
    catcher: Named.nullable(),
    mayWrite: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'How leads find their rep: the company’s owner, territories, turns, and who catches the rest.',
});

export const createTerritory = endpoint({
  name: 'createTerritory',
  method: 'POST',
  path: '/territories',
  input: z.object(TerritoryInput),
  output: z.object({ id: Id }),
  permission: 'lead:assign',
  summary: 'Adds a territory at the end of the order.',
});

export const changeTerritory = endpoint({
  name: 'changeTerritory',
  method: 'PUT',
  path: '/territories/:id',
  input: z.object({ id: Id, ...TerritoryInput }),
  output: Done,
  permission: 'lead:assign',
  summary: 'Changes a territory for leads that come from now on.',
});

export const deleteTerritory = endpoint({
  name: 'deleteTerritory',
  method: 'DELETE',
  path: '/territories/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'lead:assign',
  summary: 'Removes a territory.',
});

export const orderTerritories = endpoint({
  name: 'orderTerritories',
  method: 'PUT',
  path: '/territory-order',
  input: z.object({ ids: z.array(Id).max(200) }),
  output: Done,
  permission: 'lead:assign',
  summary: 'Puts the territories into the order in which they are asked.',
});

export const setSeat = endpoint({
  name: 'setSeat',
  method: 'PUT',
  path: '/members/:id/seat',
  input: z.object({ id: Id, onDuty: z.boolean(), capacity: z.int().min(1).max(1000).nullable() }),
  output: Done,
  permission: 'lead:assign',
  summary: 'Says whether someone takes turns, and how many leads may wait for them at one time.',
});

const PoolInput = {
  name: z.string().trim().min(1, 'Name the pool.').max(120),
  /** Who may take from it; null: everyone of Sales. */
  teamId: Id.nullable(),
  reclaimSeconds: z.int().min(900).max(5_184_000),
  /** The hours in which that time runs; null: day and night. */
  calendarId: Id.nullable(),
};

export const createPool = endpoint({
  name: 'createPool',
  method: 'POST',
  path: '/pools',
  input: z.object(PoolInput),
  output: z.object({ id: Id }),
  permission: 'lead:assign',
  summary: 'Adds a pool: leads lie in it until somebody of Sales takes them.',
});

export const changePool = endpoint({
  name: 'changePool',
  method: 'PUT',
  path: '/pools/:id',
  input: z.object({ id: Id, ...PoolInput }),
  output: Done,
  permission: 'lead:assign',
  summary: 'Changes a pool for leads that are taken from now on.',
});

export const deletePool = endpoint({
  name: 'deletePool',
  method: 'DELETE',
  path: '/pools/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'lead:assign',
  summary: 'Removes a pool that no rule names and in which nothing lies.',
});

export const listPool = endpoint({
  name: 'listPool',
  method: 'GET',
  path: '/pool',
  input: z.object({}),
  output: z.object({
    items: z.array(
      z.object({
        handoffId: Id,
        leadId: Id,
        name: z.string(),
        company: z.string().nullable(),
        label: z.string().nullable(),
        whyNow: z.string().nullable(),
        pool: Named,
        handedAt: Instant,
        valueMinor: z.int(),
      }),
    ),
    total: z.int(),
    /** Whether the caller is somebody who takes leads, and how many wait for them already. */
    mine: z.object({ waiting: z.int(), capacity: z.int().nullable(), hindrance: z.enum(PASSED_WHY).nullable() }).nullable(),
  }),
  permission: 'record:read',
  summary: 'Leads that lie in a pool from which the caller may take, those worth most first.',
});

export const takeFromPool = endpoint({
  name: 'takeFromPool',
  method: 'PUT',
  path: '/handoffs/:id/taker',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'lead:work',
  summary: 'Takes a lead out of its pool. Untouched for too long, it lies there again.',
});

export const listAway = endpoint({
  name: 'listAway',
  method: 'GET',
  path: '/handoffs-of-the-away',
  input: z.object({}),
  output: z.object({
    items: z.array(
      z.object({
        handoffId: Id,
        leadId: Id,
        name: z.string(),
        assignee: Named,
        /** Until when they are away; null where they left. */
        awayUntil: Day.nullable(),
        dueAt: Instant.nullable(),
      }),
    ),
  }),
  permission: 'lead:assign',
  summary: 'Open hand-offs of people who are on leave or have left, to be given to somebody else.',
});

export const rerouteHandoff = endpoint({
  name: 'rerouteHandoff',
  method: 'PUT',
  path: '/handoffs/:id/route',
  input: z.object({ id: Id }),
  output: z.object({ assigneeId: Id.nullable() }),
  permission: 'lead:assign',
  summary: 'Gives a hand-off to whoever the rules find instead of the one who has it. Its clocks go on.',
});
