import { sql } from 'kysely';
import type { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import type { getWatchedFolder as GetFolder } from '../contract.ts';
import { folderName, type WatchedRule } from '../rules/watched.ts';

type Folder = Omit<z.output<(typeof GetFolder)['output']>, 'available'>;

/** The folder's name, as it stands or as it would be. */
export async function nameOfFolder({ tx, scope }: ReadCtx): Promise<string> {
  const { rows } = await sql<{ name: string | null; workspace: string }>`select f.name, w.name as workspace from workspace w
    left join watched_folder f on f.workspace_id = w.id where w.id = ${scope.workspaceId}`.execute(tx);
  return rows[0]?.name ?? folderName({ name: rows[0]?.workspace ?? '', id: scope.workspaceId });
}

/** The watched folder of a workspace, the mappings that its rules can name, and what came of the last files. */
export async function watchedFolder(ctx: ReadCtx): Promise<Folder> {
  const ws = ctx.scope.workspaceId;
  const { rows: set } = await sql<{ active: boolean; rules: WatchedRule[]; owner: Folder['owner'] }>`
    select f.active, f.rules, case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end as owner
    from watched_folder f left join member m on m.workspace_id = f.workspace_id and m.id = f.owner_id where f.workspace_id = ${ws}`.execute(
    ctx.tx,
  );
  const { rows: mappings } = await sql<Folder['mappings'][number]>`select header_key as "headerKey", entity, used_at as "usedAt",
      array(select k from jsonb_object_keys(mapping) k order by k limit 40) as columns
    from import_mapping where workspace_id = ${ws} order by used_at desc limit 100`.execute(ctx.tx);
  const { rows: files } = await sql<
    Folder['files'][number]
  >`select id, name, size_bytes as "sizeBytes", state, note, import_id as "importId", seen_at as "seenAt",
      ended_at as "endedAt" from watched_file where workspace_id = ${ws} order by seen_at desc, id desc limit 100`.execute(ctx.tx);
  return {
    folder: `inbox/${await nameOfFolder(ctx)}`,
    active: set[0]?.active ?? false,
    owner: set[0]?.owner ?? null,
    rules: set[0]?.rules ?? [],
    mappings,
    files,
  };
}
