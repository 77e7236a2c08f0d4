import { metrics } from '#platform/http/metrics.ts';
import { openRoute, type Route, rawRoute, route } from '#platform/http/route.ts';
import { retryJob } from './commands.ts';
import * as contract from './contract.ts';
import { jobsNow } from './queries.ts';

export const routes: Route[] = [
  openRoute(contract.getHealth, async ({ runtime, reply }) => {
    try {
      const copy = await runtime.database.unbound((tx) =>
        tx.selectFrom('installation').select('name').where('name', '=', 'restored_unconfirmed').executeTakeFirst(),
      );
      return { ok: true, database: 'up' as const, restoredCopy: copy !== undefined };
    } catch {
      reply.code(503);
      return { ok: false, database: 'down' as const, restoredCopy: false };
    }
  }),
  rawRoute(contract.getMetrics, async ({ reply }) => {
    await reply.header('content-type', metrics.contentType).send(await metrics.metrics());
    return undefined;
  }),
  route(contract.listJobs, (ctx) => jobsNow(ctx)),
  route(contract.retryJob, retryJob),
];
