import { conditionOf } from '#modules/criteria/queries/lens.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { type FieldError, isRefusal } from '#platform/shared/refusal.ts';
import { type CriterionInput, PARTIES, type Party } from '../schema.ts';

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

/** The side a person signs for: that of their department. */
export async function profileSignsFor(ctx: ReadCtx): Promise<Party | null> {
  if (!ctx.scope.actor.memberId || !ctx.scope.permissions.has('profile:sign')) return null;
  const row = await ctx.tx
    .selectFrom('member')
    .select('department')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', ctx.scope.actor.memberId)
    .executeTakeFirst();
  return PARTIES.find((party) => party === row?.department) ?? null;
}
