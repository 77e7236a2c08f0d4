import { z } from 'zod';
import { Day, Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { Named, RetentionSettings, SIGNALS } from '../schema.ts';

const Record = z.object({ entity: z.enum(['activity', 'company', 'sales_order', 'invoice']), id: Id });

export const getRetentionBoard = endpoint({
  name: 'getRetentionBoard',
  method: 'GET',
  path: '/retention',
  input: z.object({
    signal: z.enum(SIGNALS).optional(),
    ownerId: Id.optional(),
    /** Only those with a sign of risk. */
    risky: z.boolean().optional(),
    limit: z.int().min(1).max(500).default(200),
  }),
  output: z.object({
    items: z.array(
      z.object({
        company: Named,
        owner: Named.nullable(),
        customerSince: Instant.nullable(),
        invoicedMinor: z.int(),
        /** The usual gap between two orders in days, from how many orders; null where three are not there yet: not enough data. */
        cycle: z.object({
          medianDays: z.number().nullable(),
          orders: z.int(),
          lastAt: Instant.nullable(),
          daysSince: z.int().nullable(),
          ratio: z.number().nullable(),
        }),
        renewalOn: Day.nullable(),
        signals: z.array(z.object({ signal: z.enum(SIGNALS), says: z.string(), at: Instant.nullable(), evidence: z.array(Record) })),
        /** The next step of a track that one of its people is on. */
        next: z.object({ enrolmentId: Id, track: Named, contact: Named, dueAt: Instant.nullable() }).nullable(),
        people: z.array(z.object({ id: Id, name: z.string(), mayMail: z.boolean() })),
      }),
    ),
    total: z.int(),
    customers: z.int(),
    risky: z.int(),
    bySignal: z.array(z.object({ signal: z.enum(SIGNALS), n: z.int() })),
    currency: z.string(),
  }),
  permission: 'record:read',
  summary: 'Customers, those at risk first: late orders, competitors, renewals, complaints, silence, and what comes next.',
});

export const getRetentionSettings = endpoint({
  name: 'getRetentionSettings',
  method: 'GET',
  path: '/retention-settings',
  input: z.object({}),
  output: RetentionSettings.extend({
    /** Date fields of companies' own, one of which can hold the renewal. */
    dateFields: z.array(z.object({ key: z.string(), label: z.string() })),
    mayWrite: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'What counts as a sign of risk: competitors, the renewal date, how late is late.',
});

export const setRetentionSettings = endpoint({
  name: 'setRetentionSettings',
  method: 'PUT',
  path: '/retention-settings',
  input: z.object(RetentionSettings.shape),
  output: Done,
  permission: 'campaign:write',
  summary: 'Changes what counts as a sign of risk.',
});
