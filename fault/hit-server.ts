// A web process of its own that takes hits, for hits.test.ts to kill in the middle of a flood.
import type { AddressInfo } from 'node:net';
import { openLiveBus } from '#platform/http/live.ts';
import { openServer } from '#platform/http/server.ts';
import { openLog } from '#platform/log/log.ts';
import { authenticateWith } from '#src/authenticate.ts';
import { openContext } from '#src/context.ts';
import { product } from '#src/product.ts';

const urls = JSON.parse(process.env.FAULT_ORDER ?? '{}') as { appUrl: string; ownerUrl: string };
const log = openLog('silent');
const context = openContext({ ...urls, poolSize: 6, log });
const app = await openServer({
  door: { runtime: context.runtime, authenticate: authenticateWith(context), origins: [] },
  routes: product.routes,
  pages: product.pages,
  mounts: product.mounts,
  live: openLiveBus(urls.appUrl, () => undefined),
  log,
  version: 'fault',
  baseUrl: 'http://localhost:3000',
  trustProxy: false,
  uploadLimitBytes: 1_000_000,
  webRoot: null,
  limits: { perCaller: 1_000_000, publicPerAddress: 1_000_000, perPlace: 1_000_000 },
});
await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`${(app.server.address() as AddressInfo).port}\n`);
