import { z } from 'zod';
import { AUDIENCES, CODES as GATE_CODES, SENDERS } from '#modules/gate/schema.ts';
import { Id, Instant } from '#modules/team/schema.ts';

export { AUDIENCES, SENDERS } from '#modules/gate/schema.ts';

/** What a mailing says: mail from one person to one is no mailing. */
export const SEND_KINDS = ['information', 'article', 'offer'] as const;

/**
 * `draft`: being written. `scheduled`: its audience is put together at its time. `sending`: on its way. `paused`: by hand or by an offer that
 * does not run; goes on where it stood. `stopped`: too many came back or complained; a lead has to let it go on. `done`, `cancelled`: over.
 */
export const SEND_STATES = ['draft', 'scheduled', 'sending', 'paused', 'stopped', 'done', 'cancelled'] as const;
export type SendState = (typeof SEND_STATES)[number];
export const OVER: ReadonlySet<SendState> = new Set<SendState>(['done', 'cancelled']);

/** Why a mailing is paused, stopped or cancelled. */
export const STATE_CODES = ['by_hand', 'bounces', 'complaints', 'offer_not_running', 'problem'] as const;
export type StateCode = (typeof STATE_CODES)[number];

/** `at_once`; `at` an instant; `local`: at the wall clock of the workspace, in the zone of each person. */
export const TIMINGS = ['at_once', 'at', 'local'] as const;
export type Timing = (typeof TIMINGS)[number];

/** By what a comparison of variants is decided. Opens are no sign of a person: programs open mails. */
export const METRICS = ['reply', 'click', 'conversion'] as const;
export type Metric = (typeof METRICS)[number];

export const LANES = ['transactional', 'personal', 'bulk'] as const;
export type Lane = (typeof LANES)[number];

/**
 * `planned` waits for its time and its turn. `claimed`: a worker has it in hand. `handing`: it is being handed to the mail server. `sent`: the
 * server took it. `captured`: no mail server is set, it can be read in the app. `failed`: the server refused it for good. `unknown`: the connection
 * broke at the moment of handing over; a person says what became of it. `stopped`: it may not go, see the code. `held`: not now. `cancelled`.
 */
export const MESSAGE_STATES = [
  'planned',
  'claimed',
  'handing',
  'sent',
  'captured',
  'failed',
  'unknown',
  'stopped',
  'held',
  'cancelled',
] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];
/** Still to come. */
export const OPEN_STATES: readonly MessageState[] = ['planned', 'claimed', 'handing', 'held'];
/** Handed over, or kept in the app in its place: only of these there is something to tell afterwards. */
export const GONE_STATES: readonly MessageState[] = ['sent', 'captured'];

/** Why a message did not go, beside the reasons of the gate. */
export const OWN_CODES = [
  /** In the group that gets nothing, to compare with. */
  'hold_out',
  /** Got the same in the field test. */
  'tried_out',
  /** A value of the person would break the head of the mail. */
  'unreadable',
  /** The person is not here any more. */
  'gone',
  /** The same person got this mailing already, under a record that was merged into theirs. */
  'sent_already',
  /** Its time was over before it could go. */
  'too_late',
  /** What would be sent is not there any more: the template, the sender. */
  'nothing_to_send',
  /** The mail server said no. */
  'refused',
  /** The mail server said "later" for too long. */
  'gave_up',
  'cancelled',
] as const;
export const MESSAGE_CODES = [...GATE_CODES, ...OWN_CODES] as const;
export type MessageCode = (typeof MESSAGE_CODES)[number];

/** What asked for a message. */
export const MESSAGE_CAUSES = [
  'send',
  'nurture_step',
  'form',
  'asset_share',
  'conversation',
  'handoff',
  'library_request',
  'invitation',
  'by_hand',
] as const;
export type MessageCause = (typeof MESSAGE_CAUSES)[number];

/** What came back. */
export const FACTS = ['delivered', 'clicked', 'replied', 'bounced', 'complained', 'unsubscribed'] as const;
export type Fact = (typeof FACTS)[number];
/** By what the people of a mailing can be asked for: what came back, and what followed as the report counts it. */
export const ASKED_FACTS = [...FACTS, 'bounced_hard', 'converted', 'dealt', 'won'] as const;

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a time such as 09:00.');
/** Hours of a week in which mail goes out, by the person's own clock. Days: 1 Monday … 7 Sunday. */
export const Hours = z
  .object({ days: z.array(z.int().min(1).max(7)).min(1, 'Choose at least one day.').max(7), from: Clock, to: Clock })
  .refine(({ from, to }) => from < to, { message: 'The end comes after the beginning.', path: ['to'] });
export type Hours = z.infer<typeof Hours>;

export const VariantInput = z.object({
  name: z.string().trim().min(1, 'Name the variant.').max(80),
  templateId: Id,
  /** Percent of the people who are not held out. Together at most 100; what is left over waits for the winner. */
  share: z.number().positive('Give it a share.').max(100),
});
export const MOST_VARIANTS = 5;

/** People of a field test. */
export const TEST_PEOPLE = { least: 5, usual: 50, most: 2_000 } as const;

const Line = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'Write it in one line.');
/** What can be changed while it is a draft. */
export const SendFields = {
  name: Line.min(1, 'Name the mailing.').max(200),
  side: z.enum(SENDERS),
  kind: z.enum(SEND_KINDS),
  audience: z.enum(AUDIENCES),
  offerId: Id.nullable(),
  topics: z.array(Line.min(1).max(100)).max(20),
  purposeId: Id.nullable(),
  senderId: Id.nullable(),
  campaignId: Id.nullable(),
  timing: z.enum(TIMINGS),
  plannedAt: Instant.nullable(),
  hours: Hours.nullable(),
  /** Hours after its time within which a message still goes. */
  lastsHours: z.int().min(1).max(720),
  /** Percent that gets nothing. */
  holdOut: z.number().min(0).max(50),
  metric: z.enum(METRICS).nullable(),
  decideAfterHours: z.int().min(1).max(720).nullable(),
  /** Mails of each variant below which nothing is decided. */
  minimumN: z.int().min(10).max(1_000_000),
  variants: z.array(VariantInput).max(MOST_VARIANTS, `Compare at most ${MOST_VARIANTS}.`),
};

/** A mailing stops by itself where what came back is surely above these shares: the lower end of the interval (95 %, Wilson) is compared. */
export const Breakers = z.object({
  bounceShare: z.number().min(0.001).max(0.5),
  complaintShare: z.number().min(0.0001).max(0.1),
  /** Mails handed over below which nothing is concluded. */
  atLeast: z.int().min(10).max(100_000),
});
export type Breakers = z.infer<typeof Breakers>;

export const SendSettings = z.object({
  /** Mails an hour in the name of one sender; null: as many as the server takes. */
  senderPerHour: z.int().min(1).max(1_000_000).nullable(),
  /** Mails a minute to one domain of recipients; null: as many as the server takes. */
  domainPerMinute: z.int().min(1).max(100_000).nullable(),
  /** What a new mailing begins with. */
  hours: Hours.nullable(),
  breakers: Breakers,
});
export type SendSettings = z.infer<typeof SendSettings>;
export const USUAL_SETTINGS: SendSettings = {
  senderPerHour: null,
  domainPerMinute: 300,
  hours: { days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' },
  breakers: { bounceShare: 0.05, complaintShare: 0.001, atLeast: 50 },
};
