import { isMoney, type Metric } from '#modules/goals/schema.ts';
import type { Format } from '../../format.ts';

/** A figure of a metric as it is read: money or a count. */
export const written = (format: Format, metric: Metric, currency: string) => (value: number) =>
  isMoney(metric) ? format.money({ amountMinor: Math.round(value), currency }, 'short') : format.number(Math.round(value));

/** "Mar 2026". */
export function monthName(locale: string, day: string, style: 'short' | 'long' = 'short'): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    month: style === 'short' ? 'short' : 'long',
    year: style === 'short' ? '2-digit' : 'numeric',
  }).format(new Date(`${day}T00:00:00Z`));
}

/** The last day of a period from the first day after it. */
export function lastDay(after: string): string {
  return new Date(Date.parse(`${after}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** The first day of the quarter so many quarters away. */
export function quarterFrom(day: string, by: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, Math.floor((month - 1) / 3) * 3 + by * 3, 1)).toISOString().slice(0, 10);
}
