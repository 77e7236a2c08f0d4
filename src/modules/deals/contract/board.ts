import { z } from 'zod';
import { Day, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { DEAL_STATUSES, STAGE_KINDS } from '../schema.ts';

const Card = z.object({
  id: Id,
  name: z.string(),
  company: Named.nullable().optional(),
  contact: Named.nullable().optional(),
  owner: Named.nullable().optional(),
  status: z.enum(DEAL_STATUSES),
  amountMinor: z.int().nullable().optional(),
  currency: z.string(),
  expectedCloseOn: Day.nullable().optional(),
  stageSince: Instant,
  writable: z.boolean(),
});

/** Deals of one stage in one currency. `without` counts those that have no amount; absent sums: the role may not see amounts. */
const StageSum = z.object({ currency: z.string(), n: z.int(), amountMinor: z.int(), weightedMinor: z.int() });

const Filters = {
  ownerId: Id.optional(),
  /** Deals that name nobody. */
  unowned: z.boolean().optional(),
  campaignId: Id.optional(),
  companyId: Id.optional(),
  closesBefore: Day.optional(),
};

export const getBoard = endpoint({
  name: 'getDealBoard',
  method: 'GET',
  path: '/deal-board',
  input: z.object({ pipelineId: Id.optional(), ...Filters }),
  output: z.object({
    pipeline: Named,
    columns: z.array(
      z.object({
        id: Id,
        name: z.string(),
        kind: z.enum(STAGE_KINDS),
        probability: z.number(),
        n: z.int(),
        without: z.int(),
        sums: z.array(StageSum).optional(),
        cards: z.array(Card),
        next: z.string().nullable(),
      }),
    ),
    /** All open stages together. */
    open: z.object({ n: z.int(), without: z.int(), sums: z.array(StageSum).optional() }),
  }),
  permission: 'record:read',
  summary: 'A pipeline as columns: the deals of each stage in their order, with sums and weighted sums by currency.',
});

export const listColumn = endpoint({
  name: 'listDealColumn',
  method: 'GET',
  path: '/pipeline-stages/:stageId/deals',
  input: z.object({ stageId: Id, ...Filters, cursor: z.string().max(200) }),
  output: z.object({ cards: z.array(Card), next: z.string().nullable() }),
  permission: 'record:read',
  summary: 'More cards of one column.',
});
