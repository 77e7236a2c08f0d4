import { z } from 'zod';
import { endpoint, Instant } from '#modules/team/schema.ts';
import { AreaName, SIDES } from '../schema.ts';

/** Signs of talk between the teams, whose absence is worth a look. */
export const SIGNS = ['handoff', 'verdict', 'answer', 'content', 'brief', 'meeting'] as const;
export type Sign = (typeof SIGNS)[number];

export const getOwnLane = endpoint({
  name: 'getOwnLane',
  method: 'GET',
  path: '/coordination/lane',
  input: z.object({}),
  output: z.object({
    /** The caller is a coordinator from outside, bound by a grant. */
    outside: z.boolean(),
    areas: z.array(AreaName),
    contactNames: z.boolean(),
    until: Instant.nullable(),
  }),
  permission: 'coordination:work',
  summary: 'How far the caller sees into this workspace, and until when.',
});

export const getClient = endpoint({
  name: 'getClient',
  method: 'GET',
  path: '/coordination/client',
  input: z.object({}),
  output: z.object({
    open: z.int(),
    sides: z.array(z.object({ side: z.enum(SIDES), open: z.int(), overdue: z.int() })),
    oldest: Instant.nullable(),
    signs: z.array(z.object({ sign: z.enum(SIGNS), at: Instant.nullable(), days: z.int().nullable(), quiet: z.boolean() })),
    nextMeetingAt: Instant.nullable(),
    until: Instant.nullable(),
    areas: z.array(AreaName),
  }),
  permission: 'coordination:work',
  summary: 'This workspace in a line: open asks, what is overdue by side, the last signs of talk between the teams.',
});
