import { z } from 'zod';
import { ChangedClause, CLOCK_STATES } from '#modules/agreements/schema.ts';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { Climbed, REPLAY_STATES, ReplayResult, RowStates } from './schema.ts';

export const Replay = z.object({
  id: Id,
  versionId: Id,
  versionNumber: z.int(),
  /** One promise was run with these terms instead of the version's own. */
  changed: ChangedClause.nullable(),
  /** What the version said when it was run, and whether it still says so. */
  contentHash: z.string(),
  current: z.boolean(),
  from: Day,
  to: Day,
  state: z.enum(REPLAY_STATES),
  done: z.int(),
  total: z.int().nullable(),
  asOf: Instant.nullable(),
  askedBy: Named.nullable(),
  askedAt: Instant,
  result: ReplayResult.nullable(),
});
export type Replay = z.output<typeof Replay>;

export const startReplay = endpoint({
  name: 'startReplay',
  method: 'POST',
  path: '/agreement/versions/:id/replays',
  input: z.object({
    id: Id,
    /** First and last day, both included; neither: the last quarter of the record. */
    from: Day.optional(),
    to: Day.optional(),
    /** One promise with other terms than the version has. */
    changed: ChangedClause.optional(),
  }),
  output: z.object({ id: Id }),
  permission: 'report:read',
  summary: 'Runs a version of the agreement over a past period, by what runs live. The result is kept; nothing else changes.',
});

export const getReplay = endpoint({
  name: 'getReplay',
  method: 'GET',
  path: '/replays/:id',
  input: z.object({ id: Id }),
  output: Replay,
  permission: 'report:read',
  summary: 'One replay: how far it is, and what came out.',
});

export const listReplays = endpoint({
  name: 'listReplays',
  method: 'GET',
  path: '/replays',
  input: z.object({ versionId: Id.optional() }),
  output: z.object({
    items: z.array(Replay.omit({ result: true })),
    /** Since when there is something to run over; null: there is nothing. */
    historySince: Instant.nullable(),
    /** The last quarter of the record: what is run over where nobody says otherwise. */
    usual: z.object({ from: Day, to: Day }),
  }),
  permission: 'report:read',
  summary: 'Replays, the newest first.',
});

export const deleteReplay = endpoint({
  name: 'deleteReplay',
  method: 'DELETE',
  path: '/replays/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'agreement:write',
  summary: 'Puts a replay away with its rows.',
});

export const listReplayRows = endpoint({
  name: 'listReplayRows',
  method: 'GET',
  path: '/replays/:id/rows',
  input: z.object({
    id: Id,
    lineId: Id,
    states: RowStates.optional(),
    /** Only those that would have climbed this step of the ladder. */
    climbed: Climbed.optional(),
    /** Of one stratum: score band and type of lead. */
    band: z.string().max(200).optional(),
    ...Paged,
  }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        /** Null, both, where the caller may not open it. */
        leadId: Id.nullable(),
        label: z.string().nullable(),
        state: z.enum(CLOCK_STATES),
        startedAt: Instant,
        dueAt: Instant.nullable(),
        metAt: Instant.nullable(),
        breachedAt: Instant.nullable(),
        band: z.string(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'report:read',
  summary: 'The clocks that would have run for one promise, the newest first.',
});
