import { z } from 'zod';

/** By what leads are told apart. */
export const SPLITS = ['none', 'fit', 'channel', 'size'] as const;
export type Split = (typeof SPLITS)[number];

/** How long after the hand-off an attempt and an answer count. */
export const WINDOW_DAYS = 30;
/** Leads from which on a segment speaks for itself; a smaller one is told by all leads together. */
export const ENOUGH_LEADS = 200;
/** An attempt is judged by at least so many leads that came to it. */
export const ENOUGH_AT_RISK = 30;
/** What an attempt costs in minor units, and how long it takes, where nobody says otherwise. */
export const USUAL_COST_MINOR = 250;
export const USUAL_MINUTES = 6;
/** Attempts beyond this one are counted together with it. */
export const MOST_ATTEMPTS = 15;

export const SplitName = z.enum(SPLITS);
/** A fit, a channel or a size band; `all` for all leads together. */
export const Segment = z.string().min(1).max(80);
export const ALL = 'all';
