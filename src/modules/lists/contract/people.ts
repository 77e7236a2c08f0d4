import { z } from 'zod';
import { Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { PeopleListName, Target } from '../schema.ts';

export const listPeopleLists = endpoint({
  name: 'listPeopleLists',
  method: 'GET',
  path: '/people-lists',
  input: z.object({ archived: z.stringbool().optional() }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        name: z.string(),
        /** Of those on it, how many the caller may read. */
        people: z.int(),
        madeBy: z.object({ id: Id, name: z.string() }).nullable(),
        createdAt: Instant,
        archivedAt: Instant.nullable(),
        /** The caller may put people on it and take them off. */
        mayChange: z.boolean(),
      }),
    ),
  }),
  permission: 'record:read',
  summary: 'Lists of exactly these people, with how many of them you may read. The condition "Is on the list" finds them.',
});

export const createPeopleList = endpoint({
  name: 'createPeopleList',
  method: 'POST',
  path: '/people-lists',
  input: z.object({ name: PeopleListName, target: Target.optional() }),
  output: z.object({ id: Id, people: z.int() }),
  permission: 'record:write',
  summary: 'Makes a list of the chosen people as they are now; who meets a condition later does not come onto it by themselves.',
});

export const changePeopleList = endpoint({
  name: 'changePeopleList',
  method: 'PATCH',
  path: '/people-lists/:id',
  input: z.object({ id: Id, name: PeopleListName.optional(), archived: z.boolean().optional() }),
  output: Done,
  permission: 'record:write',
  summary: 'Renames a list, puts it away or brings it back. What names it goes on to hold.',
});

export const addToPeopleList = endpoint({
  name: 'addToPeopleList',
  method: 'POST',
  path: '/people-lists/:id/people',
  input: z.object({ id: Id, target: Target }),
  output: z.object({ added: z.int() }),
  permission: 'record:write',
  summary: 'Puts people onto a list; who is on it already stays.',
});

export const takeOffPeopleList = endpoint({
  name: 'takeOffPeopleList',
  method: 'POST',
  path: '/people-lists/:id/removals',
  input: z.object({ id: Id, target: Target }),
  output: z.object({ removed: z.int() }),
  permission: 'record:write',
  summary: 'Takes people off a list.',
});
