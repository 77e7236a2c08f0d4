/** Money on the wire and in storage: integer minor units with an ISO 4217 currency. */
export interface Money {
  amountMinor: number;
  currency: string;
}

const digits = new Map<string, number>();

/** Decimal places of a currency, 2 where the runtime does not know it. */
export function minorDigits(currency: string): number {
  let known = digits.get(currency);
  if (known === undefined) {
    known = digitsOf(currency);
    // Only codes are kept, so that what users write does not fill the memory.
    if (/^[A-Z]{3}$/.test(currency)) digits.set(currency, known);
  }
  return known;
}

function digitsOf(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** The amount as a plain number of the currency itself, for files and small pictures: 1234 of EUR is 12.34, of JPY 1234. */
export function inMajor({ amountMinor, currency }: Money): number {
  return amountMinor / 10 ** minorDigits(currency);
}

export function formatMoney(money: Money, locale: string, style: 'short' | 'whole' = 'whole'): string {
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: money.currency,
    ...(style === 'short' ? { notation: 'compact', maximumSignificantDigits: 3 } : {}),
  }).format(inMajor(money));
}

/**
 * Splits an amount by weights so that the parts sum to the whole (largest remainder, ties to the earlier part).
 * @returns one integer per weight; all zero where the weights sum to zero
 */
export function splitMinor(amountMinor: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return weights.map(() => 0);
  const exact = weights.map((weight) => (amountMinor * weight) / total);
  const parts = exact.map(Math.floor);
  const left = amountMinor - parts.reduce((sum, part) => sum + part, 0);
  const order = exact
    .map((value, index) => ({ index, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index);
  for (const { index } of order.slice(0, Math.round(left))) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}
