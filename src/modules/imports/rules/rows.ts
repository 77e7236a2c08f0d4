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
  let row: string[] = [];
  let from = 0;
  let index = 0;
  let unclosed = false;
  const open = () => index < text.length && rows.length < options.limit;
  const endCell = (value: string) => {
    row.push(value);
    from = index + 1;
  };
  while (open()) {
    while (dialect.ltrim && text.charAt(index) === ' ') {
      index++;
      from = index;
    }
    if (index === from && text.charAt(index) === dialect.quote) {
      const { value, next, closed } = quotedCell(text, index, dialect);
      if (!closed) {
        unclosed = true;
        index = text.length;
        from = index;
        row.push(value);
        break;
      }
      index = next;
      const tail = untilEnd(text, index, dialect);
      index = tail.next;
      endCell(value + tail.value);
    } else {
      const plain = untilEnd(text, index, dialect);
      index = plain.next;
      endCell(plain.value);
    }
    if (text.charAt(index) !== dialect.delimiter || index >= text.length) {
      if (text.charAt(index) === '\r' && text.charAt(index + 1) === '\n') index++;
      from = index + 1;
      if (index < text.length || options.complete) rows.push(row);
      row = [];
    }
    index = from;
  }
  if (row.length > 0 && options.complete && rows.length < options.limit) rows.push(text.endsWith(dialect.delimiter) ? [...row, ''] : row);
  return { rows, unclosed: unclosed && options.complete };
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

function quotedCell(text: string, start: number, { quote }: Dialect): { value: string; next: number; closed: boolean } {
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
