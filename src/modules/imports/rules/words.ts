import type { Stage } from '../../leads/schema.ts';

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

const CAMPAIGN_STATUS: readonly [RegExp, string][] = [
  [/cancel|abort/, 'cancelled'],
  [/complete|done|sent|finish|inactive/, 'completed'],
  [/pause|hold/, 'paused'],
  [/active|progress|running|live/, 'active'],
];

export function campaignStatus(text: string | undefined): string {
  return CAMPAIGN_STATUS.find(([pattern]) => pattern.test((text ?? '').toLowerCase()))?.[1] ?? 'planned';
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

const LEAD_STAGES: readonly [RegExp, Stage][] = [
  [/junk|unqualified|disqualif|not (a )?lead|spam/, 'disqualified'],
  [/lost|future|recycle|nurtur|later/, 'recycled'],
  [/convert|opportunit/, 'opportunity'],
  [/pre-?qualified|qualified|sql/, 'sql'],
  [/\bcontacted|connected|working|in progress|accepted|open deal/, 'sal'],
  [/attempt|assigned|mql/, 'mql'],
];

/**
 * Where a lead of another system stands. A conversion is backed by a deal there, so it decides against the status, which stays the
 * salesperson's last word beside it.
 */
export function leadStage(status: string | undefined, converted: boolean): Stage {
  if (converted) return 'opportunity';
  const line = (status ?? '').toLowerCase();
  if (/^not\b|^new|^open/.test(line)) return 'inquiry';
  return LEAD_STAGES.find(([pattern]) => pattern.test(line))?.[1] ?? 'inquiry';
}

/** Whether a deal stage of another system ends it. */
export function dealOutcome(stage: string | undefined, status: string | undefined): 'open' | 'won' | 'lost' {
  const line = `${stage ?? ''} ${status ?? ''}`.toLowerCase();
  if (/\bwon\b/.test(line)) return 'won';
  return /\blost\b|closed lost|cancelled/.test(line) ? 'lost' : 'open';
}

const RESPONSES: readonly [RegExp, { status: string; responded: boolean }][] = [
  [/opt|unsub/, { status: 'opted_out', responded: false }],
  [/bounc/, { status: 'bounced', responded: false }],
  [/respond|repl|click|regist/, { status: 'responded', responded: true }],
  [/attend/, { status: 'attended', responded: true }],
  [/open/, { status: 'opened', responded: false }],
  [/receiv|deliver/, { status: 'received', responded: false }],
  [/sent/, { status: 'sent', responded: false }],
  [/invit/, { status: 'invited', responded: false }],
];

/** What a campaign member did. Opening is not responding. */
export function responseOf(status: string | undefined): { status: string; responded: boolean } {
  return RESPONSES.find(([pattern]) => pattern.test((status ?? '').toLowerCase()))?.[1] ?? { status: 'planned', responded: false };
}

/** Open, done or cancelled, whatever the words. */
export function taskStatus(text: string | undefined, done: boolean | undefined): 'open' | 'done' | 'cancelled' {
  const line = (text ?? '').toLowerCase();
  if (done === true || /complete|done|closed/.test(line)) return 'done';
  return /cancel|defer/.test(line) ? 'cancelled' : 'open';
}
