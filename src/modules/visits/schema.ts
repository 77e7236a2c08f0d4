import { z } from 'zod';
import { TRAFFICS } from '#modules/activities/schema.ts';
import { Day, Id } from '#modules/team/schema.ts';

/**
 * `none_needed`: every visitor has a name in a cookie of the site. `cookieless`: until somebody agrees, a visitor is a hash that lives for a day.
 * `nothing`: until somebody agrees, nothing is sent.
 */
export const CONSENT_MODES = ['none_needed', 'cookieless', 'nothing'] as const;
export type ConsentMode = (typeof CONSENT_MODES)[number];

/** What the script sends. `trap` is a link that no person sees; `leave` says how long a page was in sight; `seal` who the visitor is. */
export const HIT_KINDS = ['page', 'download', 'outbound', 'trap', 'leave', 'seal'] as const;
export type HitKind = (typeof HIT_KINDS)[number];
/** Those of which a visit is made. */
export const VISITED_KINDS = ['page', 'download', 'outbound', 'trap'] as const;

export const VERDICTS = TRAFFICS;
export type Verdict = (typeof VERDICTS)[number];

/** Why a visit is taken for what it is. */
export const REASONS = [
  'no_sign',
  'person_acted',
  'known_bot',
  'scanner',
  'automated_browser',
  'prefetch',
  'not_a_browser',
  'no_agent',
  'no_script_signals',
  'hidden_link',
  'too_fast',
  'fast',
  'judged',
] as const;
export type Reason = (typeof REASONS)[number];

/** Why hits of a site were not kept. */
export const REFUSALS = ['host', 'limit', 'consent', 'opted_out', 'invalid'] as const;
export type RefusedBecause = (typeof REFUSALS)[number];

/** How a visitor became known. */
export const IDENTIFIED_BY = ['seal', 'form', 'mail', 'chat'] as const;
export type IdentifiedBy = (typeof IDENTIFIED_BY)[number];

/** By what the report puts visits together. */
export const VISIT_GROUPS = ['source', 'campaign', 'entry', 'page', 'referrer'] as const;
export type VisitGroup = (typeof VISIT_GROUPS)[number];

export const KEEP_DAYS = { least: 30, usual: 395, most: 1200 } as const;

/** Which visits are meant; absent fields do not narrow. Days are days of the workspace, both included. */
export const VisitFilter = {
  websiteId: Id.optional(),
  from: Day.optional(),
  to: Day.optional(),
  verdict: z.enum(VERDICTS).optional(),
  known: z.boolean().optional(),
  /** Of known people who had a lead opened within 90 days after. */
  followed: z.boolean().optional(),
  by: z.enum(VISIT_GROUPS).optional(),
  /** The group's key, as the report gives it; with `by`. */
  key: z.string().max(500).optional(),
  contactId: Id.optional(),
};
