import { sql } from 'kysely';
import { z } from 'zod';
import { clearLeadProbabilities } from '#modules/leads/commands/scores.ts';
import { Id } from '#modules/team/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { job } from '#platform/jobs/job.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { countEnded, settingsOf } from '../queries/outcomes.ts';
import { readTraining } from '../queries/trainings.ts';
import type { Model } from '../rules/predict.ts';
import { FEWEST_OF_EACH, type Quality, type Report } from '../rules/train.ts';
import type { Verdict } from '../schema.ts';

export const trainJob = job('predictions.train', z.object({ trainingId: Id }));
export const predictAll = job('predictions.predictAll', z.object({ after: Id.nullable() }));

/** Begins a training; one at a time. */
export async function startTraining(ctx: Ctx, cause: 'hand' | 'schedule'): Promise<{ id: string; number: number } | Refusal> {
  const { workspaceId, actor } = ctx.scope;
  // Two who ask at once wait for each other here, so that the second finds the first one's.
  await sql`select from workspace where id = ${workspaceId} for update`.execute(ctx.tx);
  const busy = await ctx.tx
    .selectFrom('training')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('state', 'in', ['waiting', 'running'])
    .executeTakeFirst();
  if (busy) return refuse('conflict', 'A training is under way. Wait for it, or cancel it.');
  const { won, notWon } = await countEnded(ctx.tx, ctx.scope, { settings: await settingsOf(ctx.tx, ctx.scope), now: ctx.now });
  if (won < FEWEST_OF_EACH || notWon < FEWEST_OF_EACH)
    return refuse(
      'not_now',
      `Not enough data: ${won} won and ${notWon} not won, ${FEWEST_OF_EACH} of each are needed. Until then leads are ordered by their label.`,
    );
  const { rows } = await sql<{ id: string; number: number }>`
    insert into training (workspace_id, number, cause, asked_by, asked_at)
    select ${workspaceId}, coalesce(max(number), 0) + 1, ${cause}, ${actor.memberId}, ${ctx.now} from training where workspace_id = ${workspaceId}
    returning id, number`.execute(ctx.tx);
  const [made] = rows;
  if (!made) throw new Error('the training was not written');
  await ctx.enqueue(trainJob, { trainingId: made.id });
  ctx.changed('training', made.id);
  return made;
}

export async function cancelTraining(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const { rows } = await sql`update training set state = 'cancelled', ended_at = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} and state in ('waiting', 'running') returning id`.execute(ctx.tx);
  if (rows.length === 0) return refuse('conflict', 'This training is not under way any more.');
  ctx.changed('training', id);
  return {};
}

/** Marks how far a training is. @returns false where it was cancelled meanwhile */
export async function reportProgress(ctx: Ctx, id: string, share: number): Promise<boolean> {
  const { rows } = await sql`update training set state = 'running', share = ${share}, started_at = coalesce(started_at, ${ctx.now})
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} and state in ('waiting', 'running') returning id`.execute(ctx.tx);
  ctx.changed('training', id);
  return rows.length > 0;
}

export async function failTraining(ctx: Ctx, id: string, problem: string): Promise<void> {
  await sql`update training set state = 'failed', problem = ${problem}, ended_at = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} and state in ('waiting', 'running')`.execute(ctx.tx);
  ctx.changed('training', id);
}

export interface Finished {
  id: string;
  model: Model;
  report: Report;
  rival: { number: number; quality: Quality } | null;
  verdict: Verdict;
  kept: boolean;
  seconds: number;
  memoryMb: number;
}

/** Keeps what was learned with its report, and puts it in force where it is better. */
export async function finishTraining(ctx: Ctx, done: Finished): Promise<void> {
  const { workspaceId } = ctx.scope;
  const { rows } =
    await sql`update training set state = 'done', share = 1, ended_at = ${ctx.now}, seconds = ${done.seconds}, memory_mb = ${done.memoryMb},
      verdict = ${done.verdict}, report = ${JSON.stringify(done.report)}, rival = ${done.rival ? JSON.stringify(done.rival) : null}
    where workspace_id = ${workspaceId} and id = ${done.id} and state in ('waiting', 'running') returning id`.execute(ctx.tx);
  if (rows.length === 0) return;
  await ctx.tx
    .insertInto('training_model')
    .values({ workspace_id: workspaceId, training_id: done.id, model: JSON.stringify(done.model) })
    .execute();
  if (done.kept) await putInForce(ctx, done.id, null);
  ctx.changed('training', done.id);
}

async function putInForce(ctx: Ctx, id: string, memberId: string | null): Promise<void> {
  const { workspaceId } = ctx.scope;
  await endForce(ctx);
  await sql`update training set in_force_from = ${ctx.now}, in_force_until = null, forced_by = ${memberId}
    where workspace_id = ${workspaceId} and id = ${id}`.execute(ctx.tx);
  await ctx.enqueue(predictAll, { after: null });
  ctx.changed('training');
}

async function endForce(ctx: Ctx): Promise<void> {
  await sql`update training set in_force_until = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and in_force_from is not null and in_force_until is null`.execute(ctx.tx);
}

export async function forceTraining(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const found = await readTraining(ctx, id);
  if ('refused' in found) return found;
  const { training } = found;
  if (training.state !== 'done') return refuse('not_now', 'Only a finished training can be put in force.');
  if (training.inForceFrom !== null && training.inForceUntil === null) return {};
  await setOff(ctx, false);
  await putInForce(ctx, id, ctx.scope.actor.memberId);
  return {};
}

export async function retirePredictions(ctx: Ctx): Promise<Record<string, never>> {
  await setOff(ctx, true);
  await endForce(ctx);
  await clearLeadProbabilities(ctx);
  ctx.changed('training');
  return {};
}

async function setOff(ctx: Ctx, off: boolean): Promise<void> {
  const { workspaceId, actor } = ctx.scope;
  await sql`insert into prediction_setting (workspace_id, off, updated_at, updated_by) values (${workspaceId}, ${off}, ${ctx.now}, ${actor.memberId})
    on conflict (workspace_id) do update set off = excluded.off, updated_at = excluded.updated_at, updated_by = excluded.updated_by
    where prediction_setting.off <> excluded.off`.execute(ctx.tx);
}
