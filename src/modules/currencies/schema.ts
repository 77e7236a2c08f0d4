/** Where a rate is from: set by hand (or by another program, one at a time), a file of rates, a file of the European Central Bank. */
export const RATE_SOURCES = ['hand', 'file', 'ecb'] as const;
export type RateSource = (typeof RATE_SOURCES)[number];

/** The largest rate that can be kept: units of the base currency for one unit of the other. */
export const MOST_RATE = 1_000_000;

/** What carries money of a currency, as the screen counts it. */
export const CARRIERS = ['deals', 'orders', 'invoices', 'payments', 'campaigns'] as const;
export type Carrier = (typeof CARRIERS)[number];
