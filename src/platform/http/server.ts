import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import { errorProblem } from './errors.ts';
import { type Doorkeeper, handleRequest } from './handle.ts';
import { type LiveBus, serveLive } from './live.ts';
import { serveAssistants } from './mcp.ts';
import { meter } from './metrics.ts';
import { type Mount, serveMounts } from './mount.ts';
import { openApiOf } from './openapi.ts';
import { type PageRoute, servePages } from './page.ts';
import { sendProblem } from './problem.ts';
import type { Route } from './route.ts';
import { serveWeb } from './web.ts';

export interface ServerOptions {
  door: Doorkeeper;
  routes: readonly Route[];
  pages: readonly PageRoute[];
  mounts: readonly Mount[];
  live: LiveBus;
  log: FastifyBaseLogger;
  version: string;
  baseUrl: string;
  /** As Fastify takes it: none, how many hops, or addresses. */
  trustProxy: boolean | number | string;
  uploadLimitBytes: number;
  /** Folder of the built web app, or null to serve the API alone. */
  webRoot: string | null;
  /** Requests a minute for one caller, for one address on public endpoints, and for one place that foreign machines post to. */
  limits: { perCaller: number; publicPerAddress: number; perPlace: number };
}

/** Requests that may wait for a database connection before new ones are turned away. */
const MOST_WAITING = 64;
const JSON_LIMIT = 2 * 1024 * 1024;

/** The HTTP server: security headers, limits, every endpoint of the contract, live updates, the web app. */
export async function openServer(options: ServerOptions): Promise<FastifyInstance> {
  const { door, routes } = options;
  const app = fastify({
    loggerInstance: options.log,
    trustProxy: typeof options.trustProxy === 'number' ? (_address, hop) => hop < Number(options.trustProxy) : options.trustProxy,
    bodyLimit: JSON_LIMIT,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 300 },
  });
  await app.register(helmet, headers(options.baseUrl));
  await app.register(rateLimit, {
    max: options.limits.perCaller,
    timeWindow: '1 minute',
    keyGenerator: callerKey,
    enableDraftSpec: true,
    errorResponseBuilder: (_request, context) =>
      Object.assign(new Error(`Too many requests; try again in ${context.after}.`), { statusCode: 429 }),
  });
  await app.register(multipart, { limits: { fileSize: options.uploadLimitBytes, files: 50, fields: 50 }, throwFileSizeLimit: true });
  app.setErrorHandler((error, request, reply) => {
    const problem = errorProblem(error, request);
    if (problem.log) request.log.error({ err: error, route: request.routeOptions.url }, 'request failed');
    return problem.refusal
      ? sendProblem(reply, problem.refusal)
      : reply.code(500).header('content-type', 'application/problem+json; charset=utf-8').send(problem.body);
  });
  meter(app);
  app.addHook('onRequest', async (request, reply) => {
    // Turned away early and cheaply, so that those already inside are served.
    if (request.url.startsWith('/api') && door.runtime.database.pool.waitingCount > MOST_WAITING)
      return sendProblem(reply, {
        refused: true,
        code: 'busy',
        message: 'Truce is very busy right now. Nothing was changed; try again in a few seconds.',
      });
  });
  for (const route of routes) if (route.endpoint.transport !== 'bytes') addRoute(app, route, options);
  await app.register(async (part) => serveBytes(part, options));
  await servePages(app, { runtime: door.runtime, pages: options.pages, perAddress: options.limits.publicPerAddress });
  await serveMounts(app, { runtime: door.runtime, mounts: options.mounts, perAddress: options.limits.publicPerAddress });
  serveLive(app, { door, live: options.live });
  const endpoints = routes.map((one) => one.endpoint);
  serveAssistants(app, { door, endpoints, version: options.version });
  // Written when it is first asked for: it takes as long as all the rest of a start.
  let document: ReturnType<typeof openApiOf> | undefined;
  app.get('/api/openapi.json', async (_request, reply) => {
    document ??= openApiOf(endpoints, { version: options.version });
    return reply.header('content-type', 'application/json; charset=utf-8').send(document);
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, { refused: true, code: 'not_found', message: `There is nothing at ${request.url.split('?')[0]}.` }),
  );
  if (options.webRoot) await serveWeb(app, options.webRoot);
  return app;
}

function addRoute(app: FastifyInstance, route: Route, { door, limits }: ServerOptions): void {
  const isPublic = route.endpoint.permission === 'public' && route.endpoint.method !== 'GET';
  const perAddress = { max: limits.publicPerAddress, timeWindow: '1 minute', keyGenerator: (request: FastifyRequest) => request.ip };
  app.route({
    method: route.endpoint.method,
    url: `/api${route.endpoint.path}`,
    config: isPublic ? { rateLimit: perAddress } : {},
    handler: (request, reply) => handleRequest(door, route, { request, reply }),
  });
}

/**
 * Endpoints that foreign machines post to. The body stays as it came, whatever it calls itself, so that its signature can be checked; the limit
 * holds for each place that is posted to, since a provider's bursts come from few addresses.
 */
function serveBytes(part: FastifyInstance, { door, routes, limits }: ServerOptions): void {
  part.removeAllContentTypeParsers();
  part.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: JSON_LIMIT }, (_request, body, done) => done(null, body));
  for (const route of routes.filter(({ endpoint }) => endpoint.transport === 'bytes'))
    part.route({
      method: route.endpoint.method,
      url: `/api${route.endpoint.path}`,
      config: {
        rateLimit: {
          max: limits.perPlace,
          timeWindow: '1 minute',
          keyGenerator: (request: FastifyRequest) => request.url.split('?')[0] ?? '',
        },
      },
      handler: (request, reply) => handleRequest(door, route, { request, reply }),
    });
}

function callerKey(request: FastifyRequest): string {
  return request.headers.authorization ?? request.headers.cookie ?? request.ip;
}

function headers(baseUrl: string) {
  const secure = baseUrl.startsWith('https:');
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // Mantine writes its variables into a style element.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' as const },
    hsts: secure ? { maxAge: 31_536_000 } : false,
    crossOriginEmbedderPolicy: false,
  };
}
