import { addBusinessMs, type BusinessCalendar } from '#platform/shared/businesstime.ts';
import { idsOf, type Random, randomOf } from './random.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Tables that the story fills, in the order in which they can be written. */
export const TABLES = [
  'member',
  'product',
  'campaign',
  'company',
  'contact',
  'contact_email',
  'contact_phone',
  'contact_company',
  'lead',
  'stage_visit',
  'conversion',
  'campaign_member',
  'deal',
  'deal_stage_visit',
  'sales_order',
  'invoice',
  'payment',
  'order_line',
  'handoff',
  'verdict',
  'recycle_plan',
  'score_reset',
  'routing_seat',
  'task',
  'activity',
] as const;
export type Table = (typeof TABLES)[number];
export type Book = Record<Table, Row[]>;

/** What the story has to be told in: a workspace as it is when it is new. */
export interface Setting {
  seed: string;
  /** Makes ids of two samples differ, though they tell the same. */
  salt: string;
  now: string;
  currency: string;
  /** Working hours of the workspace. */
  calendar: BusinessCalendar;
  /** By `class.code`. */
  reasons: ReadonlyMap<string, { id: string; label: string }>;
  pipeline: { id: string; open: readonly { id: string; probability: number }[]; won: string; lost: string };
  /** Who looks around: gets a share of today's leads, so that their day is full. */
  visitorId: string | null;
}

export interface Member {
  id: string;
  name: string;
}

export interface World extends Setting {
  random: Random;
  nowMs: number;
  /** When the year begins. */
  startMs: number;
  book: Book;
  id: (at: number) => string;
  reps: readonly Member[];
  marketers: readonly Member[];
  leader: Member;
}

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** The second currency of the sample: that of one city, or where the workspace's own is that one, the neighbours'. */
export const foreignOf = (base: string) => (base === 'GBP' ? { currency: 'EUR', city: 'Munich' } : { currency: 'GBP', city: 'Leeds' });

/** What is paid in, in a city. */
export function currencyAt({ currency }: Pick<World, 'currency'>, city: string): string {
  const foreign = foreignOf(currency);
  return city === foreign.city ? foreign.currency : currency;
}

export const iso = (at: number) => new Date(at).toISOString();
export const dayOf = (at: number) => iso(at).slice(0, 10);

export function emptyBook(): Book {
  return Object.fromEntries(TABLES.map((table) => [table, []])) as unknown as Book;
}

export function worldOf(setting: Setting): Omit<World, 'reps' | 'marketers' | 'leader'> {
  const nowMs = Date.parse(setting.now);
  return {
    ...setting,
    random: randomOf(setting.seed),
    nowMs,
    startMs: nowMs - 365 * DAY,
    book: emptyBook(),
    id: idsOf(randomOf(`${setting.salt} ${setting.seed}`)),
  };
}

/** Working hours after an instant. */
export function later(world: Pick<World, 'calendar'>, at: number, workingHours: number): number {
  return addBusinessMs(at, Math.max(0, workingHours) * HOUR, world.calendar);
}

/** The end of the working day is no time at which everything happens: what would fall outside of the hours starts the next day, a little after nine. */
export function atWork(world: Pick<World, 'calendar' | 'random'>, at: number): number {
  return later(world, at, 0.02 + world.random.next() * 0.4);
}

export function reasonId(world: World, name: string): string {
  const reason = world.reasons.get(name);
  if (!reason) throw new Error(`the sample needs the reason ${name}`);
  return reason.id;
}

export interface Told {
  kind: string;
  at: number;
  /** Written down so much later; at once where absent. */
  loggedAfter?: number;
  direction?: 'in' | 'out';
  side?: 'marketing' | 'sales' | 'customer' | 'system';
  subject?: string | null;
  body?: string | null;
  outcome?: string | null;
  seconds?: number | null;
  evidence?: 'system' | 'confirmed' | 'manual';
  memberId?: string | null;
  contactId?: string | null;
  companyId?: string | null;
  leadId?: string | null;
  dealId?: string | null;
  campaignId?: string | null;
  data?: Readonly<Record<string, unknown>>;
  id?: string;
}

/** Puts a row on the timeline. @returns its id */
export function tell(world: World, told: Told): string {
  const at = Math.min(told.at, world.nowMs - 1_000);
  const id = told.id ?? world.id(at);
  world.book.activity.push({
    id,
    occurred_at: iso(at),
    logged_at: iso(Math.min(world.nowMs, at + (told.loggedAfter ?? 0))),
    kind: told.kind,
    direction: told.direction ?? null,
    side: told.side ?? 'system',
    subject: told.subject || null,
    body: told.body || null,
    outcome: told.outcome ?? null,
    duration_seconds: told.seconds ?? null,
    evidence: told.evidence ?? 'system',
    traffic: told.side === 'customer' ? 'human' : null,
    contact_id: told.contactId ?? null,
    company_id: told.companyId ?? null,
    deal_id: told.dealId ?? null,
    lead_id: told.leadId ?? null,
    campaign_id: told.campaignId ?? null,
    member_id: told.memberId ?? null,
    mentions: [],
    data: told.data ?? {},
    retracted: false,
  });
  return id;
}

/** Exactly a share of a list, by chance. */
export function quota<T>(random: Random, list: readonly T[], share: number): { chosen: T[]; rest: T[] } {
  const order = random.shuffled(list);
  const n = Math.round(list.length * share);
  return { chosen: order.slice(0, n), rest: order.slice(n) };
}
