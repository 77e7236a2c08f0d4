import type { Campaign } from './campaigns.ts';
import { type Company, foundCompany, meetPerson, type Person } from './people.ts';
import { ASKED, curiousWords, NOT_A_LEAD } from './phrases.ts';
import { FILES, PAGES } from './words.ts';
import { atWork, DAY, HOUR, iso, later, quota, reasonId, tell, type World } from './world.ts';

/** Someone came, in whatever way; what it was comes out when a person looks at it. */
export interface Inquiry {
  leadId: string;
  person: Person;
  at: number;
  channel: string;
  campaign: Campaign | null;
  sourceTeam: 'marketing' | 'sales' | 'partner' | 'customer_referral';
  handRaised: boolean;
  words: string;
  validation: string;
  validatedAt: number | null;
  /** How much they looked at before they came, 0 and up: who reads more buys more often. */
  interest: number;
}

export const INQUIRIES = 4_500;
export const VALID = 0.52;
/** From the ninth month on another kind of company comes. */
const DRIFT_DAY = 8.5 * 30.4;

/** When in the year: a little more every month, on working days, by day. */
function moments(world: World): number[] {
  const { random } = world;
  const times: number[] = [];
  while (times.length < INQUIRIES) {
    const share = random.next();
    if (!random.chance(0.75 + 0.25 * share)) continue;
    const day = world.startMs + Math.floor(share * 365) * DAY;
    const weekend = [0, 6].includes(new Date(day).getUTCDay());
    if (weekend && !random.chance(0.25)) continue;
    const hour = random.chance(0.85) ? random.between(6.5, 17) : random.between(0, 24);
    const at = day - (world.startMs % DAY) + hour * HOUR;
    if (at > world.startMs && at < world.nowMs - 5 * 60_000) times.push(Math.floor(at));
  }
  return times.sort((a, b) => a - b);
}

interface Way {
  channel: string;
  campaign: Campaign | null;
  sourceTeam: Inquiry['sourceTeam'];
}

function wayOf(world: World, campaigns: readonly Campaign[], at: number): Way {
  const { random } = world;
  const running = campaigns.filter(({ starts, ends }) => at >= starts && at <= ends + 3 * DAY);
  const none = (channel: string, sourceTeam: Inquiry['sourceTeam']): Way => ({ channel, campaign: null, sourceTeam });
  return random.weighted<Way>([
    ...running.map(
      (campaign) =>
        [
          { channel: campaign.channel, campaign, sourceTeam: campaign.channel === 'partner' ? 'partner' : 'marketing' } as Way,
          campaign.pull,
        ] as const,
    ),
    [none('organic', 'marketing'), 14],
    [none('chat', 'marketing'), 4],
    [none('referral', 'customer_referral'), 3],
    [none('outbound_call', 'sales'), 6],
    [none('outbound_email', 'sales'), 3],
  ]);
}

/** Companies and their people as they come up; a third of the time somebody from a company that is known already. */
function peopleOf(world: World) {
  const [companies, people, taken, addresses] = [[] as Company[], [] as Person[], new Set<string>(), new Set<string>()];
  const { random } = world;
  for (let n = 0; n < 70; n++)
    companies.push(foundCompany(world, { at: world.startMs - random.between(20, 700) * DAY, drifted: false, isOld: true, taken }));
  return {
    companies,
    who(at: number, channel: string): Person {
      if (people.length > 200 && random.chance(0.045)) return random.pick(people);
      const known = random.chance(0.45) && companies.length > 120;
      const drifted = at > world.startMs + DRIFT_DAY * DAY;
      const company = known
        ? random.pick(companies)
        : foundCompany(world, { at: at - random.between(0, 2) * HOUR, drifted, isOld: false, taken });
      if (!known) companies.push(company);
      const person = meetPerson(world, company, { at, channel, taken: addresses });
      people.push(person);
      return person;
    },
  };
}

/** Everybody who came in the year, in the order in which they came. */
export function receive(world: World, campaigns: readonly Campaign[]): { inquiries: Inquiry[]; companies: Company[] } {
  const { random } = world;
  const crowd = peopleOf(world);
  const inquiries = moments(world).map((at): Inquiry => {
    const way = wayOf(world, campaigns, at);
    const handRaised =
      way.channel === 'web_form' || way.channel === 'chat'
        ? random.chance(0.34)
        : random.chance(way.channel === 'paid_search' || way.channel === 'organic' ? 0.26 : 0.07);
    const person = crowd.who(at, way.channel);
    return {
      ...way,
      leadId: world.id(at),
      person,
      at,
      handRaised,
      words: random.pick(handRaised ? ASKED : curiousWords(way.channel)),
      validation: 'unreviewed',
      validatedAt: null,
      interest: 0,
    };
  });
  validate(world, inquiries);
  for (const inquiry of inquiries) write(world, inquiry);
  return { inquiries, companies: crowd.companies };
}

/** Somebody of marketing looks at each within a working day; the newest wait. */
function validate(world: World, inquiries: Inquiry[]): void {
  const { random } = world;
  for (const inquiry of inquiries) inquiry.validatedAt = later(world, inquiry.at, random.logNormal(1.5, 0.9));
  const reviewed = inquiries.filter(({ validatedAt }) => validatedAt !== null && validatedAt <= world.nowMs - HOUR);
  const looked = new Set(reviewed);
  const waiting = inquiries.filter((inquiry) => !looked.has(inquiry));
  for (const inquiry of waiting) inquiry.validatedAt = null;
  const ranked = reviewed.map((inquiry) => ({ inquiry, key: promise(inquiry, random.next()) })).sort((a, b) => b.key - a.key);
  const valid = new Set(ranked.slice(0, Math.round(INQUIRIES * VALID)).map(({ inquiry }) => inquiry));
  for (const inquiry of reviewed) {
    inquiry.validation = valid.has(inquiry) ? 'sales_lead' : random.weighted(WRONG);
    if (inquiry.validation === 'sales_lead') continue;
    inquiry.handRaised = false;
    inquiry.words = random.pick(NOT_A_LEAD[inquiry.validation] ?? ['']);
  }
}

const WRONG: readonly (readonly [string, number])[] = [
  ['spam', 34],
  ['incomplete', 22],
  ['service_request', 16],
  ['solicitation', 14],
  ['job_applicant', 10],
  ['wrong_number', 4],
];

function promise(inquiry: Inquiry, chance: number): number {
  return (inquiry.handRaised ? 0.8 : 0) + { A: 0.5, B: 0.35, C: 0.2, D: 0 }[inquiry.person.fit] + 1.6 * chance;
}

const REASON_OF: Readonly<Record<string, string>> = {
  spam: 'not_a_lead.spam',
  service_request: 'not_a_lead.service_request',
  job_applicant: 'not_a_lead.job_applicant',
  solicitation: 'not_a_lead.vendor_solicitation',
  wrong_number: 'not_a_lead.wrong_number',
  incomplete: 'bad_data.insufficient_data',
};

export function reasonOfValidation(world: World, validation: string): string | null {
  const name = REASON_OF[validation];
  return name ? reasonId(world, name) : null;
}

/** The first level of what it was found to be: the class of its reason. */
function classOfValidation(validation: string): string {
  return REASON_OF[validation]?.split('.')[0] ?? validation;
}

/** How somebody comes through a channel, and how that stands on the timeline. */
const KINDS: Readonly<Record<string, readonly [conversion: string, activity: string | null]>> = {
  webinar: ['list', 'campaign_response'],
  event: ['list', 'campaign_response'],
  email: ['form', 'form'],
  chat: ['chat', 'chat'],
  referral: ['inquiry_mail', 'mail'],
  partner: ['inquiry_mail', 'mail'],
  direct_mail: ['call', 'call'],
  outbound_call: ['manual', null],
  outbound_email: ['manual', null],
};

function write(world: World, inquiry: Inquiry): void {
  const { random } = world;
  const { person, at, campaign, channel } = inquiry;
  const [kind, activity] = KINDS[channel] ?? ['form', 'form'];
  const conversionId = world.id(at);
  const about = { contactId: person.id, companyId: person.company.id, leadId: inquiry.leadId, campaignId: campaign?.id ?? null };
  world.book.conversion.push({
    id: conversionId,
    lead_id: inquiry.leadId,
    contact_id: person.id,
    kind,
    channel,
    campaign_id: campaign?.id ?? null,
    occurred_at: iso(at),
    content: inquiry.words,
    payload: {},
    validation: classOfValidation(inquiry.validation),
    reason_id: reasonOfValidation(world, inquiry.validation),
    validated_by: inquiry.validatedAt === null ? null : random.pick(world.marketers).id,
    validated_at: inquiry.validatedAt === null ? null : iso(inquiry.validatedAt),
    created_at: iso(at),
  });
  const data = { conversionId, channel };
  if (activity)
    tell(world, {
      ...about,
      kind: activity,
      at,
      direction: 'in',
      side: 'customer',
      body: inquiry.words,
      outcome: activity === 'campaign_response' ? 'responded' : null,
      data,
    });
  visits(world, inquiry);
  if (campaign)
    world.book.campaign_member.push({
      id: world.id(at),
      campaign_id: campaign.id,
      contact_id: person.id,
      lead_id: inquiry.leadId,
      status: 'responded',
      responded: true,
      responded_at: iso(at),
      added_at: iso(at),
    });
}

function visits(world: World, inquiry: Inquiry): void {
  const { random } = world;
  const { person, at, campaign, leadId, validation, handRaised } = inquiry;
  const about = { contactId: person.id, companyId: person.company.id, leadId, side: 'customer' as const, direction: 'in' as const };
  const pages = validation === 'sales_lead' ? random.whole(1, 4) : random.whole(0, 1);
  for (let n = 0; n < pages; n++) {
    const path = handRaised && n === 0 ? '/pricing' : random.pick(PAGES);
    tell(world, { ...about, kind: 'page_visit', at: at - random.between(0.02, 0.6) * HOUR, subject: path, data: { path } });
  }
  inquiry.interest = pages;
  if (validation === 'sales_lead' && random.chance(0.3)) {
    inquiry.interest += 3;
    tell(world, {
      ...about,
      kind: 'file_download',
      at: atWork(world, at - random.between(1, 40) * HOUR),
      subject: random.pick(FILES),
      campaignId: campaign?.id ?? null,
    });
  }
}

/** Members who were asked and did not answer, so that a response has a whole that it is a part of. */
export function invite(world: World, campaigns: readonly Campaign[], inquiries: readonly Inquiry[]): void {
  const { random } = world;
  for (const campaign of campaigns.filter(({ channel }) => ['webinar', 'email', 'event'].includes(channel))) {
    const there = new Set(inquiries.filter((inquiry) => inquiry.campaign === campaign).map(({ person }) => person.id));
    const known = [
      ...new Map(
        inquiries
          .filter(({ at, validation }) => at < campaign.starts && validation === 'sales_lead')
          .map(({ person }) => [person.id, person]),
      ).values(),
    ];
    for (const person of quota(random, known, Math.min(0.6, 260 / Math.max(1, known.length))).chosen)
      if (!there.has(person.id))
        world.book.campaign_member.push({
          id: world.id(campaign.starts),
          campaign_id: campaign.id,
          contact_id: person.id,
          lead_id: null,
          status: campaign.channel === 'email' ? 'sent' : 'invited',
          responded: false,
          responded_at: null,
          added_at: iso(campaign.starts),
        });
  }
}
