import { instantOfWall } from '#platform/shared/zones.ts';
import { bad, cleanLine, good, isMissing, type Parsed, type Reason } from './parsed.ts';

/** Which part of `03-07-2021` comes first. Dates with the year first or with a month's name need no order. */
export type DateOrder = 'dmy' | 'mdy';

export interface DateOptions {
  /** IANA zone in which times without an offset are meant. */
  zone: string;
  /** Of the column, see `inferDateOrder`; null: an ambiguous date is refused. */
  order: DateOrder | null;
}

/** A date as written: a wall date, perhaps a wall time, perhaps an offset from UTC. */
interface Written {
  year: number;
  month: number;
  day: number;
  /** Milliseconds of the day; null for a date without a time. */
  time: number | null;
  /** Minutes east of UTC; null for a local time. */
  offset: number | null;
}

type Refused = { ok: false; reason: Reason };

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const LONGEST = 80;
/** Day 0 of spreadsheet serials, one day early for dates after February 1900 because of the leap day that 1900 did not have. */
const SERIAL_ZERO = Date.UTC(1899, 11, 30) / DAY_MS;
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'sv', 'da', 'nb', 'pl'];

function plain(word: string): string {
  return word
    .normalize('NFD')
    .replace(/[\u0300-\u036f.]/g, '')
    .toLowerCase();
}

function monthNames(): Map<string, number> {
  const names = new Map<string, number>([
    ['sept', 9],
    ['maerz', 3],
  ]);
  for (const language of LANGUAGES)
    for (const style of ['long', 'short'] as const) {
      const name = new Intl.DateTimeFormat(language, { month: style, timeZone: 'UTC' });
      const inDate = new Intl.DateTimeFormat(language, { month: style, day: 'numeric', timeZone: 'UTC' });
      for (let month = 1; month <= 12; month++) {
        const at = Date.UTC(2021, month - 1, 15);
        const part = inDate.formatToParts(at).find(({ type }) => type === 'month')?.value ?? '';
        for (const form of [name.format(at), part]) {
          const word = plain(form);
          if (/^\p{L}{3,}$/u.test(word) && !names.has(word)) names.set(word, month);
        }
      }
    }
  return names;
}

const MONTHS = monthNames();
const ZONE_WORDS: Readonly<Record<string, number>> = {
  z: 0,
  utc: 0,
  gmt: 0,
  wet: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  cet: 60,
  cest: 120,
  eet: 120,
  eest: 180,
};

const TIME =
  /[T\s,]+(?:at\s+|um\s+|à\s+)?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s*([ap])\.?m\.?)?(?:\s*(?:\(?([A-Za-z]{1,4})\)?)?\s*([+-]\d{2}(?::?\d{2})?)?(?:\s*\([A-Za-z ]{1,30}\))?)?$/i;
const NUMERIC = /^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})\.?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const SERIAL = /^\d{5,7}(?:[.,]\d{1,12})?$/;
const EPOCH = /^-?(\d{10}|\d{13})$/;
const DAY_NAME_YEAR = /^(\d{1,2})(?:st|nd|rd|th|er|\.|º|°)?[\s-]*(?:(?:of|de)\s+)?(\p{L}{3,12}\.?)[\s,.-]*(?:de\s+)?(\d{4}|'?\d{2})$/iu;
const NAME_DAY_YEAR = /^(\p{L}{3,12}\.?)[\s-]*(\d{1,2})(?:st|nd|rd|th)?[\s,.-]+(\d{4}|'\d{2}|\d{2})$/iu;
const YEAR_NAME_DAY = /^(\d{4})[\s-]*(\p{L}{3,12}\.?)[\s-]*(\d{1,2})$/u;
const WEEKDAY = /^(?:\p{L}{2,12}\.?,\s*|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\s+)(?=[\p{L}\d])/iu;

function fullYear(digits: string): number {
  const year = Number(digits.replace("'", ''));
  if (digits.replace("'", '').length > 2) return year;
  return year < 69 ? 2000 + year : 1900 + year;
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  return new Date(Date.UTC(year, month - 1, day)).getUTCMonth() === month - 1;
}

function dated(year: number, month: number, day: number): Omit<Written, 'time' | 'offset'> | Refused {
  if (!isDay(year, month, day)) return bad('not_a_date');
  return year < 1900 || year > 2199 ? bad('date_out_of_range') : { year, month, day };
}

/** `a` and `b` are the two parts beside a year at the end. */
function ordered(a: string, b: string, order: DateOrder | null): { day: number; month: number } | Reason {
  const [first, second] = [Number(a), Number(b)];
  if (order === null && first <= 12 && second <= 12 && first !== second) return 'date_ambiguous';
  const dayFirst = order === null ? first > 12 || first === second : order === 'dmy';
  const [day, month] = dayFirst ? [first, second] : [second, first];
  return month > 12 && day <= 12 ? 'date_order' : { day, month };
}

function numericDate([, a = '', , b = '', c = '']: RegExpMatchArray, order: DateOrder | null): Omit<Written, 'time' | 'offset'> | Refused {
  if (a.length >= 3) return a.length === 4 && c.length <= 2 ? dated(Number(a), Number(b), Number(c)) : bad('not_a_date');
  if (c.length !== 4 && c.length !== 2) return bad('not_a_date');
  const parts = ordered(a, b, order);
  return typeof parts === 'string' ? bad(parts) : dated(fullYear(c), parts.month, parts.day);
}

function wallDate(text: string, order: DateOrder | null): Omit<Written, 'time' | 'offset'> | Refused {
  const numeric = text.match(NUMERIC);
  if (numeric) return numericDate(numeric, order);
  const compact = text.match(COMPACT);
  if (compact) return dated(Number(compact[1]), Number(compact[2]), Number(compact[3]));
  const named = text.replace(WEEKDAY, '');
  const [, day, name, year] = named.match(DAY_NAME_YEAR) ?? [];
  if (day && name && year) return dated(fullYear(year), MONTHS.get(plain(name)) ?? 0, Number(day));
  const [, usName, usDay, usYear] = named.match(NAME_DAY_YEAR) ?? [];
  if (usName && usDay && usYear) return dated(fullYear(usYear), MONTHS.get(plain(usName)) ?? 0, Number(usDay));
  const [, firstYear, midName, lastDay] = named.match(YEAR_NAME_DAY) ?? [];
  if (firstYear && midName && lastDay) return dated(Number(firstYear), MONTHS.get(plain(midName)) ?? 0, Number(lastDay));
  return bad('not_a_date');
}

function offsetMinutes(text: string): number | null {
  const match = text.match(/^([+-])(\d{2}):?(\d{2})?$/);
  if (!match) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return minutes > 18 * 60 ? null : match[1] === '-' ? -minutes : minutes;
}

function timeOfDay(match: RegExpMatchArray): Pick<Written, 'time' | 'offset'> | null {
  const [, hours = '', minutes = '', seconds = '0', fraction = '', half, word, offset] = match;
  let hour = Number(hours);
  if (half) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  }
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 60) return null;
  const ms = Math.min(Number(seconds), 59) * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3));
  const named = word === undefined ? null : ZONE_WORDS[word.toLowerCase()];
  if (named === undefined) return null;
  const east = offset === undefined ? null : offsetMinutes(offset);
  if (offset !== undefined && east === null) return null;
  return { time: (hour * 60 + Number(minutes)) * MINUTE_MS + ms, offset: east ?? named };
}

function fromEpoch(ms: number): Written | Refused {
  const at = new Date(ms);
  const date = dated(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate());
  return 'ok' in date ? date : { ...date, time: ((ms % DAY_MS) + DAY_MS) % DAY_MS, offset: 0 };
}

function fromSerial(text: string): Written | Refused {
  const serial = Number(text.replace(',', '.'));
  const day = Math.floor(serial);
  const ms = Math.round((serial - day) * 86_400) * 1000;
  const at = new Date((SERIAL_ZERO + day) * DAY_MS + ms);
  const date = dated(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate());
  return 'ok' in date ? date : { ...date, time: Number.isInteger(serial) ? null : ms % DAY_MS, offset: null };
}

function written(text: string, order: DateOrder | null): Written | Refused {
  if (text.length > LONGEST) return bad('not_a_date');
  const line = cleanLine(text);
  if (EPOCH.test(line)) return fromEpoch(line.replace('-', '').length === 13 ? Number(line) : Number(line) * 1000);
  if (SERIAL.test(line)) return fromSerial(line);
  const time = line.match(TIME);
  const head = time ? line.slice(0, time.index) : line;
  const date = wallDate(head.trim(), order);
  if ('ok' in date) return date;
  if (!time) return { ...date, time: null, offset: null };
  const clock = timeOfDay(time);
  return clock ? { ...date, ...clock } : bad('not_a_date');
}

/**
 * A cell as an instant (ISO, UTC). Reads ISO with or without an offset, `15 Apr, 2021 00:03:00`, `Apr 15, 2021 3:04 PM`,
 * `03-07-2021 01:09` in the column's order, spreadsheet serials, seconds and milliseconds since 1970, and months by name in
 * eleven languages. A date without a time is the beginning of that day in `zone`.
 */
export function parseInstant(text: string, { zone, order }: DateOptions): Parsed<string> {
  const read = written(text, order);
  if ('ok' in read) return read;
  const day = Date.UTC(read.year, read.month - 1, read.day) / DAY_MS;
  const time = read.time ?? 0;
  const at = read.offset === null ? instantOfWall(zone, day, time) : day * DAY_MS + time - read.offset * MINUTE_MS;
  return good(new Date(at).toISOString());
}

/** A cell as a date `YYYY-MM-DD`: the date that is written, whatever time and offset stand beside it. */
export function parseDate(text: string, { order }: Pick<DateOptions, 'order'>): Parsed<string> {
  const read = written(text, order);
  if ('ok' in read) return read;
  return good(new Date(Date.UTC(read.year, read.month - 1, read.day)).toISOString().slice(0, 10));
}

export interface OrderEvidence {
  /** Null: nothing in the samples decides it; ask, or take the habit of the country. */
  order: DateOrder | null;
  /** How many samples can only be the one, only the other, or either. */
  dmy: number;
  mdy: number;
  either: number;
  /** Both orders occur: the column cannot be read as a whole. */
  mixed: boolean;
}

/** Decides once for a column whether `03-07-2021` is the 3rd of July: one value above 12 settles it for all. Dots mean day first. */
export function inferDateOrder(samples: Iterable<string>): OrderEvidence {
  const evidence = { dmy: 0, mdy: 0, either: 0 };
  let dotted = 0;
  for (const sample of samples) {
    if (sample.length > LONGEST || isMissing(sample)) continue;
    const line = cleanLine(sample);
    const match = line.slice(0, line.match(TIME)?.index).trim().match(NUMERIC);
    if (!match || (match[1]?.length ?? 0) > 2) continue;
    const [a, b] = [Number(match[1]), Number(match[3])];
    if (a > 12 && b <= 12) evidence.dmy++;
    else if (b > 12 && a <= 12) evidence.mdy++;
    else if (a <= 12 && b <= 12) {
      evidence.either++;
      if (match[2] === '.') dotted++;
    }
  }
  const mixed = evidence.dmy > 0 && evidence.mdy > 0;
  const order = mixed ? null : evidence.dmy > 0 ? 'dmy' : evidence.mdy > 0 ? 'mdy' : dotted > 0 ? 'dmy' : null;
  return { ...evidence, order, mixed };
}
