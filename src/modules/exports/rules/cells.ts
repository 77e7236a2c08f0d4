import { harmless } from '#platform/shared/csv.ts';
import { minorDigits } from '#platform/shared/money.ts';

/** A value of the database as a cell: lists joined by `; `, structures as JSON, texts so that no spreadsheet runs them. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return harmless(value.join('; '));
  return harmless(typeof value === 'string' ? value : JSON.stringify(value));
}

/** An amount with its currency in one cell, such as `-12.50 EUR`: it says the same to a person, a spreadsheet and an import. */
export function amountText(minor: unknown, currency: string): string {
  if (minor === null || minor === undefined) return '';
  const digits = minorDigits(currency);
  const written = String(Math.abs(Number(minor))).padStart(digits + 1, '0');
  const whole = written.slice(0, written.length - digits);
  const amount = digits === 0 ? whole : `${whole}.${written.slice(-digits)}`;
  return `${Number(minor) < 0 ? '-' : ''}${amount} ${currency}`;
}
