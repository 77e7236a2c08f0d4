import { type RawBuilder, sql } from 'kysely';
import { compile } from '#modules/criteria/queries/compile.ts';
import { type Lens, lensOf } from '#modules/criteria/queries/lens.ts';
import { type Entity, EVERYTHING } from '#modules/criteria/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { Which } from '../schema.ts';
import { foundBy, isCommon, isSearch } from './records.ts';

/** Alias of the entity's row in every list query. */
export const ROW = 't';

/** Where the rows of a list come from. */
export interface Source {
  entity: Entity;
  lens: Lens;
  /** `from … where …` on alias `t`: the workspace, not in the trash, within reach, meeting criteria and search. */
  from: RawBuilder<unknown>;
  /** A search is part of it; `commonly`, one that very many records answer. */
  searched: boolean;
  commonly: boolean;
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
  const commonly = isSearch(which.q) && (await isCommon(tx, entity, which.q));
  const from = sql`from ${sql.table(entity)} ${sql.ref(ROW)} where t.workspace_id = ${scope.workspaceId} and t.deleted_at is null
    and ${reachable(scope, entity, { to: 'read', ownerColumn: 't.owner_id' })} and ${condition}
    ${which.ids ? sql`and t.id = any (${which.ids}::uuid[])` : sql``}
    ${isSearch(which.q) ? sql`and ${foundBy(entity, which.q, { row: ROW, scope, common: commonly })}` : sql``}`;
  return { entity, lens, from, searched: isSearch(which.q), commonly };
}
