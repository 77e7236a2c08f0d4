import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { KINDS } from '#modules/criteria/schema.ts';
import { TACTICS } from '#modules/handoffs/schema.ts';
import { Day, Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import {
  AUDIENCES,
  Content,
  Named,
  NodeId,
  Problem,
  Rate,
  REMOVED,
  SETTABLE,
  STARTERS,
  TRACK_KINDS,
  TRACK_SIDES,
  TRACK_STATES,
} from '../schema.ts';

const TrackName = text(120).min(1, 'Name the track.');
const Track = z.object({
  id: Id,
  kind: z.enum(TRACK_KINDS),
  side: z.enum(TRACK_SIDES),
  name: z.string(),
  description: z.string(),
  audience: z.enum(AUDIENCES),
  /** What its mails are for, by which people agree. */
  purpose: Named.nullable(),
  owner: Named.nullable(),
  /** The recycle tactic that it stands for. */
  tactic: z.enum(TACTICS).nullable(),
  state: z.enum(TRACK_STATES),
  /** Of the version that people come into; null before the first. */
  version: z.int().nullable(),
  /** The draft says something else than that version. */
  changed: z.boolean(),
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  updatedAt: Instant,
  /** People on it now, ever, and those who reached a goal. */
  counts: z.object({ on: z.int(), ever: z.int(), reached: z.int() }),
  mayWrite: z.boolean(),
  /** May put people on it. */
  mayEnrol: z.boolean(),
});

export const listTracks = endpoint({
  name: 'listTracks',
  method: 'GET',
  path: '/tracks',
  input: z.object({
    kind: z.enum(TRACK_KINDS).optional(),
    state: z.enum(TRACK_STATES).optional(),
    /** Only those that people can be put on by hand now. */
    open: z.boolean().optional(),
  }),
  output: z.object({ items: z.array(Track), mayMake: z.array(z.enum(TRACK_KINDS)) }),
  permission: 'record:read',
  summary: 'Tracks and sequences, those that run first.',
});

export const getTrack = endpoint({
  name: 'getTrack',
  method: 'GET',
  path: '/tracks/:id',
  input: z.object({ id: Id }),
  output: Track.extend({
    /** What is being written; the next version. */
    draft: Content,
    /** Name it when saving: somebody else's change is not overwritten. */
    revision: z.int(),
    problems: z.array(Problem),
    versions: z.array(
      z.object({ id: Id, number: z.int(), publishedAt: Instant, publishedBy: z.string().nullable(), on: z.int(), note: z.string() }),
    ),
  }),
  permission: 'record:read',
  summary: 'One track: its draft, what is wrong with it, its versions.',
});

export const getTrackVersion = endpoint({
  name: 'getTrackVersion',
  method: 'GET',
  path: '/tracks/:id/versions/:number',
  input: z.object({ id: Id, number: z.coerce.number().int().min(1) }),
  output: z.object({ number: z.int(), content: Content, publishedAt: Instant }),
  permission: 'record:read',
  summary: 'A published version of a track.',
});

export const getTrackHoldOut = endpoint({
  name: 'getTrackHoldOut',
  method: 'GET',
  path: '/tracks/:id/hold-out',
  /** `share`: of a hundred who come in, so many kept back. */
  input: z.object({ id: Id, share: z.coerce.number().min(0.1).max(50) }),
  output: z.object({
    /** People who come in within a week: of the track itself, of the running ones of its kind where it has had none, or of none. */
    perWeek: z.number(),
    volumeOf: z.enum(['track', 'kind', 'none']),
    /** Of those who came onto tracks of its kind: found right by both sides within the time that is compared. */
    base: Rate,
    /** The rate that it is worked out with, a usual one where too few are known; and what it should become. */
    from: z.number(),
    to: z.number(),
    /** People who have to come in, and how long that takes at this volume; null where nobody comes in. */
    people: z.int().nullable(),
    weeks: z.number().nullable(),
    detectable: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'What it takes to learn anything from keeping people back from a track, before it is started.',
});

export const createTrack = endpoint({
  name: 'createTrack',
  method: 'POST',
  path: '/tracks',
  input: z.object({
    name: TrackName,
    kind: z.enum(TRACK_KINDS),
    /** Begins from one of the starting points; empty where neither is given. */
    starter: z.enum(STARTERS).optional(),
    copyOf: Id.optional(),
  }),
  output: z.object({ id: Id }),
  permission: 'record:write',
  summary: 'Makes a track as a draft: Marketing makes tracks, Sales makes sequences.',
});

export const updateTrack = endpoint({
  name: 'updateTrack',
  method: 'PATCH',
  path: '/tracks/:id',
  input: z.object({
    id: Id,
    name: TrackName.optional(),
    description: text(2_000).optional(),
    audience: z.enum(AUDIENCES).optional(),
    purposeId: Id.nullable().optional(),
    ownerId: Id.nullable().optional(),
    tactic: z.enum(TACTICS).nullable().optional(),
  }),
  output: Done,
  permission: 'record:write',
  summary: 'Changes what a track is called, for whom it is, who answers for it.',
});

export const deleteTrack = endpoint({
  name: 'deleteTrack',
  method: 'DELETE',
  path: '/tracks/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:write',
  summary: 'Deletes a track that was never published. Others are ended.',
});

export const saveTrackDraft = endpoint({
  name: 'saveTrackDraft',
  method: 'PUT',
  path: '/tracks/:id/draft',
  input: z.object({ id: Id, content: Content, revision: z.int() }),
  output: z.object({ revision: z.int(), problems: z.array(Problem) }),
  permission: 'record:write',
  summary: 'Saves what the next version says. It may be unfinished; what is wrong is told.',
});

const MovePlan = {
  /** What happens to people whose node is gone and is not named in `moves`. */
  removed: z.enum(REMOVED).default('next'),
  /** From a node that is gone to one of the draft. */
  moves: z.record(NodeId, NodeId).default({}),
};

export const previewPublication = endpoint({
  name: 'previewPublication',
  method: 'POST',
  path: '/tracks/:id/publication-previews',
  input: z.object({ id: Id, ...MovePlan }),
  output: z.object({
    problems: z.array(Problem),
    /** People on the track: at a node that stays, at one that is gone, left on the version they are on. */
    kept: z.int(),
    moved: z.int(),
    stayed: z.int(),
    nodes: z.array(z.object({ from: NodeId, name: z.string(), people: z.int(), to: NodeId.nullable(), toName: z.string().nullable() })),
  }),
  permission: 'record:write',
  summary: 'What publishing the draft would do to the people on the track. Changes nothing.',
});

export const publishTrack = endpoint({
  name: 'publishTrack',
  method: 'POST',
  path: '/tracks/:id/versions',
  input: z.object({ id: Id, revision: z.int(), note: text(500).default(''), ...MovePlan }),
  output: z.object({ number: z.int(), kept: z.int(), moved: z.int(), stayed: z.int() }),
  permission: 'record:write',
  summary: 'Makes the draft the version that counts. People keep their place; nobody gets a step again that they had.',
});

export const setTrackState = endpoint({
  name: 'setTrackState',
  method: 'PUT',
  path: '/tracks/:id/state',
  input: z.object({
    id: Id,
    state: z.enum(['running', 'paused', 'ended']),
    /** With the start: also those who meet the criteria of a trigger already. */
    withExisting: z.boolean().default(false),
  }),
  output: Done,
  permission: 'record:write',
  summary: 'Starts, pauses, resumes or ends a track. While it is paused nobody moves; ended, all leave it.',
});

export const listTrackStarters = endpoint({
  name: 'listTrackStarters',
  method: 'GET',
  path: '/track-starters',
  input: z.object({}),
  output: z.object({
    items: z.array(
      z.object({ key: z.enum(STARTERS), kind: z.enum(TRACK_KINDS), name: z.string(), description: z.string(), content: Content }),
    ),
  }),
  permission: 'record:read',
  summary: 'Starting points for tracks and sequences.',
});

export const listTrackFields = endpoint({
  name: 'listTrackFields',
  method: 'GET',
  path: '/track-fields',
  input: z.object({}),
  output: z.object({
    /** Fields that a step may set, with the values where they are a choice. */
    settable: z.array(
      z.object({
        field: z.enum(SETTABLE),
        label: z.string(),
        options: z.array(z.object({ value: z.string(), label: z.string() })).nullable(),
      }),
    ),
    /** Day and time fields of a person and their company that can be waited for. */
    dates: z.array(z.object({ key: z.string(), label: z.string(), kind: z.enum(KINDS) })),
  }),
  permission: 'record:read',
  summary: 'What steps may write, and which dates they may wait for.',
});

/** One step as it would come out. */
const WalkStep = z.object({
  nodeId: z.string(),
  type: z.string(),
  name: z.string(),
  at: Instant,
  /** The way it goes on. */
  port: z.string().nullable(),
  /** In words: what happens, until when it waits. */
  says: z.string(),
  /** For a mail: what the gate would say at that moment. Null where nobody real is meant. */
  gate: z.object({ verdict: z.enum(['allowed', 'held', 'blocked']), codes: z.array(z.string()), until: Instant.nullable() }).nullable(),
});

export const simulateTrack = endpoint({
  name: 'simulateTrack',
  method: 'POST',
  path: '/tracks/:id/simulations',
  reads: true,
  input: z.object({
    id: Id,
    which: z.enum(['draft', 'live']).default('draft'),
    /** Null: a sample person, for whom `choices` decide. */
    contactId: Id.nullable().default(null),
    startAt: Instant.optional(),
    triggerId: NodeId.optional(),
    /** Which way to take at a branch, a split or a wait for criteria, by node. */
    choices: z.record(NodeId, NodeId).default({}),
    /** The days in date fields, for a sample person. */
    dates: z.record(z.string().max(120), Day).default({}),
  }),
  output: z.object({
    /** Why the person would not come in, by the rules of entry; null where they would. */
    notEntered: z.string().nullable(),
    steps: z.array(WalkStep),
    /** How it ends: at an end, or because the walk was cut. */
    ends: z.string(),
  }),
  permission: 'record:read',
  summary: 'Walks a track with a person or a sample, by the same rules. Sends and changes nothing.',
});
