import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { ASK_KINDS, Day, Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { Named, SIDES } from '../schema.ts';

export const AskRow = z.object({
  kind: z.enum(ASK_KINDS),
  id: Id,
  about: z.string().nullable(),
  /** A name, or a pseudonym such as “Contact 4F2A1”; null where it is about no contact. */
  contact: z.string().nullable(),
  side: z.enum(SIDES),
  /** Null: somebody of the side. */
  member: Named.nullable(),
  /** Whose it is by its record; another than `member` where somebody has taken it over. */
  ownerId: Id.nullable(),
  /** Whether somebody else of the side can be asked to take it over. */
  passable: z.boolean(),
  /** Somebody is asked to take it over, or has. */
  pass: z
    .object({
      id: Id,
      state: z.enum(['asked', 'taken']),
      from: Named.nullable(),
      to: Named,
      by: Named.nullable(),
      askedAt: Instant,
      decidedAt: Instant.nullable(),
    })
    .nullable(),
  since: Instant,
  dueAt: Instant.nullable(),
  overdue: z.boolean(),
  /** Where it is answered; null for coordinators from outside, who do not open it. */
  link: z.string().nullable(),
  nudgedAt: Instant.nullable(),
  /** For the caller alone. */
  snoozedUntil: Day.nullable(),
  note: z.string().nullable(),
});

export const listAsks = endpoint({
  name: 'listAsks',
  method: 'GET',
  path: '/coordination/asks',
  input: z.object({ side: z.enum(SIDES).optional(), kind: z.enum(ASK_KINDS).optional(), snoozed: z.boolean().default(false) }),
  output: z.object({
    items: z.array(AskRow),
    total: z.int(),
    snoozed: z.int(),
    /** How many there are of each kind, the most first; `kind` of the question does not narrow it. */
    kinds: z.array(z.object({ kind: z.enum(ASK_KINDS), n: z.int() })),
  }),
  permission: 'coordination:work',
  summary: 'What is asked and not answered: of whom, since when, until when. The first 200.',
});

export const nudgeAsk = endpoint({
  name: 'nudgeAsk',
  method: 'POST',
  path: '/coordination/nudges',
  input: z.object({
    kind: z.enum(ASK_KINDS),
    askId: Id,
    side: z.enum(SIDES),
    /** Whose turn it is; null reminds the lead of the side. */
    memberId: Id.nullable(),
    words: text(300).optional(),
  }),
  output: z.object({ told: z.array(z.string()) }),
  permission: 'coordination:work',
  summary: 'Reminds whose turn it is, at most once a day; the notice opens exactly the thing.',
});

export const markAsk = endpoint({
  name: 'markAsk',
  method: 'PUT',
  path: '/coordination/asks/:kind/:askId/mark',
  input: z.object({ kind: z.enum(ASK_KINDS), askId: Id, snoozedUntil: Day.nullable(), note: z.string().trim().max(1000).nullable() }),
  output: Done,
  permission: 'coordination:work',
  summary: 'Puts an ask aside for the caller until a day, or keeps a note on it; nobody else sees either.',
});
