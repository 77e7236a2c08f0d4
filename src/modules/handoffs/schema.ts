import { z } from 'zod';
import { Criteria } from '#modules/criteria/schema.ts';
import { Id } from '#modules/team/schema.ts';

/** Why a lead was handed off. `override`: a person did it below the threshold, and said why. `exploration`: the agreed sample below the threshold. */
export const CAUSES = ['threshold', 'hand_raise', 'manual', 'override', 'exploration'] as const;
export type Cause = (typeof CAUSES)[number];

/** How its rep was found, in this order. `pool`: it lies there until somebody takes it. `catcher`: nobody was free, so the sales lead has it. */
export const ROUTES = ['chosen', 'company_owner', 'territory', 'pool', 'round_robin', 'catcher'] as const;
export type Route = (typeof ROUTES)[number];

/** How a company that somebody owns was found: the lead's own, one above it, the one of the mail domain. */
export const THROUGH = ['company', 'parent', 'domain'] as const;
export type Through = (typeof THROUGH)[number];
/** Why somebody was passed over, and at which step. */
export const PASSED_WHY = ['away', 'off_duty', 'full', 'not_in_sales'] as const;
export type PassedWhy = (typeof PASSED_WHY)[number];
export const STEPS = ['has_it', 'company_owner', 'territory', 'turn'] as const;
export type Step = (typeof STEPS)[number];

export const DECISIONS = ['accepted', 'accepted_by_default', 'rejected', 'recycled', 'withdrawn'] as const;
export type Decision = (typeof DECISIONS)[number];
/** What a person can say. */
export const VERDICTS = ['accepted', 'rejected', 'recycled'] as const;
export type Verdict = (typeof VERDICTS)[number];
export const RETURNS = ['rejected', 'recycled'] as const;

/** Attempts after which "not reached" is a finding, where neither a promise nor the own history says: of the leads that pay at all, most are reached by then. */
export const USUAL_ATTEMPTS = 6;
/** Where the number of attempts that are owed comes from: a promise of Sales, the workspace's own history, or nobody has said. */
export const OWED_BY = ['agreed', 'measured', 'usual'] as const;
export interface Owed {
  attempts: number;
  by: (typeof OWED_BY)[number];
}

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

/** Exactly one of a member, a team and a pool. */
export const TerritoryInput = {
  name: Name,
  criteria: Criteria,
  memberId: Id.nullable(),
  teamId: Id.nullable(),
  poolId: Id.nullable().default(null),
};

export const MOST_TERRITORIES = 200;

/** One change of routing: a rule that is new, says something else, is asked at another place or is left out. */
export const ChangedTerritory = z.strictObject({
  /** Null: a new one. */
  territoryId: Id.nullable(),
  /** What it says from then on; null: it is left out. */
  territory: z
    .strictObject({ ...TerritoryInput, poolId: Id.nullable() })
    .nullable()
    .optional(),
  /** At which place it is asked, from 1; without one a new rule is asked last and the others stay where they are. */
  place: z.int().min(1, 'The first place is 1.').max(MOST_TERRITORIES).optional(),
});
export type ChangedTerritory = z.infer<typeof ChangedTerritory>;

/** Days without anything after which a lead that nobody owes a move for is in limbo, where the workspace says nothing else. */
export const LIMBO_DAYS = 14;
/** The ways out of limbo. */
export const LIMBO_MOVES = ['sales', 'marketing'] as const;

/** The next best step with a lead. */
export const NEXT_STEPS = [
  'hand_off',
  'choose_tactic',
  'let_it_warm',
  'find_a_way',
  'ask_the_owner',
  'ask_the_colleague',
  'answer_them',
  'call_now',
  'call',
  'write',
  'try_again',
  'try_another_time',
  'return_not_reached',
  'say_what_it_is',
  'wait_for_marketing',
  'do_the_task',
  'agree_on_next',
] as const;
export type NextStep = (typeof NEXT_STEPS)[number];

/** What became of a dispute. */
export const RULINGS = ['upheld', 'overturned', 'withdrawn'] as const;
export type Ruling = (typeof RULINGS)[number];
/** What somebody who knows neither rep nor source nor verdict says of a lead. */
export const JUDGMENTS = ['good', 'poor'] as const;
export type Judgment = (typeof JUDGMENTS)[number];
export const CASE_CAUSES = ['dispute', 'audit', 'drawn'] as const;
