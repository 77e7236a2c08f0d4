import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { CustomValues } from '#modules/criteria/schema.ts';
import { Currency, Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';
import { Rate } from '#platform/shared/rate.ts';
import { AUDIENCE_KINDS, AudienceKindName, CAMPAIGN_STATUSES, CampaignStatusName, FigureName } from './schema.ts';

const Amount = z.int().min(0, 'Use an amount of 0 or more.').max(Number.MAX_SAFE_INTEGER).nullable();
const Name = text(300).min(1, 'Name the campaign.');
const Writable = {
  kind: text(60).nullable().optional(),
  channel: text(60).nullable().optional(),
  /** How links name the campaign: `utm_campaign`. Without one, its name counts. */
  code: text(100).nullable().optional(),
  status: CampaignStatusName.optional(),
  startsOn: Day.nullable().optional(),
  endsOn: Day.nullable().optional(),
  budgetMinor: Amount.optional(),
  costMinor: Amount.optional(),
  expectedRevenueMinor: Amount.optional(),
  currency: Currency.nullable().optional(),
  audienceKind: AudienceKindName.optional(),
  ownerId: Id.nullable().optional(),
  parentId: Id.nullable().optional(),
  description: text(10_000).nullable().optional(),
  tags: z.array(text(60).min(1)).max(50).optional(),
  custom: CustomValues.optional(),
};

/** A campaign. Fields that the caller's role may not see are absent. */
export const Campaign = z.object({
  id: Id,
  name: z.string(),
  kind: z.string().nullable().optional(),
  channel: z.string().nullable().optional(),
  code: z.string().nullable().optional(),
  status: z.enum(CAMPAIGN_STATUSES),
  startsOn: Day.nullable().optional(),
  endsOn: Day.nullable().optional(),
  budgetMinor: z.int().nullable().optional(),
  costMinor: z.int().nullable().optional(),
  expectedRevenueMinor: z.int().nullable().optional(),
  currency: z.string(),
  audienceKind: z.enum(AUDIENCE_KINDS),
  owner: Named.nullable().optional(),
  parent: Named.nullable().optional(),
  description: z.string().nullable().optional(),
  tags: z.array(z.string()).optional(),
  custom: z.record(z.string(), z.unknown()),
  createdAt: Instant,
  updatedAt: Instant,
  deletedAt: Instant.nullable(),
});

export const createCampaign = endpoint({
  name: 'createCampaign',
  method: 'POST',
  path: '/campaigns',
  input: z.object({ name: Name, ...Writable }),
  output: z.object({ id: Id }),
  permission: 'campaign:write',
  summary: 'Makes a campaign. Budget and cost need the permission campaign:cost.',
});

export const getCampaign = endpoint({
  name: 'getCampaign',
  method: 'GET',
  path: '/campaigns/:id',
  input: z.object({ id: Id }),
  output: Campaign.extend({ writable: z.boolean(), writableCost: z.boolean() }),
  permission: 'record:read',
  summary: 'A campaign with its budget and cost.',
});

/** For pickers: by name, the newest first where nothing is typed. */
export const findCampaigns = endpoint({
  name: 'findCampaigns',
  method: 'GET',
  path: '/campaign-names',
  input: z.object({ text: text(100).optional(), limit: z.int().min(1).max(50).default(20) }),
  output: z.object({ items: z.array(Named.extend({ status: z.enum(CAMPAIGN_STATUSES) })) }),
  permission: 'record:read',
  summary: 'Campaigns to choose from, by what is typed.',
});

export const changeCampaign = endpoint({
  name: 'changeCampaign',
  method: 'PATCH',
  path: '/campaigns/:id',
  input: z.object({ id: Id, name: Name.optional(), ...Writable }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Changes a campaign. Budget and cost need the permission campaign:cost.',
});

export const trashCampaign = endpoint({
  name: 'trashCampaign',
  method: 'DELETE',
  path: '/campaigns/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Puts a campaign into the trash.',
});

export const restoreCampaign = endpoint({
  name: 'restoreCampaign',
  method: 'POST',
  path: '/campaigns/:id/restoration',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Takes a campaign out of the trash.',
});

export const listMembers = endpoint({
  name: 'listCampaignMembers',
  method: 'GET',
  path: '/campaigns/:campaignId/members',
  input: z.object({ campaignId: Id, responded: z.boolean().optional(), status: text(60).optional(), ...Paged }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        contact: Named.extend({ company: z.string().nullable() }),
        leadId: Id.nullable(),
        status: z.string(),
        responded: z.boolean(),
        respondedAt: Instant.nullable(),
        addedAt: Instant,
      }),
    ),
    next: z.string().nullable(),
    statuses: z.array(z.object({ status: z.string(), n: z.int() })),
  }),
  permission: 'record:read',
  summary: 'Who is in a campaign and who responded, the newest first, with the count of each status.',
});

export const addMembers = endpoint({
  name: 'addCampaignMembers',
  method: 'POST',
  path: '/campaigns/:campaignId/members',
  input: z.object({
    campaignId: Id,
    contactIds: z.array(Id).min(1, 'Choose at least one contact.').max(1000),
    status: text(60).min(1).default('planned'),
  }),
  output: z.object({ added: z.int(), already: z.int() }),
  permission: 'campaign:write',
  summary: 'Puts contacts into a campaign; those who are in it stay as they are.',
});

/** A response is also a row on the contact's timeline. */
export const recordResponse = endpoint({
  name: 'recordCampaignResponse',
  method: 'PUT',
  path: '/campaigns/:campaignId/members/:contactId/response',
  input: z.object({
    campaignId: Id,
    contactId: Id,
    status: text(60).min(1).default('responded'),
    respondedAt: Instant.optional(),
    note: text(2000).optional(),
  }),
  output: z.object({ memberId: Id, first: z.boolean() }),
  permission: 'record:write',
  summary: 'Notes that a contact responded to a campaign, and makes them a member where they are not.',
});

export const changeMember = endpoint({
  name: 'changeCampaignMember',
  method: 'PATCH',
  path: '/campaigns/:campaignId/members/:contactId',
  input: z.object({ campaignId: Id, contactId: Id, status: text(60).min(1) }),
  output: Done,
  permission: 'campaign:write',
  summary: "Changes a member's status in a campaign.",
});

export const removeMember = endpoint({
  name: 'removeCampaignMember',
  method: 'DELETE',
  path: '/campaigns/:campaignId/members/:contactId',
  input: z.object({ campaignId: Id, contactId: Id }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Takes a contact out of a campaign. What they did stays on the timeline.',
});

/** Amounts by currency; `without` counts rows that have none, which is not the same as 0. */
const Sums = z.array(z.object({ currency: z.string(), amountMinor: z.int(), n: z.int() }));
const MoneyFigure = z.object({ n: z.int(), without: z.int(), sums: Sums });

export const getCampaignResults = endpoint({
  name: 'getCampaignResults',
  method: 'GET',
  path: '/campaigns/:id/results',
  input: z.object({ id: Id }),
  output: z.object({
    /** Absent where the caller's role may not see them. */
    budgetMinor: z.int().nullable().optional(),
    costMinor: z.int().nullable().optional(),
    currency: z.string(),
    members: z.int(),
    responses: z.int(),
    conversions: z.int(),
    /** Conversions that a person found to be leads. */
    validConversions: z.int(),
    unreviewedConversions: z.int(),
    leads: z.int(),
    leadsByStage: z.array(z.object({ stage: z.string(), n: z.int() })),
    /** Leads to which Sales gave a mark with a verdict, and of these the good and the poor ones. */
    rated: z.int(),
    good: Rate,
    poor: Rate,
    openDeals: MoneyFigure,
    wonDeals: MoneyFigure,
    lostDeals: MoneyFigure,
    /** Invoices that name a deal of this campaign, by themselves or through their order. */
    invoiced: MoneyFigure,
    /** Invoices that name no deal, to companies with a won deal of this campaign, from the day of the first of these on. */
    invoicedToCompanies: MoneyFigure,
  }),
  permission: 'record:read',
  summary: 'What a campaign cost and brought: members, responses, leads by stage and how good Sales found them, deals and invoiced money.',
});

export const listCampaignRows = endpoint({
  name: 'listCampaignRows',
  method: 'GET',
  path: '/campaigns/:id/rows',
  input: z.object({ id: Id, figure: FigureName, stage: text(20).optional(), ...Paged }),
  output: z.object({
    items: z.array(
      z.object({
        /** Of the row itself: a contact may have several conversions. */
        key: Id,
        entity: z.enum(['contact', 'lead', 'deal', 'invoice']),
        /** Of the record that the row opens; null for a conversion of nobody known. */
        id: Id.nullable(),
        title: z.string(),
        detail: z.string().nullable(),
        at: Instant,
        amountMinor: z.int().nullable(),
        currency: z.string().nullable(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'record:read',
  summary: 'The rows behind one figure of a campaign, the newest first.',
});
