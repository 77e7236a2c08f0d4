import { HUBSPOT } from './presets/hubspot.ts';
import { LISTS } from './presets/lists.ts';
import { MAIL_TOOLS } from './presets/mailtools.ts';
import { PIPEDRIVE } from './presets/pipedrive.ts';
import { headerKey, type Preset, type PresetColumn } from './presets/preset.ts';
import { SALESFORCE } from './presets/salesforce.ts';
import { SALES_LISTS } from './presets/saleslists.ts';
import { TRUCE } from './presets/truce.ts';
import { ZOHO_RECORDS } from './presets/zoho.ts';
import { ZOHO_CRM } from './presets/zoho_crm.ts';
import { ZOHO_DOCUMENTS } from './presets/zoho_documents.ts';

export const PRESETS: readonly Preset[] = [
  ...ZOHO_RECORDS,
  ...ZOHO_DOCUMENTS,
  ...ZOHO_CRM,
  ...HUBSPOT,
  ...SALESFORCE,
  ...PIPEDRIVE,
  ...MAIL_TOOLS,
  ...TRUCE,
  ...LISTS,
  ...SALES_LISTS,
];

export interface Recognised {
  preset: Preset;
  /** 0 to 1. */
  score: number;
  /** Other files have the same header row; only the name of this one decided. A person should look. */
  byName: boolean;
}

/** Below this a likeness is chance. */
const LEAST = 0.6;

/** Which known file this is, by its header row, and by its name where several have the same. Null: to be mapped by hand. */
export function recognise(headers: readonly string[], fileName = ''): Recognised | null {
  const name = fileName.replace(/^.*[\\/]/, '');
  const ranked = PRESETS.map((preset) => ({ preset, score: preset.match(headers) }))
    .filter(({ score }) => score >= LEAST)
    .sort((a, b) => b.score - a.score || a.preset.order - b.preset.order);
  const best = ranked[0];
  if (!best) return null;
  const equal = ranked.filter(({ score }) => score > best.score - 1e-9);
  const named = equal.find(({ preset }) => preset.fileName?.test(name));
  if (equal.length > 1 && !named) return null;
  return { ...(named ?? best), byName: equal.length > 1 };
}

export interface MappedColumn extends PresetColumn {
  header: string;
}

/** Where each header of a file goes by a preset; headers that it does not know, and repeats of one that it does, are not in it. */
export function mappingOf(preset: Preset, headers: readonly string[]): MappedColumn[] {
  const known = new Map(Object.entries(preset.columns).map(([header, column]) => [headerKey(header), column]));
  const taken = new Set<string>();
  return headers.flatMap((header) => {
    const key = headerKey(header);
    const column = known.get(key);
    if (!column || taken.has(key)) return [];
    taken.add(key);
    return [{ header, ...column }];
  });
}

/** Headers that a preset neither maps nor leaves out on purpose: candidates for fields of the workspace's own. */
export function unknownHeaders(preset: Preset, headers: readonly string[]): string[] {
  const known = new Set([...Object.keys(preset.columns), ...preset.ignored].map(headerKey));
  return headers.filter((header) => !known.has(headerKey(header)));
}

/** How a row of this very file is known again: by less than the preset hopes for where the column for it is missing. */
export function identityOf(preset: Preset, headers: readonly string[]): Preset['identity'] {
  if (preset.identity !== 'externalId') return preset.identity;
  const mapped = mappingOf(preset, headers);
  if (mapped.some(({ role }) => role === 'externalId')) return 'externalId';
  return mapped.some(({ field }) => field === 'email') ? 'email' : 'row';
}

export function presetById(id: string): Preset | null {
  return PRESETS.find((preset) => preset.id === id) ?? null;
}
