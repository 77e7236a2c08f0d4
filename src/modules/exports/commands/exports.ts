import { z } from 'zod';
import { recordAudit } from '#modules/team/commands/settings.ts';
import { Id } from '#modules/team/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { job } from '#platform/jobs/job.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { exportOf } from '../queries/exports.ts';
import type { WorkspaceExport } from '../schema.ts';

export const exportWrite = job('export.write', z.object({ exportId: Id }));

/** Everything is only for those from whom nothing is hidden. */
export function refuseUnlessAll({ hidden, reach }: Scope): Refusal | null {
  const whole = hidden.size === 0 && Object.values(reach).every(({ read }) => read === 'all');
  return whole ? null : refuse('forbidden', 'An export holds everything in the workspace, and some of it is hidden from you.');
}

const UNDER_WAY = 'An export is under way already; wait for it.';

/** Begins an export, and notes it in the audit log before the first row leaves the house. */
export async function startExport(ctx: Ctx): Promise<WorkspaceExport | Refusal> {
  const refused = refuseUnlessAll(ctx.scope);
  if (refused) return refused;
  const { workspaceId, actor } = ctx.scope;
  const busy = await ctx.tx
    .selectFrom('export')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('state', 'in', ['waiting', 'running'])
    .executeTakeFirst();
  if (busy) return refuse('conflict', UNDER_WAY);
  const { id } = await ctx.tx
    .insertInto('export')
    .values({ workspace_id: workspaceId, created_by: actor.memberId, created_at: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow();
  await noteExport(ctx, id);
  await ctx.enqueue(exportWrite, { exportId: id }, { key: `export:${id}`, maxAttempts: 50 });
  ctx.changed('export', id);
  return exportOf(ctx, id);
}

/** Who took everything out, and when. */
export function noteExport(ctx: Ctx, id: string): Promise<void> {
  return recordAudit(ctx, { entity: 'workspace', entityId: id, action: 'exported' });
}

/** Deletes exports with their files; all of them where none is named. */
export async function discardExports(ctx: Ctx, ids?: readonly string[]): Promise<number> {
  const { tx, scope } = ctx;
  const gone = await tx
    .deleteFrom('export')
    .where('workspace_id', '=', scope.workspaceId)
    .$if(ids !== undefined, (query) => query.where('id', 'in', ids ?? []))
    .returning(['id', 'file_id'])
    .execute();
  const files = gone.flatMap(({ file_id }) => file_id ?? []);
  if (files.length > 0) await tx.deleteFrom('file').where('workspace_id', '=', scope.workspaceId).where('id', 'in', files).execute();
  for (const { id } of gone) ctx.changed('export', id);
  return gone.length;
}

export async function deleteExport(ctx: Ctx, { id }: { id: string }): Promise<Record<string, never> | Refusal> {
  return (await discardExports(ctx, [id])) > 0 ? {} : refuse('not_found', 'There is no such export (any more).');
}

/** Everybody's data must not lie about for longer than it takes to fetch it. */
export async function discardExpired(ctx: Ctx): Promise<void> {
  const old = await ctx.tx
    .selectFrom('export')
    .select('id')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('expires_at', '<', ctx.now)
    .execute();
  if (old.length > 0)
    await discardExports(
      ctx,
      old.map(({ id }) => id),
    );
}
