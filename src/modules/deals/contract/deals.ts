import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { CustomValues } from '#modules/criteria/schema.ts';
import { SOURCE_TEAMS } from '#modules/leads/schema.ts';
import { Currency, Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { DEAL_STATUSES, STAGE_KINDS } from '../schema.ts';

const Name = text(300).min(1, 'Name the deal.');
const Amount = z.int().min(0, 'Use an amount of 0 or more.').max(Number.MAX_SAFE_INTEGER).nullable();
const Probability = z.number().min(0, 'Use a share from 0 to 1.').max(1, 'Use a share from 0 to 1.').nullable();
const Writable = {
  companyId: Id.nullable().optional(),
  contactId: Id.nullable().optional(),
  campaignId: Id.nullable().optional(),
  amountMinor: Amount.optional(),
  currency: Currency.nullable().optional(),
  /** In place of the stage's; null: the stage's counts. */
  probability: Probability.optional(),
  expectedCloseOn: Day.nullable().optional(),
  kind: text(60).nullable().optional(),
  sourceTeam: z.enum(SOURCE_TEAMS).nullable().optional(),
  sourceChannel: text(60).nullable().optional(),
  ownerId: Id.nullable().optional(),
  description: text(10_000).nullable().optional(),
  tags: z.array(text(60).min(1)).max(50).optional(),
  custom: CustomValues.optional(),
};
const Outcome = { reasonId: Id.optional(), note: text(2000).optional() };

/** A deal. Fields that the caller's role may not see are absent. */
export const Deal = z.object({
  id: Id,
  name: z.string(),
  company: Named.nullable().optional(),
  contact: Named.nullable().optional(),
  leadId: Id.nullable(),
  campaign: Named.nullable().optional(),
  pipeline: Named,
  stage: Named.extend({ kind: z.enum(STAGE_KINDS), probability: z.number() }),
  status: z.enum(DEAL_STATUSES),
  amountMinor: z.int().nullable().optional(),
  currency: z.string(),
  probability: z.number().nullable().optional(),
  expectedCloseOn: Day.nullable().optional(),
  closedAt: Instant.nullable(),
  reason: z.object({ id: Id, code: z.string(), label: z.string() }).nullable(),
  lostNote: z.string().nullable(),
  kind: z.string().nullable().optional(),
  sourceTeam: z.string().nullable().optional(),
  sourceChannel: z.string().nullable().optional(),
  owner: Named.nullable().optional(),
  stageSince: Instant,
  description: z.string().nullable().optional(),
  tags: z.array(z.string()).optional(),
  custom: z.record(z.string(), z.unknown()),
  lastActivityAt: Instant.nullable(),
  imported: z.boolean(),
  createdAt: Instant,
  updatedAt: Instant,
  deletedAt: Instant.nullable(),
});

export const DealVisit = z.object({ id: Id, stage: Named, enteredAt: Instant, exitedAt: Instant.nullable(), actor: Named.nullable() });

export const createDeal = endpoint({
  name: 'createDeal',
  method: 'POST',
  path: '/deals',
  input: z.object({
    name: Name,
    ...Writable,
    /** The lead it comes from; absent: the contact's newest open one; null: none. */
    leadId: Id.nullable().optional(),
    pipelineId: Id.optional(),
    stageId: Id.optional(),
  }),
  output: z.object({ id: Id }),
  permission: 'record:write',
  summary: 'Makes a deal in an open stage; the lead it comes from becomes an opportunity.',
});

export const getDeal = endpoint({
  name: 'getDeal',
  method: 'GET',
  path: '/deals/:id',
  input: z.object({ id: Id }),
  output: Deal.extend({ visits: z.array(DealVisit), writable: z.boolean() }),
  permission: 'record:read',
  summary: 'A deal with every stay in a stage, oldest first.',
});

export const changeDeal = endpoint({
  name: 'changeDeal',
  method: 'PATCH',
  path: '/deals/:id',
  input: z.object({ id: Id, name: Name.optional(), ...Writable }),
  output: Done,
  permission: 'record:write',
  summary: 'Changes facts of a deal. Its stage moves by its place on the board.',
});

export const moveDeal = endpoint({
  name: 'moveDeal',
  method: 'PUT',
  path: '/deals/:id/place',
  input: z.object({ id: Id, stageId: Id, beforeId: Id.nullable().optional(), ...Outcome }),
  output: z.object({ status: z.enum(DEAL_STATUSES) }),
  permission: 'record:write',
  summary: 'Moves a deal to a stage, above the deal `beforeId` or to the top. A lost stage needs a reason.',
});

export const closeDeal = endpoint({
  name: 'closeDeal',
  method: 'PUT',
  path: '/deals/:id/outcome',
  input: z.object({ id: Id, outcome: z.enum(['won', 'lost']), closedAt: Instant.optional(), ...Outcome }),
  output: z.object({ status: z.enum(DEAL_STATUSES) }),
  permission: 'record:write',
  summary: 'Says that a deal is won, or lost with a reason of the class `lost`.',
});

export const reopenDeal = endpoint({
  name: 'reopenDeal',
  method: 'DELETE',
  path: '/deals/:id/outcome',
  input: z.object({ id: Id, stageId: Id.optional() }),
  output: z.object({ status: z.enum(DEAL_STATUSES) }),
  permission: 'record:write',
  summary: 'Opens a won or lost deal again, in the open stage it came from or the given one.',
});

export const trashDeal = endpoint({
  name: 'trashDeal',
  method: 'DELETE',
  path: '/deals/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:delete',
  summary: 'Puts a deal into the trash.',
});

export const restoreDeal = endpoint({
  name: 'restoreDeal',
  method: 'POST',
  path: '/deals/:id/restoration',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:delete',
  summary: 'Takes a deal out of the trash.',
});
