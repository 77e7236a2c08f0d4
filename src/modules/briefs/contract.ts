import { z } from 'zod';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { COUNTED_DAYS, Link, LONGEST_LINE, MOST_LINES, Month, Party, SECTIONS, SIGNS, STATES } from './schema.ts';

const Summary = z.object({
  id: Id,
  party: Party,
  month: Month,
  owner: Named.nullable(),
  state: z.enum(STATES),
  dueOn: Day,
  /** It is owed, its day has passed, and it has not gone out. */
  overdue: z.boolean(),
  sentAt: Instant.nullable(),
  /** Of the people it went to, those who have opened it. */
  read: z.object({ k: z.int(), n: z.int() }),
  /** It went to the caller, who has not opened it. */
  unread: z.boolean(),
});
export type BriefSummary = z.output<typeof Summary>;

export const listBriefs = endpoint({
  name: 'listBriefs',
  method: 'GET',
  path: '/briefs',
  input: z.object({ party: Party.optional(), ...Paged }),
  output: z.object({ items: z.array(Summary), next: z.string().nullable(), unread: z.int() }),
  permission: 'report:read',
  summary: 'The monthly briefs of both teams, newest month first; of the other team those that were sent.',
});

export const getBrief = endpoint({
  name: 'getMonthlyBrief',
  method: 'GET',
  path: '/briefs/:id',
  input: z.object({ id: Id }),
  output: Summary.extend({
    lines: z.array(z.object({ id: Id, section: z.enum(SECTIONS), words: z.string(), link: z.string().nullable(), drafted: z.boolean() })),
    readers: z.array(Named.extend({ readAt: Instant.nullable() })),
    may: z.object({ edit: z.boolean() }),
  }),
  permission: 'report:read',
  summary: 'One brief with its three sections, and who has read it.',
});

export const draftBrief = endpoint({
  name: 'draftBrief',
  method: 'POST',
  path: '/briefs',
  input: z.object({ party: Party, month: Month }),
  output: z.object({ id: Id }),
  permission: 'brief:write',
  summary: 'Drafts the brief of a team on a month from what happened; one that is there already is returned.',
});

export const writeBrief = endpoint({
  name: 'writeBrief',
  method: 'PUT',
  path: '/briefs/:id/lines',
  input: z.object({
    id: Id,
    lines: z
      .array(
        z.strictObject({
          section: z.enum(SECTIONS),
          words: z.string().trim().min(1, 'Write a line, or remove it.').max(LONGEST_LINE),
          link: Link.nullable().default(null),
        }),
      )
      .max(MOST_LINES),
    /** The lines as the writer has read them, by id: what somebody else wrote meanwhile is not written over. Absent: whatever is there is replaced. */
    linesBefore: z.array(Id).max(MOST_LINES).optional(),
  }),
  output: z.object({ lineIds: z.array(Id) }),
  permission: 'brief:write',
  summary: 'Writes the lines of a brief that has not been sent, in their order.',
});

export const sendBrief = endpoint({
  name: 'sendBrief',
  method: 'PUT',
  path: '/briefs/:id/sending',
  input: z.object({ id: Id }),
  output: z.object({ people: z.int() }),
  permission: 'brief:write',
  summary: 'Sends a brief to everybody of the other team, in the app and by mail. It is not changed after that.',
});

export const readBrief = endpoint({
  name: 'readMonthlyBrief',
  method: 'PUT',
  path: '/briefs/:id/reading',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'report:read',
  summary: 'Notes that the caller has opened a brief that went to them.',
});

const Settings = z.object({
  /** The day of the next month by which a brief is owed. */
  dueDay: z.int().min(1).max(28),
  silenceDays: z.partialRecord(z.enum(SIGNS), z.int().min(1).max(365)),
});

export const getBriefSettings = endpoint({
  name: 'getBriefSettings',
  method: 'GET',
  path: '/brief-settings',
  input: z.object({}),
  output: Settings,
  permission: 'report:read',
  summary: 'By which day a brief is owed, and after how many days without a sign both leads are told.',
});

export const setBriefSettings = endpoint({
  name: 'setBriefSettings',
  method: 'PUT',
  path: '/brief-settings',
  input: Settings,
  output: Done,
  permission: 'brief:write',
  summary: 'Changes by which day a brief is owed, and what counts as silence.',
});

export const getOtherTeamWeek = endpoint({
  name: 'getOtherTeamWeek',
  method: 'GET',
  path: '/other-team-week',
  input: z.object({ party: Party.optional() }),
  output: z.object({
    party: Party,
    from: Instant,
    groups: z.array(
      z.object({ source: z.string(), total: z.int(), items: z.array(z.object({ words: z.string(), link: z.string().nullable() })) }),
    ),
    /** The caller gets it by mail on Mondays. */
    byMail: z.boolean(),
  }),
  permission: 'report:read',
  summary: 'What the other team did in the last seven days, as far as the caller may see it; of both teams’ people, `party` names one.',
});

export const setDigestByMail = endpoint({
  name: 'setDigestByMail',
  method: 'PUT',
  path: '/other-team-week/subscription',
  input: z.object({ byMail: z.boolean() }),
  output: Done,
  permission: 'report:read',
  summary: 'Gets the other team’s week by mail each Monday, or no longer.',
});

const Sign = z.object({
  sign: z.enum(SIGNS),
  /** The side whose sign it is. */
  party: Party,
  lastAt: Instant.nullable(),
  /** Whole days since then; since the workspace began where there was none. */
  days: z.int(),
  /** Signs of the last 90 days. */
  n: z.int(),
  /** After so many days it is a silence; null: not watched. */
  threshold: z.int().nullable(),
  silent: z.boolean(),
});

export const getTalk = endpoint({
  name: 'getTalk',
  method: 'GET',
  path: '/talk',
  input: z.object({}),
  output: z.object({
    signs: z.array(Sign),
    silences: z.array(z.object({ sign: z.enum(SIGNS), party: Party, since: Instant, startedAt: Instant, endedAt: Instant.nullable() })),
  }),
  permission: 'report:read',
  summary: `How the teams talk: for each kind of sign and side when the last one was and how many there were in ${COUNTED_DAYS} days.`,
});

export const listTalk = endpoint({
  name: 'listTalk',
  method: 'GET',
  path: '/talk/rows',
  input: z.object({ sign: z.enum(SIGNS), party: Party, ...Paged }),
  output: z.object({
    items: z.array(z.object({ id: Id, at: Instant, words: z.string(), link: z.string().nullable() })),
    next: z.string().nullable(),
  }),
  permission: 'report:read',
  summary: 'The signs behind a figure of how the teams talk, newest first.',
});
