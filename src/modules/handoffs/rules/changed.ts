import type { ChangedTerritory } from '../schema.ts';

type Written = NonNullable<ChangedTerritory['territory']>;

/** The rules of routing as they would be, in the order in which they are asked; a new one has no identifier. */
export function territoriesWith(
  before: readonly (Written & { id: string })[],
  { territoryId, territory, place }: ChangedTerritory,
): (Written & { id?: string })[] {
  const own = before.find(({ id }) => id === territoryId);
  const others: (Written & { id?: string })[] = before.filter((one) => one !== own);
  if (territory === null) return others;
  const changed = own ? { ...own, ...territory } : territory;
  if (!changed) return others;
  const at = place ? place - 1 : own ? before.indexOf(own) : others.length;
  return [...others.slice(0, at), changed, ...others.slice(at)];
}
