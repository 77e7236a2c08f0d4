import { sql } from 'kysely';
import { z } from 'zod';
import type { Ctx } from '#platform/context.ts';
import { type JobRun, job } from '#platform/jobs/job.ts';
import { learnFrom } from '../rules/learned.ts';
import type { Journey } from '../rules/markov.ts';
import { BATCH, bringForward, type Settings, settingsOf } from './bring.ts';

export const rebuildPaths = job('attribution.rebuild', z.object({}));
// Worked out from what is on record: no news for the audit log.
const QUIET = { audit: false };

/** Asks for every path, weight and credit to be worked out anew, by a job of the whole workspace; one at a time. */
export async function askRebuild(ctx: Ctx): Promise<Record<string, never>> {
  const facts = { state: 'waiting', done: 0, total: null, asked_by: ctx.scope.actor.memberId, asked_at: ctx.now, ended_at: null };
  await ctx.tx
    .insertInto('attribution_run')
    .values({ workspace_id: ctx.scope.workspaceId, ...facts })
    .onConflict((clash) => clash.column('workspace_id').doUpdateSet(facts))
    .execute();
  await ctx.enqueue(rebuildPaths, {}, { byProgram: true, key: `attribution.rebuild:${ctx.scope.workspaceId}` });
  ctx.changed('attribution');
  return {};
}

/** Twice over all deals: first their paths, from which the models learn, then again with what was learned. Begun again, it begins anew. */
export async function rebuildAll(run: JobRun): Promise<void> {
  try {
    const total = await run.transaction(countDeals, QUIET);
    await run.transaction((ctx) => note(ctx, { state: 'running', done: 0, total: total * 2 }), QUIET);
    await overAll(run, 0);
    await run.transaction(learn, QUIET);
    await overAll(run, total);
    await run.transaction((ctx) => note(ctx, { state: 'done', ended_at: ctx.now }), QUIET);
  } catch (error) {
    await run.transaction((ctx) => note(ctx, { state: 'failed', ended_at: ctx.now }), QUIET);
    throw error;
  }
}

async function overAll(run: JobRun, before: number): Promise<void> {
  let done = before;
  for (let after: string | null = null; !run.signal.aborted; ) {
    const ids: string[] = await run.transaction((ctx) => bringAfter(ctx, after), QUIET);
    done += ids.length;
    await run.transaction((ctx) => note(ctx, { done }), QUIET);
    after = ids.at(-1) ?? null;
    if (ids.length < BATCH) return;
  }
  throw new Error('stopped before the end');
}

async function bringAfter(ctx: Ctx, after: string | null, settings?: Settings): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from deal where workspace_id = ${ctx.scope.workspaceId} and deleted_at is null
    and (${after}::uuid is null or id > ${after}::uuid) order by id limit ${BATCH}`.execute(ctx.tx);
  const ids = rows.map(({ id }) => id);
  await bringForward(ctx, ids, settings ?? (await settingsOf(ctx)));
  await sql`delete from attribution_due where workspace_id = ${ctx.scope.workspaceId} and deal_id = any (${ids}::uuid[])`.execute(ctx.tx);
  return ids;
}

/** The same in one transaction, for a workspace that is being filled. */
export async function rebuildHere(ctx: Ctx): Promise<void> {
  for (const pass of ['paths', 'credits']) {
    const settings = await settingsOf(ctx);
    for (let after: string | null = null; ; ) {
      const ids: string[] = await bringAfter(ctx, after, settings);
      after = ids.at(-1) ?? null;
      if (ids.length < BATCH) break;
    }
    if (pass === 'paths') await learn(ctx);
  }
  await note(ctx, { state: 'done', ended_at: ctx.now });
}

async function countDeals({ tx, scope }: Ctx): Promise<number> {
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from deal where workspace_id = ${scope.workspaceId} and deleted_at is null`.execute(tx);
  return rows[0]?.n ?? 0;
}

interface RunFacts {
  state?: string;
  done?: number;
  total?: number;
  ended_at?: string;
  paths?: number;
  won?: number;
}

async function note(ctx: Ctx, facts: RunFacts): Promise<void> {
  await ctx.tx
    .insertInto('attribution_run')
    .values({ workspace_id: ctx.scope.workspaceId, state: 'running', asked_at: ctx.now, ...facts })
    .onConflict((clash) => clash.column('workspace_id').doUpdateSet(facts))
    .execute();
  ctx.changed('attribution');
}

/** What each channel brings, from every deal that closed. */
async function learn(ctx: Ctx): Promise<void> {
  const { workspaceId } = ctx.scope;
  const { rows } = await sql<Journey>`select learned as path, count(*) filter (where status = 'won')::int as conversions,
      count(*) filter (where status = 'lost')::int as nulls
    from deal_path where workspace_id = ${workspaceId} and status in ('won', 'lost') and cardinality(learned) > 0 group by learned order by learned`.execute(
    ctx.tx,
  );
  await sql`delete from channel_weight where workspace_id = ${workspaceId}`.execute(ctx.tx);
  const learned = learnFrom(rows);
  if (learned.length > 0)
    await ctx.tx
      .insertInto('channel_weight')
      .values(learned.map((one) => ({ workspace_id: workspaceId, ...one })))
      .execute();
  const won = rows.reduce((sum, { conversions }) => sum + conversions, 0);
  await note(ctx, { paths: won + rows.reduce((sum, { nulls }) => sum + nulls, 0), won });
}
