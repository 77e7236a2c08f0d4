import type { ImportEntity } from '../../schema.ts';

/** How a cell becomes a value; without one it is a line of text. */
export const TRANSFORMS = [
  'line',
  'text',
  'instant',
  'date',
  'money',
  'number',
  'integer',
  'headcount',
  'percent',
  'yesNo',
  'phone',
  'email',
  'website',
  'tags',
  'values',
  'fullName',
  'minutes',
  // The last three read a reference: the id in that system, a name, or `Name (id)`.
  'id',
  'name',
  'labelled',
] as const;
export type Transform = (typeof TRANSFORMS)[number];

export interface PresetColumn {
  field: string;
  transform?: Transform;
  role?: 'externalId' | 'reference';
}

/** Which kind of record each reference field points to. */
export const REFERENCES: Readonly<Record<string, ImportEntity>> = {
  owner: 'user',
  company: 'company',
  parentCompany: 'company',
  contact: 'contact',
  lead: 'lead',
  deal: 'deal',
  campaign: 'campaign',
  order: 'order',
  invoice: 'invoice',
  product: 'product',
  priceBook: 'price_book',
  vendor: 'vendor',
};

/** A file of a known system, told by its header row. */
export interface Preset {
  id: string;
  vendor: string;
  label: string;
  entity: ImportEntity;
  /** Files are imported in this order, so that what is pointed to is there. */
  order: number;
  /** Without these headers it is another file. */
  required: readonly string[];
  columns: Readonly<Record<string, PresetColumn>>;
  /** Known and left out: empty, or worked out from the rest. */
  ignored: readonly string[];
  /** Tells files with the same header row apart. */
  fileName?: RegExp;
  /**
   * By what a row is known again at the next import: a column with the id of that system, the record that it points to, its e-mail address,
   * or the whole row together with how many equal rows stand before it.
   */
  identity: 'externalId' | 'lead' | 'email' | 'row';
  /** How sure the header row makes it that the file is this one, 0 to 1. */
  match(headers: readonly string[]): number;
}

/** Headers are compared without case, surplus spaces and the star that marks a required column; a number for a repeated name is dropped. */
export function headerKey(header: string): string {
  return header
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/\s*\*$/, '')
    .toLowerCase();
}

/** All required headers must be there; the share of the file's headers that are known, and of the known that are there, does the rest. */
function likeness(preset: Pick<Preset, 'required' | 'columns' | 'ignored'>, headers: readonly string[]): number {
  const present = new Set(headers.map(headerKey).filter((key) => key !== ''));
  if (present.size === 0 || !preset.required.every((header) => present.has(headerKey(header)))) return 0;
  const known = new Set([...Object.keys(preset.columns), ...preset.ignored].map(headerKey));
  const shared = [...present].filter((key) => known.has(key)).length;
  return 0.5 + 0.3 * (shared / present.size) + 0.2 * (shared / known.size);
}

export function preset(fields: Omit<Preset, 'match' | 'ignored'> & { ignored?: readonly string[] }): Preset {
  const whole = { ...fields, ignored: fields.ignored ?? [] };
  return { ...whole, match: (headers) => likeness(whole, headers) };
}

export const externalId: PresetColumn = { field: 'externalId', role: 'externalId' };

export function to(field: string, transform?: Transform): PresetColumn {
  return transform ? { field, transform } : { field };
}

export function reference(field: string, transform: 'id' | 'name' | 'email' | 'labelled' = 'id'): PresetColumn {
  return { field, transform, role: 'reference' };
}
