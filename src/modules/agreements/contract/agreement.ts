import { z } from 'zod';
import { Criteria } from '#modules/criteria/schema.ts';
import { Day, Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { ClauseInput, ESCALATIONS, LEAST_EVIDENCES, PARTIES, PROOFS, STARTS, VERSION_STATES, VersionContent } from '../schema.ts';

const Named = z.object({ id: Id, name: z.string() });

/** One promise read both ways, for one start. */
const Reading = z.object({ startedAt: Instant, calendarHoursDue: Instant, businessHoursDue: Instant });

export const Clause = z.object({
  id: Id,
  lineId: Id,
  title: z.string(),
  party: z.enum(PARTIES),
  startsWhen: z.enum(STARTS),
  criteria: Criteria,
  proof: z.array(z.enum(PROOFS)),
  leastEvidence: z.enum(LEAST_EVIDENCES),
  withinSeconds: z.int(),
  calendarId: Id,
  calendarName: z.string(),
  /** Every hour counts, or only those of a calendar's windows. */
  reading: z.enum(['calendar', 'business']),
  warnAt: z.array(z.number()),
  escalateTo: z.enum(ESCALATIONS).nullable(),
  target: z.number(),
  /** The promise in words, made from the values above, which are what runs. */
  text: z.string(),
  /** Why it cannot be judged any more (a field of its criteria was removed); null where all is well. */
  problem: z.string().nullable(),
});

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
    /** The same number of hours in calendar hours and in business hours, for a start in the week, on a Friday afternoon and on a Saturday. */
    readings: z.array(Reading),
    businessCalendar: z.string(),
  }),
  permission: 'record:read',
  summary: 'What a promise would say and when it would be due, both ways of reading its hours.',
});
