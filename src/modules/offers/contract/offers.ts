import { z } from 'zod';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { Change, CONCERNS, LAUNCH_REASONS, OFFER_KINDS, OFFER_STATES, Reason, VERSION_STATES, VersionContent, WAYS } from '../schema.ts';

/** What an offer says, as it goes out. */
const Said = z.object({ ...VersionContent.shape, replaces: Named.nullable() });

/** What of an offer fits into one line. */
const Brief = z.object({
  versionId: Id,
  number: z.int(),
  summary: z.string(),
  fromOn: Day.nullable(),
  untilOn: Day.nullable(),
  priceMinor: z.int().nullable(),
  currency: z.string().nullable(),
  discountPercent: z.number().nullable(),
  talkingPoints: z.array(z.string()),
});

/** Confirmed of those who were asked and still have access. */
const Confirmed = z.object({ noticeId: Id, k: z.int(), n: z.int() });

export const listOffers = endpoint({
  name: 'listOffers',
  method: 'GET',
  path: '/offers',
  input: z.object({ state: z.enum(OFFER_STATES).optional(), limit: z.int().min(1).max(500).default(200) }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        name: z.string(),
        kind: z.enum(OFFER_KINDS),
        owner: Named.nullable(),
        state: z.enum(OFFER_STATES),
        /** The version that runs, else the one that was announced, else the draft. */
        shown: Brief,
        /** A newer version waits to be announced or to start. */
        coming: z.enum(['draft', 'announced']).nullable(),
        confirmed: Confirmed.nullable(),
        /** Contacts that were told of it, and of these whose last version is an older one; of the contacts in reach. */
        told: z.int(),
        toldOlder: z.int(),
      }),
    ),
    mayWrite: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'The offers, what runs first.',
});

export const getOffer = endpoint({
  name: 'getOffer',
  method: 'GET',
  path: '/offers/:id',
  input: z.object({ id: Id }),
  output: z.object({
    id: Id,
    name: z.string(),
    kind: z.enum(OFFER_KINDS),
    owner: Named.nullable(),
    state: z.enum(OFFER_STATES),
    endedAt: Instant.nullable(),
    endedBy: Named.nullable(),
    endReason: z.string().nullable(),
    /** The newest first. */
    versions: z.array(
      z.object({
        id: Id,
        number: z.int(),
        state: z.enum(VERSION_STATES),
        said: Said,
        /** Against the version that ran last before it, else the one that was announced. */
        difference: z.array(Change),
        createdBy: Named.nullable(),
        announcedBy: Named.nullable(),
        announcedAt: Instant.nullable(),
        launchAskedAt: Instant.nullable(),
        launchedBy: Named.nullable(),
        launchedAt: Instant.nullable(),
        launchedBecause: z.enum(LAUNCH_REASONS).nullable(),
        overrideReason: z.string().nullable(),
        supersededAt: Instant.nullable(),
        confirmed: Confirmed.nullable(),
        /** Contacts in reach whose last version this is. */
        holders: z.int(),
      }),
    ),
    /** What the announced version waits for; null where none waits. */
    waiting: z
      .object({
        versionId: Id,
        share: z.number(),
        needed: z.int(),
        leadOver: Instant,
        because: z.enum(['share', 'lead_time']).nullable(),
        /** Its first day is still to come. */
        notBefore: Day.nullable(),
      })
      .nullable(),
    mayWrite: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'One offer with its versions, what is different between them, who confirmed and who holds which version.',
});

const Name = z.string().trim().min(1, 'Name the offer.').max(200);

export const createOffer = endpoint({
  name: 'createOffer',
  method: 'POST',
  path: '/offers',
  input: z.object({ name: Name, kind: z.enum(OFFER_KINDS), ownerId: Id.nullable().optional(), content: VersionContent }),
  output: z.object({ id: Id }),
  permission: 'campaign:write',
  summary: 'Writes the draft of a new offer; whoever writes it owns it unless said otherwise.',
});

export const updateOffer = endpoint({
  name: 'updateOffer',
  method: 'PATCH',
  path: '/offers/:id',
  input: z.object({ id: Id, name: Name.optional(), kind: z.enum(OFFER_KINDS).optional(), ownerId: Id.nullable().optional() }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Changes the name, kind or owner of an offer: what is not part of a version.',
});

export const draftOfferVersion = endpoint({
  name: 'draftOfferVersion',
  method: 'PUT',
  path: '/offers/:id/draft',
  input: z.object({ id: Id, content: VersionContent }),
  output: z.object({ versionId: Id, number: z.int() }),
  permission: 'campaign:write',
  summary: 'Writes the next version of an offer, or changes it while it is a draft.',
});

export const announceOffer = endpoint({
  name: 'announceOffer',
  method: 'POST',
  path: '/offers/:id/announcement',
  input: z.object({ id: Id, versionId: Id, concerns: z.enum(CONCERNS).default('everybody') }),
  output: z.object({ noticeId: Id, asked: z.int() }),
  permission: 'campaign:write',
  summary: 'Tells Sales of the draft with what is different, and asks them to confirm. From then on its words stay as they are.',
});

export const launchOffer = endpoint({
  name: 'launchOffer',
  method: 'POST',
  path: '/offers/:id/launch',
  input: z.object({
    id: Id,
    versionId: Id,
    /** Starts it now although too few have confirmed and the lead time has not passed. */
    overrideReason: Reason.optional(),
    /** Starts it by itself as soon as it may. */
    whenReady: z.boolean().default(false),
  }),
  output: z.object({ launched: z.boolean() }),
  permission: 'campaign:write',
  summary: 'Starts what was announced: when enough have confirmed, when the lead time has passed, or early with a reason that is kept.',
});

export const cancelOfferLaunch = endpoint({
  name: 'cancelOfferLaunch',
  method: 'DELETE',
  path: '/offers/:id/launch',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Takes back that an offer starts by itself.',
});

export const endOffer = endpoint({
  name: 'endOffer',
  method: 'POST',
  path: '/offers/:id/end',
  input: z.object({ id: Id, as: z.enum(['ended', 'withdrawn']), reason: Reason }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Ends an offer or withdraws it, with the reason; those who were told of it hear so.',
});

export const listOfferHolders = endpoint({
  name: 'listOfferHolders',
  method: 'GET',
  path: '/offers/:id/holders',
  input: z.object({ id: Id, versionId: Id.optional(), older: z.boolean().optional(), ...Paged }),
  output: z.object({
    items: z.array(
      z.object({
        exposureId: Id,
        contact: Named,
        company: z.string().nullable(),
        owner: z.string().nullable(),
        versionId: Id,
        number: z.int(),
        toldAt: Instant,
        way: z.enum(WAYS),
        by: z.string().nullable(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'record:read',
  summary: 'Who knows an offer, by the version they were told last: of one version, or of all older ones than runs now.',
});

const Exposure = z.object({
  id: Id,
  offer: Named,
  versionId: Id,
  number: z.int(),
  summary: z.string(),
  toldAt: Instant,
  way: z.enum(WAYS),
  by: z.string().nullable(),
  mine: z.boolean(),
  /** A newer version runs, or the offer is over. */
  standing: z.enum(['current', 'older', 'over']),
});

export const getContactOffers = endpoint({
  name: 'getContactOffers',
  method: 'GET',
  path: '/contacts/:id/offers',
  input: z.object({ id: Id }),
  output: z.object({
    /** The version each offer was told in last. */
    known: z.array(Exposure),
    /** Offers that run now and are for this contact, the ones not told yet first. */
    fitting: z.array(Brief.extend({ offer: Named, known: z.boolean() })),
    mayTell: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'Which version of which offer a contact knows, and which offers fit now.',
});

export const tellOffer = endpoint({
  name: 'tellOffer',
  method: 'POST',
  path: '/contacts/:id/offers',
  input: z.object({ id: Id, versionId: Id, way: z.enum(WAYS), toldAt: Instant.optional() }),
  output: z.object({ id: Id }),
  permission: 'record:write',
  summary: 'Writes down that a contact was told of an offer, in which version and how.',
});

export const takeBackTelling = endpoint({
  name: 'takeBackTelling',
  method: 'DELETE',
  path: '/offer-exposures/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:write',
  summary: 'Takes back what one wrote down oneself about telling a contact of an offer.',
});
