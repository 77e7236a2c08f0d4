import type { CriterionInput } from '../schema.ts';

/** One change of a profile: a criterion that is new, says something else, weighs otherwise or is left out. */
export interface ChangedCriterion {
  /** Null: a new one. */
  criterionId: string | null;
  /** What it says from then on. */
  criterion?: CriterionInput | undefined;
  /** Its weight alone; null: it is left out. */
  weight?: number | null | undefined;
}

/** The criteria as they would be; a new one stands last. */
export function criteriaWith(before: readonly (CriterionInput & { id: string })[], change: ChangedCriterion): CriterionInput[] {
  const after = before.flatMap(({ id, ...own }) => {
    if (id !== change.criterionId) return own;
    if (change.criterion) return change.criterion;
    return change.weight === null ? [] : { ...own, weight: change.weight ?? own.weight };
  });
  return change.criterionId === null && change.criterion ? [...after, change.criterion] : after;
}
