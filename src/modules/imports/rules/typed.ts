import type { Mapping } from '../schema.ts';
import { type DateOrder, inferDateOrder, parseDate, parseInstant } from './dates.ts';
import { type DecimalMark, inferDecimalMark, type ParsedMoney, parseInteger, parseMoney, parseNumber } from './money.ts';
import { clean, cleanLine, good, isMissing, type Parsed, REASONS } from './parsed.ts';
import type { Transform } from './presets/preset.ts';
import { parseEmail, parsePhone } from './reach.ts';
import { parseReference, parseTags, parseYesNo, splitName, splitValues } from './values.ts';

/** How the cells of one column are read. */
export interface ColumnPlan {
  index: number;
  header: string;
  field: string;
  transform: Transform;
  role: 'externalId' | 'reference' | null;
  order: DateOrder | null;
  decimal: DecimalMark | null;
}

export interface ReadOptions {
  /** IANA zone of local times. */
  zone: string;
  /** Of amounts that name none. */
  currency: string;
  /** Of phone numbers that name none, ISO 3166. */
  country: string | null;
  /** Where nothing in a column decides between day first and month first. */
  dateOrder: DateOrder;
}

export interface Reference {
  by: 'id' | 'name' | 'email';
  value: string;
  /** Beside an id in `Name (id)`. */
  label?: string;
}

export interface CellProblem {
  column: string;
  reason: string;
}

/** A row whose cells have become values; a missing cell is absent. */
export interface TypedRow {
  n: number;
  line: number;
  cells: readonly string[];
  externalId: string | null;
  values: Readonly<Record<string, unknown>>;
  references: Readonly<Record<string, Reference>>;
  problems: readonly CellProblem[];
}

const LONGEST_LINE = 2_000;
const LONGEST_TEXT = 100_000;

/** The plan of a file: its mapping, with what the sampled rows say about the order of dates and the mark of decimals. */
export function planColumns(
  headers: readonly { index: number; header: string }[],
  mapping: Mapping,
  samples: readonly (readonly string[])[],
): ColumnPlan[] {
  return headers.flatMap(({ index, header }) => {
    const target = mapping[header];
    if (!target?.field) return [];
    const transform = (target.transform ?? 'line') as Transform;
    const column = function* () {
      for (const row of samples) yield row[index] ?? '';
    };
    const isDate = transform === 'instant' || transform === 'date';
    const isAmount = transform === 'money' || transform === 'number';
    return [
      {
        index,
        header,
        field: target.field,
        transform,
        role: target.role ?? null,
        order: isDate ? inferDateOrder(column()).order : null,
        decimal: isAmount ? inferDecimalMark(column()) : null,
      },
    ];
  });
}

/** Reads one row by its plan. Never throws; what cannot be read stands in `problems`. */
export function typeRow(
  row: { n: number; line: number; cells: readonly string[] },
  plan: readonly ColumnPlan[],
  options: ReadOptions,
): TypedRow {
  const values: Record<string, unknown> = Object.create(null);
  const references: Record<string, Reference> = Object.create(null);
  const problems: CellProblem[] = [];
  let externalId: string | null = null;
  for (const column of plan) {
    const cell = row.cells[column.index] ?? '';
    if (isMissing(cell)) continue;
    if (column.role === 'externalId') externalId = cleanLine(cell).slice(0, 200);
    else if (column.role === 'reference') references[column.field] = referenceOf(cell, column.transform);
    else {
      const read = readValue(cell, column, options);
      if (!read.ok) problems.push({ column: column.header, reason: REASONS[read.reason] });
      else if (!(column.field in values)) values[column.field] = read.value;
    }
  }
  return { ...row, externalId, values, references, problems };
}

function referenceOf(cell: string, transform: Transform): Reference {
  const line = cleanLine(cell).slice(0, 300);
  if (transform === 'name') return { by: 'name', value: line };
  if (transform === 'email') return { by: 'email', value: line.toLowerCase() };
  if (transform !== 'labelled') return { by: 'id', value: line };
  const { label, id } = parseReference(line);
  return id === null ? { by: 'name', value: label } : { by: 'id', value: id, label };
}

type Reader = (cell: string, column: ColumnPlan, options: ReadOptions) => Parsed<unknown>;

const READERS: Readonly<Record<Transform, Reader>> = {
  line: (cell) => fits(cleanLine(cell), LONGEST_LINE),
  text: (cell) => fits(clean(cell), LONGEST_TEXT),
  instant: (cell, { order }, { zone, dateOrder }) => parseInstant(cell, { zone, order: order ?? dateOrder }),
  date: (cell, { order }, { dateOrder }) => parseDate(cell, { order: order ?? dateOrder }),
  money: (cell, { decimal }, { currency }) => withCurrency(parseMoney(cell, { decimal, currency }), currency),
  number: (cell, { decimal }) => parseNumber(cell, { decimal }),
  integer: (cell, { decimal }) => parseInteger(cell, { decimal }),
  percent: (cell, { decimal }) => share(parseNumber(cell.replace('%', ''), { decimal })),
  yesNo: (cell) => parseYesNo(cell),
  phone: (cell, _column, { country }) => parsePhone(cell, country ?? undefined),
  email: (cell) => parseEmail(cell),
  website: (cell) => fits(cleanLine(cell), LONGEST_LINE),
  tags: (cell) => good(parseTags(cell)),
  values: (cell) => good(splitValues(cell)),
  fullName: (cell) => good(splitName(cell)),
  minutes: (cell, { decimal }) => scaled(parseNumber(cell, { decimal }), 60),
  id: (cell) => fits(cleanLine(cell), 200),
  name: (cell) => fits(cleanLine(cell), LONGEST_LINE),
  labelled: (cell) => fits(cleanLine(cell), LONGEST_LINE),
};

function readValue(cell: string, column: ColumnPlan, options: ReadOptions): Parsed<unknown> {
  return READERS[column.transform](cell, column, options);
}

function fits(text: string, most: number): Parsed<string> {
  return text.length <= most ? good(text) : { ok: false, reason: 'too_long' };
}

function withCurrency(read: Parsed<ParsedMoney>, currency: string): Parsed<{ amountMinor: number; currency: string }> {
  return read.ok ? good({ amountMinor: read.value.amountMinor, currency: read.value.currency ?? currency }) : read;
}

/** Percentages are written as 40 or as 0.4; nobody means 0.4 %. */
function share(read: Parsed<number>): Parsed<number> {
  if (!read.ok) return read;
  const value = read.value > 1 ? read.value / 100 : read.value;
  return value >= 0 && value <= 1 ? good(value) : { ok: false, reason: 'too_large' };
}

function scaled(read: Parsed<number>, factor: number): Parsed<number> {
  return read.ok ? good(Math.round(read.value * factor)) : read;
}
