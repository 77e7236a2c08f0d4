/** Why a cell could not be read: a closed list of codes, so that the report can say it in any language. */
export const REASONS = {
  not_a_date: 'This is not a date.',
  date_order: 'Day and month are not in the order of this column.',
  date_ambiguous: 'It cannot be told whether the day or the month comes first.',
  date_out_of_range: 'The date lies outside the years 1900 to 2199.',
  not_money: 'This is not an amount of money.',
  not_a_number: 'This is not a number.',
  not_whole: 'This is not a whole number.',
  too_large: 'The number is too large.',
  not_yes_or_no: 'This is neither yes nor no.',
  not_an_email: 'This is not an e-mail address.',
  not_a_phone: 'This is not a phone number.',
  not_a_domain: 'This is not a website.',
  too_long: 'The text is too long.',
} as const;

export type Reason = keyof typeof REASONS;

export type Parsed<T> = { ok: true; value: T } | { ok: false; reason: Reason };

export function good<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function bad(reason: Reason): { ok: false; reason: Reason } {
  return { ok: false, reason };
}

const MISSING = new Set([
  '',
  'select',
  '-select-',
  '--select--',
  '--none--',
  '-none-',
  'n/a',
  '#n/a',
  'n.a.',
  '-',
  '--',
  '—',
  '–',
  'null',
  '(null)',
  'undefined',
  'nan',
  '(blank)',
  '(empty)',
  '(not set)',
]);

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed here
const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2060\ufeff]/g;

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** Trimmed, in one Unicode form, without characters that nobody sees. Line breaks inside stay. */
export function clean(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text.trim();
  return text.normalize('NFC').replace(INVISIBLE, '').trim();
}

/** `clean`, with every run of white space as one space: for names and other one-line texts. */
export function cleanLine(text: string): string {
  return clean(text).replace(/\s+/g, ' ');
}

const LONGEST_MISSING = Math.max(...[...MISSING].map((word) => word.length));

/** Words that other systems write for "nothing here". */
export function isMissing(text: string): boolean {
  const trimmed = text.trim();
  // Longer by a few characters that nobody sees.
  if (trimmed.length > LONGEST_MISSING + 8) return false;
  return trimmed === '' || MISSING.has(cleanLine(trimmed).toLowerCase());
}

/** Reads a cell: a missing one is null, and not an error. */
export function readCell<T>(text: string, parse: (text: string) => Parsed<T>): Parsed<T | null> {
  return isMissing(text) ? good(null) : parse(text);
}
