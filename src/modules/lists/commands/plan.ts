import { z } from 'zod';
import { rightOf } from '#modules/criteria/fields.ts';
import { lensOf } from '#modules/criteria/queries/lens.ts';
import type { Entity } from '#modules/criteria/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import { type FieldError, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { inputOf, keyOfInput, type Plan, type Written } from '../rules/change.ts';
import type { Change } from '../schema.ts';
import { WRITERS } from './writers.ts';

/** A change against the registry and the rights of whoever makes it; refusals name `change.set.<field>`. */
export async function planOf(ctx: ReadCtx, entity: Entity, change: Change): Promise<Plan | Refusal> {
  const { fields } = await lensOf(ctx.tx, ctx.scope, entity);
  const written: Written[] = [];
  for (const [key, value] of Object.entries(change.set ?? {})) {
    const field = fields.get(key);
    const move = Object.hasOwn(WRITERS[entity].moves, key) ? WRITERS[entity].moves[key] : undefined;
    const column = move?.column ?? field?.column;
    if (!field || !column)
      return refuse('invalid', 'This field cannot be changed for many records at once.', { field: `change.set.${key}` });
    if (ctx.scope.readOnly.has(rightOf(field)))
      return refuse('forbidden', 'Your role may read this field but not change it.', { field: `change.set.${key}` });
    written.push({ key, column, kind: field.kind, value, moves: move !== undefined });
  }
  const plan = { written, addTags: change.addTags ?? [], removeTags: change.removeTags ?? [] };
  const tags = plan.addTags.length + plan.removeTags.length > 0;
  if (tags && (!fields.has('tags') || ctx.scope.readOnly.has(`${entity}.tags`)))
    return refuse('forbidden', 'Your role may not change tags.', { field: 'change.addTags' });
  return valueProblem(entity, plan) ?? plan;
}

/** The shapes of the record's own command say what its fields take; its own rules speak up record by record. */
function valueProblem(entity: Entity, plan: Plan): Refusal | null {
  const input = inputOf(plan, { tags: [] });
  const parsed = input ? z.strictObject(WRITERS[entity].shape).omit({ id: true }).safeParse(input) : null;
  const errors: FieldError[] = (parsed?.error?.issues ?? []).map((issue) => {
    const name = issue.path.join('.');
    return { field: `change.set.${keyOfInput(plan, name) ?? name}`, message: issue.message };
  });
  for (const { key, value, moves } of plan.written) {
    const wrong = moves ? WRITERS[entity].moves[key]?.wrong(value) : undefined;
    if (wrong) errors.push({ field: `change.set.${key}`, message: wrong });
  }
  return errors.length === 0 ? null : refuse('invalid', errors[0]?.message ?? 'Some values need another look.', { errors });
}
