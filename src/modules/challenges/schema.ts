export const STATES = ['open', 'working', 'solved'] as const;
export type ChallengeState = (typeof STATES)[number];
export const RHYTHMS = ['week', 'month'] as const;
export type Rhythm = (typeof RHYTHMS)[number];

/** Days after which whoever took something up says what helped. */
export const TRIED_DAYS = 30;

/** Below so many answers in a group and period nothing of them is told. */
export const FEWEST_ANSWERS = 5;
/** Closed periods that a course is told of. */
export const PERIODS_SHOWN = 12;

/** Questions that are asked often; a team may ask its own. Each from 1 (not at all) to 5 (very much). */
export const USUAL_QUESTIONS = [
  'How good are the leads that we work on?',
  'How well does the other team listen to us?',
  'How sure are you that we reach this quarter’s goal?',
  'How glad are you to follow up what comes in?',
  'How well do you know what the other team is working on?',
] as const;
