import { z } from 'zod';
import { Currency, Day, Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { PageLimit, RowNumberMark } from '#platform/shared/paging.ts';
import { MOST_RATE, RATE_SOURCES } from './schema.ts';

/** Units of the base currency for one unit of the currency. */
const Rate = z.number().positive('A rate is more than 0.').max(MOST_RATE, 'This rate is larger than can be kept.');
const Count = z.int();

export const listCurrencies = endpoint({
  name: 'listCurrencies',
  method: 'GET',
  path: '/currencies',
  input: z.object({}),
  output: z.object({
    base: z.string(),
    /** Those that occur or have a rate, without the base currency; those with the most rows waiting first. */
    items: z.array(
      z.object({
        currency: z.string(),
        deals: Count,
        orders: Count,
        invoices: Count,
        payments: Count,
        campaigns: Count,
        /** Rows with an amount for whose day no rate is known: they are left out of sums in the base currency, and counted there. */
        waiting: Count,
        /** The earliest day that waits; null where none does, or only rows that any rate would do for. */
        waitingFrom: Day.nullable(),
        rates: Count,
        firstDay: Day.nullable(),
        /** The newest rate. */
        rate: z.number().nullable(),
        validFrom: Day.nullable(),
      }),
    ),
    writable: z.boolean(),
  }),
  permission: 'report:read',
  summary:
    'Which currencies occur in deals, orders, invoices, payments and campaign costs, their newest rates, and how many rows wait for a rate.',
});

export const listExchangeRates = endpoint({
  name: 'listExchangeRates',
  method: 'GET',
  path: '/exchange-rates',
  input: z.object({ currency: Currency.optional(), cursor: RowNumberMark.optional(), limit: PageLimit }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        currency: z.string(),
        validFrom: Day,
        rate: z.number(),
        source: z.enum(RATE_SOURCES),
        setBy: z.object({ id: Id, name: z.string() }).nullable(),
        setAt: Instant,
      }),
    ),
    next: z.string().nullable(),
  }),
  permission: 'report:read',
  summary: 'Dated rates, the newest day first. A rate holds until the next day that has one.',
});

export const putExchangeRate = endpoint({
  name: 'putExchangeRate',
  method: 'PUT',
  path: '/exchange-rates/:currency/:validFrom',
  input: z.object({ currency: Currency, validFrom: Day, rate: Rate }),
  output: z.object({ id: Id, created: z.boolean() }),
  permission: 'rate:write',
  summary: 'Sets the rate of a currency from a day on, in units of the base currency for one unit; the day’s rate is replaced.',
});

export const removeExchangeRate = endpoint({
  name: 'removeExchangeRate',
  method: 'DELETE',
  path: '/exchange-rates/:currency/:validFrom',
  input: z.object({ currency: Currency, validFrom: Day }),
  output: Done,
  permission: 'rate:write',
  summary: 'Removes the rate of one day; the one before it holds again.',
});

export const importExchangeRates = endpoint({
  name: 'importExchangeRates',
  method: 'POST',
  path: '/exchange-rates/files',
  input: z.object({
    csv: z.string().min(1).max(1_900_000, 'This file is too long for one go. Split it by years.'),
    /** Only these; absent: of a file of the European Central Bank those that occur here, of another all. */
    currencies: z.array(Currency).max(200).optional(),
  }),
  output: z.object({
    format: z.enum(['rows', 'ecb']),
    /** Rates that were new or other than before. */
    set: z.int(),
    same: z.int(),
    /** Currencies of the file that were left out, because nothing here is in them. */
    leftOut: z.array(z.string()),
    problems: z.array(z.object({ line: z.int(), said: z.string() })),
  }),
  permission: 'rate:write',
  summary:
    'Takes in rates from CSV: rows of day, currency and rate, or the wide form of the European Central Bank (one column a currency, units for one euro).',
});
