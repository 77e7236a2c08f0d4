import { z } from 'zod';
import { BLOCKS } from '#modules/consents/schema.ts';
import { Id, Instant } from '#modules/team/schema.ts';

/** Who wants to reach somebody. */
export const SENDERS = ['marketing', 'sales'] as const;
export type Sender = (typeof SENDERS)[number];

/** What they want to do: general content, an offer, a mail from one person to one, a mail that belongs to an order, or no mail at all. */
export const INTENT_KINDS = ['information', 'article', 'offer', 'personal', 'transactional', 'call', 'meeting', 'postal'] as const;
export type IntentKind = (typeof INTENT_KINDS)[number];
export const MAIL_KINDS: readonly IntentKind[] = ['information', 'article', 'offer', 'personal', 'transactional'];
/** Sent to many alike. */
export const GENERIC_KINDS: readonly IntentKind[] = ['information', 'article', 'offer'];

export const AUDIENCES = ['prospects', 'customers', 'everybody'] as const;

/** What somebody wants to send. */
export const Intent = z.object({
  side: z.enum(SENDERS),
  kind: z.enum(INTENT_KINDS),
  /** For whom it is written. */
  audience: z.enum(AUDIENCES),
  offerId: Id.optional(),
  /** What it is about; general where empty. */
  topics: z.array(z.string().trim().min(1).max(100)).max(20).default([]),
  /** What the mail is for, by which people agree. Mail to many needs it. */
  purposeId: Id.optional(),
  /** Attention it takes; as the rules say where absent. */
  weight: z.number().min(0).max(100).optional(),
  /** An answer in a conversation that is going on. */
  isReply: z.boolean().default(false),
  plannedAt: Instant,
});
export type Intent = z.infer<typeof Intent>;

/** Why not. In this order the first is told, within a grade. */
export const CODES = [
  ...BLOCKS,
  'customer_gets_prospect_mail',
  'same_offer',
  'rep_hold',
  'open_negotiation',
  'attention_budget',
  'interest_known',
] as const;
export type Code = (typeof CODES)[number];

/** Nobody overrides these: what the person said, and mail for prospects to a customer. */
export const FIRM: ReadonlySet<Code> = new Set<Code>([...BLOCKS, 'customer_gets_prospect_mail']);
/** How firmly the others say no is for both sides to agree on. */
export const AGREED_CODES = ['same_offer', 'rep_hold', 'open_negotiation', 'attention_budget', 'interest_known'] as const;
export type AgreedCode = (typeof AGREED_CODES)[number];

/** The longest time for which an override counts, and the time within which what follows is put down to it. */
export const MOST_OVERRIDE_DAYS = 30;
export const OUTCOME_DAYS = 30;
/** What can follow an override. */
export const OUTCOMES = ['unsubscribed', 'complained', 'replied', 'deal_lost', 'deal_won'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** `block`: not at all. `hold`: not now. `warn`: it is said, and it goes. */
export const GRADES = ['block', 'hold', 'warn'] as const;
export type Grade = (typeof GRADES)[number];
export const VERDICTS = ['allowed', 'held', 'blocked'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What a reason rests on; each is a record that can be opened. */
export const EVIDENCE = ['contact', 'company', 'deal', 'hold', 'activity', 'reservation', 'consent', 'message', 'offer'] as const;
export const Evidence = z.object({ entity: z.enum(EVIDENCE), id: Id });
export type Evidence = z.infer<typeof Evidence>;

export const Reason = z.object({
  code: z.enum(CODES),
  grade: z.enum(GRADES),
  /** From when on it does not stand in the way any more; null: until somebody acts. */
  until: Instant.nullable(),
  evidence: z.array(Evidence),
  /** Somebody with the right may let it go all the same. */
  overridable: z.boolean(),
});
export type Reason = z.infer<typeof Reason>;

/** Attention is forgotten after so many days: what was long ago does not count for ever. */
export const HORIZON_DAYS = 90;
export const MOST_CAP = 60;
export const MOST_COMPANY_CAP = 600;

const Weight = z.number().min(0, 'Nothing takes less than no attention.').max(20, 'Use at most 20.');
export const Weights = z.object({
  marketingMail: Weight,
  salesMail: Weight,
  call: Weight,
  meeting: Weight,
  postal: Weight,
  transactional: Weight,
  /** What a customer's answer gives back. */
  reply: Weight,
});
export type Weights = z.infer<typeof Weights>;

const AgreedGrade = z.enum([...GRADES, 'off']);
export const GateRules = z.object({
  /** The attention a person has for both teams together, full. */
  cap: z.number().min(1, 'Use at least 1.').max(MOST_CAP, `Use at most ${MOST_CAP}.`),
  /** The attention of all people of one company together, full; null: only that of each person counts. */
  companyCap: z.number().min(1, 'Use at least 1.').max(MOST_COMPANY_CAP, `Use at most ${MOST_COMPANY_CAP}.`).nullable(),
  /** Days in which spent attention has come back in full. */
  refillDays: z.int().min(1, 'Use at least one day.').max(365, 'Use at most 365 days.'),
  weights: Weights,
  grades: z.object({
    same_offer: AgreedGrade,
    rep_hold: AgreedGrade,
    open_negotiation: AgreedGrade,
    attention_budget: AgreedGrade,
    interest_known: AgreedGrade,
  }),
  /** Days within which an offer is the same one again. */
  sameOfferDays: z.int().min(1).max(365),
  /** Whose open deal counts: the person's own, or any of their company's. Without stages every open one counts. */
  negotiation: z.object({ of: z.enum(['person', 'company']), stageIds: z.array(Id).max(100) }),
});
export type GateRules = z.infer<typeof GateRules>;

/** As the program comes: six mails in four weeks, a call counts three. */
export const USUAL_RULES: GateRules = {
  cap: 6,
  companyCap: null,
  refillDays: 28,
  weights: { marketingMail: 1, salesMail: 1, call: 3, meeting: 0, postal: 1, transactional: 0, reply: 2 },
  grades: { same_offer: 'hold', rep_hold: 'hold', open_negotiation: 'warn', attention_budget: 'hold', interest_known: 'warn' },
  sameOfferDays: 30,
  negotiation: { of: 'person', stageIds: [] },
};

export const RULES_STATUSES = ['proposed', 'in_force', 'superseded', 'withdrawn'] as const;
export type RulesStatus = (typeof RULES_STATUSES)[number];

/** Against whose mails a hold is. */
export const AGAINST = ['marketing', 'everybody'] as const;
export type Against = (typeof AGAINST)[number];
export const MOST_HOLD_DAYS = 90;
/** What a hold can be on. */
export const HELD = ['contact', 'company', 'deal'] as const;
export type Held = (typeof HELD)[number];

/** What took attention, or gave it back. */
export const ENTRY_KINDS = ['marketingMail', 'salesMail', 'call', 'meeting', 'postal', 'transactional', 'reply', 'planned'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];
