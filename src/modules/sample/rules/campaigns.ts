import { DAY, dayOf, iso, type World } from './world.ts';

export interface Campaign {
  id: string;
  name: string;
  channel: string;
  starts: number;
  ends: number;
  /** How many inquiries it draws, against the others. */
  pull: number;
  /** Of what comes, how likely it is good. */
  quality: number;
  /** From then on its people only look around; until then they had a need and decided soon. Null: it goes on as it began. */
  fadesAt: number | null;
}

interface Plan {
  name: string;
  kind: string;
  channel: string;
  /** Days of the year, 0 is its first. */
  from: number;
  to: number;
  cost: number;
  pull: number;
  quality: number;
  /** The day from which on its people only look around: the search terms were widened. */
  fades?: number;
  audience?: 'prospect' | 'customer';
}

const PLANS: readonly Plan[] = [
  { name: 'Ops planning guide', kind: 'content', channel: 'web_form', from: 0, to: 400, cost: 9_800, pull: 14, quality: 1.1 },
  {
    name: 'Search: production planning',
    kind: 'advertising',
    channel: 'paid_search',
    from: 0,
    to: 400,
    cost: 41_500,
    pull: 16,
    quality: 1,
    fades: 245,
  },
  {
    name: 'Search: shop-floor software',
    kind: 'advertising',
    channel: 'paid_search',
    from: 120,
    to: 400,
    cost: 22_400,
    pull: 8,
    quality: 0.8,
  },
  {
    name: 'Webinar: planning without night shifts',
    kind: 'webinar',
    channel: 'webinar',
    from: 40,
    to: 75,
    cost: 3_600,
    pull: 30,
    quality: 1.2,
  },
  {
    name: 'Webinar: orders straight from the ERP',
    kind: 'webinar',
    channel: 'webinar',
    from: 170,
    to: 205,
    cost: 3_900,
    pull: 32,
    quality: 1.4,
  },
  { name: 'Webinar: foundries', kind: 'webinar', channel: 'webinar', from: 300, to: 340, cost: 4_200, pull: 26, quality: 1.5 },
  { name: 'Industry fair in spring', kind: 'event', channel: 'event', from: 88, to: 100, cost: 38_000, pull: 90, quality: 0.9 },
  { name: 'Foundry days', kind: 'event', channel: 'event', from: 255, to: 263, cost: 21_500, pull: 80, quality: 1.4 },
  { name: 'Autumn -10 %', kind: 'mailing', channel: 'email', from: 230, to: 290, cost: 9_000, pull: 30, quality: 0.5 },
  { name: 'New Year: plan the plan', kind: 'mailing', channel: 'email', from: 20, to: 50, cost: 4_400, pull: 22, quality: 0.8 },
  { name: 'Short clips on planning', kind: 'advertising', channel: 'social', from: 60, to: 330, cost: 17_800, pull: 12, quality: 0.4 },
  {
    name: 'Letter to plant managers',
    kind: 'direct_mail',
    channel: 'direct_mail',
    from: 140,
    to: 175,
    cost: 12_600,
    pull: 12,
    quality: 1.2,
  },
  { name: 'Partners: ERP houses', kind: 'partner', channel: 'partner', from: 0, to: 400, cost: 15_000, pull: 4, quality: 1.8 },
  {
    name: 'Customers: second hall',
    kind: 'mailing',
    channel: 'email',
    from: 190,
    to: 230,
    cost: 2_400,
    pull: 3,
    quality: 1,
    audience: 'customer',
  },
];

/** What marketing did in the year, with what it cost. */
export function runCampaigns(world: World): Campaign[] {
  return PLANS.map((plan, place) => {
    const starts = world.startMs + plan.from * DAY;
    const ends = world.startMs + plan.to * DAY;
    const id = world.id(starts);
    const share = Math.min(1, (world.nowMs - starts) / (ends - starts));
    world.book.campaign.push({
      id,
      name: plan.name,
      kind: plan.kind,
      channel: plan.channel,
      status: ends < world.nowMs ? 'completed' : 'active',
      starts_on: dayOf(starts),
      ends_on: plan.to >= 400 ? null : dayOf(ends),
      budget_minor: Math.round(plan.cost * 1.08) * 100,
      cost_minor: Math.round(plan.cost * share) * 100,
      expected_revenue_minor: Math.round(plan.cost * 4) * 100,
      currency: world.currency,
      audience_kind: plan.audience ?? 'prospect',
      owner_id: world.marketers[place % world.marketers.length]?.id ?? null,
      tags: [],
      custom: {},
      created_at: iso(starts - 20 * DAY),
      updated_at: iso(Math.min(world.nowMs, ends)),
    });
    const fadesAt = plan.fades === undefined ? null : world.startMs + plan.fades * DAY;
    return { id, name: plan.name, channel: plan.channel, starts, ends, pull: plan.pull, quality: plan.quality, fadesAt };
  });
}
