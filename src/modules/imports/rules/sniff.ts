import type { Finding } from '../schema.ts';
import { parseDate } from './dates.ts';
import { decode, detectEncoding, type Encoding } from './encoding.ts';
import { type Column, columnsOf } from './headers.ts';
import { parseMoney, parseNumber } from './money.ts';
import { cleanLine, isMissing } from './parsed.ts';
import { parseEmail } from './reach.ts';
import { type Dialect, sampleRows } from './rows.ts';

/** What a file is, whatever its name says. Only `csv` and `xlsx` hold rows that can be imported. */
export type FileKind = 'csv' | 'xlsx' | 'xls' | 'zip' | 'gzip' | 'pdf' | 'html' | 'json' | 'xml' | 'binary' | 'empty';

/** Codes of what a person should know before importing; none of them stops a CSV file. */
export type SniffProblem = Finding;

export interface Sniffed {
  kind: FileKind;
  /** iconv-lite's name; null for kinds that are no text. */
  encoding: string | null;
  bomLength: number;
  delimiter: string;
  quote: string;
  /** Spaces stand between delimiters and quotes; the reader must leave them out (csv-parse: `ltrim`). */
  ltrim: boolean;
  hasHeader: boolean;
  /** How many rows stand before the header row (titles of a report). */
  skipRows: number;
  columns: Column[];
  /** The column names in order, as in `columns`. */
  headers: string[];
  /** The first rows below the header, as they are. */
  sample: string[][];
  problems: SniffProblem[];
}

const DELIMITERS = [',', ';', '\t', '|'];
const SAMPLE_ROWS = 200;
const LONGEST_PREFIX = 262_144;
const QUOTES = ['"', "'"];

function magicKind(bytes: Uint8Array): FileKind | null {
  const starts = (...magic: number[]) => magic.every((byte, index) => bytes[index] === byte);
  if (bytes.length === 0) return 'empty';
  if (starts(0x50, 0x4b, 0x03, 0x04) || starts(0x50, 0x4b, 0x05, 0x06)) {
    const names = new TextDecoder('latin1').decode(bytes.subarray(0, 65_536));
    return /xl\/|\[Content_Types\]\.xml/.test(names) && !/word\/|ppt\//.test(names) ? 'xlsx' : 'zip';
  }
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) return 'xls';
  if (starts(0x1f, 0x8b)) return 'gzip';
  return starts(0x25, 0x50, 0x44, 0x46) ? 'pdf' : null;
}

function textKind(text: string): FileKind | null {
  const begin = text.slice(0, 4096).trimStart();
  if (begin === '' && text.trim() === '') return 'empty';
  if (/^<!doctype html|^<(?:html|head|body|table|meta|style|div)\b/i.test(begin)) return 'html';
  if (/^<\?xml\b/i.test(begin)) return /<html\b/i.test(begin) ? 'html' : 'xml';
  if (/^\[?\s*\{\s*"(?:[^"\\]|\\.){0,200}"\s*:|^\[\s*[\]["{]/.test(begin)) return 'json';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is counted here
  const odd = (text.slice(0, 4096).match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/g) ?? []).length;
  return odd > Math.min(text.length, 4096) * 0.05 ? 'binary' : null;
}

/** How well a delimiter explains the text: rows of one width, and wide ones. */
function fitness(text: string, dialect: Dialect, complete: boolean): number {
  const { rows, unclosed } = sampleRows(text, dialect, { limit: SAMPLE_ROWS, complete });
  const widths = rows.filter((row) => row.some((cell) => cell !== '')).map((row) => row.length);
  if (widths.length === 0) return 0;
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  const [common = 1, times = 0] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [];
  if (common < 2) return 0;
  return (times / widths.length) * (1 - 1 / common) * (unclosed ? 0.5 : 1);
}

function dialectOf(text: string, complete: boolean): Dialect {
  const lines = text.split(/\r\n?|\n/, 1)[0] ?? '';
  const declared = lines.match(/^\s*sep=(.)\s*$/i)?.[1];
  if (declared) return { delimiter: declared, quote: '"', ltrim: false };
  let best: Dialect = { delimiter: ',', quote: '"' };
  let bestFitness = 0;
  for (const quote of QUOTES) {
    if (quote !== '"' && (text.includes('"') || !new RegExp(`(?:^|[,;|\\t])${quote}`, 'm').test(text))) continue;
    for (const delimiter of DELIMITERS) {
      const score = fitness(text, { delimiter, quote }, complete);
      if (score > bestFitness + 1e-9) {
        best = { delimiter, quote };
        bestFitness = score;
      }
    }
  }
  return {
    ...best,
    ltrim: sampleRows(text, best, { limit: 20, complete })
      .rows.flat()
      .some((cell) => /^ +"/.test(cell)),
  };
}

/** A cell that a person would not choose as the name of a column. */
function looksLikeValue(cell: string): boolean {
  const line = cleanLine(cell);
  if (line === '' || line.length > 60) return line.length > 60;
  if (parseNumber(line).ok || parseDate(line, { order: 'dmy' }).ok || parseEmail(line).ok) return true;
  return /\d/.test(line) && parseMoney(line).ok;
}

/** Rows of titles stand above a header row that is wider than they are. */
function headerPosition(rows: readonly string[][]): number {
  const width = (row: readonly string[]) => row.filter((cell) => cell.trim() !== '').length;
  const widths = rows.slice(0, 50).map((row) => row.length);
  if (widths.filter((count) => count > 1).length < 2) return 0;
  const first = rows.findIndex((row) => width(row) > 1);
  return first > 0 && first <= 20 && rows.slice(0, first).every((row) => width(row) <= 1) ? first : 0;
}

/** Years name columns, unless years stand below them too. */
function isYearName(cell: string, below: readonly string[]): boolean {
  const year = /^(?:19|20)\d\d$/;
  return year.test(cell.trim()) && !below.some((other) => year.test(other.trim()));
}

function hasHeader(row: readonly string[], rest: readonly string[][]): boolean {
  if (row.every((cell) => cell.trim() === '')) return false;
  const below = rest.slice(0, 20);
  return !row.some((cell, index) => {
    const column = below.map((other) => other[index] ?? '');
    return looksLikeValue(cell) && !isYearName(cell, column);
  });
}

function notText(kind: FileKind): Sniffed {
  return {
    kind,
    encoding: null,
    bomLength: 0,
    delimiter: ',',
    quote: '"',
    ltrim: false,
    hasHeader: false,
    skipRows: 0,
    columns: [],
    headers: [],
    sample: [],
    problems: kind === 'xlsx' ? [] : kind === 'empty' ? ['no_rows'] : ['not_a_table'],
  };
}

function problemsOf(text: string, rows: readonly string[][], encoding: Encoding): SniffProblem[] {
  const problems: SniffProblem[] = [];
  if (text.includes('\ufffd')) problems.push('undecodable_characters');
  if (encoding.bomLength === 0 && !/^utf/.test(encoding.name)) problems.push('encoding_guessed');
  const widths = new Set(rows.filter((row) => row.length > 1 || row[0]?.trim() !== '').map((row) => row.length));
  if (widths.size > 1) problems.push('ragged_rows');
  if (widths.size === 1 && widths.has(1)) problems.push('single_column');
  return problems;
}

/**
 * What a file is and how it is written, from its first bytes (64 kB are plenty). `complete` says that `prefix` is the whole file.
 * Never throws.
 */
export function sniff(prefix: Uint8Array, complete = false): Sniffed {
  const magic = magicKind(prefix);
  if (magic) return notText(magic);
  const bytes = prefix.subarray(0, LONGEST_PREFIX);
  const whole = complete && bytes.length === prefix.length;
  const encoding = detectEncoding(bytes, whole);
  const decoded = decode(bytes, encoding);
  const text = whole ? decoded : decoded.replace(/\ufffd$/, '');
  const kind = textKind(text);
  if (kind) return notText(kind);
  const dialect = dialectOf(text, whole);
  const sampled = sampleRows(text, dialect, { limit: SAMPLE_ROWS, complete: whole });
  const declared = /^\s*sep=.\s*$/i.test(text.split(/\r\n?|\n/, 1)[0] ?? '') ? 1 : 0;
  // A first row longer than the prefix is still the best there is to show.
  const rows = sampled.rows.length > 0 ? sampled.rows : sampleRows(text, dialect, { limit: 1, complete: true }).rows;
  const skipRows = declared + headerPosition(rows.slice(declared));
  const table = rows.slice(skipRows).filter((row) => row.some((cell) => cell.trim() !== ''));
  const problems = problemsOf(text, table, encoding);
  if (skipRows > declared) problems.push('lines_before_header');
  if (sampled.unclosed) problems.push('unclosed_quote');
  const [first = [], ...rest] = table;
  const header = hasHeader(first, rest);
  const data = header ? rest : table;
  const filled = (index: number) => data.some((row) => !isMissing(row[index] ?? ''));
  const columns = columnsOf(header ? first : first.map(() => ''), header ? filled : () => true);
  if (columns.duplicates.length > 0) problems.push('duplicate_headers');
  if (header && columns.unnamed > 0) problems.push('unnamed_columns');
  if (data.length === 0 && whole) problems.push('no_rows');
  return {
    kind: 'csv',
    encoding: encoding.name,
    bomLength: encoding.bomLength,
    ...dialect,
    ltrim: dialect.ltrim === true,
    hasHeader: header,
    skipRows,
    columns: columns.columns,
    headers: columns.columns.map((column) => column.header),
    sample: data.slice(0, 20),
    problems,
  };
}
