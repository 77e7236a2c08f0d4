import { z } from 'zod';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { ASSET_KINDS, ASSET_STATES, BUYING_JOBS, Guidance, PERSONAS, Reason, SOURCES, STAGES, USUAL_TERMS, WebAddress } from '../schema.ts';

/** A rate as its parts; the interval is worked out where it is shown. */
const Counted = z.object({ k: z.int(), n: z.int() });
const Money = z.object({ amountMinor: z.int(), currency: z.string() });

/** What became of an asset, counted over the people whom the caller reaches. "Touched" is not "caused". */
export const Figures = z.object({
  /** Given to a person, whatever the way; n of all who could have opened it, k opened by a person. */
  sent: z.int(),
  opened: Counted,
  /** Seconds a reader stayed, in the middle; null: nobody has read it. */
  dwellSeconds: z.number().nullable(),
  /** Opened in another browser or place than the first: passed on, or the same person elsewhere. */
  sharedOn: Counted,
  downloaded: z.int(),
  /** People of Sales who have used it, of those there are. */
  reps: Counted,
  /** Uses of which something is known about the person, and those that are as the guidance says. */
  asMeant: Counted,
  /** Deals of people who had it before they ended. Amounts are absent where the caller may not see them. */
  dealsOpen: z.object({ n: z.int(), amounts: z.array(Money).nullable() }),
  dealsWon: z.object({ n: z.int(), of: z.int(), amounts: z.array(Money).nullable() }),
});
export type Figures = z.infer<typeof Figures>;

const Summary = z.object({
  id: Id,
  ...Guidance,
  owner: Named.nullable(),
  state: z.enum(ASSET_STATES),
  /** Of the version that is sent now; null where none is published. */
  number: z.int().nullable(),
  publishedAt: Instant.nullable(),
  source: z.enum(SOURCES).nullable(),
  /** A next version is being written. */
  hasDraft: z.boolean(),
  /** Its day of review has come. */
  stale: z.boolean(),
  expired: z.boolean(),
  /** It may be given to a customer now. */
  sendable: z.boolean(),
});

export const listAssets = endpoint({
  name: 'listAssets',
  method: 'GET',
  path: '/library/assets',
  input: z.object({
    text: z.string().trim().max(200).optional(),
    kind: z.enum(ASSET_KINDS).optional(),
    persona: z.enum(PERSONAS).optional(),
    stage: z.enum(STAGES).optional(),
    buyingJob: z.enum(BUYING_JOBS).optional(),
    topic: z.string().max(60).optional(),
    state: z.enum(ASSET_STATES).optional(),
    /** `unused`: published a month ago or longer and given to nobody since; `stale`: its review is due. */
    only: z.enum(['stale', 'expired', 'unused', 'sendable', 'disputed']).optional(),
    limit: z.int().min(1).max(500).default(200),
  }),
  output: z.object({
    items: z.array(Summary.extend({ sent: z.int(), opened: z.int(), disputes: z.int() })),
    /** How many there are of each, whatever the filters. */
    counts: z.object({ all: z.int(), stale: z.int(), expired: z.int(), unused: z.int(), used: z.int() }),
    mayWrite: z.boolean(),
    mayPublish: z.boolean(),
  }),
  permission: 'record:read',
  summary:
    'The library: what there is for whom and when, with what is stale and what nobody uses. Drafts are shown to those who write them.',
});

export const getAsset = endpoint({
  name: 'getAsset',
  method: 'GET',
  path: '/library/assets/:id',
  input: z.object({ id: Id }),
  output: Summary.extend({
    retiredAt: Instant.nullable(),
    retireReason: z.string().nullable(),
    /** The draft first, then the newest. */
    versions: z.array(
      z.object({
        id: Id,
        number: z.int().nullable(),
        source: z.enum(SOURCES),
        file: z.object({ name: z.string(), mediaType: z.string(), sizeBytes: z.int() }).nullable(),
        url: z.string().nullable(),
        template: z.object({ id: Id, name: z.string(), number: z.int() }).nullable(),
        changes: z.string().nullable(),
        savedBy: Named.nullable(),
        savedAt: Instant,
        publishedBy: Named.nullable(),
        publishedAt: Instant.nullable(),
        /** People in reach who got it in this version. */
        holders: z.int(),
      }),
    ),
    figures: Figures,
    may: z.object({ write: z.boolean(), publish: z.boolean(), dispute: z.boolean(), propose: z.boolean() }),
  }),
  permission: 'record:read',
  summary: 'One asset: how to use it, its versions, and what became of it.',
});

export const createAsset = endpoint({
  name: 'createAsset',
  method: 'POST',
  path: '/library/assets',
  input: z.object({
    ...Guidance,
    language: Guidance.language.default('en'),
    audience: Guidance.audience.default('everybody'),
    personas: Guidance.personas.default([]),
    stages: Guidance.stages.default([]),
    buyingJobs: Guidance.buyingJobs.default([]),
    topics: Guidance.topics.default([]),
    industries: Guidance.industries.default([]),
    howTo: Guidance.howTo.default(null),
    dos: Guidance.dos.default([]),
    donts: Guidance.donts.default([]),
    ownerId: Guidance.ownerId.optional(),
    /** Half a year from now where absent. */
    reviewOn: Guidance.reviewOn.optional(),
    expiresOn: Guidance.expiresOn.default(null),
  }),
  output: z.object({ id: Id }),
  permission: 'template:write',
  summary: 'Begins an asset: what it is and for whom. Its file, address or mail follows; whoever begins it owns it unless said otherwise.',
});

export const updateAsset = endpoint({
  name: 'updateAsset',
  method: 'PATCH',
  path: '/library/assets/:id',
  input: z.object({
    id: Id,
    name: Guidance.name.optional(),
    kind: Guidance.kind.optional(),
    audience: Guidance.audience.optional(),
    language: Guidance.language.optional(),
    personas: Guidance.personas.optional(),
    stages: Guidance.stages.optional(),
    buyingJobs: Guidance.buyingJobs.optional(),
    topics: Guidance.topics.optional(),
    industries: Guidance.industries.optional(),
    howTo: Guidance.howTo.optional(),
    dos: Guidance.dos.optional(),
    donts: Guidance.donts.optional(),
    ownerId: Guidance.ownerId.optional(),
    reviewOn: Guidance.reviewOn.optional(),
    expiresOn: Guidance.expiresOn.optional(),
  }),
  output: Done,
  permission: 'template:write',
  summary: 'Changes for whom and when an asset is, how to use it, who owns it, and until when it holds.',
});

export const uploadAssetFile = endpoint({
  name: 'uploadAssetFile',
  method: 'POST',
  path: '/library/assets/:id/file',
  input: z.object({ id: Id }),
  output: z.object({ versionId: Id, mediaType: z.string(), sizeBytes: z.int() }),
  permission: 'template:write',
  summary: 'Sends the file of the next version: PDF, a picture, or an office document without programs, up to 25 MB.',
  transport: 'upload',
});

export const draftAsset = endpoint({
  name: 'draftAsset',
  method: 'PUT',
  path: '/library/assets/:id/draft',
  input: z.object({ id: Id, url: WebAddress.optional(), templateId: Id.optional() }),
  output: z.object({ versionId: Id }),
  permission: 'template:write',
  summary: 'Makes an address, or the published mail of a template, the next version.',
});

export const discardAssetDraft = endpoint({
  name: 'discardAssetDraft',
  method: 'DELETE',
  path: '/library/assets/:id/draft',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'template:write',
  summary: 'Throws the next version away. What was published stays.',
});

export const publishAsset = endpoint({
  name: 'publishAsset',
  method: 'POST',
  path: '/library/assets/:id/versions',
  input: z.object({
    id: Id,
    versionId: Id,
    changes: z.string().trim().max(1000).default(''),
    /** Whether Sales is asked to confirm having read it. A change is told unless said otherwise, a first version only where said. */
    tell: z.boolean().optional(),
  }),
  output: z.object({ number: z.int(), asked: z.int() }),
  permission: 'template:publish',
  summary:
    'Publishes the draft: from then on it does not change, and it is what is sent. From the second version on it takes a word on what changed.',
});

export const retireAsset = endpoint({
  name: 'retireAsset',
  method: 'PUT',
  path: '/library/assets/:id/retirement',
  input: z.object({ id: Id, reason: Reason }),
  output: Done,
  permission: 'template:publish',
  summary: 'Takes an asset out of use. Links that were sent still show what was sent, with a hint.',
});

export const bringBackAsset = endpoint({
  name: 'bringBackAsset',
  method: 'DELETE',
  path: '/library/assets/:id/retirement',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'template:publish',
  summary: 'Brings a retired asset back into use.',
});

export const reviewAsset = endpoint({
  name: 'reviewAsset',
  method: 'PUT',
  path: '/library/assets/:id/review',
  input: z.object({ id: Id, nextOn: Day }),
  output: Done,
  permission: 'template:write',
  summary: 'Says that an asset was looked at and still holds, and when to look again.',
});

export const getAssetFile = endpoint({
  name: 'getAssetFile',
  method: 'GET',
  path: '/library/versions/:id/file',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:read',
  summary: 'The file of a version, to look at it inside of the company; nothing is counted. A draft only for those who write it.',
  transport: 'download',
});

export const getLibraryTerms = endpoint({
  name: 'getLibraryTerms',
  method: 'GET',
  path: '/library/terms',
  input: z.object({}),
  output: z.object({ answerDays: z.int(), warnDays: z.int(), linkDays: z.int(), mayChange: z.boolean() }),
  permission: 'record:read',
  summary: 'Within how many days a request is delivered, when it is warned of, and how long personal links open.',
});

export const setLibraryTerms = endpoint({
  name: 'setLibraryTerms',
  method: 'PUT',
  path: '/library/terms',
  input: z.object({
    answerDays: z.int().min(1).max(90).default(USUAL_TERMS.answerDays),
    warnDays: z.int().min(0).max(30).default(USUAL_TERMS.warnDays),
    linkDays: z.int().min(1).max(1100).default(USUAL_TERMS.linkDays),
  }),
  output: Done,
  permission: 'template:publish',
  summary: 'Sets these terms; they hold for requests and links from now on.',
});
