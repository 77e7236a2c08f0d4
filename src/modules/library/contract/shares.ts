import { z } from 'zod';
import { VERDICTS as GATE_VERDICTS, Reason as GateReason } from '#modules/gate/schema.ts';
import { Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { ASSET_KINDS, MISSES, RECOMMENDED_FOR, SOURCES, WAYS } from '../schema.ts';

/** Whom it is about: a contact, or whom a lead or a deal is about. */
const For = { contactId: Id, leadId: Id.optional(), dealId: Id.optional() };

export const getNextAssets = endpoint({
  name: 'getNextAssets',
  method: 'GET',
  path: '/contacts/:contactId/next-assets',
  input: z.object(For),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        name: z.string(),
        kind: z.enum(ASSET_KINDS),
        number: z.int(),
        because: z.array(
          z.object({ code: z.enum(RECOMMENDED_FOR), value: z.string().optional(), k: z.int().optional(), n: z.int().optional() }),
        ),
      }),
    ),
    maySend: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'What to send this person next, each with why; not what they have already.',
});

export const previewShare = endpoint({
  name: 'previewShare',
  method: 'GET',
  path: '/contacts/:contactId/shares/preview',
  input: z.object({ ...For, assetId: Id }),
  output: z.object({
    asset: z.object({ id: Id, name: z.string(), kind: z.enum(ASSET_KINDS), number: z.int(), source: z.enum(SOURCES) }),
    howTo: z.string().nullable(),
    dos: z.array(z.string()),
    donts: z.array(z.string()),
    /** Whether this is how the asset is meant; null: nothing known speaks for or against. */
    fits: z.boolean().nullable(),
    misses: z.array(z.enum(MISSES)),
    /** The gate's answer to a mail; null where there is no address to write to. */
    gate: z.object({ verdict: z.enum(GATE_VERDICTS), reasons: z.array(GateReason) }).nullable(),
    /** When the person got it last, and whether they opened it. */
    before: z.object({ at: Instant, number: z.int(), opened: z.boolean() }).nullable(),
    subject: z.string(),
    text: z.string(),
  }),
  permission: 'record:write',
  summary: 'Before an asset is sent: how it is meant, whether it fits this person, what the gate says, and words to begin with.',
});

export const shareAsset = endpoint({
  name: 'shareAsset',
  method: 'POST',
  path: '/contacts/:contactId/shares',
  input: z.object({
    ...For,
    assetId: Id,
    way: z.enum(['mail', 'link']),
    /** Of a mail with own words; the link stands where the text says {{asset.link}}, else at its end. */
    subject: z.string().trim().min(1, 'Write a subject.').max(200).optional(),
    text: z.string().trim().min(1, 'Write a line.').max(10_000).optional(),
    /** Sends although the gate holds it back; kept with who said so. */
    overrideReason: z.string().trim().min(10, 'Say why, in ten characters or more.').max(500).optional(),
  }),
  output: z.object({ id: Id, link: z.string().nullable(), state: z.enum(['planned', 'held', 'link']), until: Instant.nullable() }),
  permission: 'record:write',
  summary:
    'Gives an asset to a person, through the gate: by mail, or as a personal link to copy. Each opening by a person is told to whoever gave it.',
});

export const createMailingLink = endpoint({
  name: 'createMailingLink',
  method: 'POST',
  path: '/library/assets/:id/mailing-links',
  input: z.object({ id: Id }),
  output: z.object({ id: Id, link: z.string() }),
  permission: 'template:publish',
  summary:
    'A link for a mailing or a page. In a mail of Truce it becomes the reader’s own, so that it is known who opened it; elsewhere openings are counted and nobody is named.',
});

const Share = z.object({
  id: Id,
  asset: Named,
  number: z.int(),
  contact: Named.nullable(),
  member: Named.nullable(),
  way: z.enum(WAYS),
  sharedAt: Instant,
  sentAt: Instant.nullable(),
  /** A mail that did not leave, as what it was stopped. */
  stoppedAs: z.string().nullable(),
  fits: z.boolean().nullable(),
  misses: z.array(z.enum(MISSES)),
  expiresAt: Instant,
  withdrawnAt: Instant.nullable(),
  /** By people; machines that open links count for nothing. */
  openedAt: Instant.nullable(),
  lastOpenedAt: Instant.nullable(),
  openings: z.int(),
  seconds: z.int(),
  pages: z.object({ n: z.int(), last: z.int(), longest: z.int() }).nullable(),
  downloaded: z.boolean(),
  sharedOn: z.boolean(),
  /** Somebody is reading it at this moment. */
  readingNow: z.boolean(),
  /** Openings by machines, and those of which nobody can say. */
  machines: z.int(),
  mine: z.boolean(),
});
export type Share = z.output<typeof Share>;

export const listShares = endpoint({
  name: 'listShares',
  method: 'GET',
  path: '/library/shares',
  input: z.object({
    assetId: Id.optional(),
    versionId: Id.optional(),
    contactId: Id.optional(),
    /** The rows behind one figure of an asset. */
    which: z.enum(['all', 'opened', 'unopened', 'shared_on', 'downloaded', 'as_meant', 'not_as_meant', 'won', 'in_deal']).default('all'),
    ...Paged,
  }),
  output: z.object({ items: z.array(Share), next: z.string().nullable() }),
  permission: 'record:read',
  summary: 'Who got which version of what, from whom, and whether and how long a person read it. Of the contacts that the caller reaches.',
});

export const withdrawShare = endpoint({
  name: 'withdrawShare',
  method: 'DELETE',
  path: '/library/shares/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:write',
  summary: 'Closes a link: it opens no more. By whoever gave it, or who publishes.',
});

export const getShareLink = endpoint({
  name: 'getShareLink',
  method: 'GET',
  path: '/library/shares/:id/link',
  input: z.object({ id: Id }),
  output: z.object({ link: z.string() }),
  permission: 'record:write',
  summary: 'The personal link of a share that still opens, to copy it again.',
});

export const getEngagement = endpoint({
  name: 'getEngagement',
  method: 'GET',
  path: '/contacts/:contactId/engagement',
  input: z.object({ contactId: Id }),
  output: z.object({
    /** What this person looked at, the latest first: assets with the version, pages, mails. */
    items: z.array(
      z.object({
        kind: z.enum(['asset', 'page', 'download', 'mail', 'form', 'response']),
        what: z.string(),
        number: z.int().nullable(),
        at: Instant,
        seconds: z.int().nullable(),
        times: z.int(),
      }),
    ),
  }),
  permission: 'record:read',
  summary: 'How a person deals with what Marketing makes: last assets, pages and mails, how long and when.',
});
