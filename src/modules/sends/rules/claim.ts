import type { Reason } from '#modules/gate/schema.ts';

/** Whether everything that stands in the way may be overridden by somebody who says why. */
export function mayOverride(reasons: readonly Reason[]): boolean {
  return reasons.every(({ grade, overridable }) => grade === 'warn' || overridable);
}
