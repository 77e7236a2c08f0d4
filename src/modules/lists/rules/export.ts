import type { FieldInfo } from '#modules/criteria/schema.ts';
import { harmless, csvLine as lineOf } from '#platform/shared/csv.ts';
import { inMajor } from '#platform/shared/money.ts';
import type { Cell, ListRow } from '../schema.ts';

export type ExportColumn = Pick<FieldInfo, 'key' | 'label' | 'kind' | 'options'>;

/** A cell of a file: text that somebody has written, or a value of its own kind. */
export type ExportCell = { text: string } | { number: number } | { instant: string } | { day: string } | null;

/** The columns of a file: an amount takes a second one for its currency. */
export function headOf(columns: readonly ExportColumn[]): string[] {
  return ['Id', ...columns.flatMap(({ label, kind }) => (kind === 'money' ? [label, `${label} (currency)`] : [label]))];
}

export function cellsOf(row: ListRow, columns: readonly ExportColumn[]): ExportCell[] {
  return [{ text: row.id }, ...columns.flatMap((column) => cells(row.values[column.key] ?? null, column))];
}

function cells(value: Cell, column: ExportColumn): ExportCell[] {
  if (column.kind === 'money') return amount(value);
  if (value === null) return [null];
  if (typeof value === 'number') return [{ number: value }];
  if (typeof value === 'boolean') return [{ text: value ? 'yes' : 'no' }];
  if (Array.isArray(value)) return [{ text: value.map((one) => labelOf(one, column)).join('; ') }];
  if (typeof value === 'object') return [{ text: 'name' in value ? value.name : '' }];
  if (column.kind === 'instant') return [{ instant: value }];
  return [column.kind === 'date' ? { day: value } : { text: labelOf(value, column) }];
}

function amount(value: Cell): ExportCell[] {
  if (value === null || typeof value !== 'object' || !('amountMinor' in value)) return [null, null];
  return [{ number: inMajor(value) }, { text: value.currency }];
}

const labelOf = (value: string, { options }: ExportColumn): string => options?.find((option) => option.value === value)?.label ?? value;

/** One line of a CSV file (RFC 4180), its end included. */
export function csvLine(cellsOfLine: readonly ExportCell[]): string {
  return lineOf(cellsOfLine.map(csvText));
}

function csvText(cell: ExportCell): string {
  if (cell === null) return '';
  if ('number' in cell) return String(cell.number);
  if ('instant' in cell) return cell.instant;
  return 'day' in cell ? cell.day : harmless(cell.text);
}
