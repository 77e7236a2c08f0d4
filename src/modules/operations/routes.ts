import { sql } from 'kysely';
import { metrics } from '#platform/http/metrics.ts';
import { openRoute, type Route, rawRoute, route } from '#platform/http/route.ts';
import { retryJob } from './commands.ts';
import * as contract from './contract.ts';
import { jobsNow } from './queries.ts';

export const routes: Route[] = [
  openRoute(contract.getHealth, async ({ runtime, reply }) => {
    const database = await runtime.database
      .unbound((tx) => sql`select 1`.execute(tx))
      .then(
        () => 'up' as const,
        () => 'down' as const,
      );
    if (database === 'down') reply.code(503);
    return { ok: database === 'up', database };
  }),
  rawRoute(contract.getMetrics, async ({ reply }) => {
    await reply.header('content-type', metrics.contentType).send(await metrics.metrics());
    return undefined;
  }),
  route(contract.listJobs, (ctx) => jobsNow(ctx)),
  route(contract.retryJob, retryJob),
];
