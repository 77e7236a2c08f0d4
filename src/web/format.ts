import { useMemo } from 'react';
import { formatMoney, type Money } from '#platform/shared/money.ts';
import { ENOUGH, wilson } from '#platform/shared/statistics.ts';
import { type Reader, useReader } from './reader.ts';
import { type Texts, useTexts } from './texts/texts.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A number of rows as a list knows it: exact up to a limit, an estimate above. */
export interface Count {
  value: number;
  exact: boolean;
}

/** Two leading figures and zeros: 243,817 becomes 240,000. */
export function rounded(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return Math.round(value / unit) * unit;
}

/** Two units at the most: "2 h 10 min", "3 d 4 h", "41 min". */
function durationOf(texts: Texts['ui']['time'], number: (value: number) => string) {
  const pair = (whole: string, over: number, rest: (count: string) => string) => (over === 0 ? whole : `${whole} ${rest(number(over))}`);
  return (milliseconds: number) => {
    const minutes = Math.round(Math.abs(milliseconds) / MINUTE);
    if (minutes < 60) return texts.minutes(number(Math.max(1, minutes)));
    if (minutes < 24 * 60) return pair(texts.hours(number(Math.floor(minutes / 60))), minutes % 60, texts.minutes);
    const hours = Math.round(minutes / 60);
    return pair(texts.days(number(Math.floor(hours / 24))), hours % 24, texts.hours);
  };
}

function instants({ locale, timeZone }: Reader, texts: Texts['ui']['time'], duration: (milliseconds: number) => string) {
  const relativeFormat = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  const format = (options: Intl.DateTimeFormatOptions, zone = timeZone) => new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
  const dayFormat = format({ dateStyle: 'medium' });
  const shortDayFormat = format({ day: 'numeric', month: 'short' });
  const timeFormat = format({ hour: '2-digit', minute: '2-digit' });
  const weekdayFormat = format({ weekday: 'short' });
  const fullFormat = format({ dateStyle: 'full', timeStyle: 'short' });
  const keyFormat = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const plainFormat = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'medium' });
  const monthFormat = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'long', year: 'numeric' });
  const at = (iso: string) => new Date(iso);
  const dayKey = (iso: string | Date) => keyFormat.format(new Date(iso));

  return {
    /** `2026-11-21`, the day of an instant where the reader is. */
    dayKey,
    time: (iso: string) => timeFormat.format(at(iso)),
    /** "21 Nov 2026"; a plain `YYYY-MM-DD` stays that day in every zone. */
    date: (iso: string) => (iso.length === 10 ? plainFormat.format(new Date(`${iso}T00:00:00Z`)) : dayFormat.format(at(iso))),
    /** "November 2026" of a plain `YYYY-MM-DD`. */
    month: (day: string) => monthFormat.format(new Date(`${day}T00:00:00Z`)),
    /** "Saturday 21 November 2026 at 14:02", with the zone's name where it is another than the reader's. */
    absolute: (iso: string, zone?: string) =>
      zone ? texts.inReaderZone(format({ dateStyle: 'full', timeStyle: 'short' }, zone).format(at(iso)), zone) : fullFormat.format(at(iso)),
    /** "5 min ago", "in 3 hr", "yesterday", and after a week the date. */
    relative: (iso: string, now: number) => {
      const gap = at(iso).getTime() - now;
      const size = Math.abs(gap);
      if (size < MINUTE) return texts.now;
      if (size < HOUR) return relativeFormat.format(Math.round(gap / MINUTE), 'minute');
      if (size < DAY) return relativeFormat.format(Math.round(gap / HOUR), 'hour');
      if (size < 7 * DAY) return relativeFormat.format(Math.round(gap / DAY), 'day');
      return dayKey(iso).slice(0, 4) === dayKey(new Date(now)).slice(0, 4) ? shortDayFormat.format(at(iso)) : dayFormat.format(at(iso));
    },
    /** When something is due, as short as it is clear: "15:00", "Thu 15:00", "3 Dec". */
    deadline: (iso: string, now: number) => {
      const time = timeFormat.format(at(iso));
      if (dayKey(iso) === dayKey(new Date(now))) return time;
      if (Math.abs(at(iso).getTime() - now) < 6 * DAY) return `${weekdayFormat.format(at(iso))} ${time}`;
      return shortDayFormat.format(at(iso));
    },
    /** Heading of a day in a list: "Today", "Yesterday", else the date. */
    dayTitle: (iso: string, now: number) => {
      if (dayKey(iso) === dayKey(new Date(now))) return texts.today;
      if (dayKey(iso) === dayKey(new Date(now - DAY))) return texts.yesterday;
      return `${weekdayFormat.format(at(iso))} ${dayFormat.format(at(iso))}`;
    },
    duration,
  };
}

/** k cases of n, as reports give it (`rateOf`); without the ends of an interval, the 95 % Wilson interval. */
export interface Rate {
  k: number;
  n: number;
  low?: number;
  high?: number;
}

const UNITS = ['kilobyte', 'megabyte', 'gigabyte'] as const;

function figures({ locale }: Reader, texts: Texts['ui']) {
  const numberFormat = new Intl.NumberFormat(locale);
  const compactFormat = new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 });
  const countries = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' });
  const number = (value: number) => numberFormat.format(value);
  const points = (share: number) => number(Math.round(share * 100));
  /** 0.82 as "82 %". */
  const percent = (share: number) => `${points(share)} %`;

  return {
    number,
    percent,
    compact: (value: number) => compactFormat.format(value),
    decimal: (value: number, digits = 1) =>
      new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value),
    /** A figure that people compare digit by digit, such as an exchange rate: up to eight significant digits. */
    exact: (value: number) => new Intl.NumberFormat(locale, { maximumSignificantDigits: 8 }).format(value),
    money: (money: Money, style: 'short' | 'whole' = 'whole') => formatMoney(money, locale, style),
    count: ({ value, exact }: Count) => (exact ? number(value) : texts.count.about(number(rounded(value)))),
    /** "82 % of 50 (69–90)", "12 of 17" for fewer than 30, "Not enough data" for none. */
    rate: ({ k, n, low, high }: Rate) => {
      if (n === 0) return texts.figure.noData;
      if (n < ENOUGH) return texts.figure.counts(number(k), number(n));
      const ends = low === undefined || high === undefined ? wilson(k, n) : { low, high };
      return texts.figure.rate({ percent: percent(k / n), whole: number(n), low: points(ends.low), high: points(ends.high) });
    },
    /** "512 kB", "1.4 MB". */
    size: (bytes: number) => {
      const step = Math.max(0, Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3) - 1));
      const size = Math.max(0.1, bytes / 1000 ** (step + 1));
      const digits = size < 10 ? 1 : 0;
      return new Intl.NumberFormat(locale, { style: 'unit', unit: UNITS[step] ?? 'kilobyte', maximumFractionDigits: digits }).format(size);
    },
    /** Text in the order of the reader's language. */
    compare: new Intl.Collator(locale, { numeric: true }).compare,
    /** `GB` as "United Kingdom"; what is no code of a country stays as it is. */
    country: (code: string) => (/^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code),
    /** "Anna, Tom and Petra". */
    list: (items: readonly string[]) => new Intl.ListFormat(locale, { type: 'conjunction' }).format(items),
  };
}

export function formatFor(reader: Reader, texts: Texts) {
  const numbers = figures(reader, texts.ui);
  return { ...numbers, ...instants(reader, texts.ui.time, durationOf(texts.ui.time, numbers.number)) };
}

export type Format = ReturnType<typeof formatFor>;

/** How to write numbers, money and times for the person at the screen. */
export function useFormat(): Format {
  const reader = useReader();
  const texts = useTexts();
  return useMemo(() => formatFor(reader, texts), [reader, texts]);
}
