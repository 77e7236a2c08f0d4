import { conditionOf } from '#modules/criteria/queries/lens.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { type FieldError, isRefusal } from '#platform/shared/refusal.ts';
import type { CriterionInput } from '../schema.ts';

/** What keeps a criterion from being judged: a field that is not there, a comparison that does not fit. */
export async function criterionProblem(
  ctx: ReadCtx,
  { condition }: Pick<CriterionInput, 'condition'>,
  path: string,
): Promise<FieldError | null> {
  if (condition.of.length === 0) return { field: path, message: 'Add a condition: this would be true of everyone.' };
  const compiled = await conditionOf(ctx.tx, unlimited(ctx.scope), {
    criteria: condition,
    entity: 'contact',
    row: 't',
    now: ctx.now,
    path,
  });
  return isRefusal(compiled) ? { field: compiled.field ?? path, message: compiled.message } : null;
}
