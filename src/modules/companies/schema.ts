import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { CustomValues } from '#modules/criteria/schema.ts';
import { Currency, Id, Instant } from '#modules/team/schema.ts';
import { WORLD_REGIONS, type WorldRegion } from '#platform/shared/countries.ts';

/** Derived from invoices and won deals, never set by hand. */
export const CUSTOMER_STATUSES = ['prospect', 'customer', 'former_customer'] as const;
export type CustomerStatus = (typeof CUSTOMER_STATUSES)[number];

/** A customer who has bought nothing for so many months is a former one, unless the workspace's settings say otherwise. */
export const FORMER_AFTER_MONTHS = 24;

/** Mail providers for anyone: such a domain says nothing about the company. */
export const FREE_MAIL_DOMAINS: ReadonlySet<string> = new Set(
  `gmail.com googlemail.com yahoo.com yahoo.de yahoo.co.uk yahoo.fr ymail.com hotmail.com hotmail.de hotmail.co.uk hotmail.fr outlook.com outlook.de live.com live.de
  msn.com aol.com icloud.com me.com mac.com gmx.de gmx.net gmx.at gmx.ch gmx.com web.de t-online.de freenet.de arcor.de posteo.de mailbox.org proton.me protonmail.com
  mail.com mail.ru yandex.ru yandex.com qq.com 163.com 126.com orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it bluewin.ch comcast.net verizon.net
  att.net sbcglobal.net bellsouth.net btinternet.com tutanota.com zoho.com fastmail.com hey.com`.split(/\s+/),
);

/** How many people work there; the bands in which most lists of companies give it. */
export const SIZE_BANDS = ['1-10', '11-50', '51-200', '201-500', '501-1000', '1001-5000', '5001-10000', '10001+'] as const;
export type SizeBand = (typeof SIZE_BANDS)[number];

/** One list of industries for everybody, each with what it holds of NACE Rev. 2: its section or divisions, and the two-digit divisions. */
const industry = <V extends string>(value: V, label: string, nace: string) => ({
  value,
  label,
  nace,
  divisions: nace.match(/\d\d/g) ?? [],
});
export const STANDARD_INDUSTRIES = [
  industry('agriculture', 'Agriculture and forestry', 'A 01 02 03'),
  industry('mining', 'Mining and raw materials', 'B 05 06 07 08 09'),
  industry('food', 'Food and drink', 'C 10 11 12'),
  industry('textiles', 'Textiles and clothing', 'C 13 14 15'),
  industry('wood_paper', 'Wood, paper, furniture, print', 'C 16 17 18 31'),
  industry('chemicals', 'Chemicals', 'C 19 20'),
  industry('pharma', 'Pharmaceuticals and biotech', 'C 21'),
  industry('plastics', 'Plastics and packaging', 'C 22'),
  industry('metals', 'Metals', 'C 24 25'),
  industry('electronics', 'Electronics and electrical equipment', 'C 26 27'),
  industry('machinery', 'Machinery', 'C 28'),
  industry('automotive', 'Vehicles and aerospace', 'C 29 30'),
  industry('medical_devices', 'Medical devices', 'C 32'),
  industry('other_manufacturing', 'Other manufacturing', 'C 23 33'),
  industry('energy', 'Energy', 'D 35'),
  industry('water_waste', 'Water, waste, environment', 'E 36 37 38 39'),
  industry('construction', 'Construction', 'F 41 42 43'),
  industry('wholesale', 'Wholesale and trade', 'G 45 46'),
  industry('retail', 'Retail', 'G 47'),
  industry('transport_logistics', 'Transport and logistics', 'H 49 50 51 52 53'),
  industry('hospitality', 'Hotels, restaurants, travel', 'I 55 56 79'),
  industry('media', 'Media and publishing', 'J 58 59 60'),
  industry('telecom', 'Telecommunications', 'J 61'),
  industry('software_it', 'Software and IT', 'J 62 63'),
  industry('finance', 'Banks and finance', 'K 64 66'),
  industry('insurance', 'Insurance', 'K 65'),
  industry('real_estate', 'Real estate', 'L 68 81'),
  industry('legal_consulting', 'Law, audit, consulting', 'M 69 70'),
  industry('engineering_services', 'Engineering and architecture', 'M 71'),
  industry('research', 'Research', 'M 72'),
  industry('marketing_services', 'Marketing and advertising', 'M 73 74'),
  industry('business_services', 'Business services', 'N 77 78 80 82'),
  industry('public', 'Public administration', 'O 84'),
  industry('education', 'Education', 'P 85'),
  industry('health', 'Health and care', 'Q 75 86 87 88'),
  industry('arts', 'Arts, sports, leisure', 'R 90 91 92 93'),
  industry('nonprofit', 'Associations and nonprofits', 'S 94'),
  industry('personal_services', 'Personal services', 'S 95 96'),
];
export type StandardIndustry = (typeof STANDARD_INDUSTRIES)[number]['value'];
const INDUSTRY_NAMES = STANDARD_INDUSTRIES.map(({ value }) => value) as [StandardIndustry, ...StandardIndustry[]];

export { WORLD_REGIONS, type WorldRegion };

/** Facts that the program works out from others, unless somebody set them by hand. By their wire names. */
export const UNDERSTOOD = ['sizeBand', 'standardIndustry', 'worldRegion'] as const;

const Line = text(200).nullable();

/** What can be written. Absent: stays as it is; null: emptied. */
export const CompanyValues = {
  domain: text(255).nullable().optional(),
  website: text(500).nullable().optional(),
  industry: Line.optional(),
  employeeCount: z.int().min(0).max(100_000_000).nullable().optional(),
  /** The size in words, such as `51-200`, where nobody knows the number. */
  sizeText: Line.optional(),
  /** These three are worked out from the others. Set by hand they stay; null gives them back to the program. */
  sizeBand: z.enum(SIZE_BANDS).nullable().optional(),
  standardIndustry: z.enum(INDUSTRY_NAMES).nullable().optional(),
  worldRegion: z.enum(WORLD_REGIONS).nullable().optional(),
  annualRevenueMinor: z.int().nullable().optional(),
  currency: Currency.nullable().optional(),
  phone: text(60).nullable().optional(),
  street: Line.optional(),
  city: Line.optional(),
  region: Line.optional(),
  postalCode: text(30).nullable().optional(),
  country: text(100).nullable().optional(),
  kind: Line.optional(),
  taxId: text(60).nullable().optional(),
  description: text(20_000).nullable().optional(),
  ownerId: Id.nullable().optional(),
  parentId: Id.nullable().optional(),
  source: Line.optional(),
  tags: z.array(text(60).min(1)).max(50).optional(),
  custom: CustomValues.optional(),
};
export const CompanyName = text(300).min(1, 'Write the name of the company.');

const Named = z.object({ id: Id, name: z.string() }).nullable();

/** What a field right hides is absent. */
export const Company = z.object({
  id: Id,
  name: z.string(),
  domain: z.string().nullable().optional(),
  /** Every domain the company is known by, the first one included. */
  domains: z.array(z.string()).optional(),
  website: z.string().nullable().optional(),
  industry: z.string().nullable().optional(),
  employeeCount: z.int().nullable().optional(),
  sizeText: z.string().nullable().optional(),
  sizeBand: z.string().nullable().optional(),
  standardIndustry: z.string().nullable().optional(),
  worldRegion: z.string().nullable().optional(),
  /** Which of `UNDERSTOOD` somebody set by hand. */
  stated: z.array(z.string()).optional(),
  annualRevenueMinor: z.int().nullable().optional(),
  currency: z.string().nullable().optional(),
  phone: z.string().nullable().optional(),
  street: z.string().nullable().optional(),
  city: z.string().nullable().optional(),
  region: z.string().nullable().optional(),
  postalCode: z.string().nullable().optional(),
  country: z.string().nullable().optional(),
  kind: z.string().nullable().optional(),
  taxId: z.string().nullable().optional(),
  description: z.string().nullable().optional(),
  owner: Named.optional(),
  parent: Named.optional(),
  tags: z.array(z.string()).optional(),
  custom: z.record(z.string(), z.unknown()).optional(),
  customerStatus: z.enum(CUSTOMER_STATUSES).optional(),
  customerSince: Instant.nullable().optional(),
  /** Not cancelled invoices in the workspace's currency. */
  invoicedMinor: z.int().optional(),
  invoicedCurrency: z.string(),
  lastActivityAt: Instant.nullable().optional(),
  source: z.string().nullable().optional(),
  createdAt: Instant,
  updatedAt: Instant,
  deletedAt: Instant.nullable(),
  mergedInto: Id.nullable(),
  /** Whether the caller may change this row at all. */
  writable: z.boolean(),
});
export type Company = z.infer<typeof Company>;

/** A few records beside one: the newest, and how many there are. */
const few = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), total: z.int() });

export const Surroundings = z.object({
  people: few(
    z.object({
      id: Id,
      name: z.string(),
      jobTitle: z.string().nullable().optional(),
      email: z.string().nullable().optional(),
      scoreLabel: z.string().nullable().optional(),
      lastActivityAt: Instant.nullable().optional(),
    }),
  ),
  deals: few(
    z.object({
      id: Id,
      name: z.string(),
      status: z.enum(['open', 'won', 'lost']),
      stage: z.string().optional(),
      amountMinor: z.int().nullable().optional(),
      currency: z.string().nullable().optional(),
      expectedCloseOn: z.string().nullable().optional(),
      closedAt: Instant.nullable().optional(),
    }),
  ),
  leads: few(
    z.object({
      id: Id,
      name: z.string(),
      stage: z.string().optional(),
      scoreLabel: z.string().nullable().optional(),
      openedAt: Instant,
      closedAt: Instant.nullable().optional(),
    }),
  ),
  invoices: few(
    z.object({
      id: Id,
      number: z.string().nullable().optional(),
      status: z.string().nullable().optional(),
      totalMinor: z.int().nullable().optional(),
      currency: z.string().optional(),
      invoicedAt: Instant,
      cancelled: z.boolean(),
    }),
  ),
  subsidiaries: few(z.object({ id: Id, name: z.string(), customerStatus: z.enum(CUSTOMER_STATUSES).optional() })),
});
export type Surroundings = z.infer<typeof Surroundings>;
