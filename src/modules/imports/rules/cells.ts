import { type DateOptions, parseDate, parseInstant } from './dates.ts';
import { type MoneyOptions, parseInteger, parseMoney, parseNumber } from './money.ts';
import { bad, clean, cleanLine, good, isMissing, type Parsed } from './parsed.ts';
import type { Transform } from './presets/preset.ts';
import { parseDomain, parseEmail, parsePhone } from './reach.ts';
import { parseReference, parseTags, parseYesNo, splitName, splitValues } from './values.ts';

/** What holds for a whole column or file; found out once, before the first row. */
export interface CellOptions extends DateOptions, MoneyOptions {
  /** Country of phone numbers without a code, ISO 3166. */
  country?: string;
}

const LONGEST_LINE = 2_000;
const LONGEST_TEXT = 100_000;

function limited(text: string, longest: number): Parsed<string> {
  return text.length > longest ? bad('too_long') : good(text);
}

/** 0 to 1: `25`, `25 %` and `0.25` are a quarter; 1 is one per cent only where a sign says so. */
function parsePercent(text: string, options: CellOptions): Parsed<number> {
  const read = parseNumber(text, options);
  if (!read.ok) return read;
  const share = read.value > 1 || text.includes('%') ? read.value / 100 : read.value;
  return share < 0 || share > 1 ? bad('not_a_number') : good(share);
}

/** The website as written, with its registered domain; one that is none is refused. */
function parseWebsite(text: string): Parsed<{ website: string; domain: string; shared: boolean }> {
  const read = parseDomain(text);
  return read.ok ? good({ website: cleanLine(text), ...read.value }) : read;
}

/** A number of people, or a size in words such as `51-200`, which stays as it is written. */
function parseHeadcount(text: string): Parsed<number | string> {
  const read = parseInteger(text);
  return read.ok ? read : limited(cleanLine(text), 200);
}

const READERS: Readonly<Record<Transform, (text: string, options: CellOptions) => Parsed<unknown>>> = {
  line: (text) => limited(cleanLine(text), LONGEST_LINE),
  text: (text) => limited(clean(text), LONGEST_TEXT),
  instant: parseInstant,
  date: parseDate,
  money: parseMoney,
  number: parseNumber,
  integer: parseInteger,
  headcount: parseHeadcount,
  percent: parsePercent,
  yesNo: (text) => parseYesNo(text),
  phone: (text, { country }) => parsePhone(text, country),
  email: (text) => parseEmail(text),
  website: (text) => parseWebsite(text),
  tags: (text) => good(parseTags(text)),
  values: (text) => good(splitValues(text)),
  fullName: (text) => good(splitName(text)),
  minutes: (text, options) => {
    const read = parseNumber(text, options);
    return read.ok ? good(Math.round(read.value * 60)) : read;
  },
  // Ids stay text: many are longer than a number can hold.
  id: (text) => limited(cleanLine(text), 200),
  name: (text) => limited(cleanLine(text), LONGEST_LINE),
  labelled: (text) => good(parseReference(text)),
};

/** A cell as the value that its column says; null where the cell is missing. Never throws. */
export function readAs(transform: Transform | undefined, text: string, options: CellOptions): Parsed<unknown> {
  if (isMissing(text)) return good(null);
  return READERS[transform ?? 'line'](text, options);
}
