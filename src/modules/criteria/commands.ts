import type { z } from 'zod';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { createOwnField, orderOwnFields, updateOwnField } from './contract.ts';
import { standardFields } from './fields.ts';
import { listCustomFields } from './queries/custom.ts';
import { keyOf } from './rules/custom.ts';
import { type CustomFieldRow, type CustomKind, type Entity, MOST_CUSTOM_FIELDS, type Option } from './schema.ts';

/** Adds a field of the workspace's own; its key is fixed from then on. */
export async function addOwnField(ctx: Ctx, input: z.output<typeof createOwnField.input>): Promise<CustomFieldRow | Refusal> {
  const { tx, scope } = ctx;
  const existing = await listCustomFields(tx, scope, input.entity);
  if (existing.length >= MOST_CUSTOM_FIELDS)
    return refuse('conflict', `There are ${MOST_CUSTOM_FIELDS} own fields already; bring an archived one back instead.`);
  const problem = optionProblem(input.kind, input.options);
  if (problem) return refuse('invalid', problem, { field: 'options' });
  const label = input.label.toLowerCase();
  if (existing.some((row) => !row.archived && row.label.toLowerCase() === label) || isStandard(input.entity, label))
    return refuse('conflict', 'There is a field of this name already.', { field: 'label' });
  const taken = new Set(existing.map((row) => row.key));
  if (input.key && taken.has(input.key)) return refuse('conflict', 'This key is taken, perhaps by an archived field.', { field: 'key' });
  const { id } = await tx
    .insertInto('custom_field')
    .values({
      workspace_id: scope.workspaceId,
      entity: input.entity,
      key: input.key ?? keyOf(input.label, taken),
      label: input.label,
      kind: input.kind,
      options: JSON.stringify(hasOptions(input.kind) ? input.options : []),
      required: input.required,
      position: existing.length,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('own_field');
  return ownField(ctx, input.entity, id);
}

export async function changeOwnField(ctx: Ctx, input: z.output<typeof updateOwnField.input>): Promise<CustomFieldRow | Refusal> {
  const { tx, scope } = ctx;
  const row = await tx
    .selectFrom('custom_field')
    .select(['entity', 'kind', 'archived_at'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', input.id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return refuse('not_found', 'This field does not exist any more.');
  const problem = input.options && optionProblem(row.kind as CustomKind, input.options);
  if (problem) return refuse('invalid', problem, { field: 'options' });
  const archivedAt = input.archived === undefined ? row.archived_at : input.archived ? (row.archived_at ?? ctx.now) : null;
  await tx
    .updateTable('custom_field')
    .set({
      archived_at: archivedAt,
      ...(input.label === undefined ? {} : { label: input.label }),
      ...(input.required === undefined ? {} : { required: input.required }),
      ...(input.options === undefined ? {} : { options: JSON.stringify(input.options) }),
    })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', input.id)
    .execute();
  ctx.changed('own_field');
  return ownField(ctx, row.entity as Entity, input.id);
}

/** Fields that are not named keep their order behind those that are. */
export async function arrangeOwnFields(ctx: Ctx, input: z.output<typeof orderOwnFields.input>): Promise<Record<string, never> | Refusal> {
  const { tx, scope } = ctx;
  const existing = await listCustomFields(tx, scope, input.entity);
  const known = new Set(existing.map((row) => row.id));
  const stranger = input.ids.findIndex((id) => !known.has(id));
  if (stranger >= 0) return refuse('invalid', 'This field does not exist any more.', { field: `ids[${stranger}]` });
  const order = [...new Set([...input.ids, ...existing.map((row) => row.id)])];
  for (const [position, id] of order.entries())
    await tx.updateTable('custom_field').set({ position }).where('workspace_id', '=', scope.workspaceId).where('id', '=', id).execute();
  ctx.changed('own_field');
  return {};
}

async function ownField(ctx: Ctx, entity: Entity, id: string): Promise<CustomFieldRow | Refusal> {
  const row = (await listCustomFields(ctx.tx, ctx.scope, entity)).find((one) => one.id === id);
  return row ?? refuse('not_found', 'This field does not exist any more.');
}

const hasOptions = (kind: CustomKind): boolean => kind === 'choice' || kind === 'choices';

function optionProblem(kind: CustomKind, options: readonly Option[]): string | undefined {
  if (!hasOptions(kind)) return undefined;
  if (options.length === 0) return 'Add at least one option.';
  const values = new Set(options.map((option) => option.value));
  const labels = new Set(options.map((option) => option.label.toLowerCase()));
  return values.size < options.length || labels.size < options.length ? 'Two options are the same.' : undefined;
}

const isStandard = (entity: Entity, label: string): boolean => standardFields(entity).some((field) => field.label.toLowerCase() === label);
