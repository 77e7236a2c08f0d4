import type { CriterionInput } from '#modules/scoring/schema.ts';

const LONGEST_LABEL = 120;

/** A criterion for the segments that grew among who buys; both sides weigh it before they sign. Null where none grew. */
export function amendment(
  field: { field: string; label: string },
  segments: readonly { value: string; label: string }[],
): CriterionInput | null {
  if (segments.length === 0) return null;
  const label = `${field.label}: ${segments.map((one) => one.label).join(', ')}`;
  return {
    kind: 'weighted',
    label: label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label,
    weight: 1,
    condition: { match: 'all', of: [{ field: field.field, op: 'is_one_of', value: segments.map(({ value }) => value) }] },
  };
}
