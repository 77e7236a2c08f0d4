import { addCriterion } from '#modules/scoring/commands/amend.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { attributesOf } from '../queries/attributes.ts';
import { namesOf } from '../queries/patterns.ts';
import { criterionOf } from '../rules/criterion.ts';
import type { Outcome, PatternItem } from '../schema.ts';

export async function proposeCriterion(
  ctx: Ctx,
  { outcome, items }: { outcome: Outcome; items: readonly PatternItem[] },
): Promise<{ profileVersionId: string; number: number } | Refusal> {
  const attributes = await attributesOf(ctx);
  const named = await namesOf(ctx, attributes, items);
  const asked = items.flatMap((item) => {
    const field = attributes.find(({ name }) => name === item.dimension)?.contactField;
    return field ? [{ ...named(item), field }] : [];
  });
  if (asked.length < items.length) return refuse('invalid', 'The customer profile cannot ask for this.', { field: 'items' });
  const draft = await addCriterion(ctx, criterionOf(outcome, asked));
  return isRefusal(draft) ? draft : { profileVersionId: draft.id, number: draft.number };
}
