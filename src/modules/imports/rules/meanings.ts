import type { LeadStage } from '../schema.ts';
import { callDirection, campaignStatus, dealOutcome, type LeadMeaning, leadMeaning, responseMeaning, taskStatus } from './words.ts';

/** One spelling for what other systems write in many: lower case, words joined by underscores. */
export function slug(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
    .slice(0, 60);
}

const CHANNELS: readonly [RegExp, string][] = [
  [/webinar|seminar/, 'webinar'],
  [/advert|ads?\b|ppc|paid/, 'paid_search'],
  [/organic|seo|web research|search/, 'organic'],
  [/trade ?show|conference|event|exhibition/, 'event'],
  [/cold call|outbound call|phone|tele/, 'outbound_call'],
  [/mail alias|e-?mail|newsletter/, 'email'],
  [/referral|employee/, 'referral'],
  [/partner/, 'partner'],
  [/social|facebook|linkedin|twitter/, 'social'],
  [/chat/, 'chat'],
  [/direct mail|banner|print/, 'direct_mail'],
  [/web|online|form|download/, 'web_form'],
];

/** The channel that a campaign's kind or a lead source means; the words as they were, where none is meant. */
export function channelOf(text: string | undefined): string | null {
  if (!text) return null;
  return CHANNELS.find(([pattern]) => pattern.test(text.toLowerCase()))?.[1] ?? slug(text);
}

/** Which team's work a lead source is. */
export function sourceTeamOf(text: string | undefined): 'marketing' | 'sales' | 'partner' | 'customer_referral' {
  const line = (text ?? '').toLowerCase();
  if (/cold|outbound|prospecting|employee|sales/.test(line)) return 'sales';
  if (/partner/.test(line)) return 'partner';
  return /referral/.test(line) ? 'customer_referral' : 'marketing';
}

const STAGE_OF: Readonly<Record<LeadMeaning, LeadStage>> = {
  new: 'inquiry',
  attempted: 'mql',
  working: 'sal',
  qualified: 'sql',
  later: 'recycled',
  lost: 'recycled',
  junk: 'disqualified',
};

const OUR_STAGES = [
  ...(['inquiry', 'mql', 'sal', 'sql'] as const),
  ...(['opportunity', 'customer', 'recycled', 'disqualified'] as const),
] satisfies LeadStage[];

/**
 * Where a lead of another system stands; one of our own stages is meant as it is written. A conversion is backed by a deal there, so it decides against the status, which stays the
 * salesperson's last word beside it.
 */
export function leadStage(status: string | undefined, converted: boolean): LeadStage {
  const own = OUR_STAGES.find((stage) => stage === status?.toLowerCase());
  if (own) return own;
  if (converted) return 'opportunity';
  const meaning = leadMeaning(status ?? '');
  return meaning ? STAGE_OF[meaning] : 'inquiry';
}

/** Whether a deal of another system has ended, by its stage or its status. */
export function outcomeOf(stage: string | undefined, status: string | undefined): 'open' | 'won' | 'lost' {
  const byStage = dealOutcome(stage ?? '');
  return byStage === 'open' ? dealOutcome(status ?? '') : byStage;
}

export function campaignStatusOf(text: string | undefined) {
  return campaignStatus(text ?? '') ?? 'planned';
}

const MEMBER_STATUSES = new Set(['planned', 'invited', 'sent', 'received', 'opened', 'responded', 'attended', 'bounced', 'opted_out']);

/** What a campaign member did, in our words where there is one. */
export function responseOf(status: string | undefined): { status: string; responded: boolean; mail: 'opted_out' | 'bounced' | null } {
  const meaning = responseMeaning(status ?? '') ?? { responded: false, mail: null };
  const word = slug(status ?? '');
  const fallback = meaning.responded ? 'responded' : 'planned';
  return { ...meaning, status: MEMBER_STATUSES.has(word) ? word : (meaning.mail ?? fallback) };
}

/** Open, done or cancelled, whatever the words. */
export function taskStatusOf(text: string | undefined, done: boolean | undefined): 'open' | 'done' | 'cancelled' {
  if (done !== undefined) return done ? 'done' : 'open';
  return taskStatus(text ?? '') ?? 'open';
}

/** A call without a word about it was made by us. */
export function directionOf(text: string | undefined): 'in' | 'out' {
  return callDirection(text ?? '') ?? 'out';
}
