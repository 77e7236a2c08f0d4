// One tick of the clocks in a process of its own, which may end itself in the middle as a power cut would. Started by clocks.test.ts.
import pg from 'pg';
import { freeJobsOfTheDead, tick } from '#platform/jobs/runner.ts';
import { openLog } from '#platform/log/log.ts';
import { openContext } from '#src/context.ts';
import type { WorkerOrder } from './clock-faults.ts';

const order = JSON.parse(process.env.FAULT_ORDER ?? '{}') as WorkerOrder;
const context = openContext({ ...order.urls, poolSize: 4, log: openLog('silent'), now: () => order.now });

let statements = 0;
const query = pg.Client.prototype.query;
/** Every statement goes through here: the one that is named, or the n-th, is never sent. */
pg.Client.prototype.query = function (this: pg.Client, ...said: unknown[]) {
  const [first, second] = said as [string | { text?: string; values?: unknown[] }, unknown];
  const text = typeof first === 'string' ? first : (first?.text ?? '');
  const values = typeof first === 'string' ? second : first?.values;
  statements += 1;
  const { kill } = order;
  const named =
    kill && 'text' in kill && text.includes(kill.text) && (!kill.value || (Array.isArray(values) && values.includes(kill.value)));
  const counted = kill && 'statement' in kill && statements === kill.statement;
  if (named || counted) process.kill(process.pid, 'SIGKILL');
  return Reflect.apply(query, this, said);
} as typeof query;

await freeJobsOfTheDead(context.queuePool);
await tick(context.jobs, 'agreements.clocks');
await context.close();
process.stdout.write(String(statements));
