import type { ImportEntity, Mapping } from '../schema.ts';
import { headerKey, type PresetColumn } from './presets/preset.ts';
import { PRESETS } from './presets.ts';
import type { Target } from './targets.ts';

/** `E-Mail address` and `email_address` say the same. */
const wordsOf = (text: string) => headerKey(text).replace(/[^\p{L}\p{N}]+/gu, '');

/** What many tables call a field whose own name is another. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  email: ['email', 'emailaddress', 'mail', 'mailaddress', 'emailadresse'],
  phone: ['phone', 'phonenumber', 'telephone', 'tel', 'telefon'],
  mobile: ['mobile', 'mobilephone', 'cell', 'cellphone'],
  firstName: ['firstname', 'givenname', 'forename', 'vorname'],
  lastName: ['lastname', 'surname', 'familyname', 'nachname'],
  companyName: ['company', 'companyname', 'organization', 'organisation', 'firma'],
  jobTitle: ['jobtitle', 'title', 'position'],
  website: ['website', 'web', 'url', 'homepage', 'domain'],
  postalCode: ['postalcode', 'zip', 'zipcode', 'postcode', 'plz'],
  amount: ['amount', 'value', 'dealvalue'],
};

/** Where the columns of a file of unknown make probably go, once a person has said what it holds. To be looked over. */
export function proposeMapping(entity: ImportEntity, headers: readonly string[], targets: readonly Target[]): Mapping {
  const known = new Map<string, PresetColumn>();
  for (const preset of PRESETS)
    if (preset.entity === entity)
      for (const [header, column] of Object.entries(preset.columns)) if (!known.has(wordsOf(header))) known.set(wordsOf(header), column);
  const taken = new Set<string>();
  const mapping: [string, Mapping[string]][] = [];
  for (const header of headers) {
    const target = targetFor(wordsOf(header), targets, known);
    if (!target || taken.has(target.key)) continue;
    taken.add(target.key);
    mapping.push([header, mappedTo(target)]);
  }
  return Object.fromEntries(mapping);
}

/** Columns named like a field of the workspace's own, beside those that a preset knows. */
export function ownColumns(headers: readonly string[], targets: readonly Target[], mapped: Mapping): Mapping {
  const own = targets.filter(({ key }) => key.startsWith('custom.'));
  return Object.fromEntries(
    headers.flatMap((header) => {
      const words = wordsOf(header);
      const target = own.find(({ key, label }) => wordsOf(key) === words || wordsOf(label) === words);
      return target && !Object.hasOwn(mapped, header) ? [[header, mappedTo(target)]] : [];
    }),
  );
}

function targetFor(words: string, targets: readonly Target[], known: ReadonlyMap<string, PresetColumn>): Target | undefined {
  const named = targets.find(({ key, label }) => wordsOf(key) === words || wordsOf(label) === words || ALSO[key]?.includes(words));
  // A colleague’s name is one in whatever system; the names of records are to be looked over.
  if (named && (named.role === null || named.key.startsWith('custom.'))) return named;
  const column = known.get(words);
  // Ids are what another system calls a record: a person says so.
  return column && column.role !== 'externalId'
    ? targets.find((target) => target.key === column.field && target.transform === (column.transform ?? 'line'))
    : undefined;
}

export function mappedTo({ key, transform, role }: Target): Mapping[string] {
  return { field: key, transform, ...(role ? { role } : {}) };
}

/** A mapping as a person sent it, held to the fields that there are: each column goes to one of them, read as that field is read. */
export function checkedMapping(headers: readonly string[], wanted: Mapping, targets: readonly Target[]): Mapping | { unknown: string } {
  const checked: [string, Mapping[string]][] = [];
  for (const [header, column] of Object.entries(wanted)) {
    if (!headers.includes(header) || column.field === null) continue;
    const same = targets.filter((target) => target.key === column.field);
    const target = same.find((one) => one.transform === (column.transform ?? one.transform)) ?? same[0];
    if (!target) return { unknown: column.field };
    checked.push([header, mappedTo(target)]);
  }
  return Object.fromEntries(checked);
}
