import { z } from 'zod';
import { Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { PageLimit, RowNumberMark } from '#platform/shared/paging.ts';
import { MOST_TERRITORIES, PASSED_WHY, ROUTES, STEPS, TerritoryInput, THROUGH } from '../schema.ts';

/** Who was passed over on the way, and why. */
export const PassedOver = z.object({ memberId: Id, name: z.string(), step: z.enum(STEPS), why: z.enum(PASSED_WHY) });

export const DraftRules = {
  territories: z.array(z.object({ id: Id.optional(), ...TerritoryInput })).max(MOST_TERRITORIES),
  seats: z.array(z.object({ memberId: Id, onDuty: z.boolean(), capacity: z.int().min(1).max(1000).nullable() })).max(500),
};

/** What a dry run can list: every hand-off, or those behind one of its figures. */
export const DRY_RUN_LISTS = ['all', 'differs', 'catcher', 'pool'] as const;

export const DryRunPick = {
  /** Which hand-offs are listed; the figures are of all of them. */
  only: z.enum(DRY_RUN_LISTS).default('all'),
  /** Only those that this person would have got, or did get. */
  wouldGet: Id.optional(),
  got: Id.optional(),
  cursor: RowNumberMark.optional(),
  limit: PageLimit,
};

export const dryRunRouting = endpoint({
  name: 'dryRunRouting',
  method: 'POST',
  path: '/routing/dry-run',
  reads: true,
  input: z.object({
    from: Instant,
    to: Instant,
    /** The draft; absent: what is in force. */
    territories: DraftRules.territories.optional(),
    seats: DraftRules.seats.optional(),
    ...DryRunPick,
  }),
  output: z.object({
    total: z.int(),
    /** Would have gone to somebody else. */
    differs: z.int(),
    toCatcher: z.int(),
    toPools: z.int(),
    loads: z.array(
      z.object({
        member: Named,
        would: z.int(),
        got: z.int(),
        /** The most that would have waited for this person at one time. */
        peak: z.int(),
        capacity: z.int().nullable(),
      }),
    ),
    items: z.array(
      z.object({
        handoffId: Id,
        leadId: Id,
        /** Null where the caller may not open the lead. */
        name: z.string().nullable(),
        handedAt: Instant,
        actual: Named.nullable(),
        actualRoute: z.enum(ROUTES),
        would: Named.nullable(),
        pool: Named.nullable(),
        route: z.enum(ROUTES),
        rule: z.string().nullable(),
        through: z.enum(THROUGH).nullable(),
        passed: z.array(PassedOver),
        differs: z.boolean(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'lead:assign',
  summary:
    'Plays the hand-offs of a period through a draft of the rules: who would get what, with the leave of those days and leads waiting as long as they did. Criteria read the leads as they are today. Figures are of all hand-offs, their list comes in pages. Writes nothing.',
});

export const replaceRouting = endpoint({
  name: 'replaceRouting',
  method: 'PUT',
  path: '/routing',
  input: z.object(DraftRules),
  output: Done,
  permission: 'lead:assign',
  summary: 'Puts a draft of the rules into force: territories in their order, and seats.',
});
