import { z } from 'zod';
import { type FormField, MOST } from '../schema/form.ts';
import { shownKeys } from '../schema/shown.ts';

/** What came over the wire: by name; a name that came more than once is a list. */
export type Sent = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface Read {
  /** By key; what was not asked is not there, an empty answer neither. */
  answers: Record<string, string>;
  /** By key, a sentence. */
  problems: Record<string, string>;
}

const Mail = z.email().max(254);
// A name that may later stand in a mail's head is one line.
const BREAKS = /[\p{Cc}\u2028\u2029]+/gu;
const UNSTORABLE = /\p{Cs}/gu;

const first = (value: Sent[string]): string => (typeof value === 'string' ? value : (value?.[0] ?? ''));
const oneLine = (text: string) => text.replace(BREAKS, ' ').replace(UNSTORABLE, '').trim();
const manyLines = (text: string) =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(UNSTORABLE, '')
    .replace(/[^\P{Cc}\n\t]|[\u2028\u2029]/gu, ' ')
    .trim();

function cleaned({ kind }: FormField, value: Sent[string]): string {
  if (kind === 'checkbox' || kind === 'consent') return first(value) === 'yes' ? 'yes' : '';
  return kind === 'long_text' ? manyLines(first(value)) : oneLine(first(value));
}

/**
 * Reads what was sent to the fields that were on the page. Unknown names are left out, and so is everything in fields that the conditions hide.
 * Files are looked at apart: `files` names the fields that brought one.
 */
export function readAnswers(fields: readonly FormField[], sent: Sent, files: ReadonlySet<string>): Read {
  const all = Object.fromEntries(fields.map((field) => [field.key, cleaned(field, Object.hasOwn(sent, field.key) ? sent[field.key] : '')]));
  const shown = new Set(shownKeys(fields, all));
  const answers: Record<string, string> = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    if (!shown.has(field.key)) continue;
    const value = field.kind === 'hidden' ? (all[field.key] ?? '').slice(0, 200) : (all[field.key] ?? '');
    const problem = problemOf(field, value, files.has(field.key));
    if (problem) problems[field.key] = problem;
    if (value !== '' && field.kind !== 'file') answers[field.key] = value;
  }
  return { answers, problems };
}

const MISSING: Partial<Record<FormField['kind'], string>> = {
  checkbox: 'Please tick this box.',
  consent: 'Please tick this box, or leave the page: without it we cannot go on.',
  select: 'Please choose one.',
  file: 'Please choose a file.',
};

function problemOf(field: FormField, value: string, hasFile: boolean): string | null {
  const { kind, required, options } = field;
  if (kind === 'hidden') return null;
  if (kind === 'file' ? !hasFile : value === '') return required ? (MISSING[kind] ?? 'Please fill this in.') : null;
  if (value.length > (kind === 'long_text' ? MOST.longText : MOST.text)) return 'This is too long.';
  if (kind === 'email' && !Mail.safeParse(value).success) return 'This is not a mail address.';
  if (kind === 'phone' && (!/\d.*\d.*\d/.test(value) || value.length > 60)) return 'This is not a telephone number.';
  if (kind === 'select' && !options.includes(value)) return 'Please choose one.';
  return targetProblem(field, value);
}

const LONGEST: Readonly<Record<string, number>> = {
  'contact.firstName': 120,
  'contact.lastName': 120,
  'contact.postalCode': 30,
  'contact.country': 100,
};

const targetProblem = ({ target }: FormField, value: string): string | null =>
  target && value.length > (LONGEST[target] ?? (target.startsWith('contact.custom.') ? MOST.longText : 200)) ? 'This is too long.' : null;

/** The answers as lines for a person who reads them; in the order of the form. */
export function wordsOf(fields: readonly FormField[], answers: Readonly<Record<string, string>>): string {
  return fields
    .filter(({ key, kind }) => kind !== 'hidden' && kind !== 'consent' && answers[key])
    .map(({ key, kind, label }) => `${label}: ${kind === 'checkbox' ? 'yes' : answers[key]}`)
    .join('\n');
}
