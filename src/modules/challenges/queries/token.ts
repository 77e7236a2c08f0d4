import type { Seals } from '#platform/auth/seals.ts';
import type { ReadCtx } from '#platform/context.ts';

type Seal = Seals['seal'];

/**
 * What stands for a person in a place of which nobody may tell that they were there: keyed by the installation's secret, another one in every place, so that
 * two places tell nothing of one person, and who reads the database cannot try the members one by one.
 * @param place a challenge; a question and its period
 */
export function tokenOf(seal: Seal, { scope }: Pick<ReadCtx, 'scope'>, place: readonly string[]): string | null {
  const { memberId } = scope.actor;
  if (!memberId) return null;
  // The part before the dot says the words; only the tag is kept.
  return seal('unnamed', [scope.workspaceId, ...place, memberId]).split('.')[1] ?? null;
}
