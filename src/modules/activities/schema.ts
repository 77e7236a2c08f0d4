import { z } from 'zod';
import { HISTORY_KINDS } from '#modules/criteria/schema.ts';
import { DEPARTMENTS, Id, Instant } from '#modules/team/schema.ts';

/** The kinds of the ledger. */
export const ACTIVITY_KINDS = HISTORY_KINDS;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

export const SIDES = ['marketing', 'sales', 'customer', 'system'] as const;
export type Side = (typeof SIDES)[number];
export const DIRECTIONS = ['in', 'out'] as const;
export type Direction = (typeof DIRECTIONS)[number];
/** How sure we are that it happened as written: our own event, confirmed by another system, typed by a person, brought by an import. */
export const EVIDENCES = ['system', 'confirmed', 'manual', 'imported'] as const;
export type Evidence = (typeof EVIDENCES)[number];
export const TRAFFICS = ['human', 'suspected', 'machine'] as const;

/** What people do and log, or what the customer does by hand: announced one by one, proof of follow-up. Everything else is the program's own bookkeeping. */
export const HUMAN_KINDS = [
  'call',
  'mail',
  'meeting',
  'note',
  'task_done',
  'campaign_response',
  'form',
  'chat',
  'page_visit',
  'file_download',
] as const;
/** What a person writes down by hand; only these can be corrected. */
export const LOGGED_KINDS = ['call', 'mail', 'meeting', 'note'] as const;
/** Conversations with the customer: what logging on time is about. */
export const CONVERSATIONS = ['call', 'mail', 'meeting'] as const;
/** What the customer does without anybody of the workspace. */
export const CUSTOMER_KINDS = ['form', 'page_visit', 'file_download', 'campaign_response', 'chat'] as const;

/** `connected` to `other` in the order of the digit keys of the quick log. */
export const CALL_OUTCOMES = [
  'connected',
  'no_answer',
  'left_voicemail',
  'busy',
  'call_back_requested',
  'gatekeeper',
  'wrong_number',
] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];
export const MEETING_OUTCOMES = ['held', 'cancelled', 'no_show'] as const;

/** Whether the other side knows and agrees that a call is recorded. */
export const CONSENTS = ['unknown', 'announced', 'granted', 'refused', 'not_required'] as const;
export type Consent = (typeof CONSENTS)[number];

/** In the order of the digit keys where one is written down. `mention`: who buys, or a competitor. */
export const INSIGHT_KINDS = ['want', 'objection', 'like', 'dislike', 'usage', 'motive', 'why_now', 'benefit', 'mention'] as const;
export type InsightKind = (typeof INSIGHT_KINDS)[number];
export const INSIGHT_TOPICS = ['product', 'price', 'buying_process', 'content'] as const;
export type InsightTopic = (typeof INSIGHT_TOPICS)[number];

export const TASK_STATUSES = ['open', 'done', 'cancelled'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** Records that a timeline can be read for. */
export const SUBJECTS = ['contact', 'company', 'deal', 'lead', 'campaign'] as const;
export type Subject = (typeof SUBJECTS)[number];

/** Hours within which a log counts as on time. */
export const ON_TIME_HOURS = 24;
/** The longest text of a log. */
export const MOST_TEXT = 20_000;

const NUL = String.fromCharCode(0);
/** Text as PostgreSQL can hold it. */
export const text = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `Use at most ${most} characters.`)
    .refine((value) => !value.includes(NUL), 'This text contains a character that cannot be stored.');

/** Whom a log is about; at least one. */
export const SubjectIds = {
  contactId: Id.optional(),
  companyId: Id.optional(),
  dealId: Id.optional(),
  leadId: Id.optional(),
  campaignId: Id.optional(),
};

/** Something the customer said, on the product, its price, the way of buying it, or what they were given to read. */
export const Insight = z.object({
  kind: z.enum(INSIGHT_KINDS),
  about: z.enum(INSIGHT_TOPICS).default('product'),
  text: text(1000).min(1, 'Write what was said.'),
});

/** `reference` is where the recording lies (a link or a number of the telephone system). With consent `refused` it is not kept. */
export const Recording = z.object({
  consent: z.enum(CONSENTS),
  reference: text(500).optional(),
  basis: text(200).optional(),
  retentionUntil: z.iso.date().optional(),
});

export const NextStep = z.object({
  subject: text(300).min(1, 'Write what is to be done.'),
  dueAt: Instant.optional(),
  assigneeId: Id.optional(),
});

const Named = z.object({ id: Id, name: z.string() }).nullable();

/** One line of the ledger as it is shown: the newest version of it. */
export const ActivityRow = z.object({
  id: Id,
  /** The first version, which the corrections name; the row itself where there is none. */
  rootId: Id,
  kind: z.enum(ACTIVITY_KINDS),
  occurredAt: Instant,
  /** When the first version was written down. */
  loggedAt: Instant,
  direction: z.enum(DIRECTIONS).nullable(),
  side: z.enum(SIDES),
  subject: z.string().nullable().optional(),
  body: z.string().nullable().optional(),
  outcome: z.string().nullable().optional(),
  durationSeconds: z.int().nullable().optional(),
  evidence: z.enum(EVIDENCES),
  traffic: z.enum(TRAFFICS).nullable(),
  member: Named,
  contact: Named,
  company: Named,
  deal: Named,
  lead: Named,
  campaign: Named,
  mentions: z.array(z.object({ id: Id, name: z.string() })),
  data: z.record(z.string(), z.unknown()).optional(),
  /** A later version replaced an earlier one; when, and by whom. */
  corrected: z.object({ at: Instant, by: z.string().nullable() }).nullable(),
  /** Taken back: it did not happen. */
  retracted: z.boolean(),
});
export type ActivityRow = z.infer<typeof ActivityRow>;

export const TaskRow = z.object({
  id: Id,
  subject: z.string(),
  body: z.string().nullable(),
  dueAt: Instant.nullable(),
  doneAt: Instant.nullable(),
  status: z.enum(TASK_STATUSES),
  overdue: z.boolean(),
  assignee: Named,
  contact: Named,
  company: Named,
  deal: Named,
  lead: Named,
  /** The number of the person it is about, where the caller may see it. */
  phone: z.string().nullable(),
  createdBy: Named,
  createdAt: Instant,
});
export type TaskRow = z.infer<typeof TaskRow>;

/** How timely conversations were written down: `n`, how many within 24 h, and the hours between the two. `null`: nothing to judge. */
export const Timeliness = z.object({
  n: z.int(),
  onTime: z.int(),
  /** Hours. Median by interpolation, P90 the smallest value that at least 90 % do not exceed. */
  medianHours: z.number().nullable(),
  p90Hours: z.number().nullable(),
});
export const TimelinessLine = Timeliness.extend({ key: Id.nullable(), name: z.string(), department: z.enum(DEPARTMENTS).nullable() });
