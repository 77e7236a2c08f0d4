import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';

interface Row {
  id: string;
  task: string;
  attempts: number;
  max_attempts: number;
  run_at: string;
  locked_at: string | null;
  problem: string | null;
  created_at: string;
}

const MOST = 1_000;

/** Background work of the workspace, at most 1,000 rows, what was given up first. */
export async function jobsNow({ tx }: ReadCtx) {
  const { rows } = await sql<Row>`select * from jobs_of_workspace(${MOST})`.execute(tx);
  const jobs = rows.map((row) => ({
    id: row.id,
    task: row.task,
    state: stateOf(row),
    attempts: row.attempts,
    maxAttempts: row.max_attempts,
    runAt: row.run_at,
    createdAt: row.created_at,
    problem: row.problem,
  }));
  const count = (state: string) => jobs.filter((job) => job.state === state).length;
  return { jobs, counts: { waiting: count('waiting'), running: count('running'), failed: count('failed') } };
}

function stateOf(row: Row): 'waiting' | 'running' | 'failed' {
  if (row.locked_at) return 'running';
  return row.attempts >= row.max_attempts ? 'failed' : 'waiting';
}
