import type { Random } from './random.ts';
import {
  BUYERS,
  COMPANY_BEGINNINGS,
  COMPANY_MIDDLES,
  COORDINATOR,
  DECIDERS,
  DRIFTED_SHARE,
  FIRST_NAMES,
  INDUSTRIES,
  LAST_BEGINNINGS,
  LAST_ENDS,
  LEADER,
  MANUFACTURING,
  MARKETERS,
  PLACES,
  type Place,
  REPS,
  TITLES,
  type Title,
} from './words.ts';
import { DAY, iso, type Member, type World, type worldOf } from './world.ts';

export interface Company {
  id: string;
  name: string;
  domain: string;
  industry: string;
  employees: number;
  place: Place;
  ownerId: string | null;
  createdAt: number;
  /** Bought before the year began. */
  isOld: boolean;
}

export interface Person {
  id: string;
  first: string;
  last: string;
  email: string;
  title: Title;
  company: Company;
  createdAt: number;
  /** By the starter profile: what the story rests on, worked out again by the score itself. */
  fit: 'A' | 'B' | 'C' | 'D';
}

type Bare = ReturnType<typeof worldOf>;

const slug = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** The teams of the sample company. Nobody of them can sign in: they have no account. */
export function hire(bare: Bare): World {
  const joined = iso(bare.startMs - 200 * DAY);
  const member = (name: string, roles: string[], department: string): Member => {
    const id = bare.id(bare.startMs - 200 * DAY);
    const email = `${name.toLowerCase().replace(/[^a-z]+/g, '.')}@example.test`;
    bare.book.member.push({ id, email, name, roles, department, status: 'active', created_at: joined, updated_at: joined });
    return { id, name };
  };
  const reps = REPS.map((name, place) => member(name, place === 0 ? ['rep', 'sales_lead'] : ['rep'], 'sales'));
  const marketers = MARKETERS.map((name, place) => member(name, place === 0 ? ['marketer', 'marketing_lead'] : ['marketer'], 'marketing'));
  const leader = member(LEADER, ['revenue_lead'], 'sales');
  member(COORDINATOR, ['coordinator'], 'coordination');
  for (const { id } of reps)
    bare.book.routing_seat.push({ id: bare.id(bare.nowMs), member_id: id, on_duty: true, last_routed_at: iso(bare.nowMs - DAY) });
  return { ...bare, reps, marketers, leader };
}

/** Companies of an industry mix: before the drift, or after it. */
export function foundCompany(world: World, how: { at: number; drifted: boolean; isOld: boolean; taken: Set<string> }): Company {
  const { random } = world;
  const industry = random.weighted(INDUSTRIES.map((one) => [one, shareOf(one.name, one.share, how.drifted)] as const));
  const place = random.pick(PLACES);
  const name = freshName(
    random,
    how.taken,
    () => `${random.pick(COMPANY_BEGINNINGS)}${random.pick(COMPANY_MIDDLES)} ${random.pick(industry.trades)} ${place.legal}`,
  );
  const employees = Math.round(
    random.weighted([
      [() => random.between(3, 19), 22] as const,
      [() => random.logNormal(120, 0.8), 70] as const,
      [() => random.between(1_001, 4_000), 8] as const,
    ])(),
  );
  const company: Company = {
    id: world.id(how.at),
    name,
    domain: `${slug(name)}.example`,
    industry: industry.name,
    employees,
    place,
    ownerId: how.isOld ? random.pick(world.reps).id : null,
    createdAt: how.at,
    isOld: how.isOld,
  };
  world.book.company.push({
    id: company.id,
    name,
    domain: company.domain,
    domains: [company.domain],
    website: `https://www.${company.domain}`,
    industry: company.industry,
    employee_count: employees,
    annual_revenue_minor: Math.round((employees * random.between(9, 22)) / 10) * 10_000_00,
    currency: world.currency,
    city: place.city,
    country: place.country,
    owner_id: company.ownerId,
    source: 'sample',
    tags: [],
    custom: {},
    created_at: iso(how.at),
    updated_at: iso(how.at),
  });
  return company;
}

/** Manufacturing grows at the cost of all others. */
function shareOf(name: string, share: number, drifted: boolean): number {
  if (!drifted) return share;
  const before = INDUSTRIES.find((one) => one.name === MANUFACTURING)?.share ?? 0;
  return name === MANUFACTURING ? DRIFTED_SHARE : (share * (1 - DRIFTED_SHARE)) / (1 - before);
}

function freshName(random: Random, taken: Set<string>, make: () => string): string {
  let name = make();
  for (let more = 0; taken.has(name) && more < 50; more++) name = make();
  while (taken.has(name)) name = `${name.split(' ')[0]}${random.whole(2, 99)} ${name.split(' ').slice(1).join(' ')}`;
  taken.add(name);
  return name;
}

export function meetPerson(world: World, company: Company, how: { at: number; channel: string; taken: Set<string> }): Person {
  const { random } = world;
  const title = random.weighted(TITLES.map((one) => [one, one.share] as const));
  const first = random.pick(FIRST_NAMES);
  const last = `${random.pick(LAST_BEGINNINGS)}${random.pick(LAST_ENDS)}`;
  const address = freshName(
    random,
    how.taken,
    () =>
      `${slug(first)}.${slug(last)}${how.taken.has(`${slug(first)}.${slug(last)}@${company.domain}`) ? random.whole(2, 9_999) : ''}@${company.domain}`,
  );
  const id = world.id(how.at);
  const at = iso(how.at);
  const [range, digits] = company.place.phone;
  const phone = `${range}${String(random.whole(0, 10 ** digits - 1)).padStart(digits, '0')}`;
  world.book.contact.push({
    id,
    first_name: first,
    last_name: last,
    email: address,
    phone,
    job_title: title.title,
    job_function: title.jobFunction,
    seniority: title.seniority,
    company_id: company.id,
    source_channel: how.channel,
    time_zone: company.place.zone,
    city: company.place.city,
    country: company.place.country,
    mail_permission: random.weighted([
      ['granted', 60] as const,
      ['unknown', 33] as const,
      ['opted_out', 5] as const,
      ['bounced', 2] as const,
    ]),
    source: 'sample',
    interests: [],
    tags: [],
    custom: {},
    lifecycle_stage: 'inquiry',
    created_at: at,
    updated_at: at,
  });
  world.book.contact_email.push({ contact_id: id, email: address, is_primary: true, created_at: at });
  world.book.contact_phone.push({ contact_id: id, phone, raw: phone, is_primary: true, created_at: at });
  world.book.contact_company.push({
    id: world.id(how.at),
    contact_id: id,
    company_id: company.id,
    job_title: title.title,
    is_primary: true,
    created_at: at,
  });
  return { id, first, last, email: address, title, company, createdAt: how.at, fit: fitOf(title, company) };
}

/** As the starter profile weighs: who decides 40, the size of the company 30, the function 30. */
function fitOf(title: Title, company: Company): Person['fit'] {
  const size = company.employees >= 20 && company.employees <= 1_000;
  const points = (DECIDERS.includes(title.seniority) ? 40 : 0) + (size ? 30 : 0) + (BUYERS.includes(title.jobFunction) ? 30 : 0);
  return points >= 75 ? 'A' : points >= 50 ? 'B' : points >= 25 ? 'C' : 'D';
}
