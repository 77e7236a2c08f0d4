import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { isRefusal } from '#platform/shared/refusal.ts';
import type { Doorkeeper } from './handle.ts';
import { sendProblem } from './problem.ts';

/** Carries committed changes from PostgreSQL to the browsers of the same workspace. */
export interface LiveBus {
  subscribe(workspaceId: string, listener: (topics: string[]) => void): () => void;
  close(): Promise<void>;
}

const RETRY_MS = 1_000;

/** Listens on one connection of its own; reconnects by itself, and tells everyone to refresh after a gap. */
export function openLiveBus(url: string, onError: (error: Error) => void): LiveBus {
  const listeners = new Map<string, Set<(topics: string[]) => void>>();
  let client: pg.Client | null = null;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  const tell = (workspaceId: string, topics: string[]) => {
    for (const listener of listeners.get(workspaceId) ?? []) listener(topics);
  };
  async function connect(isReconnect: boolean): Promise<void> {
    if (closed) return;
    const next = new pg.Client({ connectionString: url, application_name: 'truce live', keepAlive: true });
    let lost = false;
    const again = (error?: Error) => {
      if (lost || closed) return;
      lost = true;
      if (error) onError(error);
      timer = setTimeout(() => void connect(true), RETRY_MS);
    };
    next.on('error', again);
    next.on('end', () => again());
    next.on('notification', ({ payload }) => {
      const message = JSON.parse(payload ?? '{}') as { workspaceId?: string; topics?: string[] };
      if (message.workspaceId && message.topics) tell(message.workspaceId, message.topics);
    });
    try {
      await next.connect();
      await next.query('listen truce_live');
      client = next;
      if (isReconnect) for (const workspaceId of listeners.keys()) tell(workspaceId, ['*']);
    } catch (error) {
      again(error instanceof Error ? error : new Error(String(error)));
    }
  }
  void connect(false);

  return {
    subscribe(workspaceId, listener) {
      const group = listeners.get(workspaceId) ?? new Set();
      listeners.set(workspaceId, group.add(listener));
      return () => {
        group.delete(listener);
        if (group.size === 0) listeners.delete(workspaceId);
      };
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}

const HEARTBEAT_MS = 20_000;
/** A stream is renewed at this age, so that a role or access that changed takes effect. */
const RENEW_MS = 5 * 60_000;

/** `GET /api/live`: server-sent events `{topics}` for the caller's workspace. Names only; the data is read with the caller's rights. */
export function serveLive(app: FastifyInstance, { door, live }: { door: Doorkeeper; live: LiveBus }): void {
  const open = new Set<ServerResponse>();
  app.addHook('preClose', async () => {
    for (const stream of open) stream.end();
  });
  app.get('/api/live', async (request, reply) => {
    const caller = await door.authenticate(request);
    if (isRefusal(caller)) return sendProblem(reply, caller);
    reply.hijack();
    const stream = reply.raw;
    open.add(stream);
    stream.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    stream.write(`retry: 2000\n\n`);
    const leave = live.subscribe(caller.facts.workspaceId, (topics) => stream.write(`data: ${JSON.stringify({ topics })}\n\n`));
    const beat = setInterval(() => stream.write(': here\n\n'), HEARTBEAT_MS);
    const renew = setTimeout(() => stream.end(), RENEW_MS);
    stream.on('close', () => {
      leave();
      clearInterval(beat);
      clearTimeout(renew);
      open.delete(stream);
    });
    return reply;
  });
}
