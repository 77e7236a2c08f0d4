import { sql } from 'kysely';
import { z } from 'zod';
import type { Ctx } from '#platform/context.ts';
import { type JobRun, job } from '#platform/jobs/job.ts';
import { learnFrom } from '../rules/learned.ts';
import type { Journey } from '../rules/markov.ts';
import { BATCH, bringForward, bringLearned, type Settings, settingsOf } from './bring.ts';

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

/**
 * Over all deals, from which the models learn; then over those that were won before, whose learned credits are other ones now. Begun again, it begins anew, and
 * writes what is other than it was.
 */
export async function rebuildAll(run: JobRun): Promise<void> {
  try {
    const ids = await run.transaction(everyDeal, QUIET);
    await run.transaction((ctx) => note(ctx, { state: 'running', done: 0, total: ids.length }), QUIET);
    await overAll(run, ids);
    await run.transaction(learn, QUIET);
    await relearn(run);
    await run.transaction((ctx) => note(ctx, { state: 'done', done: ids.length, ended_at: ctx.now }), QUIET);
  } catch (error) {
    await run.transaction((ctx) => note(ctx, { state: 'failed', ended_at: ctx.now }), QUIET);
    throw error;
  }
}

/** While the database reads for one batch the program works on another. */
const LANES = 2;

async function overAll(run: JobRun, ids: readonly string[]): Promise<void> {
  let next = 0;
  let done = 0;
  const lane = async () => {
    while (next < ids.length) {
      if (run.signal.aborted) throw new Error('stopped before the end');
      const batch = ids.slice(next, next + BATCH);
      next += BATCH;
      await run.transaction(async (ctx) => bringBatch(ctx, batch, await settingsOf(ctx)), QUIET);
      done += batch.length;
      await run.transaction((ctx) => note(ctx, { done }), QUIET);
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: LANES }, lane));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}

async function relearn(run: JobRun): Promise<void> {
  const settings = await run.transaction(settingsOf, QUIET);
  while ((await run.transaction((ctx) => bringLearned(ctx, settings), QUIET)) > 0)
    if (run.signal.aborted) throw new Error('stopped before the end');
}

async function bringBatch(ctx: Ctx, ids: readonly string[], settings: Settings): Promise<void> {
  // Before their paths are locked, as those do it that bring single deals forward: neither waits for the other in turn.
  await sql`delete from attribution_due where workspace_id = ${ctx.scope.workspaceId} and deal_id = any (${ids}::uuid[])`.execute(ctx.tx);
  await bringForward(ctx, ids, settings);
}

/** The same in one transaction, for a workspace that is being filled. */
export async function rebuildHere(ctx: Ctx): Promise<void> {
  const ids = await everyDeal(ctx);
  const before = await settingsOf(ctx);
  for (let from = 0; from < ids.length; from += BATCH) await bringBatch(ctx, ids.slice(from, from + BATCH), before);
  await learn(ctx);
  const after = await settingsOf(ctx);
  while ((await bringLearned(ctx, after)) > 0);
  await note(ctx, { state: 'done', ended_at: ctx.now });
}

/** Deals of one company beside each other: they have their people in common. */
async function everyDeal({ tx, scope }: Ctx): Promise<string[]> {
  const { rows } = await sql<{
    id: string;
  }>`select id from deal where workspace_id = ${scope.workspaceId} and deleted_at is null order by company_id, id`.execute(tx);
  return rows.map(({ id }) => id);
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
