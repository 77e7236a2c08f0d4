import { z } from 'zod';
import { Clock } from '#modules/agreements/contract/clocks.ts';
import { MOMENTA } from '#modules/scoring/schema.ts';
import { Day, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { CAUSES, DECISIONS, NEXT_STEPS, PLAN_STATES, ROUTES, THROUGH } from '../schema.ts';
import { PassedOver } from './dryrun.ts';

export const Interaction = z.object({
  id: Id,
  kind: z.string(),
  direction: z.string().nullable(),
  side: z.string(),
  at: Instant,
  outcome: z.string().nullable(),
  what: z.string().nullable(),
});

const Scalar = z.union([z.string(), z.number(), z.null()]);
/** One difference since a lead was returned: a field, something the person did, or what went on around them. */
export const ChangeShown = z.union([
  z.object({ what: z.literal('field'), field: z.string(), from: Scalar, to: Scalar }),
  z.object({ what: z.literal('did'), kind: z.string(), n: z.int(), lastAt: z.string() }),
  z.object({ what: z.enum(['colleagues', 'deals']), n: z.int() }),
]);

/** What one should know before calling; fields that the caller's role may not see are null or absent. */
export const WARNINGS = [
  'opted_out',
  'bounced',
  'no_way_to_reach',
  'no_phone',
  'disqualified',
  'customer',
  'colleague_in_contact',
  'open_deal',
  'returned_before',
  'below_threshold',
] as const;

export const getBrief = endpoint({
  name: 'getBrief',
  method: 'GET',
  path: '/leads/:id/brief',
  input: z.object({ id: Id }),
  output: z.object({
    lead: z.object({
      id: Id,
      stage: z.string(),
      stageSince: Instant,
      handRaised: z.boolean(),
      openedAt: Instant,
      closedAt: Instant.nullable(),
      sourceChannel: z.string().nullable(),
      campaign: Named.nullable(),
      owner: Named.nullable(),
      recycleCount: z.int(),
    }),
    contact: z.object({
      id: Id,
      name: z.string(),
      jobTitle: z.string().nullable(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      timeZone: z.string().nullable(),
      mailPermission: z.string().nullable(),
      buyingRole: z.string().nullable(),
      interests: z.array(z.string()),
    }),
    company: z
      .object({
        id: Id,
        name: z.string(),
        industry: z.string().nullable(),
        employeeCount: z.int().nullable(),
        city: z.string().nullable(),
        country: z.string().nullable(),
        customerStatus: z.string(),
        owner: Named.nullable(),
      })
      .nullable(),
    whyNow: z.string().nullable(),
    score: z
      .object({
        label: z.string().nullable(),
        fit: z.string().nullable(),
        engagement: z.number(),
        momentum: z.enum(MOMENTA),
        reason: z.object({ rule: z.string(), at: Instant }).nullable(),
        coverage: z.number(),
        handsOff: z.boolean(),
        lines: z.array(z.string()),
        top: z.array(z.object({ rule: z.string(), what: z.string().nullable(), counted: z.number(), occurredAt: Instant })),
      })
      .nullable(),
    handoff: z
      .object({
        id: Id,
        handedAt: Instant,
        cause: z.enum(CAUSES),
        overrideReason: z.string().nullable(),
        route: z.enum(ROUTES),
        /** Why this way: how the company was found, the rule, and who was passed over. */
        routing: z.object({
          through: z.enum(THROUGH).nullable(),
          rule: z.string().nullable(),
          pool: z.string().nullable(),
          passed: z.array(PassedOver),
        }),
        from: Named.nullable(),
        assignee: Named.nullable(),
        /** The label it had then. */
        label: z.string().nullable(),
        decision: z.enum(DECISIONS).nullable(),
        decidedAt: Instant.nullable(),
        open: z.boolean(),
      })
      .nullable(),
    clocks: z.array(Clock),
    /** Since the hand-off: tries of ours, and times the person was there. */
    attempts: z.int(),
    reached: z.int(),
    interactions: z.array(Interaction),
    /** What the buyer saw last of ours: a campaign answered, a file, a page. */
    lastMaterial: z.object({ kind: z.string(), what: z.string().nullable(), at: Instant, campaign: Named.nullable() }).nullable(),
    /** Others of the company with whom someone of ours talked last. */
    colleagues: z.array(
      z.object({ id: Id, name: z.string(), jobTitle: z.string().nullable(), lastAt: Instant, by: z.string().nullable() }),
    ),
    deals: z.array(
      z.object({ id: Id, name: z.string(), stage: z.string(), amountMinor: z.int().nullable(), currency: z.string().nullable() }),
    ),
    tasks: z.array(z.object({ id: Id, subject: z.string(), dueAt: Instant.nullable() })),
    /** What was said about this person's leads before, newest first. */
    earlier: z.array(
      z.object({
        decision: z.enum(DECISIONS),
        reason: z.string().nullable(),
        note: z.string().nullable(),
        at: Instant,
        by: z.string().nullable(),
      }),
    ),
    plan: z
      .object({
        id: Id,
        state: z.enum(PLAN_STATES),
        reason: z.string().nullable(),
        note: z.string().nullable(),
        returnedAt: Instant,
        earliestOn: Day,
        tactic: z.string().nullable(),
        tried: z.array(z.string()),
      })
      .nullable(),
    /** Of a lead that was returned before: how often, and what is different since the last time. Fields that the caller may not see are left out. */
    since: z.object({ times: z.int(), returnedAt: Instant, reason: z.string().nullable(), changes: z.array(ChangeShown) }).nullable(),
    /** What was asked of Marketing about this lead. */
    nextStep: z.enum(NEXT_STEPS).nullable(),
    /** A rejection of its that Marketing disputes, or may dispute. */
    dispute: z
      .object({ id: Id.nullable(), handoffId: Id, why: z.string().nullable(), raisedAt: Instant.nullable(), may: z.boolean() })
      .nullable(),
    warnings: z.array(z.enum(WARNINGS)),
    may: z.object({
      decide: z.boolean(),
      giveBack: z.boolean(),
      handOff: z.boolean(),
      assign: z.boolean(),
      log: z.boolean(),
      excuse: z.boolean(),
      ask: z.boolean(),
    }),
  }),
  permission: 'record:read',
  summary: 'A lead on one screen: who, why now, time left, last interactions, customer status, score, warnings and what can be done.',
});
