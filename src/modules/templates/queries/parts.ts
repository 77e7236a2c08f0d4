import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { Picture } from '../rules/mjml.ts';
import type { ImageType, SimpleBlock } from '../schema.ts';

type Read = Pick<ReadCtx, 'tx' | 'scope'>;

/** Below the address of the API. */
export const IMAGE_PATH = '/api/mail-images';

export interface ImageRow {
  id: string;
  name: string;
  mediaType: ImageType;
  sizeBytes: number;
  width: number;
  height: number;
  path: string;
  createdAt: string;
}

const MOST = 200;

export async function listImages({ tx, scope }: Read): Promise<ImageRow[]> {
  const { rows } = await sql<ImageRow>`select id, name, media_type as "mediaType", size_bytes as "sizeBytes", width, height,
      ${`${IMAGE_PATH}/`}::text || token as path, created_at as "createdAt"
    from mail_image where workspace_id = ${scope.workspaceId} order by created_at desc, id desc limit ${MOST}`.execute(tx);
  return rows;
}

export async function picturesOf({ tx, scope }: Read, ids: readonly string[]): Promise<Map<string, Picture>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('mail_image')
    .select(['id', 'token', 'width'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map(({ id, token, width }) => [id, { token, width }]));
}

/** The newest version of each. */
export async function reusableOf({ tx, scope }: Read, ids: readonly string[]): Promise<Map<string, SimpleBlock[]>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; blocks: SimpleBlock[] }>`select distinct on (v.reusable_id) v.reusable_id as id, v.blocks
    from reusable_block_version v join reusable_block b on b.workspace_id = v.workspace_id and b.id = v.reusable_id and b.archived_at is null
    where v.workspace_id = ${scope.workspaceId} and v.reusable_id = any (${[...ids]}::uuid[]) order by v.reusable_id, v.number desc`.execute(
    tx,
  );
  return new Map(rows.map(({ id, blocks }) => [id, blocks]));
}

export interface ReusableRow {
  id: string;
  name: string;
  number: number;
  blocks: SimpleBlock[];
  savedAt: string;
  usedIn: { id: string; name: string }[];
}

/** Used: in a draft, or in what was published last where there is no draft. */
export async function listReusable({ tx, scope }: Read, id?: string): Promise<ReusableRow[]> {
  const { rows } = await sql<ReusableRow>`
    with shown as (
      select distinct on (v.template_id) v.template_id, v.content from template_version v
      where v.workspace_id = ${scope.workspaceId} order by v.template_id, v.number desc nulls first
    ), used as (
      select distinct (block ->> 'reusableId')::uuid as reusable_id, t.id, t.name
      from shown s join template t on t.workspace_id = ${scope.workspaceId} and t.id = s.template_id and t.archived_at is null,
        jsonb_array_elements(s.content -> 'blocks') block
      where block ->> 'type' = 'reusable'
    )
    select b.id, b.name, v.number, v.blocks, v.saved_at as "savedAt",
      (select coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name) order by u.name), '[]') from used u where u.reusable_id = b.id) as "usedIn"
    from reusable_block b
      join lateral (select * from reusable_block_version v where v.workspace_id = b.workspace_id and v.reusable_id = b.id order by v.number desc limit 1) v on true
    where b.workspace_id = ${scope.workspaceId} and b.archived_at is null and ${id ? sql`b.id = ${id}` : sql`true`}
    order by lower(b.name), b.id`.execute(tx);
  return rows;
}

export async function listSenders({ tx, scope }: Read) {
  const { rows } = await sql<{ id: string; name: string; email: string; replyTo: string | null; isDefault: boolean }>`
    select id, name, email, reply_to as "replyTo", is_default as "isDefault" from sender_identity
    where workspace_id = ${scope.workspaceId} order by is_default desc, lower(name), id`.execute(tx);
  return rows;
}
