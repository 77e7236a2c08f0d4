import { z } from 'zod';
import { Currency, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged, PageLimit, RowNumberMark } from '#platform/shared/paging.ts';
import { DIFFERENCES, DifferenceName } from '../schema.ts';

/** Booked is ordered and not cancelled; invoiced is invoiced and not cancelled. `without` counts those that have no amount. */
const Sides = {
  currency: z.string(),
  orders: z.int(),
  bookedMinor: z.int(),
  ordersWithout: z.int(),
  invoices: z.int(),
  invoicedMinor: z.int(),
  invoicesWithout: z.int(),
  /** Credit notes, of which what was invoiced is less by. */
  credits: z.int(),
  payments: z.int(),
  /** Payments, and invoices that were noted as paid. */
  paidMinor: z.int(),
};
const Period = { from: Instant.optional(), to: Instant.optional(), companyId: Id.optional() };

export const getReconciliation = endpoint({
  name: 'getReconciliation',
  method: 'GET',
  path: '/reconciliation',
  input: z.object(Period),
  output: z.object({
    totals: z.array(z.object(Sides)),
    /** `month` is its first day (`2026-11-01`), in the workspace's time zone; the newest first. */
    months: z.array(z.object({ month: z.string(), ...Sides })),
    /** The three sides in the base currency, each amount by the rate of its day; `withoutRate` counts what has none and is left out. */
    base: z.object({
      currency: z.string(),
      months: z.array(
        z.object({ month: z.string(), bookedMinor: z.int(), invoicedMinor: z.int(), paidMinor: z.int(), withoutRate: z.int() }),
      ),
    }),
    cancelled: z.object({ orders: z.int(), invoices: z.int() }),
    differences: z.array(z.object({ kind: z.enum(DIFFERENCES), n: z.int() })),
  }),
  permission: 'report:read',
  summary:
    'What was booked, invoiced and paid, in total, by month and currency and in the base currency, and how many documents do not reconcile.',
});

export const listReconciledCompanies = endpoint({
  name: 'listReconciledCompanies',
  method: 'GET',
  path: '/reconciliation/companies',
  input: z.object({
    from: Instant.optional(),
    to: Instant.optional(),
    currency: Currency.optional(),
    cursor: RowNumberMark.optional(),
    limit: PageLimit,
  }),
  output: z.object({ items: z.array(z.object({ company: Named, ...Sides })), next: z.string().nullable() }),
  permission: 'report:read',
  summary: 'Booked against invoiced for each company and currency, the most invoiced first.',
});

export const listDifferences = endpoint({
  name: 'listDifferences',
  method: 'GET',
  path: '/reconciliation/differences',
  input: z.object({ kind: DifferenceName, ...Period, ...Paged }),
  output: z.object({
    items: z.array(
      z.object({
        entity: z.enum(['order', 'invoice', 'deal']),
        id: Id,
        number: z.string().nullable(),
        subject: z.string().nullable(),
        company: Named.nullable(),
        at: Instant,
        totalMinor: z.int().nullable(),
        /** What it is compared with: what was invoiced of the order or the deal, the lines, what was paid or credited. */
        otherMinor: z.int().nullable(),
        currency: z.string(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'report:read',
  summary: 'The orders, invoices and won deals that do not reconcile for one reason, the newest first.',
});

export const getCompanyAccount = endpoint({
  name: 'getCompanyAccount',
  method: 'GET',
  path: '/companies/:companyId/account',
  input: z.object({ companyId: Id }),
  output: z.object({
    currencies: z.array(
      z.object({
        ...Sides,
        /** Invoiced and not paid, of that what is past its day. */
        openMinor: z.int(),
        overdueMinor: z.int(),
      }),
    ),
    lastOrderAt: Instant.nullable(),
    lastInvoiceAt: Instant.nullable(),
    products: z.array(z.object({ product: Named.nullable(), name: z.string(), lines: z.int(), quantity: z.number() })),
  }),
  permission: 'record:read',
  summary: 'What a company ordered, was invoiced and owes, and which products it has.',
});
