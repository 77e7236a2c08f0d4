import { sql } from 'kysely';
import { z } from 'zod';
import { Id } from '#modules/team/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { job } from '#platform/jobs/job.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { importOf } from '../queries/imports.ts';
import type { ImportEntity, ImportState, ImportSummary } from '../schema.ts';

export const importRun = job('import.run', z.object({ importId: Id }));
export const importUndo = job('import.undo', z.object({ importId: Id }));
export const forgetUploads = job(
  'import.forgetUploads',
  z.object({ contactIds: z.array(Id).readonly(), leadIds: z.array(Id).readonly(), mails: z.array(z.string()).readonly() }),
);

/** Killed workers count as attempts; an import may be killed many times and still ends. */
const MANY_ATTEMPTS = 1_000;

/** For whatever needs an uploaded file that has been deleted. */
export const GONE = 'The uploaded file has been deleted. Upload it again: rows that are in already are passed over.';

/** Starts an import, or takes a stopped or failed one up where it was. */
export async function startImport(ctx: Ctx, { id }: { id: string }): Promise<ImportSummary | Refusal> {
  const refused = await beyondReach(ctx, id);
  if (refused) return refused;
  const found = await importOf(ctx, id);
  if (isRefusal(found)) return found;
  if (found.files.some((file) => file.discarded && !file.finished)) return refuse('gone', GONE);
  const moved = await move(ctx, id, { from: ['uploaded', 'stopped', 'failed', 'stopping'], to: 'running' });
  if (!moved) return unmoved(ctx, id, 'This import is running or done already.');
  await ctx.enqueue(importRun, { importId: id }, { key: `import:${id}`, maxAttempts: MANY_ATTEMPTS });
  return importOf(ctx, id);
}

/** A file may name anybody's record, so whoever brings it must be allowed to change anybody's. */
async function beyondReach(ctx: Ctx, id: string): Promise<Refusal | null> {
  const { rows } = await sql<{ entity: ImportEntity }>`select distinct entity from import_file
    where workspace_id = ${ctx.scope.workspaceId} and import_id = ${id} and entity is not null`.execute(ctx.tx);
  const touched = rows.flatMap(({ entity }) => TOUCHES[entity] ?? [entity]);
  const beyond = touched.find((entity) => (ctx.scope.reach[entity]?.write ?? 'all') !== 'all');
  return beyond
    ? refuse(
        'forbidden',
        `You may change some records of the kind “${beyond}” only, and these files may name any. Ask somebody who may change all.`,
      )
    : null;
}

const TOUCHES: Partial<Record<ImportEntity, string[]>> = {
  lead: ['lead', 'contact', 'company'],
  inquiry: ['lead', 'contact', 'company'],
  contact: ['contact', 'company'],
  vendor: ['company'],
  campaign_response: ['campaign', 'contact'],
  order_line: ['order'],
  invoice_line: ['invoice'],
  credit_note: ['invoice'],
  payment: ['invoice'],
};

/** Asks a running import to stop after the rows under way. */
export async function stopImport(ctx: Ctx, { id }: { id: string }): Promise<ImportSummary | Refusal> {
  if (!(await move(ctx, id, { from: ['running'], to: 'stopping' }))) return unmoved(ctx, id, 'This import is not running.');
  return importOf(ctx, id);
}

/** Begins to take an import out again. */
export async function undoImport(ctx: Ctx, { id }: { id: string }): Promise<ImportSummary | Refusal> {
  if (!(await move(ctx, id, { from: ['done', 'stopped', 'failed'], to: 'undoing' })))
    return unmoved(ctx, id, 'Only an import that has ended or was stopped can be undone.');
  await ctx.enqueue(importUndo, { importId: id }, { key: `import:${id}`, maxAttempts: MANY_ATTEMPTS });
  return importOf(ctx, id);
}

/** Why nothing moved: there is no such import, or it is in another state. */
async function unmoved(ctx: Ctx, id: string, message: string): Promise<Refusal> {
  const found = await importOf(ctx, id);
  return isRefusal(found) ? found : refuse('conflict', message);
}

/** One step of the state; false where the import is in none of the states it may come from. */
export async function move(
  ctx: Ctx,
  id: string,
  step: { from: readonly ImportState[]; to: ImportState; problem?: string },
): Promise<boolean> {
  const ended = ['done', 'failed', 'stopped', 'undone'].includes(step.to);
  const { rows } = await sql`update import set state = ${step.to}, problem = ${step.problem ?? null}, beat_at = ${ctx.now},
      started_at = coalesce(started_at, case when ${step.to} = 'running' then ${ctx.now}::timestamptz end),
      finished_at = case when ${ended} then ${ctx.now}::timestamptz end
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} and state = any (${step.from}) returning id`.execute(ctx.tx);
  if (rows.length > 0) ctx.changed('import', id);
  return rows.length > 0;
}

const SILENT_MS = 60_000;

/** Takes up imports whose worker fell silent. The rows are safe either way: a chunk that is in is never read again. */
export async function reviveImports(ctx: Ctx): Promise<void> {
  const silentSince = new Date(Date.parse(ctx.now) - SILENT_MS).toISOString();
  const { rows } = await sql<{ id: string; state: ImportState }>`update import set beat_at = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and state in ('running', 'stopping', 'undoing') and beat_at < ${silentSince} returning id, state`.execute(
    ctx.tx,
  );
  for (const { id, state } of rows)
    await ctx.enqueue(state === 'undoing' ? importUndo : importRun, { importId: id }, { key: `import:${id}`, maxAttempts: MANY_ATTEMPTS });
}
