/** Spaces of every kind, invisible characters and marks of direction that a spreadsheet skips before it looks for a formula. */
const SKIPPED = /^[\s\p{Cf}\p{Cc}\u3000\u115f\u1160\u3164\uffa0]*/u;
const STARTS_FORMULA = /^[=+\-@|%＝＋－＠｜％\u2212\ufe63\ufe62\ufe66\ufe6b]/;

/** A text that a spreadsheet would take for a formula gets an apostrophe in front; imports take it off again. */
export function harmless(text: string): string {
  return STARTS_FORMULA.test(text.replace(SKIPPED, '')) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
}

const quoted = (text: string): string => (/[",\r\n;\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** One line of a CSV file (RFC 4180), its end included. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`;
}
