import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { CustomValues } from '#modules/criteria/schema.ts';
import { Currency, Id, Instant } from '#modules/team/schema.ts';

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

const Line = text(200).nullable();

/** What can be written. Absent: stays as it is; null: emptied. */
export const CompanyValues = {
  domain: text(255).nullable().optional(),
  website: text(500).nullable().optional(),
  industry: Line.optional(),
  employeeCount: z.int().min(0).max(100_000_000).nullable().optional(),
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
