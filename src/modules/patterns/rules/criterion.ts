import type { Node } from '#modules/criteria/schema.ts';
import type { CriterionInput } from '#modules/scoring/schema.ts';
import type { Outcome } from '../schema.ts';

const LONGEST_LABEL = 120;
const WANTED: readonly Outcome[] = ['accepted', 'won'];

/**
 * A pattern as a criterion of the customer profile, on a contact: asked for where it is what was accepted or won, asked not to be where it is what
 * was given back. Both sides weigh it before they sign.
 */
export function criterionOf(
  outcome: Outcome,
  items: readonly { field: string; label: string; value: string; valueLabel: string }[],
): CriterionInput {
  const wanted = WANTED.includes(outcome);
  const said = items.map(({ label, valueLabel }) => `${label}: ${valueLabel}`).join(' + ');
  const label = wanted ? said : `Not ${said}`;
  const conditions: Node[] = items.map(({ field, value }) => ({ field, op: 'is', value }));
  return {
    kind: 'weighted',
    label: label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label,
    weight: 1,
    condition: wanted ? { match: 'all', of: conditions } : { match: 'none', of: [{ match: 'all', of: conditions }] },
  };
}
