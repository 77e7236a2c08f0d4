import { z } from 'zod';
import { type CLOCK_STATES, PARTIES } from '#modules/agreements/schema.ts';
import { SOURCE_TEAMS, STAGES } from '#modules/leads/schema.ts';
import { FITS } from '#modules/scoring/schema.ts';
import { Day, Id } from '#modules/team/schema.ts';

/** Kinds of the ledger in which two people speak. */
export const CONVERSATIONS = ['call', 'mail', 'meeting', 'chat'] as const;

/** Every figure of the reports; each opens its rows (`listFigureRows`). */
export const FIGURES = [
  'leads',
  'leads_called',
  'leads_touched',
  'leads_untouched',
  'leads_limbo',
  'leads_won',
  'promise_judged',
  'promise_unjudged',
  'promise',
  'promise_week',
  'responses',
  'deals_won',
  'invoices',
  'company_invoices',
  'conversions',
  'conversions_valid',
  'conversions_unreviewed',
  'handoffs',
  'handoffs_waiting',
  'handoffs_accepted',
  'handoffs_silent',
  'handoffs_rejected',
  'handoffs_recycled',
  'handoffs_returned',
  'handoffs_rated',
  'handoffs_good',
  'handoffs_poor',
  'handoffs_won',
  'handoffs_fit_known',
  'handoffs_in_profile',
  'handoffs_in_profile_due',
  'handoffs_in_profile_pursued',
  'handoff_deals',
  'handoff_invoices',
  'returned_waiting',
  'deals_open',
  'stage_reached',
  'stage_died',
  'stage_standing',
  'limbo_now',
  'calls',
  'calls_reached',
  'call_meetings',
  'call_deals',
  'call_deals_won',
  'call_invoices',
] as const;
export type FigureName = (typeof FIGURES)[number];

/** How the hours of a promise are read: every hour, or those of the workspace's working hours. */
export const READINGS = ['calendar', 'business'] as const;
export type Reading = (typeof READINGS)[number];

/** What became of a promise that is replayed. `answered`: decided, so counted in the rate. */
export const PROMISE_STATES = ['met', 'met_late', 'breached', 'met_by_customer', 'open', 'answered'] as const;
export type PromiseState = (typeof PROMISE_STATES)[number];

/** The states of a clock, live or replayed. */
export type ClockStateName = (typeof CLOCK_STATES)[number];

/** Hours within which the truth page asks whether anyone called. */
export const PROMISE_HOURS = 24;
/** Days without a sign of life after which an open lead lies in limbo. */
export const LIMBO_DAYS = 30;
/** Days within which what follows a call is counted as what it may have brought. */
export const CALL_REACH_DAYS = 90;
/** Older than this many days, the newest lead or conversation ends the report, not today. */
export const STALE_DAYS = 31;

/** `''`: leads whose channel is not known. */
const Channel = z.string().max(120);

/** What narrows a figure. Each figure takes some of them (`TAKES`); the others are refused, so that no figure is silently wider than asked. */
export const Filters = {
  /** First and last day, both included, in the workspace's time zone. Both or neither; neither is the report's own period. */
  from: Day.optional(),
  to: Day.optional(),
  channel: Channel.optional(),
  sourceTeam: z.enum(SOURCE_TEAMS).optional(),
  campaignId: Id.optional(),
  /** Only what belongs to no campaign. */
  noCampaign: z.boolean().optional(),
  /** `2026-11`, in the workspace's time zone. */
  month: z
    .string()
    .regex(/^\d{4}-\d\d$/, 'Write the month as 2026-11.')
    .optional(),
  /** The Monday of a week, in the workspace's time zone. */
  week: Day.optional(),
  reading: z.enum(READINGS).optional(),
  state: z.enum(PROMISE_STATES).optional(),
  stage: z.enum(STAGES).optional(),
  pipelineStageId: Id.optional(),
  reasonId: Id.optional(),
  /** As it stood at the hand-off; `?`: too little was known to say. */
  fit: z.enum(FITS).optional(),
};
export const FILTER_NAMES = Object.keys(Filters) as FilterName[];
export type FilterName = keyof typeof Filters;
const FilterObject = z.object(Filters);
export type FilterValues = z.output<typeof FilterObject>;

const PERIOD = ['from', 'to'] as const;
const OF_LEADS = [...PERIOD, 'channel', 'sourceTeam', 'campaignId', 'noCampaign', 'month'] as const;
const OF_CAMPAIGNS = [...PERIOD, 'campaignId', 'noCampaign'] as const;
const OF_HANDOFFS = [...OF_CAMPAIGNS, 'channel', 'fit'] as const;
const OF_CONVERSIONS = [...OF_CAMPAIGNS, 'channel', 'month'] as const;
const OF_STAGES = [...PERIOD, 'stage'] as const;

export const TAKES: Readonly<Record<FigureName, readonly FilterName[]>> = {
  leads: OF_LEADS,
  leads_called: OF_LEADS,
  leads_touched: OF_LEADS,
  leads_untouched: OF_LEADS,
  leads_limbo: OF_LEADS,
  leads_won: OF_LEADS,
  promise_judged: PERIOD,
  promise_unjudged: PERIOD,
  promise: [...PERIOD, 'reading', 'state', 'week'],
  promise_week: [...PERIOD, 'week'],
  responses: OF_CAMPAIGNS,
  deals_won: [...OF_CAMPAIGNS, 'month'],
  invoices: [...OF_CAMPAIGNS, 'month'],
  company_invoices: OF_CAMPAIGNS,
  conversions: OF_CONVERSIONS,
  conversions_valid: OF_CONVERSIONS,
  conversions_unreviewed: OF_CONVERSIONS,
  handoffs: OF_HANDOFFS,
  handoffs_waiting: OF_HANDOFFS,
  handoffs_accepted: OF_HANDOFFS,
  handoffs_silent: OF_HANDOFFS,
  handoffs_rejected: OF_HANDOFFS,
  handoffs_recycled: OF_HANDOFFS,
  handoffs_returned: [...OF_CAMPAIGNS, 'reasonId'],
  handoffs_rated: OF_HANDOFFS,
  handoffs_good: OF_HANDOFFS,
  handoffs_poor: OF_HANDOFFS,
  handoffs_won: OF_HANDOFFS,
  handoffs_fit_known: OF_HANDOFFS,
  handoffs_in_profile: OF_HANDOFFS,
  handoffs_in_profile_due: OF_HANDOFFS,
  handoffs_in_profile_pursued: OF_HANDOFFS,
  handoff_deals: OF_CAMPAIGNS,
  handoff_invoices: OF_CAMPAIGNS,
  returned_waiting: [],
  deals_open: ['pipelineStageId'],
  stage_reached: OF_STAGES,
  stage_died: OF_STAGES,
  stage_standing: OF_STAGES,
  limbo_now: [],
  calls: PERIOD,
  calls_reached: PERIOD,
  call_meetings: PERIOD,
  call_deals: PERIOD,
  call_deals_won: PERIOD,
  call_invoices: PERIOD,
};

/** What exactly each figure counts; stands on top of its rows. */
export const DEFINITIONS: Readonly<Record<FigureName, string>> = {
  leads: 'Leads that were opened in the period. A person can have several over the years.',
  leads_called: 'Leads of the period with at least one call on record, with the lead or with its person, in either direction, at any time.',
  leads_touched:
    'Leads of the period with at least one call, mail, meeting or chat between a person of ours and the lead or its person, at any time. Mail sent by a program does not count.',
  leads_untouched:
    'Leads of the period with no call, mail, meeting or chat on record. Before calls were logged this says nothing about what happened.',
  leads_limbo: `Leads of the period that are open, have no open deal, and had no call, mail, meeting, note, chat, form, visit or download for more than ${LIMBO_DAYS} days.`,
  leads_won: 'Leads of the period with a deal that was won since, at any time.',
  promise_judged: `Leads for which the ledger can know whether somebody called within ${PROMISE_HOURS} hours: their clock would have started after calls began to be logged.`,
  promise_unjudged: 'Leads from before calls were logged. Whether anyone called them in time cannot be known, so they are in no rate.',
  promise: `A promise to call, write or meet within ${PROMISE_HOURS} hours, replayed over the ledger by the functions that run the agreement. The rate counts leads whose time is up or that were touched; where the customer was faster, nobody owed anything.`,
  promise_week: `First touches that a promise of ${PROMISE_HOURS} hours would have asked for in that week: one for each lead whose clock would have started.`,
  responses: 'Members of campaigns who responded in the period.',
  deals_won: 'Deals that were won in the period, with the amount that was booked. Deals without an amount are counted, not valued.',
  invoices: 'Invoices of the period that were not cancelled, with their total. For a campaign: those that belong to one of its deals.',
  company_invoices:
    'Invoices of the period that name no deal, of companies that were won through the campaign before. A company that was won through two campaigns is counted at both.',
  conversions: 'Forms, inquiry mails, calls and chats of the period that made or revived a lead.',
  conversions_valid: 'Conversions of the period that a person looked at and found to be a lead.',
  conversions_unreviewed: 'Conversions of the period that nobody has looked at yet.',
  handoffs: 'Leads handed to sales in the period, counted once per hand-off.',
  handoffs_waiting: 'Hand-offs of the period that have no verdict yet.',
  handoffs_accepted: 'Hand-offs of the period that sales accepted, by word or by silence.',
  handoffs_silent: 'Hand-offs of the period that count as accepted because no verdict came in time.',
  handoffs_rejected: 'Hand-offs of the period that sales found to be no lead for them, with a reason.',
  handoffs_recycled: 'Hand-offs of the period that came back to be warmed again, with a reason.',
  handoffs_returned:
    'Hand-offs of the period that were rejected or came back, at once or after they had been accepted, by the reason that was given last.',
  handoffs_rated: 'Hand-offs of the period to which sales gave a mark of one to five with a verdict; the last one counts.',
  handoffs_good: 'Of these, the ones with a mark of four or five.',
  handoffs_poor: 'Of these, the ones with a mark of one or two.',
  handoffs_won: 'Hand-offs of the period whose lead has a deal that was won after the hand-off.',
  handoffs_fit_known: 'Hand-offs of the period whose fit to the customer profile was known when they were handed over.',
  handoffs_in_profile: 'Hand-offs of the period with a fit of A or B when they were handed over: what Marketing owes by the profile.',
  handoffs_in_profile_due:
    'Hand-offs of the period with a fit of A or B that have a verdict or a touch. Those that wait for both are not judged yet.',
  handoffs_in_profile_pursued:
    'Of those, the ones with a call, mail, meeting or chat of ours after the hand-off: what Sales owes by the profile. A verdict alone is no pursuit.',
  handoff_deals: 'Won deals of leads that were handed off in the period, with the amount that was booked.',
  handoff_invoices: 'Invoices, not cancelled, of the deals of leads that were handed off in the period.',
  returned_waiting: 'Leads that came back from sales and wait for a new way to warm them.',
  deals_open:
    'Open deals by the stage they are in now. Weighted: amount times the probability of the stage, or of the deal where it has its own.',
  stage_reached: 'Leads opened in the period that reached this stage or a later one; a stage that was skipped counts as reached.',
  stage_died: 'Leads opened in the period that were returned or disqualified when this was the furthest point of their last way.',
  stage_standing: 'Leads opened in the period that are in this stage now.',
  limbo_now: `Every open lead without an open deal and without a call, mail, meeting, note, chat, form, visit or download for more than ${LIMBO_DAYS} days.`,
  calls: 'Calls that Sales made in the period and that were not taken back.',
  calls_reached: 'Of these calls, the ones that reached somebody.',
  call_meetings: `Meetings that were held within ${CALL_REACH_DAYS} days after such a call, with the person who was called.`,
  call_deals: `Deals that were opened within ${CALL_REACH_DAYS} days after such a call to their person or their company, each counted once. What comes after a call need not come from it.`,
  call_deals_won: 'Of these deals, the ones that were won since, with the amount that was booked.',
  call_invoices: 'Invoices, not cancelled, of these deals.',
};

export const FigureNames = z.enum(FIGURES);
export const Party = z.enum(PARTIES);
