import { z } from 'zod';
import { Clock } from '#modules/agreements/contract/clocks.ts';
import { MOMENTA } from '#modules/scoring/schema.ts';
import { endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { PageLimit } from '#platform/shared/paging.ts';
import { QUEUE_GROUPS } from '../schema.ts';

export const QueueItem = z.object({
  leadId: Id,
  contactId: Id,
  name: z.string(),
  jobTitle: z.string().nullable(),
  phone: z.string().nullable(),
  company: Named.nullable(),
  isCustomer: z.boolean(),
  stage: z.string(),
  handRaised: z.boolean(),
  label: z.string().nullable(),
  /** Where the person's engagement goes, and the strongest of what they did lately. */
  momentum: z.enum(MOMENTA).nullable(),
  reason: z.object({ rule: z.string(), at: Instant }).nullable(),
  /** Learned; null where nothing is in force. */
  probability: z.number().nullable(),
  whyNow: z.string().nullable(),
  owner: Named.nullable(),
  handoffId: Id.nullable(),
  handedAt: Instant.nullable(),
  verdictOwed: z.boolean(),
  /** It was returned before. */
  cameBack: z.boolean(),
  /** Someone of ours reached out since the hand-off. */
  touched: z.boolean(),
  taskDueAt: Instant.nullable(),
  /** What runs now, the most urgent first. */
  clocks: z.array(Clock),
  /** Probability (the learned one, else the label's) times average sale, in minor units of the workspace's currency. Orders the queue. */
  valueMinor: z.int(),
  group: z.enum(QUEUE_GROUPS),
});
export type QueueItem = z.infer<typeof QueueItem>;

export const getQueue = endpoint({
  name: 'getQueue',
  method: 'GET',
  path: '/queue',
  input: z.object({ whose: z.enum(['mine', 'all']).default('mine'), limit: PageLimit }),
  output: z.object({
    items: z.array(QueueItem),
    counts: z.object({
      leads: z.int(),
      /** Leads with a promise that runs. */
      due: z.int(),
      /** Of these, past their time. */
      overdue: z.int(),
    }),
  }),
  permission: 'record:read',
  summary: 'The leads to work, where the next minutes are worth most first: expected value times urgency.',
});
