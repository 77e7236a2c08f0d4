// The mail engine in a process of its own; for mails.ts, to see what several of them do together.
import { deliverDue } from '#modules/sends/commands/engine.ts';
import { carrierTo } from '#modules/sends/testing.ts';
import { openLog } from '#platform/log/log.ts';
import { workOf } from '#platform/runtime.ts';
import { openContext } from '#src/context.ts';

export interface SenderOrder {
  urls: { appUrl: string; ownerUrl: string };
  workspaceId: string;
  port: number;
  connections: number;
  key: { domain: string; selector: string; privateKey: string };
  seconds: number;
}

const order = JSON.parse(process.env.BENCH_ORDER ?? '{}') as SenderOrder;
const context = openContext({ ...order.urls, poolSize: 6, log: openLog('silent') });
const carrier = carrierTo(order.port, { keys: [order.key] }, order.connections);
const work = workOf(context.runtime, context.systemScope(order.workspaceId));
process.stdout.write('ready\n');
await new Promise((begin) => process.stdin.once('data', begin));
const start = performance.now();
await deliverDue(work, { carrierOf: async () => carrier, signal: new AbortController().signal, turnMs: order.seconds * 1000 });
process.stdout.write(`${(performance.now() - start) / 1000}\n`);
await carrier.transport.close();
await context.close();
process.exit();
