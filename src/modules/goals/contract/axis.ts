import { z } from 'zod';
import { Currency, Day, endpoint, Id } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { AXIS_KINDS, ZOOMS } from '../schema.ts';
import { listGoalRows } from './goals.ts';

/** Deals and their money in the base currency; null where amounts are hidden. */
const Sum = z.object({ deals: z.int(), minor: z.int().nullable() });
/** Open deals: each weighs its amount times its probability. */
const Weighted = Sum.extend({ weightedMinor: z.int().nullable(), noRate: z.int() });

export const getAxis = endpoint({
  name: 'getAxis',
  method: 'GET',
  path: '/forecast/axis',
  input: z.object({ zoom: z.enum(ZOOMS).default('quarter') }),
  output: z.object({
    today: Day,
    currency: Currency,
    /** First day, and the first day after the last column. */
    from: Day,
    until: Day,
    /** What runs or is planned, the earliest first. An end that is open is null. */
    runs: z.array(
      z.object({
        kind: z.enum(AXIS_KINDS),
        id: Id,
        name: z.string(),
        side: z.enum(['marketing', 'sales']).nullable(),
        state: z.enum(['planned', 'running']),
        from: Day,
        to: Day.nullable(),
        people: z.int().nullable(),
      }),
    ),
    /** How many more there are than are given. */
    more: z.int(),
    columns: z.array(
      z.object({
        from: Day,
        until: Day,
        won: Sum,
        open: Weighted,
        /** Of whole months, as far as the forecast reaches: revenue of all sources, with the middle 80 %. */
        forecast: z.object({ lowMinor: z.number(), expectedMinor: z.number(), highMinor: z.number() }).nullable(),
      }),
    ),
    /** Open deals whose expected close lies before the axis, or that have none. */
    overdue: Weighted,
    undated: Weighted,
  }),
  permission: 'report:read',
  summary: 'What runs and is planned by both teams and the deals that are expected to close, on one time axis from this week on.',
});

export const listAxisDeals = endpoint({
  name: 'listAxisDeals',
  method: 'GET',
  path: '/forecast/axis/deals',
  /** `open` and `won` of days from the first (absent: from the beginning) until the day after the last; `undated`: of none. */
  input: z.object({ of: z.enum(['open', 'won', 'undated']), from: Day.optional(), until: Day.optional(), ...Paged }),
  output: listGoalRows.output,
  permission: 'report:read',
  summary: 'The deals behind the money of the axis: won ones with their amount, open ones weighted, on the day that they are expected.',
});
