import type { HandedLead } from './handoffs.ts';
import type { Course } from './leads.ts';
import { LOST_NOTES } from './phrases.ts';
import { about, meet } from './touches.ts';
import { PRODUCTS } from './words.ts';
import { DAY, dayOf, HOUR, iso, later, quota, reasonId, tell, type World } from './world.ts';

export interface Deal {
  id: string;
  lead: HandedLead;
  at: number;
  qualifiedAt: number;
  /** When it is decided; may lie ahead. */
  closesAt: number;
  amountMinor: number;
  course: Course;
}

const WON = 0.24;
const CYCLE_DAYS = 47;
const CYCLE_SIGMA = 0.6;

export function openDeal(world: World, lead: HandedLead, when: { qualifiedAt: number; at: number }): Deal {
  const { random } = world;
  const size = Math.min(2.2, Math.max(0.7, (lead.inquiry.person.company.employees / 120) ** 0.25));
  const at = Math.min(when.at, world.nowMs - HOUR);
  return {
    id: world.id(at),
    lead,
    at,
    qualifiedAt: when.qualifiedAt,
    closesAt: at + random.logNormal(CYCLE_DAYS, CYCLE_SIGMA) * DAY,
    amountMinor: Math.round((random.logNormal(14_500, 0.6) * size) / 100) * 10_000,
    course: { stays: [], reasonId: null, recycleUntil: null, status: 'qualified', handoffEnds: at },
  };
}

/** Decides what has had its time, and writes every deal with its way through the stages. */
export function closeDeals(world: World, deals: readonly Deal[]): void {
  const ripe = deals.filter(({ closesAt }) => closesAt < world.nowMs - HOUR);
  const ranked = ripe.map((deal) => ({ deal, key: chanceOf(deal) + 1.2 * world.random.next() })).sort((a, b) => b.key - a.key);
  const won = new Set(ranked.slice(0, Math.round(ripe.length * WON)).map(({ deal }) => deal));
  const lost = ripe.filter((deal) => !won.has(deal));
  const warmAgain = new Set(quota(world.random, lost, 0.3).chosen);
  for (const deal of deals) {
    const status = won.has(deal) ? 'won' : ripe.includes(deal) ? 'lost' : 'open';
    write(world, deal, { status, warm: warmAgain.has(deal) });
  }
  for (const deal of won) sell(world, deal);
}

function chanceOf({ lead }: Deal): number {
  const { person, campaign, handRaised, interest } = lead.inquiry;
  return { A: 0.7, B: 0.4, C: 0.1, D: 0 }[person.fit] + 0.3 * (campaign?.quality ?? 1) + (handRaised ? 0.2 : 0) + 0.22 * interest;
}

const LOST_REASONS = [
  'lost.no_decision',
  'lost.no_decision',
  'lost.price_value',
  'lost.chose_competitor',
  'lost.missing_capability',
  'lost.project_cancelled',
  'lost.bad_timing',
];

function write(world: World, deal: Deal, { status, warm }: { status: 'open' | 'won' | 'lost'; warm: boolean }): void {
  const { random } = world;
  const { lead, at, closesAt } = deal;
  const end = status === 'open' ? null : closesAt;
  const visits = stagesOf(world, deal, status);
  const last = visits[visits.length - 1];
  const reason = status === 'lost' ? reasonId(world, random.pick(LOST_REASONS)) : null;
  const { contactId, companyId, leadId, campaignId } = about(lead);
  world.book.deal.push({
    id: deal.id,
    name: `${lead.inquiry.person.company.name}: ${random.pick(['Planner Team', 'Planner Enterprise', 'Planner for two halls', 'Planner with set-up'])}`,
    company_id: companyId,
    contact_id: contactId,
    lead_id: leadId,
    campaign_id: campaignId,
    pipeline_id: world.pipeline.id,
    stage_id: last?.stageId ?? world.pipeline.won,
    status,
    amount_minor: deal.amountMinor,
    currency: world.currency,
    expected_close_on: dayOf(Math.max(closesAt, at + 20 * DAY)),
    closed_at: end === null ? null : iso(end),
    reason_id: reason,
    lost_note: status === 'lost' && random.chance(0.6) ? random.pick(LOST_NOTES) : null,
    source_team: lead.inquiry.sourceTeam,
    source_channel: lead.inquiry.channel,
    owner_id: lead.rep.id,
    stage_since: iso(last?.at ?? at),
    position: world.book.deal.length * 1024,
    tags: [],
    custom: {},
    imported: false,
    created_at: iso(at),
    updated_at: iso(last?.at ?? at),
  });
  writeVisits(world, deal, visits);
  const told = {
    contactId,
    companyId,
    leadId,
    campaignId,
    dealId: deal.id,
    memberId: lead.rep.id,
    side: 'sales' as const,
    data: { amountMinor: deal.amountMinor, currency: world.currency },
  };
  tell(world, { ...told, kind: 'deal_created', at });
  if (end !== null) tell(world, { ...told, kind: status === 'won' ? 'deal_won' : 'deal_lost', at: end });
  meetings(world, deal, Math.min(end ?? world.nowMs, world.nowMs));
  deal.course = courseOf(deal, { status, end, reason, warm });
}

function writeVisits(world: World, { id, lead }: Deal, visits: readonly { stageId: string; at: number }[]): void {
  for (const [place, visit] of visits.entries()) {
    const next = visits[place + 1];
    world.book.deal_stage_visit.push({
      id: world.id(visit.at),
      deal_id: id,
      stage_id: visit.stageId,
      entered_at: iso(visit.at),
      exited_at: next ? iso(next.at) : null,
      actor_member_id: lead.rep.id,
    });
  }
}

function stagesOf(world: World, { at, closesAt }: Deal, status: 'open' | 'won' | 'lost'): { stageId: string; at: number }[] {
  const { open, won, lost } = world.pipeline;
  const until = Math.min(closesAt, world.nowMs);
  const depth = status === 'lost' ? world.random.whole(1, open.length) : open.length;
  const visits = open.slice(0, depth).map(({ id }, place) => ({ stageId: id, at: at + ((closesAt - at) * place) / open.length }));
  const reached = visits.filter((visit, place) => place === 0 || visit.at < until);
  return status === 'open' ? reached : [...reached, { stageId: status === 'won' ? won : lost, at: closesAt }];
}

function meetings(world: World, deal: Deal, until: number): void {
  for (let at = deal.at + world.random.between(4, 14) * DAY; at < until - HOUR; at += world.random.between(12, 30) * DAY) {
    const moment = later(world, at, world.random.between(0, 6));
    if (moment < until) meet(world, deal.lead, { at: moment, dealId: deal.id });
  }
}

function courseOf(deal: Deal, of: { status: string; end: number | null; reason: string | null; warm: boolean }): Course {
  const { lead } = deal;
  const stays = [
    { stage: 'inquiry', at: lead.inquiry.at },
    { stage: 'mql', at: lead.at },
    { stage: 'sal', at: lead.decidedAt ?? lead.at },
    { stage: 'sql', at: deal.qualifiedAt },
    { stage: 'opportunity', at: Math.max(deal.at, deal.qualifiedAt) },
  ];
  if (of.end !== null) stays.push({ stage: of.status === 'won' ? 'customer' : of.warm ? 'recycled' : 'disqualified', at: of.end });
  const until = of.warm && of.end !== null ? dayOf(of.end + 180 * DAY) : null;
  return {
    stays,
    reasonId: of.reason,
    recycleUntil: until,
    status: of.status === 'lost' ? (of.warm ? 'recycled' : 'disqualified') : 'qualified',
    handoffEnds: deal.at,
  };
}

/** An order the day after, and what was invoiced for it: a little less than was booked, some in two parts, a few not yet. */
function sell(world: World, { id, lead, closesAt, amountMinor }: Deal): void {
  const { contactId, companyId } = about(lead);
  const orderedAt = Math.min(closesAt + DAY, world.nowMs - HOUR);
  sold(world, { companyId, contactId, dealId: id, ownerId: lead.rep.id, orderedAt, amountMinor });
}

export interface Sale {
  companyId: string;
  contactId: string | null;
  dealId: string | null;
  ownerId: string | null;
  orderedAt: number;
  amountMinor: number;
}

export function sold(world: World, sale: Sale): void {
  const { random } = world;
  const orderId = world.id(sale.orderedAt);
  const number = `O-${10_000 + world.book.sales_order.length}`;
  const base = {
    company_id: sale.companyId,
    contact_id: sale.contactId,
    deal_id: sale.dealId,
    owner_id: sale.ownerId,
    currency: world.currency,
    data: {},
  };
  world.book.sales_order.push({
    id: orderId,
    number,
    subject: null,
    status: 'approved',
    ordered_at: iso(sale.orderedAt),
    sub_total_minor: sale.amountMinor,
    total_minor: sale.amountMinor,
    ...base,
  });
  lines(world, { order_id: orderId, invoice_id: null }, sale.amountMinor);
  tell(world, {
    kind: 'order',
    at: sale.orderedAt,
    subject: number,
    companyId: sale.companyId,
    contactId: sale.contactId,
    dealId: sale.dealId,
    data: { orderId, number, totalMinor: sale.amountMinor, currency: world.currency },
  });
  const parts = random.chance(0.35) ? [0.4, 0.6] : [1];
  for (const [place, share] of parts.entries()) {
    const at = sale.orderedAt + (random.between(2, 16) + place * 35) * DAY;
    if (at > world.nowMs - HOUR) continue;
    invoice(world, { orderId, sale, at, totalMinor: Math.round((sale.amountMinor * share * random.between(0.92, 1)) / 100) * 100 });
  }
}

function invoice(world: World, { orderId, sale, at, totalMinor }: { orderId: string; sale: Sale; at: number; totalMinor: number }): void {
  const { random } = world;
  const id = world.id(at);
  const number = `R-${20_000 + world.book.invoice.length}`;
  const cancelled = random.chance(0.03);
  const paidAt = at + random.between(6, 50) * DAY;
  world.book.invoice.push({
    id,
    number,
    subject: null,
    status: cancelled ? 'cancelled' : 'delivered',
    order_id: orderId,
    company_id: sale.companyId,
    contact_id: sale.contactId,
    deal_id: sale.dealId,
    owner_id: sale.ownerId,
    invoiced_at: iso(at),
    due_on: dayOf(at + 30 * DAY),
    paid_at: !cancelled && paidAt < world.nowMs ? iso(paidAt) : null,
    cancelled_at: cancelled ? iso(Math.min(world.nowMs, at + 3 * DAY)) : null,
    sub_total_minor: totalMinor,
    total_minor: totalMinor,
    currency: world.currency,
    data: {},
  });
  lines(world, { order_id: null, invoice_id: id }, totalMinor);
  tell(world, {
    kind: 'invoice',
    at,
    subject: number,
    companyId: sale.companyId,
    contactId: sale.contactId,
    dealId: sale.dealId,
    data: { invoiceId: id, number, totalMinor, currency: world.currency },
  });
}

function lines(world: World, of: { order_id: string | null; invoice_id: string | null }, totalMinor: number): void {
  const { random } = world;
  const chosen = random.shuffled(world.book.product).slice(0, random.whole(1, 3));
  let left = totalMinor;
  for (const [position, product] of chosen.entries()) {
    const total = position === chosen.length - 1 ? left : Math.round((left * random.between(0.3, 0.7)) / 100) * 100;
    left -= total;
    world.book.order_line.push({
      id: world.id(world.nowMs),
      ...of,
      product_id: product.id,
      product_name: product.name,
      quantity: 1,
      list_price_minor: total,
      discount_minor: 0,
      tax_minor: 0,
      total_minor: total,
      position,
    });
  }
}

/** What the price list holds. */
export function stock(world: World): void {
  const at = iso(world.startMs - 400 * DAY);
  for (const { code, name, category, priceMinor } of PRODUCTS)
    world.book.product.push({
      id: world.id(world.startMs),
      name,
      code,
      category,
      price_minor: priceMinor,
      currency: world.currency,
      active: true,
      data: {},
      created_at: at,
      updated_at: at,
    });
}
