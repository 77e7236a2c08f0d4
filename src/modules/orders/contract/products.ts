import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { Currency, Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { PageLimit } from '#platform/shared/paging.ts';

const Amount = z.int().min(0, 'Use an amount of 0 or more.').max(Number.MAX_SAFE_INTEGER).nullable();
const Name = text(300).min(1, 'Name the product.');
const Writable = {
  code: text(100).nullable().optional(),
  category: text(100).nullable().optional(),
  active: z.boolean().optional(),
  priceMinor: Amount.optional(),
  costMinor: Amount.optional(),
  currency: Currency.nullable().optional(),
};

/** A product. Fields that the caller's role may not see are absent. */
export const Product = z.object({
  id: Id,
  ref: z.string().nullable(),
  name: z.string(),
  code: z.string().nullable(),
  category: z.string().nullable(),
  active: z.boolean(),
  priceMinor: z.int().nullable().optional(),
  costMinor: z.int().nullable().optional(),
  currency: z.string(),
  createdAt: Instant,
  updatedAt: Instant,
});

export const listProducts = endpoint({
  name: 'listProducts',
  method: 'GET',
  path: '/products',
  input: z.object({
    text: text(100).optional(),
    category: text(100).optional(),
    active: z.boolean().optional(),
    cursor: z.string().max(200).optional(),
    limit: PageLimit,
  }),
  output: z.object({ items: z.array(Product), next: z.string().nullable() }),
  permission: 'record:read',
  summary: 'Products by name; `text` finds the start of a name or a code.',
});

export const getProduct = endpoint({
  name: 'getProduct',
  method: 'GET',
  path: '/products/:id',
  input: z.object({ id: Id }),
  output: Product.extend({
    /** What was sold of it: invoice lines of invoices that are not cancelled, by currency. */
    sold: z.array(z.object({ currency: z.string(), lines: z.int(), quantity: z.number(), totalMinor: z.int(), without: z.int() })),
    writable: z.boolean(),
  }),
  permission: 'record:read',
  summary: 'A product and what was invoiced of it.',
});

export const createProduct = endpoint({
  name: 'createProduct',
  method: 'POST',
  path: '/products',
  input: z.object({ name: Name, ...Writable }),
  output: z.object({ id: Id }),
  permission: 'order:write',
  summary: 'Makes a product.',
});

export const changeProduct = endpoint({
  name: 'changeProduct',
  method: 'PATCH',
  path: '/products/:id',
  input: z.object({ id: Id, name: Name.optional(), ...Writable }),
  output: Done,
  permission: 'order:write',
  summary: 'Changes a product.',
});

/** For an ERP: `ref` is its own id of the product. */
export const putProduct = endpoint({
  name: 'putProduct',
  method: 'PUT',
  path: '/products/by-ref/:ref',
  input: z.object({ ref: text(200).min(1), name: Name.optional(), ...Writable }),
  output: z.object({ id: Id, created: z.boolean() }),
  permission: 'order:write',
  summary: 'Makes or changes the product that another system calls `ref`; fields that are not sent stay.',
});

export const removeProduct = endpoint({
  name: 'removeProduct',
  method: 'DELETE',
  path: '/products/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'order:write',
  summary: 'Removes a product; lines of orders and invoices keep its name.',
});
