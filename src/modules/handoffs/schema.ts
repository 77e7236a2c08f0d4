import { z } from 'zod';
import { Criteria } from '#modules/criteria/schema.ts';
import { Id } from '#modules/team/schema.ts';

/** Why a lead was handed off. `override`: a person did it below the threshold, and said why. */
export const CAUSES = ['threshold', 'hand_raise', 'manual', 'override'] as const;
export type Cause = (typeof CAUSES)[number];

/** How its rep was found, in this order. `catcher`: nobody was free, so the sales lead has it. */
export const ROUTES = ['chosen', 'company_owner', 'territory', 'round_robin', 'catcher'] as const;
export type Route = (typeof ROUTES)[number];

export const DECISIONS = ['accepted', 'accepted_by_default', 'rejected', 'recycled', 'withdrawn'] as const;
export type Decision = (typeof DECISIONS)[number];
/** What a person can say. */
export const VERDICTS = ['accepted', 'rejected', 'recycled'] as const;
export type Verdict = (typeof VERDICTS)[number];
export const RETURNS = ['rejected', 'recycled'] as const;

/** Ways to warm a returned lead again. */
export const TACTICS = [
  'article_series',
  'practical_guide',
  'webinar',
  'event_invitation',
  'case_study',
  'special_offer',
  'personal_mail',
  'retargeting',
  'direct_mail',
  'other',
] as const;
export type Tactic = (typeof TACTICS)[number];

export const PLAN_STATES = ['returned', 'warming', 'requalified', 'archived'] as const;
export type PlanState = (typeof PLAN_STATES)[number];

/** Where a lead stands in a rep's queue: someone waits now, today, or it can wait. */
export const QUEUE_GROUPS = ['now', 'today', 'later'] as const;
export type QueueGroup = (typeof QUEUE_GROUPS)[number];

export const SHORTEST_WHY = 10;

const Name = z.string().trim().min(1, 'Name the territory.').max(120);

/** Exactly one of a member and a team. */
export const TerritoryInput = {
  name: Name,
  criteria: Criteria,
  memberId: Id.nullable(),
  teamId: Id.nullable(),
};
