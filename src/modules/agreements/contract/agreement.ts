import { z } from 'zod';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { AmountOver, ClauseInput, Depth, InTime, OPEN_CLOCKS, PARTIES, ShareOver, VERSION_STATES, VersionContent } from '../schema.ts';

/** One promise read both ways, for one start. */
const Reading = z.object({ startedAt: Instant, calendarHoursDue: Instant, businessHoursDue: Instant });

/** A clause with its id, its line, and what it says; the terms are those of its family. */
const shown = {
  id: Id,
  lineId: Id,
  /** Of clauses with a clock: the name of its calendar, and whether every hour counts or only those of its windows. */
  calendarName: z.string().nullable(),
  reading: z.enum(['calendar', 'business']).nullable(),
  /** The promise in words, made from the values, which are what runs. */
  text: z.string(),
  /** What counts and what does not. */
  fine: z.string(),
  /** Why it cannot be judged any more (a field of its criteria was removed); null where all is well. */
  problem: z.string().nullable(),
};
export const Clause = z.discriminatedUnion('family', [
  InTime.extend(shown),
  Depth.extend(shown),
  ShareOver.extend(shown),
  AmountOver.extend(shown),
]);

const Version = z.object({
  id: Id,
  number: z.int(),
  title: z.string(),
  state: z.enum(VERSION_STATES),
  effectiveOn: Day.nullable(),
  inForceAt: Instant.nullable(),
  supersededAt: Instant.nullable(),
  note: z.string().nullable(),
  createdAt: Instant,
  /** What a signature stands for; sent back when signing, so that nobody signs what they have not seen. */
  contentHash: z.string(),
  signatures: z.array(z.object({ party: z.enum(PARTIES), member: Named, signedAt: Instant })),
  openClocks: z.enum(OPEN_CLOCKS),
  /** The hours that the promises run on, in words. */
  calendars: z.array(z.object({ id: Id, name: z.string(), text: z.string() })),
  clauses: z.array(Clause),
});

export const getAgreement = endpoint({
  name: 'getAgreement',
  method: 'GET',
  path: '/agreement',
  input: z.object({ number: z.int().min(1).optional() }),
  output: z.object({
    /** The one asked for; else the one in force, else the newest. Null before there is any. */
    version: Version.nullable(),
    versions: z.array(
      z.object({ id: Id, number: z.int(), title: z.string(), state: z.enum(VERSION_STATES), inForceAt: Instant.nullable() }),
    ),
    /** For which side the caller may sign; null: for none. */
    signsFor: z.enum(PARTIES).nullable(),
    mayWrite: z.boolean(),
    /** Who answers for both teams, with whom escalations end; null: nobody is named, so they end with the revenue leads, else the admins. */
    accountable: z.object({ id: Id, name: z.string() }).nullable(),
  }),
  permission: 'record:read',
  summary: 'The agreement between the two teams, clause by clause, in words and as it runs.',
});

export const draftAgreement = endpoint({
  name: 'draftAgreement',
  method: 'POST',
  path: '/agreement/versions',
  input: z.object({}),
  output: z.object({ id: Id, number: z.int() }),
  permission: 'agreement:write',
  summary: 'Begins the next version, as a copy of the newest one.',
});

/** After a signature this takes the signature back: nobody stays bound to words that changed. */
export const writeAgreement = endpoint({
  name: 'writeAgreement',
  method: 'PUT',
  path: '/agreement/versions/:id',
  input: z.object({
    id: Id,
    ...VersionContent,
    /** What the writer had before them; another one's change in between is not overwritten. */ basedOn: z.string().max(100).optional(),
  }),
  output: z.object({ contentHash: z.string(), signaturesCleared: z.boolean() }),
  permission: 'agreement:write',
  summary: 'Writes the version that is being drafted.',
});

export const discardAgreement = endpoint({
  name: 'discardAgreement',
  method: 'DELETE',
  path: '/agreement/versions/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'agreement:write',
  summary: 'Throws a version away that was not signed by both.',
});

export const proposeAgreement = endpoint({
  name: 'proposeAgreement',
  method: 'POST',
  path: '/agreement/versions/:id/proposal',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'agreement:write',
  summary: 'Puts the draft before both sides for their signatures.',
});

export const signAgreement = endpoint({
  name: 'signAgreement',
  method: 'POST',
  path: '/agreement/versions/:id/signatures',
  input: z.object({ id: Id, contentHash: z.string().max(100) }),
  output: z.object({ state: z.enum(VERSION_STATES), inForceAt: Instant.nullable() }),
  permission: 'agreement:sign',
  summary: 'Signs for the caller’s side. With the second signature the version comes into force.',
});

export const readClause = endpoint({
  name: 'readClause',
  method: 'GET',
  path: '/agreement/reading',
  input: z.object({ clause: ClauseInput }),
  output: z.object({
    text: z.string(),
    fine: z.string(),
    /** The same number of hours in calendar hours and in business hours, for a start in the week, on a Friday afternoon and on a Saturday. */
    readings: z.array(Reading),
    businessCalendar: z.string(),
  }),
  permission: 'record:read',
  summary: 'What a promise would say and when it would be due, both ways of reading its hours.',
});

export const getVersionEffect = endpoint({
  name: 'getVersionEffect',
  method: 'GET',
  path: '/agreement/versions/:id/effect',
  input: z.object({ id: Id }),
  output: z.object({
    openClocks: z.enum(OPEN_CLOCKS),
    asOf: Instant,
    lines: z.array(
      z.object({
        lineId: Id,
        title: z.string(),
        open: z.int(),
        /** Would go on under the new terms; of them those that would fall due sooner, later, or be overdue at once. */
        moved: z.int(),
        sooner: z.int(),
        later: z.int(),
        overdue: z.int(),
        /** Go on as they are: their time has passed, or the promise became another one. */
        stay: z.int(),
        /** The promise is not in the version any more. */
        ended: z.int(),
        examples: z.array(
          z.object({
            clockId: Id,
            label: z.string().nullable(),
            from: Instant.nullable(),
            to: Instant.nullable(),
            overdue: z.boolean(),
          }),
        ),
      }),
    ),
  }),
  permission: 'report:read',
  summary: 'What the version would do to the clocks that are open now, if it took them along.',
});
