import type { Filter } from './language.ts';
import { isZone } from './lexicon.ts';

/** A value of a field: words, a day or an instant in ISO form, an amount in the smallest unit of its currency, or nothing. */
export type Value = string | number | boolean | { amountMinor: number; currency: string } | null;

interface Place {
  locale: string;
  zone: string;
}

const LONGEST = 2_000;

/** A value in words, after its filters. Never throws; what can't be shown is nothing, so that a fallback takes its place. */
export function filled(value: Value, filters: readonly Filter[], place: Place): string {
  const how = filters.find(({ name }) => name === 'date' || name === 'money');
  let text = wordsOf(value, how, place).slice(0, LONGEST);
  for (const { name, args } of filters) text = applied(name, text, { args, locale: localeOf(place.locale) });
  return text;
}

function applied(name: Filter['name'], text: string, { args, locale }: { args: readonly string[]; locale: string }): string {
  switch (name) {
    case 'fallback':
      return text.trim() === '' ? (args[0] ?? '') : text;
    case 'upper':
      return text.toLocaleUpperCase(locale);
    case 'lower':
      return text.toLocaleLowerCase(locale);
    case 'title':
      return text.replace(/(?<![\p{L}\p{N}'’])\p{L}/gu, (letter) => letter.toLocaleUpperCase(locale));
    default:
      return text;
  }
}

function wordsOf(value: Value, how: Filter | undefined, place: Place): string {
  if (value === null || value === undefined || typeof value === 'boolean') return '';
  if (typeof value === 'object') return moneyOf(value, how, place);
  if (typeof value === 'number') return Number.isFinite(value) ? value.toLocaleString(localeOf(place.locale)) : '';
  if (how?.name === 'date') return dateOf(value, how.args, place);
  return how ? '' : value;
}

function moneyOf({ amountMinor, currency }: { amountMinor: number; currency: string }, how: Filter | undefined, place: Place): string {
  if (!Number.isFinite(amountMinor) || !/^[A-Z]{3}$/.test(currency)) return '';
  const whole = how?.args[0] === 'whole';
  const format = new Intl.NumberFormat(localeOf(place.locale), {
    style: 'currency',
    currency,
    ...(whole ? { maximumFractionDigits: 0, minimumFractionDigits: 0 } : {}),
  });
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amountMinor / 10 ** digits);
}

const STYLES: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  short: { dateStyle: 'short' },
  medium: { dateStyle: 'medium' },
  long: { dateStyle: 'long' },
  weekday: { weekday: 'long', day: 'numeric', month: 'long' },
  month: { month: 'long', year: 'numeric' },
  time: { dateStyle: 'medium', timeStyle: 'short' },
};

function dateOf(value: string, [style = 'medium', zone]: readonly string[], place: Place): string {
  if (!/^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$/.test(value)) return '';
  const isDay = value.length === 10;
  const at = new Date(isDay ? `${value}T12:00:00Z` : value);
  if (Number.isNaN(at.getTime())) return '';
  const wanted = zone ?? place.zone;
  const timeZone = isDay || !isZone(wanted) ? 'UTC' : wanted;
  return new Intl.DateTimeFormat(localeOf(place.locale), {
    ...(Object.hasOwn(STYLES, style) ? STYLES[style] : STYLES.medium),
    timeZone,
  }).format(at);
}

function localeOf(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
