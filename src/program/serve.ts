import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Config } from '#platform/config/config.ts';
import { StartupProblem } from '#platform/config/startup-problem.ts';
import { openLiveBus } from '#platform/http/live.ts';
import { openServer } from '#platform/http/server.ts';
import { freeJobsOfTheDead, startJobs } from '#platform/jobs/runner.ts';
import { authenticateWith } from '#src/authenticate.ts';
import { type Context, openContext } from '#src/context.ts';
import { product } from '#src/product.ts';
import { PROJECT } from '#src/project.ts';
import { firstStart } from './first-start.ts';
import { type Installation, openInstallation } from './installation.ts';
import { VERSION } from './version.ts';

export type ServeRole = 'all' | 'web' | 'worker';

/** Runs the service until a signal: web, jobs, or both. */
export async function serve(config: Config, role: ServeRole): Promise<void> {
  const began = Date.now();
  if (config.unknown.length) process.stderr.write(`Not a setting, so ignored: ${config.unknown.join(', ')}\n`);
  // A worker beside a web process uses its database server; alone it runs one.
  const installation = await openInstallation(config, role === 'worker' ? 'join' : 'own');
  const { log } = installation;
  const context = openContext({ ...installation, poolSize: config.poolSize, config });
  const stops: (() => Promise<unknown>)[] = [() => installation.stop(), () => context.close()];
  const stop = once(async () => {
    log.info('stopping');
    for (const one of stops.toReversed()) await one().catch((error) => log.error({ err: error }, 'while stopping'));
  });
  try {
    if (role !== 'worker') stops.push(await openWeb({ config, installation, context, began }));
    if (role !== 'web') {
      if (installation.embedded) await freeJobsOfTheDead(context.queuePool);
      const runner = await startJobs(context.jobs);
      stops.push(() => runner.stop());
      for (const { name, start } of product.standing) {
        const started = start(context.runtime, (error) => log.warn({ err: error, work: name }, 'standing work goes on after an error'));
        stops.push(() => started.stop());
      }
    }
  } catch (error) {
    await stop();
    throw error;
  }
  await untilSignal();
  await stop();
}

async function openWeb(parts: {
  config: Config;
  installation: Installation;
  context: Context;
  began: number;
}): Promise<() => Promise<unknown>> {
  const { config, installation, context } = parts;
  const live = openLiveBus(installation.appUrl, (error) => installation.log.warn({ err: error }, 'live updates pause'));
  const webRoot = path.join(PROJECT, 'dist/web');
  const app = await openServer({
    door: { runtime: context.runtime, authenticate: authenticateWith(context), origins: [config.baseUrl] },
    routes: product.routes,
    pages: product.pages,
    mounts: product.mounts,
    live,
    log: installation.log,
    version: VERSION,
    baseUrl: config.baseUrl,
    trustProxy: config.trustProxy,
    uploadLimitBytes: config.uploadLimitBytes,
    webRoot: existsSync(path.join(webRoot, 'index.html')) ? webRoot : null,
    limits: { perCaller: 3_000, publicPerAddress: 60, perPlace: 6_000 },
  });
  const port = await listen(app, config);
  const address = config.baseUrlGiven ? config.baseUrl : `http://localhost:${port}`;
  const setupLink = await firstStart(context, config, address);
  say([
    `Truce ${VERSION} is ready at ${address} (${((Date.now() - parts.began) / 1000).toFixed(1)} s)`,
    setupLink ? `Set it up (this link works once): ${setupLink}` : null,
  ]);
  return async () => {
    await app.close();
    await live.close();
  };
}

async function listen(app: FastifyInstance, config: Config): Promise<number> {
  try {
    await app.listen({ port: config.port, host: config.host });
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'EADDRINUSE')
      throw new StartupProblem('port_taken', `Port ${config.port} is used by another program.`, {
        remedy: `Stop that program, or start with another port: PORT=${config.port + 1} npm start`,
      });
    if (code === 'EACCES')
      throw new StartupProblem('not_permitted', `This user may not listen on port ${config.port}.`, {
        remedy: 'Choose a port above 1023: PORT=3000 npm start',
      });
    throw error;
  }
  return (app.server.address() as AddressInfo).port;
}

function say(lines: (string | null)[]): void {
  process.stdout.write(
    `\n${lines
      .filter(Boolean)
      .map((line) => `  ${line}`)
      .join('\n')}\n\n`,
  );
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => {
    running ??= work();
    return running;
  };
}
