import { z } from 'zod';
import type { CustomFieldRow, CustomKind, CustomValues } from '../schema.ts';

type Value = CustomValues[string];

const Text = z.string().refine((text) => !text.includes('\u0000'));
const Url = z.url({ protocol: /^https?$/ }).max(2000);
const Day = z.iso.date().refine((day) => day >= '1000-01-01');
const Moment = z.iso.datetime({ offset: true }).refine((at) => {
  const year = new Date(at).getUTCFullYear();
  return year >= 1000 && year <= 9999;
});

const CHECK: Readonly<Record<CustomKind, { schema: z.ZodType; says: string }>> = {
  text: { schema: Text.max(500), says: 'Enter a text of at most 500 characters.' },
  long_text: { schema: Text.max(20_000), says: 'Enter a text of at most 20,000 characters.' },
  number: { schema: z.number(), says: 'Enter a number.' },
  money: {
    schema: z.strictObject({ amountMinor: z.int(), currency: z.string().regex(/^[A-Z]{3}$/) }),
    says: 'Enter an amount with its currency.',
  },
  date: { schema: Day, says: 'Enter a day as YYYY-MM-DD.' },
  instant: { schema: Moment, says: 'Enter a day and a time.' },
  yes_no: { schema: z.boolean(), says: 'Answer yes or no.' },
  choice: { schema: Text.max(200), says: 'Choose one of the options.' },
  choices: { schema: z.array(Text.max(200)).max(100), says: 'Choose from the options.' },
  url: { schema: Url, says: 'Enter an address that begins with http:// or https://.' },
  email: { schema: z.email().max(254), says: 'This is not a mail address.' },
  phone: { schema: Text.max(60), says: 'Enter a phone number.' },
  member: { schema: z.uuid(), says: 'Choose a person.' },
};

/** What is wrong with a value for a field; undefined where nothing is. Null and the empty text empty the field. */
export function customProblem(field: Pick<CustomFieldRow, 'kind' | 'options' | 'label' | 'required'>, value: Value): string | undefined {
  if (isEmpty(value)) return field.required ? `${field.label} is required.` : undefined;
  const { schema, says } = CHECK[field.kind];
  if (!schema.safeParse(typeof value === 'string' ? value.trim() : value).success) return says;
  const known = new Set(field.options.map((option) => option.value));
  if (field.kind === 'choice' && !known.has(String(value))) return says;
  if (field.kind === 'choices' && Array.isArray(value) && !value.every((one) => known.has(one))) return says;
  return undefined;
}

/** A value as it is stored: trimmed, instants in UTC, empty ones null. */
export function normalCustom(field: Pick<CustomFieldRow, 'kind'>, value: Value): Value {
  if (isEmpty(value)) return null;
  if (field.kind === 'instant') return new Date(String(value)).toISOString();
  if (Array.isArray(value)) return [...new Set(value)];
  return typeof value === 'string' ? value.trim() : value;
}

const isEmpty = (value: Value): boolean =>
  value === null || (typeof value === 'string' && value.trim() === '') || (Array.isArray(value) && value.length === 0);

/** A key from a label: `Contract end (EU)` → `contract_end_eu`; always a letter first, never one of those taken. */
export function keyOf(label: string, taken: ReadonlySet<string>): string {
  const plain = label
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, 50);
  const key = plain === '' ? 'field' : plain;
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? key : `${key}_${n}`;
    if (!taken.has(candidate)) return candidate;
  }
}
