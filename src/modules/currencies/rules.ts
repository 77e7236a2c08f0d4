import { MOST_RATE } from './schema.ts';

export interface DatedRate {
  currency: string;
  /** `2026-11-22`. */
  validFrom: string;
  /** Units of the base currency for one unit. */
  rate: number;
}

export interface ReadRates {
  /** `rows`: day, currency, rate. `ecb`: a column a currency, units for one euro. */
  format: 'rows' | 'ecb';
  rates: DatedRate[];
  /** Currencies that the file has and nobody wants. */
  leftOut: string[];
  /** `line` is that of the file, the head being 1. */
  problems: { line: number; said: string }[];
}

interface Wanted {
  base: string;
  /** Null: all of a table of rows, and of the wide form those that occur here, of its forty. */
  asked: ReadonlySet<string> | null;
  here: ReadonlySet<string>;
}

const DAYS = ['day', 'date', 'valid from', 'validfrom', 'valid_from', 'from', 'datum', 'gültig ab', 'tag'];
const CURRENCIES = ['currency', 'code', 'currency code', 'währung'];
const RATES = ['rate', 'exchange rate', 'kurs'];

/**
 * Rates out of a table, its head first. The wide form says how many units one euro is worth: for a base currency other than the euro each rate is
 * taken across the euro, from the column of the base currency.
 * @returns null where the head is of neither form
 */
export function readRates(rows: readonly (readonly string[])[], wanted: Wanted): ReadRates | null {
  const head = (rows[0] ?? []).map((cell) => cell.trim().toLowerCase());
  const place = (names: readonly string[]) => head.findIndex((name) => names.includes(name));
  const [day, currency, rate] = [place(DAYS), place(CURRENCIES), place(RATES)];
  if (day >= 0 && currency >= 0 && rate >= 0) return readLong(rows, { day, currency, rate }, wanted);
  const columns = head.flatMap((name, at) => (/^[a-z]{3}$/.test(name) && at > 0 && at !== day ? [{ code: name.toUpperCase(), at }] : []));
  const isWide = day === 0 && columns.length > 0 && (wanted.base === 'EUR' || columns.some(({ code }) => code === wanted.base));
  return isWide ? readWide(rows, columns, wanted) : null;
}

function readLong(
  rows: readonly (readonly string[])[],
  at: { day: number; currency: number; rate: number },
  { base, asked }: Wanted,
): ReadRates {
  const read = emptyRead('rows');
  rows.slice(1).forEach((row, index) => {
    const problem = (said: string) => read.problems.push({ line: index + 2, said: said.slice(0, 60) });
    const validFrom = dayOf(row[at.day]);
    const currency = (row[at.currency] ?? '').trim().toUpperCase();
    const rate = numberOf(row[at.rate]);
    if (!validFrom) problem(row[at.day] ?? '');
    else if (!/^[A-Z]{3}$/.test(currency) || currency === base) problem(row[at.currency] ?? '');
    else if (!isRate(rate)) problem(row[at.rate] ?? '');
    else if (asked && !asked.has(currency)) read.leftOut.push(currency);
    else read.rates.push({ currency, validFrom, rate });
  });
  return settled(read);
}

function readWide(rows: readonly (readonly string[])[], columns: readonly { code: string; at: number }[], wanted: Wanted): ReadRates {
  const { base, asked, here } = wanted;
  const read = emptyRead('ecb');
  const baseColumn = columns.find(({ code }) => code === base);
  const others = columns.filter(({ code }) => code !== base);
  const isWanted = (code: string) => (asked ?? here).has(code);
  read.leftOut.push(...others.flatMap(({ code }) => (isWanted(code) ? [] : [code])));
  rows.slice(1).forEach((row, index) => {
    const validFrom = dayOf(row[0]);
    const basePerEuro = base === 'EUR' ? 1 : numberOf(row[baseColumn?.at ?? 0]);
    if (!validFrom || !isRate(basePerEuro)) {
      read.problems.push({ line: index + 2, said: (row[0] ?? '').slice(0, 60) });
      return;
    }
    if (base !== 'EUR' && isWanted('EUR')) read.rates.push({ currency: 'EUR', validFrom, rate: basePerEuro });
    for (const { code, at } of others) {
      const perEuro = numberOf(row[at]);
      // The bank writes N/A where it fixed none that day.
      if (!isWanted(code) || perEuro === null || perEuro <= 0) continue;
      const rate = Number((basePerEuro / perEuro).toPrecision(12));
      if (isRate(rate)) read.rates.push({ currency: code, validFrom, rate });
    }
  });
  return settled(read);
}

const emptyRead = (format: ReadRates['format']): ReadRates => ({ format, rates: [], leftOut: [], problems: [] });

/** The last of a day and currency counts, as where one corrects a table at its end. */
function settled(read: ReadRates): ReadRates {
  const last = new Map(read.rates.map((rate) => [`${rate.currency} ${rate.validFrom}`, rate]));
  return { ...read, rates: [...last.values()], leftOut: [...new Set(read.leftOut)].sort() };
}

const isRate = (rate: number | null): rate is number => rate !== null && rate > 0 && rate <= MOST_RATE;

/** `2026-11-22`, or as it is written with dots: `22.11.2026`. Null where it is no day of the calendar. */
function dayOf(cell: string | undefined): string | null {
  const text = (cell ?? '').trim();
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  const iso = dotted ? `${dotted[3]}-${dotted[2]?.padStart(2, '0')}-${dotted[1]?.padStart(2, '0')}` : text;
  if (!/^\d{4}-\d\d-\d\d$/.test(iso)) return null;
  const at = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? iso : null;
}

/** A plain decimal number, with a point or a comma, without marks between thousands. */
function numberOf(cell: string | undefined): number | null {
  const text = (cell ?? '').trim().replace(',', '.');
  return /^\d{1,12}(\.\d{1,20})?$/.test(text) ? Number(text) : null;
}
