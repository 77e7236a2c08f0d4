import { type RawBuilder, sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { type HandoffRule, isForSales, type Standing } from '../rules/decision.ts';

export { cutsOf } from '../rules/decision.ts';

/** What hands a lead to Sales at this moment. */
export async function handoffRule(ctx: ReadCtx): Promise<HandoffRule> {
  const { workspaceId } = ctx.scope;
  const { rows: models } = await sql<{ handoff_labels: string[] }>`select handoff_labels from score_model_version
    where workspace_id = ${workspaceId} and status = 'active'`.execute(ctx.tx);
  const { rows } = await sql<
    NonNullable<HandoffRule['threshold']>
  >`select number, cut::float8, fit_classes as "fitClasses", expires_at as "expiresAt" from score_threshold
    where workspace_id = ${workspaceId} and in_force_from <= ${ctx.now} and expires_at > ${ctx.now}`.execute(ctx.tx);
  return { labels: models[0]?.handoff_labels ?? [], threshold: rows[0] ?? null };
}

/** Whether the score hands somebody who stands like this to Sales now. */
export async function goesToSales(ctx: ReadCtx, standing: Standing): Promise<boolean> {
  return isForSales(await handoffRule(ctx), standing);
}

/** The same as `isForSales`, for contacts under an alias. */
export function forSales({ labels, threshold }: HandoffRule, contact: 'c'): RawBuilder<boolean> {
  const of = (column: string) => sql.ref(`${contact}.${column}`);
  return threshold
    ? sql`coalesce(${of('fit')} = any (${[...threshold.fitClasses]}::text[]) and ${of('engagement_score')} >= ${threshold.cut}, false)`
    : sql`coalesce(${of('score_label')} = any (${[...labels]}::text[]), false)`;
}
