import { z } from 'zod';

/** The path of a lead in its usual order; a lead may skip, repeat and go back. */
export const PATH_STAGES = ['inquiry', 'mql', 'sal', 'sql', 'opportunity', 'customer'] as const;
export type PathStage = (typeof PATH_STAGES)[number];
/** Where a person can put a lead; a customer it becomes by a won deal. */
export const MOVABLE_STAGES = PATH_STAGES.filter((stage) => stage !== 'customer');
/** Off the path: warmed again by Marketing, or outside of the profile. */
export const DETOURS = ['recycled', 'disqualified'] as const;
export type Detour = (typeof DETOURS)[number];
export const STAGES = [...PATH_STAGES, ...DETOURS] as const;
export type Stage = (typeof STAGES)[number];

/** Which team has a lead while it is in a stage of the path, and owes its next move. */
export const PATH_TEAM: Readonly<Record<PathStage, 'marketing' | 'sales'>> = {
  ...{ inquiry: 'marketing', mql: 'marketing' },
  ...{ sal: 'sales', sql: 'sales', opportunity: 'sales', customer: 'sales' },
};
/** The same of every stage; nobody has a lead that is outside of the profile. */
export const STAGE_TEAM: Readonly<Record<Stage, 'marketing' | 'sales' | null>> = {
  ...PATH_TEAM,
  recycled: 'marketing',
  disqualified: null,
};

export const DIRECTIONS = ['forward', 'skip', 'repeat', 'back'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const WORKING_STATUSES = [
  'new',
  'assigned',
  'attempting',
  'connected',
  'meeting_set',
  'qualified',
  'recycled',
  'disqualified',
] as const;
export type WorkingStatus = (typeof WORKING_STATUSES)[number];

export const SOURCE_TEAMS = ['marketing', 'sales', 'partner', 'customer_referral'] as const;
export type SourceTeam = (typeof SOURCE_TEAMS)[number];

/** The channels that forms and reports offer; imports may bring others. */
export const SOURCE_CHANNELS = [
  'web_form',
  'paid_search',
  'organic',
  'event',
  'webinar',
  'email',
  'outbound_call',
  'outbound_email',
  'social',
  'referral',
  'partner',
  'direct_mail',
  'chat',
] as const;

export const CONVERSION_KINDS = ['form', 'inquiry_mail', 'call', 'chat', 'meeting', 'list', 'import', 'manual'] as const;
export type ConversionKind = (typeof CONVERSION_KINDS)[number];

export const REASON_CLASSES = ['not_a_lead', 'bad_data', 'not_fit', 'already_ours', 'not_now', 'lost'] as const;
export type ReasonClass = (typeof REASON_CLASSES)[number];

/** The classes of reasons that a conversion can be no lead for; the reasons within them are the second level. */
export const NO_LEAD_CLASSES = ['not_a_lead', 'bad_data', 'not_fit', 'already_ours'] as const satisfies readonly ReasonClass[];
/** What a person found a conversion to be, first level. Everything but `sales_lead` and `unreviewed` is no lead and has a reason. */
export const VALIDATIONS = ['sales_lead', ...NO_LEAD_CLASSES, 'unreviewed'] as const;
export type Validation = (typeof VALIDATIONS)[number];

/** How sales judged the lead of a conversion, by the last verdict; `none`: not handed off, or not yet. */
export const SALES_VERDICTS = ['accepted', 'rejected', 'recycled', 'none'] as const;
/** What both sides can do about the reasons, together. */
export const PROPOSALS = ['add', 'change', 'retire', 'restore', 'remove'] as const;
export type ProposalKind = (typeof PROPOSALS)[number];
export const PROPOSAL_STATES = ['open', 'applied', 'withdrawn'] as const;

/** A note that a reason asks for has at least this many characters. */
export const SHORTEST_NOTE = 15;

export const StageName = z.enum(STAGES);
export const ReasonClassName = z.enum(REASON_CLASSES);
export const ValidationName = z.enum(VALIDATIONS);
export const SourceTeamName = z.enum(SOURCE_TEAMS);
export const ConversionKindName = z.enum(CONVERSION_KINDS);
