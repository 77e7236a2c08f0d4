// The mail engine in a process of its own, for sends.test.ts to kill while it hands over.
import { deliverDue } from '#modules/sends/commands/engine.ts';
import { carrierTo } from '#modules/sends/testing.ts';
import { openLog } from '#platform/log/log.ts';
import { workOf } from '#platform/runtime.ts';
import { openContext } from '#src/context.ts';

export interface SendOrder {
  urls: { appUrl: string; ownerUrl: string };
  workspaceId: string;
  port: number;
  inFlight: number;
  /** By how much its clock is ahead. Where it would have to wait, it puts the clock on instead, and says so in a line on stdout. */
  aheadMs: number;
}

const order = JSON.parse(process.env.FAULT_ORDER ?? '{}') as SendOrder;
let aheadMs = order.aheadMs;
const now = () => new Date(Date.now() + aheadMs).toISOString();
const context = openContext({ ...order.urls, poolSize: 6, log: openLog('silent'), now });
const carrier = carrierTo(order.port);
const work = workOf(context.runtime, context.systemScope(order.workspaceId));
const { signal } = new AbortController();
for (;;) {
  const next = await deliverDue(work, { carrierOf: async () => carrier, signal, inFlight: order.inFlight });
  if (next === null) break;
  aheadMs += Math.max(0, Date.parse(next) - Date.parse(now()) + 1);
  process.stdout.write(`${aheadMs}\n`);
}
await carrier.transport.close();
await context.close();
