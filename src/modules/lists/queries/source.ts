import { type RawBuilder, sql } from 'kysely';
import { compile } from '#modules/criteria/queries/compile.ts';
import { type Lens, lensOf } from '#modules/criteria/queries/lens.ts';
import { type Entity, EVERYTHING } from '#modules/criteria/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { Which } from '../schema.ts';
import { COMMON, foundBy, isCommon, isSearch } from './records.ts';

/** Alias of the entity's row in every list query. */
export const ROW = 't';

/** Where the rows of a list come from. */
export interface Source {
  entity: Entity;
  lens: Lens;
  /** `from … where …` on alias `t`: the workspace, not in the trash, within reach, meeting criteria and search. */
  from: RawBuilder<unknown>;
  /** A search is part of it. */
  searched: boolean;
  /** The same for counting where very many records answer the search: of these the first few thousand. Absent elsewhere. */
  sample: RawBuilder<unknown> | undefined;
}

export async function sourceOf(
  ctx: ReadCtx,
  entity: Entity,
  which: Which & { ids?: readonly string[] | undefined },
): Promise<Source | Refusal> {
  const { tx, scope, now } = ctx;
  const lens = await lensOf(tx, scope, entity);
  const condition = compile(which.criteria ?? EVERYTHING, { ...lens, row: ROW, scope, now });
  if (isRefusal(condition)) return condition;
  const { q, ids } = which;
  const rows = (
    found: RawBuilder<boolean>,
  ) => sql`from ${sql.table(entity)} ${sql.ref(ROW)} where t.workspace_id = ${scope.workspaceId} and t.deleted_at is null
    and ${reachable(scope, entity, { to: 'read', ownerColumn: 't.owner_id' })} and ${condition}
    ${ids ? sql`and t.id = any (${ids}::uuid[])` : sql``} and ${found}`;
  if (!isSearch(q)) return { entity, lens, from: rows(sql`true`), searched: false, sample: undefined };
  const common = await isCommon(tx, entity, q);
  const from = rows(foundBy(entity, q, { row: ROW, scope, common }));
  return { entity, lens, from, searched: true, sample: common ? rows(foundBy(entity, q, { row: ROW, scope, most: COMMON })) : undefined };
}
