import { z } from 'zod';
import { Criteria } from '#modules/criteria/schema.ts';
import { Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { TerritoryInput } from '../schema.ts';

const Named = z.object({ id: Id, name: z.string() });

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
      }),
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
