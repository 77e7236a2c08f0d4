import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { isRefusal } from '#platform/shared/refusal.ts';
import type { Doorkeeper } from './handle.ts';
import { sendProblem } from './problem.ts';

/** Carries committed changes from PostgreSQL to the browsers of the same workspace. */
export interface LiveBus {
  subscribe(workspaceId: string, listener: (topics: string[]) => void): () => void;
  /** What changed in the last `behindMs` milliseconds; `['*']` where the bus does not remember that far back. */
  missed(workspaceId: string, behindMs: number): string[];
  close(): Promise<void>;
}

const RETRY_MS = 1_000;
/** A page reads its data before its line stands; what changes in between is told from memory, for as long as a slow page takes. */
const MEMORY_MS = 60_000;
const MEMORY_TOPICS = 2_000;

/** When each topic of a workspace was last told. */
function openMemory() {
  const told = new Map<string, Map<string, number>>();
  let since = Date.now();
  let swept = since;

  function sweep(now: number) {
    swept = now;
    for (const [workspaceId, topics] of told) {
      for (const [topic, at] of topics) if (now - at > MEMORY_MS) topics.delete(topic);
      if (topics.size === 0) told.delete(workspaceId);
    }
  }
  return {
    keep(workspaceId: string, topics: readonly string[]) {
      const now = Date.now();
      if (now - swept > MEMORY_MS) sweep(now);
      const own = told.get(workspaceId) ?? new Map<string, number>();
      told.set(workspaceId, own);
      for (const topic of own.size < MEMORY_TOPICS ? topics : ['*']) own.set(topic, now);
    },
    /** After a gap: what was told before is no longer all there was. */
    restart() {
      told.clear();
      since = Date.now();
    },
    missed(workspaceId: string, behindMs: number): string[] {
      const from = Date.now() - behindMs;
      if (behindMs > MEMORY_MS || from < since) return ['*'];
      const topics = [...(told.get(workspaceId) ?? [])].flatMap(([topic, at]) => (at >= from ? [topic] : []));
      return topics.includes('*') ? ['*'] : topics;
    },
  };
}

/** Listens on one connection of its own; reconnects by itself, and tells everyone to refresh after a gap. */
export function openLiveBus(url: string, onError: (error: Error) => void): LiveBus {
  const listeners = new Map<string, Set<(topics: string[]) => void>>();
  const memory = openMemory();
  let client: pg.Client | null = null;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  const tell = (workspaceId: string, topics: string[]) => {
    memory.keep(workspaceId, topics);
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
      memory.restart();
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
    missed: memory.missed,
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

function behindOf(query: unknown): number {
  const behind = Number((query as { behind?: string }).behind ?? 0);
  return Number.isFinite(behind) && behind >= 0 ? behind : 0;
}

/** Of whom a few endpoints are open to, which record changed when is nothing to know: the names of what changed are enough to read those again. */
const withoutIds = (topics: readonly string[]) => topics.filter((topic) => !topic.includes(':'));

/**
 * `GET /api/live?behind=`: server-sent events `{topics}` for the caller's workspace. Names only; the data is read with the caller's rights.
 * `behind`: how many milliseconds ago the page began to read; what changed since then is told first.
 */
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
    const tell = (topics: string[]) => {
      const told = caller.lane ? withoutIds(topics) : topics;
      if (told.length > 0) stream.write(`data: ${JSON.stringify({ topics: told })}\n\n`);
    };
    const leave = live.subscribe(caller.facts.workspaceId, tell);
    tell(live.missed(caller.facts.workspaceId, behindOf(request.query)));
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
