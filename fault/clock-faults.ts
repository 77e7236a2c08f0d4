import { spawn } from 'node:child_process';
import path from 'node:path';
import { PROJECT } from '#src/project.ts';
import type { TestApp } from '../test/harness.ts';

/** Where a worker ends itself: before a statement is sent that holds a text (and a value), or before the n-th. */
export type Kill = { text: string; value?: string } | { statement: number };

export interface WorkerOrder {
  urls: TestApp['urls'];
  /** What it takes for the time. */
  now: string;
  kill: Kill | null;
}

export interface Ended {
  killed: boolean;
  /** How many statements it sent; 0 where it was killed. */
  statements: number;
}

/** A worker of its own goes over all clocks once, or as far as it gets. */
export function runWorker(order: WorkerOrder): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', path.join(PROJECT, 'fault/clock-worker.ts')], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, FAULT_ORDER: JSON.stringify(order) },
      cwd: PROJECT,
    });
    const said = { output: '', problem: '' };
    child.stdout.on('data', (chunk) => (said.output += chunk));
    child.stderr.on('data', (chunk) => (said.problem += chunk));
    child.once('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve({ killed: true, statements: 0 });
      else if (code === 0) resolve({ killed: false, statements: Number(said.output) });
      else reject(new Error(`the worker ended with ${code}: ${said.problem}`));
    });
  });
}

/** The states of a clock in which its worker is killed, by the statement that it does not come to send. */
export const STATES: readonly { what: string; hour: number; kill: Kill }[] = [
  { what: 'before it looks', hour: 2, kill: { text: 'for update of k' } },
  { what: 'at the reminder', hour: 2, kill: { text: 'insert into "clock_event"', value: 'warned' } },
  { what: 'before somebody is reminded', hour: 2, kill: { text: 'insert into notification' } },
  { what: 'at the breach', hour: 4.1, kill: { text: 'insert into "clock_event"', value: 'breached' } },
  { what: 'in the transaction of the breach', hour: 4.1, kill: { text: 'update clock k set due_at' } },
  { what: 'after the commit, before the job is done', hour: 4.1, kill: { text: '_private_jobs as jobs' } },
  { what: 'at the step after the due time', hour: 5, kill: { text: 'insert into "clock_event"', value: 'escalated' } },
  { what: 'while the lead is given to somebody else', hour: 5, kill: { text: 'insert into "clock_event"', value: 'reassigned' } },
  { what: 'before the next one is told', hour: 5, kill: { text: 'insert into "clock_notice"' } },
];
