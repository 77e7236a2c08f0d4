import { z } from 'zod';

/** What is predicted of a lead: that it becomes a customer, or that it comes to an opportunity at all. */
export const OUTCOMES = ['customer', 'opportunity'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const TRAINING_STATES = ['waiting', 'running', 'done', 'cancelled', 'failed'] as const;
export const TRAINING_CAUSES = ['hand', 'schedule'] as const;
/** Why a finished training was put in force by itself, or why not. */
export const VERDICTS = ['first', 'better', 'not_better', 'no_use', 'replaces_leak', 'off'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What a person says about a field: known at the hand-off although it looks like a leak, or not to be used. */
export const RULINGS = ['known', 'out'] as const;
export type Ruling = (typeof RULINGS)[number];

/** Which ended leads teach: those that were handed off, or all. */
export const LEARNS_FROM = ['handed_off', 'ended'] as const;
export type LearnsFrom = (typeof LEARNS_FROM)[number];

export const OutcomeName = z.enum(OUTCOMES);
export const DEFAULT_WINDOW_DAYS = 180;
