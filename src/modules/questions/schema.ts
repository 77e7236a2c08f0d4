import { z } from 'zod';
import { DEPARTMENTS, DepartmentName, Id } from '#modules/team/schema.ts';

/** A question, or what one team asks of the other for help; such a request ends with an outcome. */
export const KINDS = ['question', 'expertise', 'intro', 'content', 'call_along'] as const;
export type Kind = (typeof KINDS)[number];

/** What a question can be about; each module that keeps such records says who may read them (`queries/subjects.ts`). */
export const SUBJECTS = ['lead', 'contact', 'company', 'deal', 'campaign', 'handoff', 'offer', 'asset', 'send', 'clause', 'goal'] as const;
export type SubjectKind = (typeof SUBJECTS)[number];

export const About = z.strictObject({ subject: z.enum(SUBJECTS), id: Id });
export type About = z.infer<typeof About>;

export const TEAMS = DEPARTMENTS;
export type Team = (typeof TEAMS)[number];

/** Who owes the answer: one person, or a team. */
export const To = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('member'), memberId: Id }),
  z.strictObject({ kind: z.literal('team'), team: DepartmentName }),
]);
export type To = z.infer<typeof To>;

export const OUTCOMES = ['done', 'partly', 'declined'] as const;
export type Outcome = (typeof OUTCOMES)[number];
export const THROUGH = ['app', 'mail', 'link'] as const;
export type Through = (typeof THROUGH)[number];
export const STATES = ['open', 'answered', 'withdrawn'] as const;

/**
 * Who gets what a team is asked, where the record names nobody of it: whoever takes it first, each in turn, or whoever has the fewest open ones.
 */
export const RULES = ['first', 'rota', 'least_open'] as const;
export type Rule = (typeof RULES)[number];

export const LONGEST_QUESTION = 2000;
export const LONGEST_ANSWER = 5000;
/** One working day. */
export const USUAL_SECONDS = 8 * 3600;
export const LEAST_SECONDS = 1800;
export const MOST_SECONDS = 200 * 3600;
/** Somebody was here a moment ago. */
export const AROUND_MINUTES = 5;
