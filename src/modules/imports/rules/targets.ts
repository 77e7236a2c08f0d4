import type { ImportEntity } from '../schema.ts';
import { type OwnField, ownTargets } from './own.ts';
import type { Transform } from './presets/preset.ts';
import { PRESETS } from './presets.ts';

/** A field that a column can be mapped to. */
export interface Target {
  key: string;
  label: string;
  kind: string;
  transform: Transform;
  role: 'externalId' | 'reference' | null;
}

/** What no system that we know writes, and files made by hand do. */
const ALSO: Partial<Record<ImportEntity, readonly Target[]>> = {
  deal: [{ key: 'wonAt', label: 'Won on', kind: 'instant', transform: 'instant', role: null }],
  // Of leads that are over: whether each became a customer. Files of past leads are what a probability is learned from.
  lead: [{ key: 'won', label: 'Became a customer (yes), or ended without it (no)', kind: 'yesNo', transform: 'yesNo', role: null }],
};

/** Every field that some known system fills for an entity, and the workspace's own; a file mapped by hand has the same choice. */
export function targetsOf(entity: ImportEntity | null, own: readonly OwnField[]): Target[] {
  const found = new Map<string, Target>();
  for (const preset of PRESETS) {
    if (preset.entity !== entity) continue;
    for (const { field, transform = 'line', role } of Object.values(preset.columns)) {
      const key = role === 'reference' ? `${field}:${transform}` : field;
      if (!found.has(key))
        found.set(key, {
          key: field,
          label: labelOf(field, role === 'reference' ? transform : null),
          kind: role ?? transform,
          transform,
          role: role ?? null,
        });
    }
  }
  const also = (entity && ALSO[entity]) ?? [];
  return [...found.values(), ...also, ...ownTargets(entity, own)].sort((a, b) => a.label.localeCompare(b.label));
}

/** `expectedCloseOn` reads "Expected close on". */
function labelOf(field: string, by: Transform | null): string {
  const words = field.replace(/([A-Z])/g, ' $1').toLowerCase();
  const label = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return by ? `${label} (by ${by === 'labelled' ? 'name and id' : by})` : label;
}
