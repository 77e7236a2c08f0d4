import type { Criteria } from '#modules/criteria/schema.ts';
import type { MailKey } from './mailtexts.ts';
import { MANUFACTURING } from './words.ts';
import { type Book, DAY, HOUR, type Row } from './world.ts';

export interface Mailing {
  key: string;
  name: string;
  kind: 'information' | 'article' | 'offer';
  audience: 'prospects' | 'customers';
  campaign: string | null;
  /** How many days ago it went; below zero: it is still to come. Null: a draft. */
  daysAgo: number | null;
  /** Whom it is for: as a condition, and the same for the people of the story. */
  criteria: Criteria;
  isFor(person: Person): boolean;
  variants: readonly { name: string; mail: MailKey; share: number; clicks: number }[];
  holdOut: number;
  /** Of its addresses: how many do not exist. */
  hardBounces: number;
  replies: number;
  unsubscribes: number;
  /** The breaker stopped it after so many messages. */
  stopsAfter?: number;
}

/** Somebody of the story, as a mailing sees them. */
export interface Person {
  id: string;
  email: string;
  companyId: string;
  permission: string;
  since: number;
  zone: string;
  jobFunction: string;
  industry: string;
  /** From when on the company was a customer; infinity: never. */
  customerSince: number;
  /** Days of open deals, from and to. */
  deals: readonly { id: string; from: number; to: number }[];
}

const PLANNERS = ['operations', 'general_management', 'engineering', 'logistics'];
const isPlanner = ({ jobFunction }: Person) => PLANNERS.includes(jobFunction);
const planners: Criteria['of'][number] = { field: 'jobFunction', op: 'is_one_of', value: PLANNERS };
const inIndustry: Criteria['of'][number] = { field: 'company.industry', op: 'is', value: MANUFACTURING };
const all = (...of: Criteria['of']): Criteria => ({ match: 'all', of });

const usual = { holdOut: 0, hardBounces: 0.008, replies: 0.012, unsubscribes: 0.006 };

/** What went out in the last half year, and what is planned. The oldest first. */
export const MAILINGS: readonly Mailing[] = [
  {
    ...usual,
    key: 'hall',
    name: 'Second hall: what customers did',
    kind: 'article',
    audience: 'customers',
    campaign: 'Customers: second hall',
    daysAgo: 160,
    criteria: all(planners, { field: 'company.customerStatus', op: 'is', value: 'customer' }),
    isFor: isPlanner,
    variants: [{ name: 'The letter', mail: 'hall', share: 100, clicks: 0.17 }],
    replies: 0.03,
  },
  {
    ...usual,
    key: 'autumn',
    name: 'Autumn -10 %',
    kind: 'offer',
    audience: 'prospects',
    campaign: 'Autumn -10 %',
    daysAgo: 121,
    criteria: all(planners, inIndustry),
    isFor: (person) => isPlanner(person) && person.industry === MANUFACTURING,
    variants: [{ name: 'The letter', mail: 'autumn', share: 100, clicks: 0.09 }],
    unsubscribes: 0.012,
  },
  {
    ...usual,
    key: 'fair',
    name: 'After the foundry days',
    kind: 'information',
    audience: 'prospects',
    campaign: 'Foundry days',
    daysAgo: 99,
    criteria: all({ field: 'sourceChannel', op: 'is', value: 'event' }),
    isFor: () => true,
    variants: [{ name: 'The letter', mail: 'fair', share: 100, clicks: 0.08 }],
    hardBounces: 0.16,
    stopsAfter: 60,
  },
  {
    ...usual,
    key: 'foundries',
    name: 'Webinar: foundries',
    kind: 'information',
    audience: 'prospects',
    campaign: 'Webinar: foundries',
    daysAgo: 63,
    criteria: all(planners, inIndustry),
    isFor: (person) => isPlanner(person) && person.industry === MANUFACTURING,
    variants: [{ name: 'The letter', mail: 'foundries', share: 100, clicks: 0.13 }],
    holdOut: 10,
  },
  {
    ...usual,
    key: 'guide',
    name: 'Planning guide: the new edition',
    kind: 'article',
    audience: 'prospects',
    campaign: 'Ops planning guide',
    daysAgo: 34,
    criteria: all(planners),
    isFor: isPlanner,
    variants: [
      { name: 'It is new', mail: 'guide', share: 25, clicks: 0.06 },
      { name: 'A question', mail: 'guideAsked', share: 25, clicks: 0.17 },
    ],
  },
  {
    ...usual,
    key: 'late',
    name: 'Where a late order begins',
    kind: 'article',
    audience: 'prospects',
    campaign: null,
    daysAgo: 11,
    criteria: all(planners, inIndustry),
    isFor: (person) => isPlanner(person) && person.industry === MANUFACTURING,
    variants: [{ name: 'The letter', mail: 'late', share: 100, clicks: 0.1 }],
  },
  {
    ...usual,
    key: 'next',
    name: 'Foundries: the recording',
    kind: 'information',
    audience: 'prospects',
    campaign: 'Webinar: foundries',
    daysAgo: -7,
    criteria: all(planners, inIndustry),
    isFor: isPlanner,
    variants: [{ name: 'The letter', mail: 'foundries', share: 100, clicks: 0 }],
  },
  {
    ...usual,
    key: 'draft',
    name: 'New Year: plan the plan',
    kind: 'article',
    audience: 'prospects',
    campaign: null,
    daysAgo: null,
    criteria: all(planners),
    isFor: isPlanner,
    variants: [{ name: 'The letter', mail: 'late', share: 100, clicks: 0 }],
  },
];

/** Everybody with what a mailing asks of them, in the order in which they came. */
export function peopleOfBook(book: Book): (Person & { channel: string })[] {
  const industries = new Map(book.company.map(({ id, industry }) => [id, String(industry)]));
  const bought = new Map<unknown, number>();
  for (const { company_id, invoiced_at, cancelled_at } of book.invoice)
    if (!cancelled_at) bought.set(company_id, Math.min(bought.get(company_id) ?? Infinity, Date.parse(String(invoiced_at))));
  const deals = new Map<unknown, Person['deals'][number][]>();
  for (const { id, contact_id, created_at, closed_at } of book.deal)
    deals.set(contact_id, [
      ...(deals.get(contact_id) ?? []),
      { id: String(id), from: Date.parse(String(created_at)), to: closed_at ? Date.parse(String(closed_at)) : Infinity },
    ]);
  return book.contact
    .map((row: Row) => ({
      id: String(row.id),
      email: String(row.email),
      companyId: String(row.company_id),
      permission: String(row.mail_permission),
      since: Date.parse(String(row.created_at)),
      zone: String(row.time_zone),
      jobFunction: String(row.job_function),
      industry: industries.get(row.company_id) ?? '',
      customerSince: bought.get(row.company_id) ?? Infinity,
      deals: deals.get(row.id) ?? [],
      channel: String(row.source_channel),
    }))
    .sort((a, b) => a.since - b.since || (a.email < b.email ? -1 : 1));
}

/** Nine in the morning of a weekday (UTC), so many days ago. */
export function morningOf(nowMs: number, daysAgo: number): number {
  const day = Math.floor((nowMs - daysAgo * DAY) / DAY) * DAY;
  const weekday = new Date(day).getUTCDay();
  const moved = weekday === 0 ? 2 : weekday === 6 ? 3 : 0;
  return day + moved * DAY + 8 * HOUR;
}
