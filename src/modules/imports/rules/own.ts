import type { CustomFieldRow, CustomKind } from '#modules/criteria/schema.ts';
import { type ImportEntity, OWN_FIELDS_OF } from '../schema.ts';
import type { Transform } from './presets/preset.ts';
import type { Target } from './targets.ts';

/** A field of the workspace's own that a column may go to. */
export type OwnField = Pick<CustomFieldRow, 'entity' | 'key' | 'label' | 'kind' | 'options'>;

export function entityOf(entity: ImportEntity | null): OwnField['entity'] | null {
  return (entity && OWN_FIELDS_OF[entity]) ?? null;
}

const TRANSFORM: Readonly<Record<CustomKind, Transform>> = {
  text: 'line',
  long_text: 'text',
  number: 'number',
  money: 'money',
  date: 'date',
  instant: 'instant',
  yes_no: 'yesNo',
  choice: 'line',
  choices: 'values',
  url: 'line',
  email: 'email',
  phone: 'phone',
  member: 'name',
};

export function ownTargets(entity: ImportEntity | null, fields: readonly OwnField[]): Target[] {
  return fields
    .filter((field) => field.entity === entityOf(entity))
    .map(({ key, label, kind }) => ({
      key: `custom.${key}`,
      label,
      kind: kind === 'member' ? 'reference' : kind,
      transform: TRANSFORM[kind],
      role: kind === 'member' ? ('reference' as const) : null,
    }));
}

/** A value as it was read, as the field keeps it; a sentence where it can't. An option may be named by its label, in any case. */
export function ownValue({ kind, label, options }: OwnField, value: unknown): { value: unknown } | { problem: string } {
  const optionOf = (name: string) =>
    options.find((option) => option.value === name) ?? options.find((option) => option.label.toLowerCase() === name.toLowerCase());
  if (kind === 'choice') {
    const option = optionOf(String(value));
    return option ? { value: option.value } : { problem: `“${value}” is none of the options of ${label}.` };
  }
  if (kind === 'choices') {
    const names = value as string[];
    const unknown = names.find((name) => !optionOf(name));
    return unknown === undefined
      ? { value: names.map((name) => optionOf(name)?.value) }
      : { problem: `“${unknown}” is none of the options of ${label}.` };
  }
  if (kind === 'phone') {
    const { e164, raw } = value as { e164: string | null; raw: string };
    return { value: e164 ?? raw };
  }
  if (kind === 'url') {
    const address = /^https?:\/\//i.test(String(value)) ? String(value) : `https://${value}`;
    return URL.canParse(address) && address.length <= LONGEST_ADDRESS
      ? { value: address }
      : { problem: `This is not an address for ${label}.` };
  }
  if ((kind === 'text' && String(value).length > LONGEST) || (kind === 'long_text' && String(value).length > LONGEST_LONG))
    return { problem: `The text is too long for ${label}.` };
  return { value };
}

const LONGEST = 500;
const LONGEST_ADDRESS = 2_000;
const LONGEST_LONG = 20_000;

/** The values of a row that go to fields of the workspace's own, by key. */
export function ownValuesOf(
  values: Readonly<Record<string, unknown>>,
  links: Readonly<Record<string, string>>,
): Record<string, unknown> | undefined {
  const own = [...Object.entries(values), ...Object.entries(links)].filter(([name]) => name.startsWith(PREFIX));
  return own.length > 0 ? Object.fromEntries(own.map(([name, value]) => [name.slice(PREFIX.length), value])) : undefined;
}

const PREFIX = 'custom.';
