import { type RawBuilder, sql } from 'kysely';
import { clausesOf, versionInForce } from '#modules/agreements/queries/agreement.ts';
import type { ReadCtx } from '#platform/context.ts';
import { type Owed, USUAL_ATTEMPTS } from '../schema.ts';

/** Attempts promised for one hand-off, by the clock that runs on it; null where none was promised. As a subselect on the hand-off's id. */
export const promisedFor = ({ scope }: ReadCtx, handoffId: RawBuilder<unknown>): RawBuilder<number | null> =>
  sql<number | null>`(select max(p.attempts) from clock k join clause p on p.workspace_id = k.workspace_id and p.id = k.clause_id
    where k.workspace_id = ${scope.workspaceId} and k.cause_id = ${handoffId} and p.family = 'depth' and p.party = 'sales')`;

/**
 * How often Sales tries before a lead counts as not reached: what the agreement in force asks for (of several promises the one that is about all leads,
 * else the least of them), else what pays by the workspace's own history, else the usual.
 */
export async function usualOwed(ctx: ReadCtx): Promise<Owed> {
  const version = await versionInForce(ctx.tx, ctx.scope, ctx.now);
  const clauses = version ? await clausesOf(ctx.tx, ctx.scope, version.id) : [];
  const depths = clauses.flatMap((clause) => (clause.family === 'depth' && clause.party === 'sales' ? [clause] : []));
  const general = depths.filter(({ criteria, startsWhen }) => criteria.of.length === 0 && startsWhen === 'handed_off');
  const agreed = (general.length > 0 ? general : depths).map(({ attempts }) => attempts);
  if (agreed.length > 0) return { attempts: Math.min(...agreed), by: 'agreed' };
  const kept = await ctx.tx
    .selectFrom('loop_setting')
    .select('measured_attempts')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .executeTakeFirst();
  return kept?.measured_attempts ? { attempts: kept.measured_attempts, by: 'measured' } : { attempts: USUAL_ATTEMPTS, by: 'usual' };
}

/** The same for one hand-off: the promise under which it was made comes first. */
export async function owedFor(ctx: ReadCtx, handoffId: string | null): Promise<Owed> {
  if (handoffId === null) return usualOwed(ctx);
  const { rows } = await sql<{ attempts: number | null }>`select ${promisedFor(ctx, sql`${handoffId}::uuid`)} as attempts`.execute(ctx.tx);
  const promised = rows[0]?.attempts ?? null;
  return promised === null ? usualOwed(ctx) : { attempts: promised, by: 'agreed' };
}
