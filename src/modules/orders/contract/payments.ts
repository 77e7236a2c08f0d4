import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { Currency, Day, Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { Paged } from '#platform/shared/paging.ts';

const Ref = text(200).min(1);
const Facts = {
  invoiceId: Id.optional(),
  /** What the other system calls the invoice; one that is not here yet is waited for. */
  invoiceRef: Ref.optional(),
  invoiceNumber: text(100).min(1).optional(),
  paidOn: Day,
  /** Negative: money that went back. */
  amountMinor: z
    .int()
    .min(-Number.MAX_SAFE_INTEGER)
    .max(Number.MAX_SAFE_INTEGER)
    .refine((amount) => amount !== 0, 'A payment is of some amount.'),
  /** That of the invoice where absent. A payment in another currency does not settle the invoice. */
  currency: Currency.optional(),
  reference: text(300).nullable().optional(),
};

export const Payment = z.object({
  id: Id,
  ref: z.string().nullable(),
  invoice: z.object({ id: Id, name: z.string() }).nullable(),
  /** As it was said, where the invoice is not here yet. */
  invoiceNumber: z.string().nullable(),
  paidOn: Day,
  amountMinor: z.int(),
  currency: z.string(),
  reference: z.string().nullable(),
});

export const listPayments = endpoint({
  name: 'listPayments',
  method: 'GET',
  path: '/payments',
  input: z.object({
    invoiceId: Id.optional(),
    /** Only those whose invoice is not here (yet). */
    loose: z.boolean().optional(),
    currency: Currency.optional(),
    /** Days; `to` is not included. */
    from: Day.optional(),
    to: Day.optional(),
    ...Paged,
  }),
  output: z.object({ items: z.array(Payment), next: z.string().nullable(), writable: z.boolean() }),
  permission: 'record:read',
  summary: 'Payments, the newest day first.',
});

export const listReceivedPayments = endpoint({
  name: 'listReceivedPayments',
  method: 'GET',
  path: '/received-payments',
  input: z.object({ from: Instant.optional(), to: Instant.optional(), companyId: Id.optional(), currency: Currency.optional(), ...Paged }),
  output: z.object({
    /** Of all rows, over every page, by currency. */
    sums: z.array(z.object({ currency: z.string(), n: z.int(), amountMinor: z.int() })),
    items: z.array(
      z.object({
        /** The payment's, or the invoice's where it was noted as paid by hand. */
        id: Id,
        byHand: z.boolean(),
        invoice: Named,
        company: Named.nullable(),
        at: Instant,
        amountMinor: z.int(),
        currency: z.string(),
        reference: z.string().nullable(),
        /** What its invoice is still owed, in the invoice's currency; null where that names no amount. */
        openMinor: z.int().nullable(),
        invoiceCurrency: z.string(),
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'record:read',
  summary: 'Money that came in, the newest first: payments, in part as well, and what is left of invoices that were noted as paid by hand.',
});

export const createPayment = endpoint({
  name: 'createPayment',
  method: 'POST',
  path: '/payments',
  input: z.object(Facts),
  output: z.object({ id: Id }),
  permission: 'order:write',
  summary: 'Notes a payment; an invoice that owes nothing any more is paid.',
});

export const putPayment = endpoint({
  name: 'putPayment',
  method: 'PUT',
  path: '/payments/by-ref/:ref',
  input: z.object({ ref: Ref, ...Facts }),
  output: z.object({ id: Id, created: z.boolean() }),
  permission: 'order:write',
  summary: 'Makes or changes the payment that another system calls `ref`. The same again changes nothing.',
});

export const removePayment = endpoint({
  name: 'removePayment',
  method: 'DELETE',
  path: '/payments/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'order:write',
  summary: 'Removes a payment that was noted by mistake.',
});
