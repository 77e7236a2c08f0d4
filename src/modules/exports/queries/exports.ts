import type { ReadCtx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { WorkspaceExport } from '../schema.ts';

const MOST_LISTED = 50;

/** Exports that are still there, newest first. */
export async function exportsOf({ tx, scope }: ReadCtx): Promise<WorkspaceExport[]> {
  return select({ tx, scope }).orderBy('e.created_at', 'desc').limit(MOST_LISTED).execute();
}

export async function exportOf({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>, id: string): Promise<WorkspaceExport | Refusal> {
  const row = await select({ tx, scope }).where('e.id', '=', id).executeTakeFirst();
  return row ?? refuse('not_found', 'There is no such export (any more).');
}

/** The finished file of an export. */
export async function fileOfExport({ tx, scope }: ReadCtx, id: string): Promise<{ id: string; name: string; sizeBytes: number } | Refusal> {
  const row = await tx
    .selectFrom('export as e')
    .innerJoin('file as f', (join) => join.onRef('f.workspace_id', '=', 'e.workspace_id').onRef('f.id', '=', 'e.file_id'))
    .select(['f.id', 'f.name', 'f.size_bytes as sizeBytes'])
    .where('e.workspace_id', '=', scope.workspaceId)
    .where('e.id', '=', id)
    .where('e.state', '=', 'done')
    .executeTakeFirst();
  return row ?? refuse('not_found', 'There is no finished export of this name (any more).');
}

function select({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>) {
  return tx
    .selectFrom('export as e')
    .leftJoin('member as m', (join) => join.onRef('m.workspace_id', '=', 'e.workspace_id').onRef('m.id', '=', 'e.created_by'))
    .leftJoin('file as f', (join) => join.onRef('f.workspace_id', '=', 'e.workspace_id').onRef('f.id', '=', 'e.file_id'))
    .select([
      'e.id',
      'e.state',
      'e.tables_done as tablesDone',
      'e.tables_total as tablesTotal',
      'e.rows_done as rowsDone',
      'f.size_bytes as sizeBytes',
      'e.problem',
      'm.name as createdBy',
      'e.created_at as createdAt',
      'e.finished_at as finishedAt',
      'e.expires_at as expiresAt',
    ])
    .where('e.workspace_id', '=', scope.workspaceId)
    .$narrowType<{ state: WorkspaceExport['state'] }>();
}
