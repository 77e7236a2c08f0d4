import { z } from 'zod';
import { INSIGHT_KINDS, INSIGHT_TOPICS } from '#modules/activities/schema.ts';
import { Day, Id } from '#modules/team/schema.ts';

/** What says that something stands in the way; a rise of these calls for a look at what a theme touches. */
export const AGAINST = ['objection', 'dislike'] as const;
/** What moves strong leads. */
export const PSYCHOGRAPHIC = ['motive', 'why_now', 'benefit'] as const;

/** More themes than these nobody keeps apart. */
export const MOST_THEMES = 60;
export const MOST_WORDS = 30;
export const TARGETS = ['asset', 'offer', 'claim', 'profile'] as const;
export type Target = (typeof TARGETS)[number];

/** Themes that most companies meet, each with words that suggest it; a `*` at the end stands for any ending. */
export const SUGGESTED_THEMES = [
  { name: 'Price', words: ['price*', 'pricing', 'expensive', 'discount*', 'budget*', 'cheaper'] },
  { name: 'Integration', words: ['integrat*', 'interface*', 'erp', 'api', 'connect*', 'import*'] },
  { name: 'Security and sign-in', words: ['security', 'single sign on', 'sso', 'backup*', 'data protection'] },
  { name: 'Set-up and own people', words: ['set up', 'own people', 'training', 'onboarding', 'rollout'] },
  { name: 'Purchasing rules', words: ['procurement', 'purchas*', 'tender*', 'offers are needed', 'approval*'] },
  { name: 'Delivery on time', words: ['late', 'on time', 'deadline*', 'delivery'] },
  { name: 'A date of theirs', words: ['opens in', 'ends in', 'switched off', 'new plant', 'second plant', 'expires'] },
  { name: 'Overview', words: ['one screen', 'overview', 'transparen*', 'see the day'] },
  { name: 'Competitors', words: ['competitor*', 'alternative*', 'compare*'] },
] as const;

export const DEAL_OUTCOMES = ['open', 'won', 'lost'] as const;
export type DealOutcome = (typeof DEAL_OUTCOMES)[number];

/** `none`: in no theme. `unsorted`: in none, and nobody has looked at it yet. */
export const ThemeAsked = z.union([Id, z.enum(['none', 'unsorted'])]);

/** Which insights are looked at. Days are the workspace's; the last year where absent. */
export const Filters = {
  kinds: z.array(z.enum(INSIGHT_KINDS)).max(INSIGHT_KINDS.length).optional(),
  about: z.enum(INSIGHT_TOPICS).optional(),
  from: Day.optional(),
  to: Day.optional(),
  /** Words that stand in it. */
  text: z.string().trim().max(100).optional(),
  /** Of people of this fit. */
  fit: z.enum(['A', 'B', 'C', 'D']).optional(),
  /** Of companies that ordered this. */
  productId: Id.optional(),
  /** Of companies with such a deal. */
  outcome: z.enum(DEAL_OUTCOMES).optional(),
};

export const INTERVIEWS = ['debrief', 'interview'] as const;
export type Interview = (typeof INTERVIEWS)[number];
/** The rep says why within these hours; somebody neutral asks the buyer between these days. Win/loss practice. */
export const DEBRIEF_HOURS = 48;
export const INTERVIEW_DAYS = { from: 30, to: 90 } as const;
