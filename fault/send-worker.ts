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
  /** By how much its clock is ahead: leases of those who were killed have run out for it. */
  aheadMs: number;
}

const order = JSON.parse(process.env.FAULT_ORDER ?? '{}') as SendOrder;
const now = () => new Date(Date.now() + order.aheadMs).toISOString();
const context = openContext({ ...order.urls, poolSize: 6, log: openLog('silent'), now });
const carrier = carrierTo(order.port);
const work = workOf(context.runtime, context.systemScope(order.workspaceId));
const { signal } = new AbortController();
for (let next: string | null = ''; next !== null && next <= now(); )
  next = await deliverDue(work, { carrierOf: async () => carrier, signal, inFlight: order.inFlight });
await carrier.transport.close();
await context.close();
