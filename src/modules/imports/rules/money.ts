import { minorDigits } from '#platform/shared/money.ts';
import { bad, cleanLine, good, type Parsed } from './parsed.ts';

export type DecimalMark = '.' | ',';

export interface NumberOptions {
  /** Decides `1,234` and `1.234`, see `inferDecimalMark`. Without it a lone comma before three digits groups, a lone point does not. */
  decimal?: DecimalMark | null;
}

export interface MoneyOptions extends NumberOptions {
  /** Of the workspace: settles `$`, `kr` and `¥` where it is one of theirs, and the number of decimals where no currency is written. */
  currency?: string;
}

export interface ParsedMoney {
  amountMinor: number;
  /** As written in the cell; null where no currency is. */
  currency: string | null;
}

const SYMBOLS: Readonly<Record<string, readonly string[]>> = {
  $: ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'MXN', 'CLP', 'COP', 'ARS'],
  US$: ['USD'],
  CA$: ['CAD'],
  C$: ['CAD'],
  A$: ['AUD'],
  AU$: ['AUD'],
  NZ$: ['NZD'],
  HK$: ['HKD'],
  S$: ['SGD'],
  MX$: ['MXN'],
  '€': ['EUR'],
  '£': ['GBP'],
  '¥': ['JPY', 'CNY'],
  '\uffe5': ['JPY', 'CNY'],
  'CN¥': ['CNY'],
  '₹': ['INR'],
  RS: ['INR'],
  R$: ['BRL'],
  R: ['ZAR'],
  KR: ['SEK', 'NOK', 'DKK', 'ISK'],
  'KR.': ['DKK', 'SEK', 'NOK'],
  ZŁ: ['PLN'],
  KČ: ['CZK'],
  FT: ['HUF'],
  FR: ['CHF'],
  'FR.': ['CHF'],
  SFR: ['CHF'],
  '₺': ['TRY'],
  '₽': ['RUB'],
  '₴': ['UAH'],
  '₩': ['KRW'],
  '₪': ['ILS'],
  '฿': ['THB'],
  '₱': ['PHP'],
  '₫': ['VND'],
  '₦': ['NGN'],
  LEI: ['RON'],
};
/** Signs that name no one currency without help. */
const AMBIGUOUS = new Set(['KR', 'KR.']);
const CODES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
const SCALES: Readonly<Record<string, number>> = { k: 3, tsd: 3, m: 6, mn: 6, mm: 6, mio: 6, b: 9, bn: 9, mrd: 9 };
const LONGEST = 60;

function currencyOf(sign: string, preferred: string | undefined): string | null | undefined {
  const upper = sign.toUpperCase();
  if (CODES.has(upper)) return upper;
  const candidates = SYMBOLS[upper];
  if (!candidates) return undefined;
  if (preferred && candidates.includes(preferred)) return preferred;
  return AMBIGUOUS.has(upper) ? null : (candidates[0] ?? null);
}

/** Digits with groups of three, or of two before the last three as in India. */
function grouped(text: string, mark: string): boolean {
  const groups = text.split(mark);
  const last = groups.at(-1) ?? '';
  const first = groups[0] ?? '';
  return (
    first.length >= 1 &&
    first.length <= 3 &&
    last.length === 3 &&
    groups.slice(1, -1).every((group) => group.length === 3 || group.length === 2)
  );
}

/** The digits before and after the decimal mark, without grouping; null where the text is no number. */
function digitsOf(text: string, decimal: DecimalMark | null): { whole: string; fraction: string } | null {
  const packed = text.replace(/(?<=\d)[\s'’_](?=\d{3}(?!\d))/g, '');
  if (!/^[\d.,]+$/.test(packed) || !/\d/.test(packed)) return null;
  const [points, commas] = [packed.split('.').length - 1, packed.split(',').length - 1];
  let mark: DecimalMark | null = null;
  if (points > 0 && commas > 0) mark = packed.lastIndexOf('.') > packed.lastIndexOf(',') ? '.' : ',';
  else if (points + commas === 1) {
    const only: DecimalMark = points === 1 ? '.' : ',';
    const couldGroup = /^[1-9]\d{0,2}[.,]\d{3}$/.test(packed);
    mark = !couldGroup || only === (decimal ?? '.') ? only : null;
  }
  const at = mark === null ? packed.length : packed.lastIndexOf(mark);
  const [whole, fraction] = [packed.slice(0, at), packed.slice(at + 1)];
  const group = mark === ',' || (mark === null && points > 0) ? '.' : ',';
  if (!/^\d*$/.test(fraction) || (mark !== null && whole.includes(mark))) return null;
  if (whole.includes(group) && !grouped(whole, group)) return null;
  return { whole: whole.replaceAll(group, ''), fraction };
}

interface Signed {
  negative: boolean;
  body: string;
}

function signed(text: string): Signed {
  let body = text.replace(/[\u2212\u2012\u2013]/g, '-').replace(/^[<>≈~]\s*/, '');
  let negative = false;
  const inParentheses = body.match(/^([^\d(]{0,4})\(([^()]*)\)([^\d)]{0,4})$/);
  if (inParentheses) {
    negative = true;
    body = inParentheses.slice(1).join('').trim();
  }
  if (/^-|-$/.test(body) || /^\D{1,4}-\s*\d/.test(body)) {
    negative = !negative;
    body = body.replace('-', '');
  }
  return { negative, body: body.replace(/^\+/, '').trim() };
}

/** A decimal number times 10^shift as an integer, halves away from zero: no floating point on the way. */
function shifted({ whole, fraction }: { whole: string; fraction: string }, shift: number): number | null {
  const digits = fraction.padEnd(shift, '0');
  const kept = `${whole}${digits.slice(0, shift)}`.replace(/^0+(?=\d)/, '') || '0';
  if (kept.length > 17) return null;
  const rounded = Number(kept) + (Number(digits[shift] ?? '0') >= 5 ? 1 : 0);
  return Number.isSafeInteger(rounded) ? rounded : null;
}

function parts(body: string): { before: string; number: string; after: string } | null {
  const match = body.match(/^([^\d.,]{0,12}?)\s*([.,]?\d(?:[\d.,\s'’_]*\d)?\.?)\s*([^\d]{0,14})$/u);
  return match ? { before: (match[1] ?? '').trim(), number: match[2] ?? '', after: (match[3] ?? '').trim() } : null;
}

/**
 * A cell as money in minor units: `$22,247.63`, `$342.09K`, `€1.234,56`, `1 234,50 kr`, `(12.00)`, `CHF 1'200.–`. More decimals
 * than the currency has are rounded, halves away from zero.
 */
export function parseMoney(text: string, options: MoneyOptions = {}): Parsed<ParsedMoney> {
  if (text.length > LONGEST) return bad('not_money');
  const { negative, body } = signed(cleanLine(text).replace(/[.,][-–—]+$/, ''));
  const found = parts(body);
  if (!found) return bad('not_money');
  let { after } = found;
  let scale = 0;
  const unit = after.match(/^(k|tsd|mm|mio|mn|mrd|m|bn|b)\.?(?=$|\s|[^\p{L}])/iu);
  if (unit) {
    scale = SCALES[unit[1]?.toLowerCase() ?? ''] ?? 0;
    after = after.slice(unit[0].length).trim();
  }
  const signs = [found.before, after].filter((sign) => sign !== '');
  const currencies = signs.map((sign) => currencyOf(sign, options.currency));
  if (currencies.includes(undefined)) return bad('not_money');
  const currency = currencies.find((code) => typeof code === 'string') ?? null;
  const digits = digitsOf(found.number.replace(/\.$/, ''), options.decimal ?? null);
  if (!digits) return bad('not_money');
  const minor = shifted(digits, minorDigits(currency ?? options.currency ?? 'EUR') + scale);
  if (minor === null) return bad('too_large');
  return good({ amountMinor: negative && minor !== 0 ? -minor : minor, currency });
}

/** A cell as a number; a trailing % is read over (`85 %` is 85). */
export function parseNumber(text: string, options: NumberOptions = {}): Parsed<number> {
  if (text.length > LONGEST) return bad('not_a_number');
  const line = cleanLine(text);
  if (/^[+-]?\d+(?:\.\d+)?e[+-]?\d{1,3}$/i.test(line)) return Number.isFinite(Number(line)) ? good(Number(line)) : bad('too_large');
  const { negative, body } = signed(line.replace(/\s*%$/, ''));
  const digits = digitsOf(body, options.decimal ?? null);
  if (!digits) return bad('not_a_number');
  const value = Number(`${digits.whole || '0'}.${digits.fraction || '0'}`);
  return Number.isFinite(value) ? good(negative && value !== 0 ? -value : value) : bad('too_large');
}

export function parseInteger(text: string, options: NumberOptions = {}): Parsed<number> {
  const read = parseNumber(text, options);
  if (!read.ok) return read;
  if (!Number.isInteger(read.value)) return bad('not_whole');
  return Number.isSafeInteger(read.value) ? read : bad('too_large');
}

/** Decides once for a column whether the point or the comma marks decimals; null where no sample tells. */
export function inferDecimalMark(samples: Iterable<string>): DecimalMark | null {
  const votes = { '.': 0, ',': 0 };
  for (const sample of samples) {
    if (sample.length > LONGEST) continue;
    const number = sample.match(/\d[\d.,\s'’]*/)?.[0].trim() ?? '';
    const last = Math.max(number.lastIndexOf('.'), number.lastIndexOf(','));
    const mark = number[last];
    if (mark !== '.' && mark !== ',') continue;
    const other: DecimalMark = mark === '.' ? ',' : '.';
    const behind = number.length - last - 1;
    if (number.indexOf(mark) !== last) votes[other]++;
    else if (number.includes(other) || behind !== 3 || /^0[.,]/.test(number)) votes[mark]++;
  }
  return votes['.'] === votes[','] ? null : votes['.'] > votes[','] ? '.' : ',';
}
