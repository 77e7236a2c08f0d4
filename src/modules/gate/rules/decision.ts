import {
  CODES,
  type Code,
  type Evidence,
  FIRM,
  type GateRules,
  GENERIC_KINDS,
  type Grade,
  type Intent,
  MAIL_KINDS,
  type Reason,
  type Verdict,
} from '../schema.ts';
import { attentionAt, type Entry, GRAIN, weightOf } from './budget.ts';

/** What stands in somebody's way, before the agreement says how firmly. */
export interface Finding {
  code: Code;
  until: string | null;
  evidence: Evidence[];
}

/** What is known of one person that matters to a send. */
export interface Facts {
  /** The address that would be used. */
  email: string | null;
  /** What the person said about mail; null where no mail is meant. */
  consent: { allowed: boolean; reason: Code | null; evidenceId: string | null } | null;
  /** The customer they belong to: by their company, a company above it, or the domain of their address. */
  customerId: string | null;
  holds: readonly { id: string; against: 'marketing' | 'everybody'; until: string; setAt: string }[];
  /** Their open deals, and those of their company. */
  deals: readonly { id: string; stageId: string; own: boolean }[];
  entries: readonly Entry[];
  /** Their own limit. */
  cap: number | null;
  /** What took the attention of all people of their company, theirs as well; empty where the company has no limit. */
  companyEntries: readonly Entry[];
  companyId: string | null;
  contactId: string;
  interests: readonly string[];
  /** When they were last told of the offer that is meant, by either team, within the days in which it is the same one again. */
  toldAt: string | null;
  /** What somebody let go for this intent, by the last time for each code. */
  overridden: readonly { code: Code; at: string }[];
}

export interface Decision {
  verdict: Verdict;
  /** Of what is held: from when on it may go; null where somebody has to act. */
  until: string | null;
  /** The weightiest; null where nothing is said. */
  first: Code | null;
  reasons: Reason[];
}

/** Whether a source has anything to say on this intent. The set-wise form asks the same. */
export const concerns = {
  consent: ({ kind }: Intent) => MAIL_KINDS.includes(kind),
  customer: ({ kind, audience }: Intent) => kind !== 'transactional' && audience === 'prospects',
  holds: ({ kind }: Intent) => kind !== 'transactional' && kind !== 'call' && kind !== 'meeting',
  negotiation: ({ kind, side }: Intent) => kind !== 'transactional' && side === 'marketing',
  attention: ({ kind, isReply }: Intent) => kind !== 'transactional' && !isReply,
  interest: ({ kind, topics, side }: Intent) => GENERIC_KINDS.includes(kind) && topics.length === 0 && side === 'marketing',
  offer: ({ offerId, isReply }: Intent) => offerId !== undefined && !isReply,
};

/** Of a mail that belongs to an order only this counts: whether the address works. */
export const ALWAYS: readonly Code[] = ['invalid_address', 'erased', 'bounced'];
/** Without a purpose nobody is asked for consent: what is left are a no to everything, and addresses that get none. */
export const OF_A_PURPOSE: readonly Code[] = ['withdrawn', 'not_confirmed', 'no_consent'];

/** How firmly a reason says no to this; null: not at all. */
export function gradeOf(code: Code, intent: Pick<Intent, 'isReply'>, { grades }: Pick<GateRules, 'grades'>): Grade | null {
  if (code === 'customer_gets_prospect_mail') return 'block';
  // A person who asked is answered, whatever they said about mailings; where the address does not work, there is nothing to answer to.
  if (FIRM.has(code)) return intent.isReply && !ALWAYS.includes(code) ? 'warn' : 'block';
  const agreed = grades[code as keyof GateRules['grades']];
  return agreed === 'off' ? null : agreed;
}

/** What both sides graded as a hold or a note, somebody with the right may let go; never what the person said. */
export const isOverridable = (code: Code, grade: Grade): boolean => !FIRM.has(code) && grade !== 'block';

/** The codes that an override can take away under these rules. */
export const overridableCodes = (intent: Intent, rules: GateRules): Code[] =>
  CODES.filter((code) => {
    const grade = gradeOf(code, intent, rules);
    return grade !== null && isOverridable(code, grade);
  });

export function decide(facts: Facts, intent: Intent, rules: GateRules): Decision {
  const codes = overridableCodes(intent, rules);
  const overridden = facts.overridden.filter(({ code }) => codes.includes(code));
  const reasons = findings(withoutHolds(facts, overridden), intent, rules).flatMap((finding): Reason[] => {
    const grade = gradeOf(finding.code, intent, rules);
    if (finding.code !== 'rep_hold' && overridden.some(({ code }) => code === finding.code)) return [];
    return grade ? [{ ...finding, grade, overridable: isOverridable(finding.code, grade) }] : [];
  });
  return { ...verdictOf(reasons), reasons };
}

/** Whoever overrides a hold has read it: one that was set later stands. */
function withoutHolds(facts: Facts, overridden: Facts['overridden']): Facts {
  const at = overridden.find(({ code }) => code === 'rep_hold')?.at;
  return at === undefined ? facts : { ...facts, holds: facts.holds.filter(({ setAt }) => setAt > at) };
}

const DAY_MS = 86_400_000;
const WEIGHT: Readonly<Record<Grade, number>> = { block: 0, hold: 1, warn: 2 };

/** Sorts the reasons, the weightiest first. */
export function verdictOf(reasons: Reason[]): Omit<Decision, 'reasons'> {
  reasons.sort((one, other) => WEIGHT[one.grade] - WEIGHT[other.grade] || CODES.indexOf(one.code) - CODES.indexOf(other.code));
  const first = reasons[0]?.code ?? null;
  if (reasons.some(({ grade }) => grade === 'block')) return { verdict: 'blocked', until: null, first };
  const holds = reasons.filter(({ grade }) => grade === 'hold');
  if (holds.length === 0) return { verdict: 'allowed', until: null, first };
  return { verdict: 'held', until: latest(holds.map(({ until }) => until)), first };
}

/** Null, which is until somebody acts, outlasts every instant. */
export function latest(untils: readonly (string | null)[]): string | null {
  const known = untils.filter((until) => until !== null);
  return known.length === untils.length ? (known.toSorted().at(-1) ?? null) : null;
}

function findings(facts: Facts, intent: Intent, rules: GateRules): Finding[] {
  const { contactId } = facts;
  const found: Finding[] = [];
  if (concerns.offer(intent) && facts.toldAt)
    found.push({
      code: 'same_offer',
      until: new Date(Date.parse(facts.toldAt) + rules.sameOfferDays * DAY_MS).toISOString(),
      evidence: evidenceOf('offer', intent.offerId),
    });
  const consent = concerns.consent(intent) ? consentCode(facts, intent) : null;
  if (consent) found.push({ code: consent, until: null, evidence: evidenceOf('consent', facts.consent?.evidenceId) });
  if (concerns.customer(intent) && facts.customerId)
    found.push({ code: 'customer_gets_prospect_mail', until: null, evidence: evidenceOf('company', facts.customerId) });
  const holds = concerns.holds(intent)
    ? facts.holds.filter(({ against, until }) => until > intent.plannedAt && (against === 'everybody' || intent.side === 'marketing'))
    : [];
  if (holds.length > 0)
    found.push({
      code: 'rep_hold',
      until: latest(holds.map(({ until }) => until)),
      evidence: holds.map(({ id }) => ({ entity: 'hold', id })),
    });
  const deals = concerns.negotiation(intent) ? facts.deals.filter((deal) => protects(deal, rules.negotiation)) : [];
  if (deals.length > 0) found.push({ code: 'open_negotiation', until: null, evidence: deals.map(({ id }) => ({ entity: 'deal', id })) });
  const attention = concerns.attention(intent) ? overspent(facts, intent, rules) : [];
  if (attention.length > 0)
    found.push({
      code: 'attention_budget',
      until: latest(attention.map(({ until }) => until)),
      evidence: attention.map(({ evidence }) => evidence),
    });
  if (concerns.interest(intent) && facts.interests.length > 0)
    found.push({ code: 'interest_known', until: null, evidence: [{ entity: 'contact', id: contactId }] });
  return found;
}

const evidenceOf = (entity: Evidence['entity'], id: string | null | undefined): Evidence[] => (id ? [{ entity, id }] : []);

function protects(deal: Facts['deals'][number], { of, stageIds }: GateRules['negotiation']): boolean {
  return (deal.own || of === 'company') && (stageIds.length === 0 || stageIds.includes(deal.stageId));
}

function consentCode({ email, consent }: Facts, { kind, purposeId }: Intent): Code | null {
  if (email === null) return 'invalid_address';
  const code = consent?.allowed === false ? consent.reason : null;
  if (code === null) return null;
  if (kind === 'transactional') return ALWAYS.includes(code) ? code : null;
  return purposeId === undefined && OF_A_PURPOSE.includes(code) ? null : code;
}

/** The person's bucket, and where there is one that of their company. */
function overspent(facts: Facts, intent: Intent, rules: GateRules): { until: string | null; evidence: Evidence }[] {
  const weight = weightOf(intent, rules);
  if (weight <= 0) return [];
  const { contactId, companyId, entries, companyEntries, cap } = facts;
  const buckets = [
    { evidence: { entity: 'contact' as const, id: contactId }, entries, cap: cap ?? rules.cap },
    ...(companyId !== null && rules.companyCap !== null
      ? [{ evidence: { entity: 'company' as const, id: companyId }, entries: companyEntries, cap: rules.companyCap }]
      : []),
  ];
  return buckets.flatMap(({ evidence, entries: taken, cap: full }) => {
    const { spare, until } = attentionAt(taken, { cap: full, refillDays: rules.refillDays }, { at: intent.plannedAt, weight });
    return spare >= weight - GRAIN ? [] : [{ until, evidence }];
  });
}
