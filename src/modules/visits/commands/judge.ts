import { sql } from 'kysely';
import { z } from 'zod';
import { Id } from '#modules/team/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { job } from '#platform/jobs/job.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { visibleVisit } from '../queries/visits.ts';
import { judgeHit } from '../rules/traffic.ts';
import type { Verdict } from '../schema.ts';
import { foldNow } from './fold-job.ts';

/** A person's word on a visit goes before the rules; null takes it back. */
export async function judge(ctx: Ctx, { id, verdict }: { id: string; verdict: Verdict | null }): Promise<Record<string, never> | Refusal> {
  const there = await visibleVisit(ctx, id);
  if (isRefusal(there)) return there;
  const ws = ctx.scope.workspaceId;
  const { memberId } = ctx.scope.actor;
  if (verdict !== null && memberId === null) return refuse('forbidden', 'Only a person may say so.');
  await sql`update visit set judged_by = ${verdict === null ? null : memberId}, verdict = coalesce(${verdict}, verdict) where workspace_id = ${ws} and id = ${id}`.execute(
    ctx.tx,
  );
  // Made anew from its hits, so that ledger and score follow by the same way as ever.
  await sql`update visit_hit set folded = false where workspace_id = ${ws} and visit_id = ${id}`.execute(ctx.tx);
  await ctx.enqueue(foldNow, {}, { key: `visits.fold:${ws}` });
  ctx.changed('visit', id);
  return {};
}

/** Judges a site's hits by the rules of today, from the given one on. */
export const rejudge = job('visits.rejudge', z.object({ websiteId: Id, after: Id.nullable() }));

const MOST = 5_000;

/** @returns the last hit looked at; null at the end */
export async function rejudgeBatch(ctx: Ctx, { websiteId, after }: { websiteId: string; after: string | null }): Promise<string | null> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{ id: string; agent: string | null; verdict: Verdict; reason: string }>`
    select id, agent, verdict, reason from visit_hit where workspace_id = ${ws} and website_id = ${websiteId} and (${after}::uuid is null or id > ${after}::uuid)
    order by id limit ${MOST}`.execute(ctx.tx);
  const changed = rows.flatMap((row) => {
    // What the browser said of itself at the time is not asked again.
    if (SAID_BY_BROWSER.includes(row.reason)) return [];
    const now = judgeHit({ method: 'POST', headers: { 'user-agent': row.agent ?? undefined } });
    return now.verdict === row.verdict && now.reason === row.reason ? [] : [{ id: row.id, ...now }];
  });
  if (changed.length > 0)
    await sql`update visit_hit h set verdict = c.verdict, reason = c.reason from json_to_recordset(${JSON.stringify(changed)}::json) as c(id uuid, verdict text, reason text)
      where h.workspace_id = ${ws} and h.id = c.id`.execute(ctx.tx);
  await sql`update visit_hit set folded = false where workspace_id = ${ws} and id = any (${rows.map(({ id }) => id)}::uuid[])`.execute(
    ctx.tx,
  );
  return rows.length < MOST ? null : (rows.at(-1)?.id ?? null);
}

const SAID_BY_BROWSER = ['automated_browser', 'prefetch', 'no_script_signals'];
