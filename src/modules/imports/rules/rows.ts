/** How a delimited text is written. */
export interface Dialect {
  delimiter: string;
  quote: string;
  /** Spaces before a cell are left out. */
  ltrim?: boolean;
}

export interface SampleRows {
  rows: string[][];
  /** The text ends inside quotes. */
  unclosed: boolean;
}

/**
 * The rows of the beginning of a delimited text, for a look at it: never fails, quotes count only at the beginning of a cell.
 * `complete` false means that the text goes on, so that its last row is left out.
 */
export function sampleRows(text: string, dialect: Dialect, options: { limit: number; complete: boolean }): SampleRows {
  const rows: string[][] = [];
  let index = 0;
  let unclosed = false;
  while (index < text.length && rows.length < options.limit) {
    const row: string[] = [];
    for (;;) {
      const cell = cellAt(text, index, dialect);
      row.push(cell.value);
      unclosed ||= !cell.closed;
      index = cell.next;
      if (text.charAt(index) !== dialect.delimiter) break;
      index++;
    }
    if (index < text.length || options.complete) rows.push(row);
    index += text.startsWith('\r\n', index) ? 2 : 1;
  }
  return { rows, unclosed: unclosed && options.complete };
}

interface Cell {
  value: string;
  /** Where the delimiter or the end of the row stands. */
  next: number;
  closed: boolean;
}

/** What follows a closing quote up to the delimiter is kept, as a lenient reader does. */
function cellAt(text: string, start: number, dialect: Dialect): Cell {
  let from = start;
  while (dialect.ltrim && text.charAt(from) === ' ') from++;
  if (text.charAt(from) !== dialect.quote) return { ...untilEnd(text, from, dialect), closed: true };
  const quoted = quotedCell(text, from, dialect);
  const tail = untilEnd(text, quoted.next, dialect);
  return { value: quoted.value + tail.value, next: tail.next, closed: quoted.closed };
}

function untilEnd(text: string, start: number, { delimiter }: Dialect): { value: string; next: number } {
  let next = start;
  while (next < text.length) {
    const char = text.charAt(next);
    if (char === delimiter || char === '\n' || char === '\r') break;
    next++;
  }
  return { value: text.slice(start, next), next };
}

function quotedCell(text: string, start: number, { quote }: Dialect): Cell {
  let value = '';
  let from = start + 1;
  for (;;) {
    const at = text.indexOf(quote, from);
    if (at === -1) return { value: value + text.slice(from), next: text.length, closed: false };
    value += text.slice(from, at);
    if (text.charAt(at + 1) !== quote) return { value, next: at + 1, closed: true };
    value += quote;
    from = at + 2;
  }
}
