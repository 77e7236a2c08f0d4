import type { AssetAudience, Miss } from '../schema.ts';

/** Whom an asset is for. Empty lists: anybody. */
export interface Aim {
  personas: readonly string[];
  stages: readonly string[];
  industries: readonly string[];
  audience: AssetAudience;
  language: string;
}

/** Who somebody is at this moment; null: not known. */
export interface Situation {
  persona: string | null;
  stage: string | null;
  industry: string | null;
  isCustomer: boolean;
  language: string | null;
}

const same = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();

/**
 * Whether an asset is used as it is meant. `fits` is null where nothing that is known of the person speaks for or against it. What is not known
 * is no miss: nobody is blamed for a gap in the record.
 */
export function match(aim: Aim, person: Situation): { fits: boolean | null; misses: Miss[] } {
  const looked = [
    judged('stage', aim.stages, person.stage),
    judged('persona', aim.personas, person.persona),
    judged('industry', aim.industries, person.industry),
    aim.audience === 'everybody'
      ? null
      : { miss: 'audience' as const, ok: aim.audience !== 'internal' && (aim.audience === 'customers') === person.isCustomer },
    person.language === null ? null : { miss: 'language' as const, ok: same(aim.language, person.language) },
  ].filter((one) => one !== null);
  const misses = looked.filter(({ ok }) => !ok).map(({ miss }) => miss);
  // That they read the language says nothing for the asset.
  const known = looked.some(({ miss, ok }) => miss !== 'language' || !ok);
  return { fits: known ? misses.length === 0 : null, misses };
}

function judged(miss: Miss, wanted: readonly string[], given: string | null): { miss: Miss; ok: boolean } | null {
  if (wanted.length === 0 || given === null) return null;
  return { miss, ok: wanted.some((one) => same(one, given)) };
}
