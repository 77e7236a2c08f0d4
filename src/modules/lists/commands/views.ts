import type { z } from 'zod';
import { compile } from '#modules/criteria/queries/compile.ts';
import { lensOf } from '#modules/criteria/queries/lens.ts';
import type { Entity } from '#modules/criteria/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { createView, deleteView, setDefaultView, updateView } from '../contract/views.ts';
import { columnsOf } from '../queries/cells.ts';
import { orderOf } from '../queries/order.ts';
import { ROW } from '../queries/source.ts';
import { viewById } from '../queries/views.ts';
import type { SavedView, Visibility } from '../schema.ts';

type Contents = Pick<SavedView, 'criteria' | 'columns' | 'sort'>;

const GONE = 'This view does not exist any more.';
const NOT_YOURS = 'This view belongs to someone else. Save it under a name of your own to change it.';

export async function addView(ctx: Ctx, input: z.output<typeof createView.input>): Promise<{ id: string } | Refusal> {
  const memberId = ctx.scope.actor.memberId;
  if (!memberId) return refuse('forbidden', 'Views belong to people.');
  const problem = sharingProblem(ctx, input.visibility) ?? (await contentsProblem(ctx, input.entity, input));
  if (problem) return problem;
  const view = await ctx.tx
    .insertInto('saved_view')
    .values({
      workspace_id: ctx.scope.workspaceId,
      entity: input.entity,
      name: input.name,
      visibility: input.visibility,
      member_id: memberId,
      team_id: ctx.scope.teamId,
      criteria: JSON.stringify(input.criteria),
      columns: input.columns,
      sort: JSON.stringify(input.sort),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('view', view.id);
  return view;
}

export async function changeView(ctx: Ctx, input: z.output<typeof updateView.input>): Promise<Record<string, never> | Refusal> {
  const view = await viewById(ctx.tx, ctx.scope, input.id);
  if (!view) return refuse('not_found', GONE);
  if (!view.mine) return refuse('forbidden', NOT_YOURS);
  const next = { ...view, ...defined(input) };
  const problem = sharingProblem(ctx, input.visibility ?? 'private') ?? (await contentsProblem(ctx, view.entity, next));
  if (problem) return problem;
  await ctx.tx
    .updateTable('saved_view')
    .set({
      name: next.name,
      visibility: next.visibility,
      team_id: ctx.scope.teamId,
      criteria: JSON.stringify(next.criteria),
      columns: next.columns,
      sort: JSON.stringify(next.sort),
      updated_at: ctx.now,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', input.id)
    .execute();
  ctx.changed('view', input.id);
  return {};
}

export async function removeView(ctx: Ctx, { id }: z.output<typeof deleteView.input>): Promise<Record<string, never> | Refusal> {
  const view = await viewById(ctx.tx, ctx.scope, id);
  if (!view) return refuse('not_found', GONE);
  // Whoever may share views may also take a shared one away whose owner has left.
  if (!view.mine && !ctx.scope.permissions.has('workspace:write')) return refuse('forbidden', NOT_YOURS);
  await ctx.tx.deleteFrom('saved_view').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).execute();
  ctx.changed('view', id);
  return {};
}

export async function chooseDefaultView(ctx: Ctx, input: z.output<typeof setDefaultView.input>): Promise<Record<string, never> | Refusal> {
  const memberId = ctx.scope.actor.memberId;
  if (!memberId) return refuse('forbidden', 'Views belong to people.');
  const { entity, viewId } = input;
  if (viewId !== null && (await viewById(ctx.tx, ctx.scope, viewId))?.entity !== entity)
    return refuse('not_found', GONE, { field: 'viewId' });
  const workspace_id = ctx.scope.workspaceId;
  await ctx.tx
    .deleteFrom('view_default')
    .where('workspace_id', '=', workspace_id)
    .where('member_id', '=', memberId)
    .where('entity', '=', entity)
    .execute();
  if (viewId !== null)
    await ctx.tx.insertInto('view_default').values({ workspace_id, member_id: memberId, entity, view_id: viewId }).execute();
  ctx.changed('view');
  return {};
}

function sharingProblem({ scope }: Ctx, visibility: Visibility): Refusal | null {
  if (visibility === 'private') return null;
  if (!scope.permissions.has('view:share'))
    return refuse('forbidden', 'Sharing views takes a right that your role does not have. Save it for yourself.', { field: 'visibility' });
  if (visibility === 'team' && !scope.teamId)
    return refuse('invalid', 'You are in no team. Share it with everyone instead.', { field: 'visibility' });
  return null;
}

/** A view holds only what its owner may see. */
async function contentsProblem(ctx: Ctx, entity: Entity, { criteria, columns, sort }: Contents): Promise<Refusal | null> {
  const lens = await lensOf(ctx.tx, ctx.scope, entity);
  const found = [
    compile(criteria, { ...lens, row: ROW, scope: ctx.scope, now: ctx.now }),
    columnsOf(lens, columns),
    orderOf(lens, sort, ctx.scope),
  ];
  return found.find(isRefusal) ?? null;
}

function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
