import type { Money } from '#platform/shared/money.ts';
import type { Mapping } from '../schema.ts';
import { readAs } from './cells.ts';
import { type DateOrder, inferDateOrder } from './dates.ts';
import { type DecimalMark, inferDecimalMark, type ParsedMoney } from './money.ts';
import { type OwnField, ownValue } from './own.ts';
import { cleanLine, isMissing, REASONS } from './parsed.ts';
import type { Transform } from './presets/preset.ts';
import { parseReference } from './values.ts';

/** How the cells of one column are read. */
export interface ColumnPlan {
  index: number;
  header: string;
  field: string;
  transform: Transform;
  role: 'externalId' | 'reference' | null;
  order: DateOrder | null;
  decimal: DecimalMark | null;
  /** Where the column goes to a field of the workspace's own. */
  own: OwnField | null;
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
  /** Cells that cannot be read and are no reason to leave out the row: they are left out, and said. */
  left: readonly CellProblem[];
}

/** Without its website a company is still a company. */
const DISPENSABLE: ReadonlySet<Transform> = new Set(['website']);

/** The plan of a file: its mapping, with what the sampled rows say about the order of dates and the mark of decimals. */
export function planColumns(
  headers: readonly { index: number; header: string }[],
  { mapping, own }: { mapping: Mapping; own: readonly OwnField[] },
  samples: readonly (readonly string[])[],
): ColumnPlan[] {
  const fields = new Map(own.map((field) => [`custom.${field.key}`, field]));
  return headers.flatMap(({ index, header }) => {
    const target = Object.hasOwn(mapping, header) ? mapping[header] : undefined;
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
        own: fields.get(target.field) ?? null,
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
  const left: CellProblem[] = [];
  let externalId: string | null = null;
  for (const column of plan) {
    const cell = row.cells[column.index] ?? '';
    if (isMissing(cell)) continue;
    if (column.role === 'externalId') externalId = cleanLine(cell).slice(0, 200);
    else if (column.role === 'reference') references[column.field] = referenceOf(cell, column.transform);
    else {
      const read = readAs(column.transform, cell, {
        zone: options.zone,
        order: column.order ?? options.dateOrder,
        decimal: column.decimal,
        currency: options.currency,
        country: options.country ?? undefined,
      });
      if (!read.ok) (DISPENSABLE.has(column.transform) ? left : problems).push({ column: column.header, reason: REASONS[read.reason] });
      else if (!(column.field in values)) {
        const value = column.transform === 'money' ? withCurrency(read.value as ParsedMoney, options.currency) : read.value;
        const kept = column.own ? ownValue(column.own, value) : { value };
        if ('problem' in kept) problems.push({ column: column.header, reason: kept.problem });
        else values[column.field] = kept.value;
      }
    }
  }
  return { ...row, externalId, values, references, problems, left };
}

function referenceOf(cell: string, transform: Transform): Reference {
  const line = cleanLine(cell).slice(0, 300);
  if (transform === 'name') return { by: 'name', value: line };
  if (transform === 'email') return { by: 'email', value: line.toLowerCase() };
  if (transform !== 'labelled') return { by: 'id', value: line };
  const { label, id } = parseReference(line);
  return id === null ? { by: 'name', value: label } : { by: 'id', value: id, label };
}

function withCurrency({ amountMinor, currency }: ParsedMoney, home: string): Money {
  return { amountMinor, currency: currency ?? home };
}
