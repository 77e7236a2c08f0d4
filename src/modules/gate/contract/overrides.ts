import { z } from 'zod';
import { Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { AGREED_CODES, INTENT_KINDS, Intent, OUTCOMES, SENDERS } from '../schema.ts';

const NUL = String.fromCharCode(0);

const Override = z.object({
  id: Id,
  contact: Named,
  codes: z.array(z.enum(AGREED_CODES)),
  side: z.enum(SENDERS),
  kind: z.enum(INTENT_KINDS),
  offer: Named.nullable(),
  reason: z.string(),
  madeBy: Named.nullable(),
  madeAt: Instant,
  until: Instant,
  takenBackBy: Named.nullable(),
  takenBackAt: Instant.nullable(),
  /** Counts for what is planned now. */
  open: z.boolean(),
  /** The caller may take it back. */
  writable: z.boolean(),
  /** What followed within 30 days, with its instant. */
  outcomes: z.array(z.object({ outcome: z.enum(OUTCOMES), at: Instant })),
  /** The 30 days are over. */
  ripe: z.boolean(),
});

export const overrideGate = endpoint({
  name: 'overrideGate',
  method: 'POST',
  path: '/contacts/:id/gate-overrides',
  input: z.object({
    id: Id,
    intent: Intent,
    /** Empty or absent: everything in the way that can be overridden. */
    codes: z.array(z.enum(AGREED_CODES)).max(AGREED_CODES.length).optional(),
    reason: z
      .string()
      .trim()
      .min(1, 'Say why: the other team reads it.')
      .max(500, 'Use at most 500 characters.')
      .refine((text) => !text.includes(NUL), 'This text contains a character that cannot be stored.'),
    until: Instant,
  }),
  output: z.object({ id: Id, codes: z.array(z.enum(AGREED_CODES)) }),
  permission: 'gate:override',
  summary:
    'Lets one person be reached with this kind of message although the gate says not now, with a reason. What the person said is never overridden.',
});

export const takeBackOverride = endpoint({
  name: 'takeBackOverride',
  method: 'DELETE',
  path: '/gate/overrides/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'gate:override',
  summary: 'Ends an override now. It stays in the history.',
});

export const listOverrides = endpoint({
  name: 'listOverrides',
  method: 'GET',
  path: '/gate/overrides',
  input: z.object({
    contactId: Id.optional(),
    code: z.enum(AGREED_CODES).optional(),
    /** Only those after which this happened; `nothing`: whose 30 days are over with none of them. */
    outcome: z.enum([...OUTCOMES, 'nothing']).optional(),
    ripe: z.boolean().optional(),
    ...Paged,
  }),
  output: z.object({ items: z.array(Override), next: z.string().nullable(), mayOverride: z.boolean() }),
  permission: 'record:read',
  summary: 'What the gate said no to and somebody let go, with what followed within 30 days; the newest first.',
});

const Came = z.object({
  /** Overrides whose 30 days are over; those taken back are left out. */
  n: z.int(),
  /** Still within their 30 days. */
  open: z.int(),
  rates: z.record(z.enum(OUTCOMES), Rate),
});

export const getOverrideOutcomes = endpoint({
  name: 'getOverrideOutcomes',
  method: 'GET',
  path: '/gate/overrides/outcomes',
  input: z.object({}),
  output: z.object({ all: Came, byCode: z.array(Came.extend({ code: z.enum(AGREED_CODES) })) }),
  permission: 'report:read',
  summary:
    'What came of overrides: unsubscribed, complained, answered, deal lost or won within 30 days, with n and interval. One can count for several codes.',
});
