import { z } from 'zod';
import { Day, Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { Hardness, Kind, MappingShape, Provider, Reason, SourceName, SourceSecret, Told } from './schema.ts';

const Source = z.object({
  id: Id,
  provider: Provider,
  name: z.string(),
  /** What the provider is told to post to; null for what is filled by hand. */
  address: z.string().nullable(),
  /** How the provider proves itself: by signing, or with the secret as a password. */
  proof: z.enum(['signed', 'password']).nullable(),
  hasSecret: z.boolean(),
  mapping: MappingShape.nullable(),
  /** Amazon asks for a visit before it sends; somebody has to confirm it. */
  waitsForConfirmation: z.boolean(),
  confirmAddress: z.string().nullable(),
  pausedAt: Instant.nullable(),
  createdAt: Instant,
  lastEventAt: Instant.nullable(),
  /** Of the last 24 hours. */
  day: z.object({
    kinds: z.array(z.object({ kind: Kind, n: z.int() })),
    refusals: z.array(z.object({ cause: z.enum(['signature', 'old', 'unreadable', 'no_secret']), n: z.int() })),
  }),
});

export const listDeliverySources = endpoint({
  name: 'listDeliverySources',
  method: 'GET',
  path: '/deliveries/sources',
  input: z.object({}),
  output: z.object({ items: z.array(Source) }),
  permission: 'mail:read',
  summary: 'Where mail providers and mail servers tell what became of mails, with how each is doing.',
});

const Settings = { secret: SourceSecret, mapping: MappingShape };

export const createDeliverySource = endpoint({
  name: 'createDeliverySource',
  method: 'POST',
  path: '/deliveries/sources',
  input: z.object({
    provider: Provider.exclude(['mailbox']),
    name: SourceName,
    secret: Settings.secret.optional(),
    mapping: Settings.mapping.optional(),
  }),
  output: z.object({ id: Id, address: z.string() }),
  permission: 'workspace:write',
  summary: 'Makes an address for a mail provider to post its events to. The secret is kept locked and never shown again.',
});

export const changeDeliverySource = endpoint({
  name: 'changeDeliverySource',
  method: 'PATCH',
  path: '/deliveries/sources/:id',
  input: z.object({
    id: Id,
    name: SourceName.optional(),
    secret: Settings.secret.optional(),
    mapping: Settings.mapping.optional(),
    paused: z.boolean().optional(),
  }),
  output: Done,
  permission: 'workspace:write',
  summary: 'Renames, pauses or resumes a source, gives it another secret, or changes how its events are read.',
});

export const confirmDeliverySource = endpoint({
  name: 'confirmDeliverySource',
  method: 'POST',
  path: '/deliveries/sources/:id/confirmation',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'workspace:write',
  summary: 'Visits the address with which Amazon asks whether its notifications are wanted; only ever one of Amazon’s own.',
  idempotent: false,
});

const Event = Told.extend({
  id: Id,
  source: z.object({ id: Id, name: z.string() }),
  kind: Kind,
  hardness: Hardness.nullable(),
  reason: Reason.nullable(),
  contact: z.object({ id: Id, name: z.string() }).nullable(),
  at: Instant,
  receivedAt: Instant,
}).omit({ eventId: true });

export const listDeliveryEvents = endpoint({
  name: 'listDeliveryEvents',
  method: 'GET',
  path: '/deliveries/events',
  input: z.object({
    sourceId: Id.optional(),
    kind: Kind.optional(),
    hardness: Hardness.optional(),
    /** Days of the workspace on which it was told; the first and the last count. */
    from: Day.optional(),
    to: Day.optional(),
    /** Only what `getDeliveryFigures` counts: of a mail and address that were told several times on a day, the first. */
    once: z.boolean().optional(),
    /** Part of the address, or a mail's id. */
    text: z.string().trim().max(200).optional(),
    ...Paged,
  }),
  output: z.object({ items: z.array(Event), next: z.string().nullable() }),
  permission: 'mail:read',
  summary: 'What was told, the newest first.',
});

export const getDeliveryEvent = endpoint({
  name: 'getDeliveryEvent',
  method: 'GET',
  path: '/deliveries/events/:id',
  input: z.object({ id: Id }),
  output: Event.extend({
    /** What came in, as text; null where it was let go after its time. */
    raw: z.string().nullable(),
    /** How far the mail has come, by everything that was told of it. */
    state: z.string().nullable(),
  }),
  permission: 'mail:read',
  summary: 'One event with what came in, as text.',
});

export const tryDeliveryMapping = endpoint({
  name: 'tryDeliveryMapping',
  method: 'POST',
  path: '/deliveries/mapping-trials',
  reads: true,
  input: z.object({ mapping: MappingShape, sample: z.string().max(200_000) }),
  output: z.object({ items: z.array(Told) }),
  permission: 'workspace:write',
  summary: 'Reads a sample body with a mapping and keeps nothing.',
  idempotent: false,
});

const Taken = z.object({
  /** Mails or rows that were there. */
  read: z.int(),
  /** Events that were not known before. */
  fresh: z.int(),
  /** Of what kinds, with those that were known already. */
  kinds: z.array(z.object({ kind: Kind, n: z.int() })),
});

export const uploadBounces = endpoint({
  name: 'uploadBounces',
  method: 'POST',
  path: '/deliveries/mails',
  input: z.object({}),
  output: Taken,
  permission: 'workspace:write',
  summary: 'Sends mails that came back, as .eml or .mbox files: bounces, complaints, automatic answers and replies.',
  transport: 'upload',
});

export const uploadDeliveryFile = endpoint({
  name: 'uploadDeliveryFile',
  method: 'POST',
  path: '/deliveries/sources/:id/files',
  input: z.object({ id: Id }),
  output: Taken,
  permission: 'workspace:write',
  summary: 'Sends a CSV file of events to a source with a mapping; its paths are the names of columns.',
  transport: 'upload',
});

export const getDeliveryFigures = endpoint({
  name: 'getDeliveryFigures',
  method: 'GET',
  path: '/deliveries/figures',
  input: z.object({ days: z.int().min(1).max(90).default(30) }),
  output: z.object({
    from: Day,
    to: Day,
    /** Hard bounces among mails whose end is known (delivered or bounced for good). */
    bounces: Rate,
    /** Complaints among delivered mails. */
    complaints: Rate,
    days: z.array(z.object({ day: Day, bounces: Rate, complaints: Rate, soft: z.int() })),
  }),
  permission: 'report:read',
  summary: 'Bounce and complaint rate by day, with n and interval.',
});

export const postDeliveries = endpoint({
  name: 'postDeliveries',
  method: 'POST',
  path: '/deliveries/:source/events',
  input: z.object({ source: z.string() }),
  output: z.object({ taken: z.int() }),
  permission: 'public',
  summary: 'Where a mail provider posts its events, in its own form and with its own proof. Repeats change nothing.',
  transport: 'bytes',
  idempotent: false,
});
