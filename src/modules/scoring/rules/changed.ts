import type { ChangedRule, CriterionInput, RuleInput } from '../schema.ts';

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

/** The rules as they would be, each with the identifier it had; a new one stands last and has none. */
export function rulesWith(
  before: readonly { id: string; rule: RuleInput }[],
  { ruleId, rule: written, points }: ChangedRule,
): { id: string | null; rule: RuleInput }[] {
  const after = before.flatMap(({ id, rule }): { id: string | null; rule: RuleInput }[] => {
    if (id !== ruleId) return [{ id, rule }];
    if (written) return [{ id, rule: written }];
    return points === null ? [] : [{ id, rule: { ...rule, points: points ?? rule.points } }];
  });
  return ruleId === null && written ? [...after, { id: null, rule: written }] : after;
}
