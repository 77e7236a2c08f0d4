import { type RawBuilder, sql } from 'kysely';
import { conditionOf } from '#modules/criteria/queries/lens.ts';
import { Criteria, EVERYTHING } from '#modules/criteria/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import type { TriggerOn } from '../schema.ts';

/** What keeps criteria on people from being read; null where they can be. */
export async function criteriaIssue(ctx: ReadCtx, criteria: Criteria): Promise<string | null> {
  if (criteria.of.length === 0) return null;
  const compiled = await conditionOf(ctx.tx, ctx.scope, { criteria, entity: 'contact', row: 't', now: ctx.now });
  return isRefusal(compiled) ? compiled.message : null;
}

/** Criteria as a condition on the contact `t`; null where they can't be read any more, and for those that mean everybody by mistake. */
export async function conditionOn(ctx: ReadCtx, criteria: Criteria, few = false): Promise<RawBuilder<boolean> | null> {
  if (criteria.match === EVERYTHING.match && criteria.of.length === 0) return null;
  const compiled = await conditionOf(ctx.tx, ctx.scope, { criteria, entity: 'contact', row: 't', now: ctx.now, few });
  return isRefusal(compiled) ? null : compiled;
}

/** What a trigger by criteria or by a list asks for; null for others. */
export async function criteriaOfTrigger(ctx: ReadCtx, on: TriggerOn): Promise<Criteria | null> {
  if (on.event === 'criteria') return on.criteria;
  if (on.event !== 'list') return null;
  const { rows } = await sql<{
    criteria: unknown;
  }>`select criteria from saved_view where workspace_id = ${ctx.scope.workspaceId} and id = ${on.viewId} and entity = 'contact'`.execute(
    ctx.tx,
  );
  const parsed = Criteria.safeParse(rows[0]?.criteria);
  return parsed.success ? parsed.data : null;
}
