import { bad, clean, cleanLine, good, type Parsed } from './parsed.ts';

const YES = new Set([
  'yes',
  'y',
  'true',
  't',
  '1',
  'on',
  'x',
  '✓',
  '✔',
  'checked',
  'ja',
  'j',
  'oui',
  'si',
  'sí',
  'sim',
  'wahr',
  'vrai',
  'active',
  'done',
]);
const NO = new Set([
  'no',
  'n',
  'false',
  'f',
  '0',
  'off',
  'unchecked',
  'nein',
  'non',
  'nej',
  'nee',
  'não',
  'nao',
  'falsch',
  'faux',
  'inactive',
  'to do',
]);

export function parseYesNo(text: string): Parsed<boolean> {
  const word = cleanLine(text.slice(0, 40)).toLowerCase();
  if (YES.has(word)) return good(true);
  return NO.has(word) ? good(false) : bad('not_yes_or_no');
}

/** Longest first, so that "van der" is seen before "van". */
const PARTICLES = new Set([
  'van',
  'von',
  'de',
  'der',
  'den',
  'del',
  'della',
  'di',
  'da',
  'dos',
  'du',
  'la',
  'le',
  'el',
  'al',
  'bin',
  'ibn',
  'ter',
  'ten',
  'zu',
  'zur',
  'af',
  'av',
  'st.',
  'y',
]);
const SUFFIX = /^(?:jr|sr|ii|iii|iv|phd|md|mba|esq)\.?$/i;
const TITLE = /^(?:mr|mrs|ms|miss|dr|prof|herr|frau|mme|sir)\.?$/i;

export interface PersonName {
  first: string | null;
  last: string | null;
}

/** First and last name from two cells. A first name that only repeats the last name says nothing and is dropped. */
export function cleanName(first: string, last: string): PersonName {
  const given = cleanLine(first) || null;
  const family = cleanLine(last) || null;
  if (given && family && given.toLowerCase() === family.toLowerCase()) return { first: null, last: family };
  return { first: given, last: family };
}

/** A full name in one cell: `James Lewis`, `Lewis, James`, `Dr. Anna van der Berg Jr.`. One word alone is a last name. */
export function splitName(text: string): PersonName {
  const line = cleanLine(text);
  const comma = line.indexOf(',');
  if (comma > 0 && !SUFFIX.test(line.slice(comma + 1).trim())) return cleanName(line.slice(comma + 1), line.slice(0, comma));
  const words = line
    .replaceAll(',', '')
    .split(' ')
    .filter((word) => word !== '');
  while (words.length > 2 && TITLE.test(words[0] ?? '')) words.shift();
  while (words.length > 2 && SUFFIX.test(words.at(-1) ?? '')) words.pop();
  if (words.length < 2) return { first: null, last: words[0] ?? null };
  let from = words.length - 1;
  while (from > 1 && PARTICLES.has((words[from - 1] ?? '').toLowerCase())) from--;
  return cleanName(words.slice(0, from).join(' '), words.slice(from).join(' '));
}

/** Cuts a cell at the separators, but not inside double quotes; a doubled quote inside quotes is one quote. */
function cut(text: string, separators: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const char = text.charAt(index);
    if (char === '"' && quoted && text[index + 1] === '"') {
      piece += char;
      index++;
    } else if (char === '"' && (quoted || piece.trim() === '')) quoted = !quoted;
    else if (!quoted && separators.includes(char)) {
      pieces.push(piece);
      piece = '';
    } else piece += char;
  }
  return [...pieces, piece];
}

function distinct(values: readonly string[]): string[] {
  const seen = new Map<string, string>();
  for (const value of values) {
    const key = value.toLowerCase();
    if (value !== '' && !seen.has(key)) seen.set(key, value);
  }
  return [...seen.values()];
}

/**
 * A cell with several values: cut at the first kind of separator that occurs in it, of `;`, `|`, line breaks and `,`; quotes protect.
 * `"VIP","Blog"` and `VIP;Blog` both give VIP and Blog. Repeats (in any case) are dropped.
 */
export function splitValues(text: string): string[] {
  const line = clean(text);
  const separators = [';', '|', '\n', ','].find((separator) => cut(line, separator).length > 1) ?? ',';
  return distinct(cut(line, separators).map(cleanLine));
}

/** Tags as exported by mail tools: one cell, perhaps quoted inside, cut at commas, semicolons, bars and line breaks. */
export function parseTags(text: string): string[] {
  return distinct(cut(clean(text), ',;|\n').map(cleanLine));
}

export interface LabelledReference {
  label: string;
  id: string | null;
}

/** `Marc Lemaire (4421)`: a name with the id of the record it means. */
export function parseReference(text: string): LabelledReference {
  const line = cleanLine(text);
  const match = line.match(/^(.*\S)\s*\(([\w-]{1,64})\)$/);
  return match?.[1] && match[2] && /\d/.test(match[2]) ? { label: match[1], id: match[2] } : { label: line, id: null };
}
