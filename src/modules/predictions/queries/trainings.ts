import { sql } from 'kysely';
import { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import type { Db } from '#platform/db/db.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { getTraining } from '../contract/predictions.ts';
import type { Model } from '../rules/predict.ts';
import type { Quality, Report } from '../rules/train.ts';

type Answer = OutputOf<typeof getTraining>;
export type TrainingRow = Answer['training'];

interface Stored extends Omit<TrainingRow, 'quality' | 'leads' | 'chosen'> {
  report: Report | null;
  rival: { number: number; quality: Quality } | null;
}

async function storedTrainings(db: Db, scope: Scope, id: string | null): Promise<Stored[]> {
  const { rows } = await sql<Stored>`
    select t.id, t.number, t.cause, a.name as "askedBy", t.asked_at as "askedAt", t.state, t.share, t.ended_at as "endedAt", t.seconds, t.memory_mb as "memoryMb",
      t.problem, t.verdict, t.in_force_from as "inForceFrom", t.in_force_until as "inForceUntil", f.name as "forcedBy", t.report, t.rival
    from training t left join member a on a.workspace_id = t.workspace_id and a.id = t.asked_by
      left join member f on f.workspace_id = t.workspace_id and f.id = t.forced_by
    where t.workspace_id = ${scope.workspaceId} and (${id}::uuid is null or t.id = ${id}::uuid) order by t.number desc limit 100`.execute(
    db,
  );
  return rows;
}

function rowOf({ report, rival: _, ...row }: Stored): TrainingRow {
  return { ...row, leads: report?.n ?? null, chosen: report?.chosen ?? null, quality: report?.quality ?? null };
}

/** The last hundred, the newest first. */
export async function listTrainings(db: Db, scope: Scope): Promise<TrainingRow[]> {
  return (await storedTrainings(db, scope, null)).map(rowOf);
}

/** What is said of a field whose name the caller may not see. */
const visible = <T extends { right: string }>(scope: Scope, list: readonly T[]) => list.filter(({ right }) => !scope.hidden.has(right));

export async function readTraining(ctx: ReadCtx, id: string): Promise<Answer | Refusal> {
  const [row] = await storedTrainings(ctx.tx, ctx.scope, id);
  if (!row) return refuse('not_found', 'This training is not here any more.');
  const { report, rival } = row;
  const hidden = (key: string) => ctx.scope.hidden.has(key);
  return {
    training: rowOf(row),
    rival,
    report: report && {
      ...report,
      effects: visible(ctx.scope, report.effects),
      suspicions: visible(ctx.scope, report.suspicions).map((one) => ({
        ...one,
        together: one.together && hidden(one.together) ? null : one.together,
      })),
      leftOut: report.leftOut.filter((key) => !hidden(key)),
      ignored: visible(ctx.scope, report.ignored),
    },
  };
}

export interface InForce {
  id: string;
  number: number;
  model: Model;
  bins: Report['bins'];
}

/** Only what our own training wrote stands there; checked for its outline alone. */
const Stands = z.custom<Model>((value) => typeof value === 'object' && value !== null && 'learner' in value && 'features' in value);

/** The model that speaks now; undefined where none does. */
export async function inForce(db: Db, scope: Scope): Promise<InForce | undefined> {
  const { rows } = await sql<{ id: string; number: number; model: unknown; bins: Report['bins'] }>`
    select t.id, t.number, m.model, t.report -> 'bins' as bins from training t
      join training_model m on m.workspace_id = t.workspace_id and m.training_id = t.id
    where t.workspace_id = ${scope.workspaceId} and t.in_force_from is not null and t.in_force_until is null`.execute(db);
  const [row] = rows;
  return row && { ...row, model: Stands.parse(row.model) };
}
