import { z } from 'zod';
import { Id } from '#modules/team/schema.ts';

/** What is looked at before it launches. */
export const SUBJECTS = ['campaign', 'send', 'offer', 'asset'] as const;
export type Subject = (typeof SUBJECTS)[number];

export const About = { subject: z.enum(SUBJECTS), subjectId: Id };
export interface About {
  subject: Subject;
  subjectId: string;
}

/** In the order of the buttons. */
export const VOTES = ['would_send', 'would_change', 'would_not'] as const;
export type Vote = (typeof VOTES)[number];

/** Votes that say what should be otherwise. */
export const NEEDS_SENTENCE: readonly Vote[] = ['would_change', 'would_not'];
/** With fewer asked than this, whoever reads a vote without a name can guess whose it is; the pulse tells nothing below it. */
export const FEWEST_UNGUESSED = 5;
export const MOST_REVIEWERS = 20;
