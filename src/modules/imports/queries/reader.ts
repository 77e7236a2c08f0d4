import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import iconv from 'iconv-lite';
import readWorkbookFile from 'read-excel-file/node';
import type { Sniffed } from '../rules/sniff.ts';
import { storable } from '../rules/storable.ts';

/** One row of a file as it stands there. */
export interface RawRow {
  /** 1 for the first row below the header. */
  n: number;
  /** Line of the file where the row begins, 1 for the first. */
  line: number;
  cells: string[];
}

/** How the file is written, as `sniff` found it. */
export type Format = Pick<Sniffed, 'kind' | 'encoding' | 'delimiter' | 'quote' | 'ltrim' | 'hasHeader' | 'skipRows'>;

/** The file itself cannot be read further; the rows before are good. */
export class UnreadableFile extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** Longest record that is read; beyond it a quote was never closed, or the file is no table. */
const LONGEST_RECORD = 4 * 1024 * 1024;
/** A workbook is unpacked in memory. */
const LARGEST_WORKBOOK = 64 * 1024 * 1024;

/** Reads the rows of a file one by one; memory stays flat for text files of any size. */
export async function* readRows(content: AsyncIterable<Buffer> | Iterable<Buffer>, format: Format): AsyncGenerator<RawRow> {
  if (format.kind === 'xlsx') yield* readWorkbook(content, format);
  else yield* readText(content, format);
}

async function* readText(content: AsyncIterable<Buffer> | Iterable<Buffer>, format: Format): AsyncGenerator<RawRow> {
  const parser = parse({
    delimiter: format.delimiter,
    quote: format.quote,
    ltrim: format.ltrim,
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: LONGEST_RECORD,
  });
  // That the content does not come (the database is away) is not the file's fault.
  let away: Error | null = null;
  const source = Readable.from(content).on('error', (error) => {
    away = error;
    parser.destroy(error);
  });
  source.pipe(iconv.decodeStream(format.encoding ?? 'utf-8')).pipe(parser);
  let n = 0;
  let passed = 0;
  let linesBefore = 0;
  let belowHeader = !format.hasHeader;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const line = linesBefore + 1;
      linesBefore = info.lines;
      passed += 1;
      // Lines above the header are counted as they stand, empty ones too.
      if (passed <= format.skipRows) continue;
      if (!belowHeader) {
        belowHeader = record.some((cell) => cell.trim() !== '');
        continue;
      }
      if (record.length === 1 && record[0] === '') continue;
      n += 1;
      yield { n, line, cells: record.map(storable) };
    }
  } catch (error) {
    if (away) throw away;
    throw new UnreadableFile(linesBefore + 1, error instanceof Error ? error.message : String(error));
  } finally {
    parser.destroy();
    source.destroy();
  }
}

async function* readWorkbook(content: AsyncIterable<Buffer> | Iterable<Buffer>, format: Format): AsyncGenerator<RawRow> {
  const [table] = await sheetsOf(content);
  if (table) yield* rowsOfSheet(table, format);
}

interface Sheet {
  sheet: string;
  data: unknown[][];
}

/** The sheets of a workbook on which something stands. */
export async function sheetsOf(content: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<Sheet[]> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of content) {
    size += piece.length;
    if (size > LARGEST_WORKBOOK)
      throw new UnreadableFile(1, 'A workbook may have at most 64 MB; save the sheet as CSV, which may be of any size.');
    pieces.push(piece);
  }
  try {
    const sheets = (await readWorkbookFile(Buffer.concat(pieces))) as unknown as Sheet[];
    return sheets.filter(({ data }) => data.some((row) => row.some((cell) => cellText(cell) !== '')));
  } catch (error) {
    throw new UnreadableFile(1, `The workbook cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function* rowsOfSheet({ data }: Sheet, { skipRows, hasHeader }: Pick<Format, 'skipRows' | 'hasHeader'>): Generator<RawRow> {
  let n = 0;
  for (const [index, row] of data.entries()) {
    const cells = row.map((cell) => storable(cellText(cell)));
    if (index < skipRows + (hasHeader ? 1 : 0) || cells.every((cell) => cell === '')) continue;
    n += 1;
    yield { n, line: index + 1, cells };
  }
}

/** Dates become ISO text, so that they pass through the same rules as text from a CSV file. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString();
  return String(cell);
}
