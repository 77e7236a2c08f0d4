import { z } from 'zod';
import { Amounts, Behind } from '#modules/leadvalues/schema.ts';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { CAUSES, DECISIONS, PLAN_STATES, RETURNS, ROUTES, SHORTEST_WHY, TACTICS, VERDICTS } from '../schema.ts';

const Note = z.string().trim().max(4000);
const Why = z.string().trim().min(SHORTEST_WHY, `Say why, in at least ${SHORTEST_WHY} characters.`).max(1000);

export const handOffLead = endpoint({
  name: 'handOffLead',
  method: 'POST',
  path: '/handoffs',
  input: z.object({
    leadId: Id,
    /** Someone of Sales; found by the rules of routing where absent. */
    memberId: Id.optional(),
    /** Needed below the threshold; both sides can read it. */
    overrideReason: Why.optional(),
  }),
  output: z.object({ id: Id, assigneeId: Id.nullable(), route: z.enum(ROUTES) }),
  permission: 'record:write',
  summary: 'Hands a lead to Sales, with its evidence; the clocks of the agreement in force start.',
});

export const listHandoffs = endpoint({
  name: 'listHandoffs',
  method: 'GET',
  path: '/handoffs',
  input: z.object({
    /** Handed off from this instant on, and before that one. */
    from: Instant.optional(),
    to: Instant.optional(),
    /** `pending`: the verdict is owed. */
    decisions: z
      .array(z.enum([...DECISIONS, 'pending']))
      .max(6)
      .optional(),
    reasonId: Id.optional(),
    reasonClass: z.string().max(40).optional(),
    assigneeId: Id.optional(),
    campaignId: Id.optional(),
    label: z.string().max(2).optional(),
    causes: z.array(z.enum(CAUSES)).max(CAUSES.length).optional(),
    /** Given back: at once by the verdict, or later. */
    returned: z.boolean().optional(),
    ...Paged,
  }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        leadId: Id,
        /** Null where the caller may not open the lead. */
        name: z.string().nullable(),
        company: z.string().nullable(),
        campaign: Named.nullable(),
        assignee: Named.nullable(),
        cause: z.enum(CAUSES),
        overrideReason: z.string().nullable(),
        route: z.enum(ROUTES),
        label: z.string().nullable(),
        handedAt: Instant,
        decision: z.enum(DECISIONS).nullable(),
        decidedAt: Instant.nullable(),
        returnedAt: Instant.nullable(),
        /** Of the last verdict. */
        reason: z.object({ id: Id, class: z.string(), label: z.string() }).nullable(),
        note: z.string().nullable(),
        quality: z.int().nullable(),
        /** What the record says against the reason. */
        contradictions: z.array(z.string()),
        valueMinor: z.int(),
        cycle: z.int(),
        /** The money behind its lead, at the newest hand-off of the lead only; null where the role may not see amounts. */
        behind: Amounts.nullable(),
      }),
    ),
    next: z.string().nullable(),
    /** The workspace's, of the amounts. */
    currency: z.string(),
  }),
  permission: 'report:read',
  summary: 'Hand-offs with their verdicts, newest first: the rows behind the figures.',
});

const Said = {
  reasonId: Id.optional(),
  note: Note.optional(),
  /** A day from which on it may be handed off again. */
  recycleOn: Day.optional(),
};
const Warned = z.object({ /** What the record says against the reason; kept beside the verdict. */ warnings: z.array(z.string()) });

export const giveVerdict = endpoint({
  name: 'giveVerdict',
  method: 'POST',
  path: '/handoffs/:id/verdict',
  input: z.object({ id: Id, decision: z.enum(VERDICTS), quality: z.int().min(1).max(5).optional(), ...Said }),
  output: Warned,
  permission: 'lead:work',
  summary:
    'Says what a lead is: accepted; rejected or to be warmed again, with the reason. Owed by the time of the agreement; silence is acceptance.',
});

export const returnHandoff = endpoint({
  name: 'returnHandoff',
  method: 'POST',
  path: '/handoffs/:id/return',
  input: z.object({ id: Id, decision: z.enum(RETURNS), quality: z.int().min(1).max(5).optional(), ...Said }),
  output: Warned,
  permission: 'lead:work',
  summary: 'Gives a lead back that had been accepted, with the reason.',
});

export const readContradictions = endpoint({
  name: 'readContradictions',
  method: 'GET',
  path: '/handoffs/:id/contradictions',
  input: z.object({ id: Id, reasonId: Id }),
  output: z.object({ refused: z.string().nullable(), warnings: z.array(z.string()), attempts: z.int() }),
  permission: 'lead:work',
  summary: 'What the record says against a reason, before it is given.',
});

export const assignHandoff = endpoint({
  name: 'assignHandoff',
  method: 'PUT',
  path: '/handoffs/:id/assignee',
  input: z.object({ id: Id, memberId: Id, reason: Note.min(1, 'Say why.') }),
  output: Done,
  permission: 'lead:assign',
  summary: 'Gives a hand-off to someone else of Sales. Its clocks go on.',
});

export const listCandidates = endpoint({
  name: 'listCandidates',
  method: 'GET',
  path: '/handoff-candidates',
  input: z.object({ limit: z.int().min(1).max(200).default(60) }),
  output: z.object({
    total: z.int(),
    items: z.array(
      z.object({
        leadId: Id,
        contactId: Id,
        name: z.string(),
        company: z.string().nullable(),
        label: z.string(),
        openedAt: Instant,
        lastActivityAt: Instant.nullable(),
        imported: z.boolean(),
        /** Why it was not handed off by itself: returned and not yet due; otherwise the rules changed or it was imported. */
        notBefore: Day.nullable(),
      }),
    ),
  }),
  permission: 'record:read',
  summary: 'Open leads over the threshold that lie with nobody of Sales, the best first.',
});

export const listRecycled = endpoint({
  name: 'listRecycled',
  method: 'GET',
  path: '/recycled',
  input: z.object({
    states: z.array(z.enum(PLAN_STATES)).max(PLAN_STATES.length).optional(),
    reasonId: Id.optional(),
    campaignId: Id.optional(),
    tactic: z.enum(TACTICS).optional(),
    ...Paged,
  }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        leadId: Id,
        contactId: Id,
        name: z.string(),
        company: z.string().nullable(),
        campaign: Named.nullable(),
        state: z.enum(PLAN_STATES),
        reason: z.object({ id: Id, class: z.string(), label: z.string() }).nullable(),
        note: z.string().nullable(),
        returnedAt: Instant,
        returnedBy: Named.nullable(),
        earliestOn: Day,
        cycle: z.int(),
        tactic: z.enum(TACTICS).nullable(),
        tacticNote: z.string().nullable(),
        tried: z.array(z.string()),
        overrideReason: z.string().nullable(),
        /** Left alone on purpose: what comes back by itself is what tactics are compared with. */
        heldOut: z.boolean(),
        /** What the person did since they were returned. */
        doingsSince: z.int(),
        /** The money behind the lead; null where the role may not see amounts. */
        behind: Amounts.nullable(),
        clock: z
          .object({ id: Id, state: z.string(), dueAt: Instant.nullable(), remainingSeconds: z.number(), withinSeconds: z.int() })
          .nullable(),
      }),
    ),
    next: z.string().nullable(),
    counts: z.object({ returned: z.int(), warming: z.int(), overdue: z.int() }),
    /** The money behind these counts; absent where the role may not see amounts. */
    behind: z.object({ returned: Behind, warming: Behind, overdue: Behind }).optional(),
    /** What ways brought leads back, by all plans that ended. */
    tactics: z.array(z.object({ tactic: z.enum(TACTICS), tried: z.int(), cameBack: z.int() })),
  }),
  permission: 'record:read',
  summary: 'Leads that Sales gave back to be warmed again: why, from when on, what was tried.',
});

export const chooseTactic = endpoint({
  name: 'chooseTactic',
  method: 'PUT',
  path: '/recycled/:id/tactic',
  input: z.object({
    id: Id,
    tactic: z.enum(TACTICS),
    note: Note.optional(),
    /** Needed for a tactic that was tried before, and for a lead that is left alone on purpose. */
    overrideReason: Why.optional(),
  }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Says how a returned lead is warmed again; another way than before.',
});

export const archiveRecycled = endpoint({
  name: 'archiveRecycled',
  method: 'PUT',
  path: '/recycled/:id/archive',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Lets a returned lead rest; it comes back if the person does.',
});
