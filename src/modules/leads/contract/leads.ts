import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { CustomValues } from '#modules/criteria/schema.ts';
import { Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import {
  ConversionKindName,
  DIRECTIONS,
  MOVABLE_STAGES,
  PATH_STAGES,
  SOURCE_TEAMS,
  SourceTeamName,
  STAGES,
  StageName,
  WORKING_STATUSES,
} from '../schema.ts';
import { Conversion } from './conversions.ts';

const Tags = z.array(text(60).min(1)).max(50);
const WhyNow = text(2000);
const Channel = text(60).min(1);

export const StageVisit = z.object({
  id: Id,
  stage: z.enum(STAGES),
  direction: z.enum(DIRECTIONS),
  enteredAt: Instant,
  exitedAt: Instant.nullable(),
  cause: z.string(),
  actor: Named.nullable(),
  /** It was a mistake: a later row set it right. */
  corrected: z.boolean(),
});

/** The stages of the path that were reached, those passed over included, with the time spent in each. */
const Passage = z.object({ stage: z.enum(PATH_STAGES), at: Instant, stayMs: z.number(), passedOver: z.boolean() });

/** A lead. Fields that the caller's role may not see are absent. */
export const Lead = z.object({
  id: Id,
  contact: Named.extend({ jobTitle: z.string().nullable(), email: z.string().nullable() }),
  company: Named.nullable(),
  stage: z.enum(STAGES),
  stageSince: Instant,
  workingStatus: z.string().nullable().optional(),
  owner: Named.nullable().optional(),
  sourceTeam: z.enum(SOURCE_TEAMS).optional(),
  sourceChannel: z.string().nullable().optional(),
  campaign: Named.nullable().optional(),
  handRaised: z.boolean(),
  whyNow: z.string().nullable().optional(),
  fit: z.string().nullable().optional(),
  scoreLabel: z.string().nullable().optional(),
  momentum: z.enum(['rising', 'steady', 'falling']).nullable().optional(),
  scoreReason: z.string().nullable().optional(),
  scoreReasonAt: Instant.nullable().optional(),
  openedAt: Instant,
  closedAt: Instant.nullable(),
  firstTouchAt: Instant.nullable(),
  lastTouchAt: Instant.nullable(),
  touches: z.int(),
  reason: z.object({ id: Id, class: z.string(), code: z.string(), label: z.string() }).nullable(),
  recycleUntil: Day.nullable(),
  recycleCount: z.int(),
  tags: z.array(z.string()).optional(),
  custom: z.record(z.string(), z.unknown()),
  imported: z.boolean(),
  deletedAt: Instant.nullable(),
});

export const openLead = endpoint({
  name: 'openLead',
  method: 'POST',
  path: '/leads',
  input: z.object({
    contactId: Id,
    companyId: Id.nullable().optional(),
    sourceTeam: SourceTeamName.optional(),
    sourceChannel: Channel.optional(),
    campaignId: Id.nullable().optional(),
    handRaised: z.boolean().optional(),
    whyNow: WhyNow.optional(),
    ownerId: Id.nullable().optional(),
    stage: z.enum(MOVABLE_STAGES).optional(),
    conversionKind: ConversionKindName.optional(),
    tags: Tags.optional(),
    custom: CustomValues.optional(),
  }),
  output: z.object({ id: Id, joined: z.boolean(), conversionId: Id.nullable() }),
  permission: 'record:write',
  summary: 'Opens a lead for a contact, or takes up the one of the last seven days (`joined`). A hand-raiser becomes an MQL at once.',
});

export const getLead = endpoint({
  name: 'getLead',
  method: 'GET',
  path: '/leads/:id',
  input: z.object({ id: Id }),
  output: Lead.extend({ visits: z.array(StageVisit), passages: z.array(Passage), conversions: z.array(Conversion), writable: z.boolean() }),
  permission: 'record:read',
  summary: 'A lead with every stage visit, oldest first, and its conversions.',
});

export const listContactLeads = endpoint({
  name: 'listContactLeads',
  method: 'GET',
  path: '/contacts/:contactId/leads',
  input: z.object({ contactId: Id }),
  output: z.object({ items: z.array(Lead) }),
  permission: 'record:read',
  summary: 'All leads (episodes) of a contact, newest first.',
});

export const changeLead = endpoint({
  name: 'changeLead',
  method: 'PATCH',
  path: '/leads/:id',
  input: z.object({
    id: Id,
    companyId: Id.nullable().optional(),
    workingStatus: z.enum(WORKING_STATUSES).nullable().optional(),
    sourceTeam: SourceTeamName.optional(),
    sourceChannel: Channel.nullable().optional(),
    campaignId: Id.nullable().optional(),
    whyNow: WhyNow.nullable().optional(),
    tags: Tags.optional(),
    custom: CustomValues.optional(),
  }),
  output: Done,
  permission: 'record:write',
  summary: 'Changes facts of a lead. Its stage moves by a stage visit, its owner by an assignment.',
});

export const moveLead = endpoint({
  name: 'moveLead',
  method: 'POST',
  path: '/leads/:id/stage-visits',
  input: z.object({
    id: Id,
    stage: StageName,
    reasonId: Id.optional(),
    note: text(2000).optional(),
    recycleUntil: Day.optional(),
  }),
  output: z.object({ moved: z.boolean() }),
  permission: 'record:write',
  summary: 'Moves a lead to any stage, in any order. Recycled and disqualified need a reason.',
});

export const correctLeadStage = endpoint({
  name: 'correctLeadStage',
  method: 'POST',
  path: '/leads/:id/stage-corrections',
  input: z.object({ id: Id, stage: z.enum(MOVABLE_STAGES), note: text(2000).min(1, 'Say what was wrong.') }),
  output: z.object({ moved: z.boolean() }),
  permission: 'record:write',
  summary:
    'Sets right the stage a lead stands in: a new row that marks the present stay as a mistake. Both stay, reports leave the wrong one out.',
});

export const assignLead = endpoint({
  name: 'assignLead',
  method: 'PUT',
  path: '/leads/:id/owner',
  input: z.object({ id: Id, ownerId: Id.nullable() }),
  output: Done,
  permission: 'lead:assign',
  summary: 'Gives a lead to a member, or to nobody.',
});

export const trashLead = endpoint({
  name: 'trashLead',
  method: 'DELETE',
  path: '/leads/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:delete',
  summary: 'Puts a lead into the trash.',
});

export const restoreLead = endpoint({
  name: 'restoreLead',
  method: 'POST',
  path: '/leads/:id/restoration',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:delete',
  summary: 'Takes a lead out of the trash.',
});
