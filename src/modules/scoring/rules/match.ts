import { NEVER_SCORES, type RuleMatch } from '../schema.ts';
import type { EngagementEvent } from './engagement.ts';

/** A row of the ledger as rules see it. */
export interface Doing {
  id: string;
  kind: string;
  direction: string | null;
  outcome: string | null;
  subject: string | null;
  /** The page, file or asset. */
  address: string | null;
  campaignId: string | null;
  occurredAt: string;
}

function textMatches(text: NonNullable<RuleMatch['text']>, doing: Doing): boolean {
  const where = (text.in === 'subject' ? doing.subject : (doing.address ?? doing.subject))?.toLowerCase();
  const value = text.value.toLowerCase();
  if (where === undefined) return false;
  if (text.op === 'is') return where === value;
  return text.op === 'contains' ? where.includes(value) : where.startsWith(value);
}

/** Whether a rule counts a row; `onlyFor` is about the person and judged elsewhere. */
export function ruleMatches(match: RuleMatch, doing: Doing): boolean {
  if (!(match.kinds as readonly string[]).includes(doing.kind)) return false;
  if (doing.kind === 'mail_event' && NEVER_SCORES.includes(doing.outcome ?? '')) return false;
  if (match.direction && match.direction !== doing.direction) return false;
  if (match.outcomes && !match.outcomes.includes(doing.outcome ?? '')) return false;
  if (match.campaignIds && !(doing.campaignId && match.campaignIds.includes(doing.campaignId))) return false;
  return !match.text || textMatches(match.text, doing);
}

/** Looking at one page five times in an hour is one interest. */
const REPEATED: readonly string[] = ['page_visit', 'file_download', 'mail_event'];

function sessionOf(doing: Doing): string | undefined {
  if (!REPEATED.includes(doing.kind)) return undefined;
  return `${doing.kind}:${doing.outcome ?? ''}:${doing.address ?? doing.subject ?? ''}:${doing.occurredAt.slice(0, 13)}`;
}

/** The events of one person for `engagementScore`: one for each rule and row that it counts. */
export function eventsOf(rules: readonly { id: string; match: RuleMatch }[], doings: readonly Doing[]): EngagementEvent[] {
  return doings.flatMap((doing) =>
    rules
      .filter(({ match }) => ruleMatches(match, doing))
      .map(({ id }) => {
        const dedupeKey = sessionOf(doing);
        return { ruleId: id, eventId: doing.id, occurredAt: doing.occurredAt, ...(dedupeKey ? { dedupeKey } : {}) };
      }),
  );
}

/** Points that are left of a rule's event count as nothing below this. */
const NOTHING = 0.05;
const YEAR = 365;
/** Rules that never fade look this far back. */
const LONGEST_DAYS = 5 * YEAR;

/** How many days back events can still matter to any of the rules. */
export function horizonDays(rules: readonly { points: number; halfLifeDays: number | null }[]): number {
  const days = rules.map(({ points, halfLifeDays }) =>
    halfLifeDays === null ? LONGEST_DAYS : halfLifeDays * Math.max(0, Math.log2(Math.abs(points) / NOTHING)),
  );
  return Math.min(LONGEST_DAYS, Math.ceil(Math.max(0, ...days)));
}
